"""What a file is, told by its content: its name's ending is a claim, not a fact."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pim.formats.encoding import bare_utf16
from pim.formats.errors import FormatError
from pim.i18n import _

HEAD = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")

# Signatures of files that hold no table; the name completes "… is …".
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"BM", "image"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "compressed"),
    (b"7z\xbc\xaf", "compressed"),
    (b"Rar!", "compressed"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ", "compressed"),
    (b"SQLite format 3\0", "database"),
    (b"PAR1", "database"),
)

_WEB = (b"<html", b"<table", b"<!doctype html")


def detect(path: Path) -> str:
    """The format of a file: csv, json, jsonl, xlsx, xlsb, xls, ods, zip, html, xml, image, pdf, …

    Empty and encrypted files, and files that cannot be opened, raise FormatError.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        text = _("{file} cannot be read: {reason}.").format(file=path.name, reason=error.strerror)
        raise FormatError(text) from error
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FormatError(_("{file} is empty.").format(file=path.name))
    return _packed(path, head) or _foreign(head) or _text(path, head)


def _packed(path: Path, head: bytes) -> str | None:
    """The format of a ZIP or OLE container."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    if head.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            raise FormatError(encrypted(path))
        return "xls"
    return None


def encrypted(path: Path) -> str:
    """The sentence for a file that is locked with a password."""
    return _("{file} is protected by a password. Save it without the password and try again.").format(
        file=path.name
    )


def _zipped(path: Path) -> str:
    """Which kind of ZIP container this is."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            says_so = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            mime = archive.read("mimetype") if says_so else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        text = _("{file} is a damaged ZIP file or workbook: its table of contents cannot be read.")
        raise FormatError(text.format(file=path.name)) from error
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    lowered = {name.lower().replace("\\", "/") for name in names}
    markers = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb"}
    return next((kind for marker, kind in markers.items() if marker in lowered), "zip")


def _foreign(head: bytes) -> str | None:
    """The name of a known format that holds no table."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image"
    if head.startswith(_OLD_BIFF):
        return "old_xls"
    return next((name for signature, name in _FOREIGN if head.startswith(signature)), None)


def _text(path: Path, head: bytes) -> str:
    """The kind of text: JSON, JSON lines, markup or delimited."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith((b"{", b"[")) and not wide:
        return _json_kind(start)
    if start[:1] == b"<":
        lowered = start[:2_000].lower()
        return "html" if any(mark in lowered for mark in _WEB) else "xml"
    return "binary" if _is_binary(head, wide) else "csv"


def _is_binary(head: bytes, wide: bool) -> bool:
    """True if there are more control characters than any damaged text has."""
    if not wide and bare_utf16(head) is None and head.count(0) > max(16, len(head) // 50):
        return True
    visible = head.replace(b"\0", b"")[:4_096]
    return sum(byte < 9 or 13 < byte < 32 for byte in visible) * 10 > len(visible)


def _json_kind(start: bytes) -> str:
    """JSON lines if the first line is a complete object and another line follows, else JSON.

    A bracket may also open an ordinary first cell such as `[old] name;price`.
    """
    first, _separator, rest = start.partition(b"\n")
    line = first.strip()
    if line.startswith(b"{") and line.endswith(b"}") and rest.strip()[:1] == b"{":
        return "jsonl"
    inside = start[1:].lstrip()[:1]
    follows = b'"}' if start[:1] == b"{" else b'{["]-0123456789tfn'
    return "json" if not inside or inside in follows else "csv"


def no_table(path: Path, name: str) -> str:
    """Why a file of this format cannot be read as a table, and what to do."""
    reasons = {
        "zip": _("{file} is a ZIP archive: choose a table inside it."),
        "image": _("{file} is an image, not a table. Use it with “images from folder or ZIP”."),
        "pdf": _("{file} is a PDF document, not a table. Ask the sender for the data behind it."),
        "html": _("{file} is a web page, not a table. Open it in a spreadsheet program and save it as XLSX."),
        "xml": _("{file} is an XML file, and its layout is not known here. Save it as CSV or XLSX."),
        "old_xls": _("{file} is a workbook older than Excel 97. Open it and save it as XLSX."),
        "compressed": _("{file} is a compressed archive. Unpack it and choose the table inside."),
    }
    other = _("{file} is not a table: it is neither text, nor a workbook, nor JSON.")
    return reasons.get(name, other).format(file=path.name)
