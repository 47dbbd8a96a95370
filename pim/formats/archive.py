"""ZIP archives from outside: list what is safe in them, extract it under names of our own."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pim.formats import zipguard
from pim.formats.errors import FormatError
from pim.i18n import _

# Supplier archives of photos are larger than any workbook, but hardly compress at all.
MAX_UNPACKED = 16 << 30
MAX_IMAGE = 64 << 20
MAX_TABLE = 2 << 30
_COPY = 1 << 20
_TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".json", ".jsonl"})
_IMAGES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff"})
_LIMITS = {"table": MAX_TABLE, "image": MAX_IMAGE}
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_CLUTTER = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A usable file: its name in the archive, its kind by the ending (table, image), its size in bytes."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An entry that is not touched, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ArchiveInfo:
    """What an archive holds. Other files (texts, PDF, clutter of file managers) are not mentioned."""

    entries: tuple[ArchiveEntry, ...]
    refused: tuple[RefusedEntry, ...]


def _unsafe_name(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry's name may not be used, or None."""
    # The library cuts names at NUL and turns backslashes where the system has them; the original tells.
    name = entry.orig_filename
    checks: tuple[tuple[bool, Callable[[], str]], ...] = (
        ("\0" in name or any(ord(char) < 32 for char in name), lambda: _("The name has control characters.")),
        ("\\" in name, lambda: _("The name has a backslash.")),
        (
            name.startswith("/") or re.match(r"[A-Za-z]:", name) is not None,
            lambda: _("The path is absolute."),
        ),
        (".." in name.split("/"), lambda: _("The path leads out of the archive.")),
        (stat.S_ISLNK(entry.external_attr >> 16), lambda: _("The entry is a link.")),
        (
            any(_DEVICE.fullmatch(part) for part in name.split("/")),
            lambda: _("The name is that of a device."),
        ),
        (
            any(part != part.rstrip(". ") for part in name.split("/") if part),
            lambda: _("The name ends with a dot or a blank."),
        ),
    )
    return next((reason() for hit, reason in checks if hit), None)


def _kind(name: str) -> str | None:
    """table or image by the ending, None for anything else."""
    ending = PurePosixPath(name).suffix.lower()
    return "table" if ending in _TABLES else "image" if ending in _IMAGES else None


def _open(path: Path) -> zipfile.ZipFile:
    """The archive, once it is known not to be a bomb."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise FormatError(_("{file} is not a readable ZIP archive.").format(file=path.name)) from error
    try:
        zipguard.check(archive, path, MAX_UNPACKED)
    except FormatError:
        archive.close()
        raise
    return archive


def inspect(path: Path) -> ArchiveInfo:
    """The usable files of an archive and what is refused; FormatError for bombs and broken archives."""
    with _open(path) as archive:
        return _survey(archive)


def _survey(archive: zipfile.ZipFile) -> ArchiveInfo:
    """Sort the entries into usable and refused ones."""
    entries: list[ArchiveEntry] = []
    refused: list[RefusedEntry] = []
    seen: set[str] = set()
    for entry in archive.infolist():
        reason = _unsafe_name(entry)
        if entry.filename.endswith("/") or (reason is None and _CLUTTER.search(entry.filename)):
            continue
        kind = _kind(entry.filename)
        if reason is None and entry.filename.casefold() in seen:
            reason = _("The name occurs twice, if case is ignored.")
        if reason is None and kind is not None and entry.file_size > _LIMITS[kind]:
            reason = _("The file has {size} MB, which is too much.").format(size=entry.file_size >> 20)
        seen.add(entry.filename.casefold())
        if reason is not None:
            refused.append(RefusedEntry(entry.orig_filename.replace("\0", "\\0")[:200], reason))
        elif kind is not None:
            entries.append(ArchiveEntry(entry.filename, kind, entry.file_size))
    return ArchiveInfo(tuple(entries), tuple(refused))


def extract(path: Path, folder: Path, names: frozenset[str] | None = None) -> Iterator[tuple[str, Path]]:
    """Unpack usable files (only `names`, if given) into an existing folder of our own.

    Yields the name in the archive and the file written: a number and a known ending, nothing of the
    name from outside. A damaged entry raises FormatError.
    """
    with _open(path) as archive:
        usable = [entry for entry in _survey(archive).entries if names is None or entry.name in names]
        for number, entry in enumerate(usable, start=1):
            target = folder / f"{number:06d}{PurePosixPath(entry.name).suffix.lower()}"
            _unpack(archive, entry, target, path)
            yield entry.name, target


def _unpack(archive: zipfile.ZipFile, entry: ArchiveEntry, target: Path, path: Path) -> None:
    """Write one entry, never more than it declared, into a file that did not exist."""
    try:
        with archive.open(entry.name) as source, target.open("xb") as out:
            left = entry.size
            while chunk := source.read(_COPY):
                left -= len(chunk)
                if left < 0:
                    raise zipfile.BadZipFile("longer than declared")
                out.write(chunk)
    except FileExistsError:
        raise
    except Exception as error:
        target.unlink(missing_ok=True)
        text = _("“{entry}” in {file} is damaged ({detail}).")
        detail = type(error).__name__
        raise FormatError(text.format(entry=entry.name[:80], file=path.name, detail=detail)) from error


def inspect_archive(path: str) -> Mapping[str, Any]:
    """JSON counterpart of `inspect`: `{"entries": [...], "refused": [...]}`."""
    return asdict(inspect(Path(path)))


def extract_archive(path: str, folder: str, names: list[str] | None = None) -> Iterator[list[str]]:
    """JSON counterpart of `extract`: `[name, path]` for each file written."""
    for name, target in extract(Path(path), Path(folder), None if names is None else frozenset(names)):
        yield [name, str(target)]
