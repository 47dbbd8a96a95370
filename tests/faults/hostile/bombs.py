"""Files that are small and want to become large, or want somebody else's program to start."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.hostile.containers import NAMES, an_entry, archive_of, entries_of
from tests.faults.hostile.pictures import chunk
from tests.faults.hostile.seeds import picture, seeds

Bomb = tuple[str, str, Callable[[Path], None]]  # (name, file name, writes the file)
_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %s "%s">' % (bytes([98 + n]), b"&%s;" % bytes([97 + n]) * 10) for n in range(9))
    + b"]>"
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>'


def tables() -> Iterator[Bomb]:
    """Workbooks: an absurd ratio, a far cell, an endless cell, entities."""
    yield "many rows of zeros", "ratio.xlsx", lambda path: _sheet(path, _zeros())
    yield (
        "one cell a million rows down",
        "far.xlsx",
        lambda path: _sheet(path, [b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']),
    )
    yield (
        "a million empty rows",
        "empty.xlsx",
        lambda path: _sheet(
            path, [b"".join(b'<row r="%d"/>' % n for n in range(k, k + 4_096)) for k in range(1, 1_048_577, 4_096)]
        ),
    )
    yield "one cell of 300 MB", "cell.xlsx", lambda path: _sheet(path, _long_cell())
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        yield f"billion laughs in {part}", "laughs.xlsx", lambda path, part=part: _declared(path, part, _LAUGHS)
        yield f"external entity in {part}", "outside.xlsx", lambda path, part=part: _declared(path, part, _OUTSIDE)
    yield "nested JSON", "deep.json", lambda path: path.write_bytes(b"[" * 5_000_000) and None
    yield (
        "one line of 60 MB",
        "line.csv",
        lambda path: path.write_bytes(b"sku,title\nA," + b"x" * (60 << 20)) and None,
    )


def _zeros() -> Iterator[bytes]:
    row = b"".join(b"<c><v>0</v></c>" for _column in range(100))
    return (b"<row>%s</row>" % row for _row in range(15_000))


def _long_cell() -> Iterator[bytes]:
    yield b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    yield from (b"x" * (1 << 20) for _piece in range(300))
    yield b"</t></is></c></row>"


def _sheet(path: Path, rows: Iterator[bytes] | list[bytes]) -> None:
    entries = [entry for entry in entries_of(dict(seeds("xlsx"))["own.xlsx"]) if "sheet1.xml" not in entry[0].filename]
    path.write_bytes(archive_of(entries))
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as out,
    ):
        out.write(head)
        for row in rows:
            out.write(row)
        out.write(b"</sheetData></worksheet>")


def _declared(path: Path, part: str, doctype: bytes) -> None:
    entries = entries_of(dict(seeds("xlsx"))["own.xlsx"])
    changed = []
    for info, body in entries:
        if info.filename == part:
            head, _end, rest = (
                body.partition(b"?>") if body.startswith(b"<?xml") else (b"<?xml version='1.0'", b"", body)
            )
            body = head + b"?>" + doctype + rest.replace(b"sku", b"&j;", 1)
        changed.append((info, body))
    path.write_bytes(archive_of(changed))


def images() -> Iterator[Bomb]:
    """Images: too many pixels, other formats behind a harmless name."""
    for side in (30_000, 12_000):
        yield f"PNG of {side}²", f"side{side}.png", lambda path, side=side: path.write_bytes(_png(side)) and None
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    yield "EPS named .png", "eps.png", lambda path: path.write_bytes(eps) and None
    yield (
        "SVG named .png",
        "svg.png",
        lambda path: path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>") and None,
    )
    yield "SVG", "own.svg", lambda path: path.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>") and None
    text = chunk(b"zTXt", b"x\0\0" + zlib.compress(b"a" * 300_000_000, 9))
    own = picture("PNG")
    yield "PNG with 300 MB of text", "text.png", lambda path: path.write_bytes(own[:33] + text + own[33:]) and None


def _png(side: int) -> bytes:
    packer = zlib.compressobj(9)
    row = bytes(side // 8 + 1)
    body = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def archives() -> Iterator[tuple[str, bytes]]:
    """(name, content) of archives with a sound table and one entry that must not come out, after one that must."""
    table = an_entry("products.csv", b"sku,title\nA-1,Mug\n")
    yield "entry with an ordinary name", archive_of([table, an_entry("more.csv", b"sku,title\nEVIL,x\n")])
    for name in NAMES:
        yield f"entry named {name[:40]!r}", archive_of([table, an_entry(name, b"sku,title\nEVIL,x\n")])
    yield "entry that is a link", archive_of([table, an_entry("link.csv", b"/etc/passwd", link=True)])
    yield "names that differ by case", archive_of([table, an_entry("PRODUCTS.CSV", b"sku,title\nEVIL,x\n")])
    yield "overlapping entries", _overlapping(archive_of([table, an_entry("other.csv", b"sku,title\nEVIL,x\n")]))
    yield "archive of 600 MB of zeros", _zeros_archive()


def _overlapping(data: bytes) -> bytes:
    """The second entry of the table of contents points at the first one."""
    at = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    return data[: at + 42] + bytes(4) + data[at + 46 :]


def _zeros_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.csv", "w") as entry:
        for _piece in range(600):
            entry.write(bytes(1 << 20))
    return out.getvalue()
