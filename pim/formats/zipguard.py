"""Refusing ZIP containers that would explode: checked from the table of contents, before anything is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pim.formats.errors import FormatError
from pim.i18n import _

MAX_UNPACKED = 512 << 20
MAX_RATIO = 200
MAX_ENTRIES = 100_000
# Small entries of repeated text compress better than any bomb without being one.
_RATIO_FROM = 1 << 20


def check(archive: zipfile.ZipFile, path: Path, max_unpacked: int = MAX_UNPACKED) -> None:
    """FormatError if the container is a bomb, is encrypted, or has entries that lie on each other."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FormatError(_("{file} holds more than {n} entries.").format(file=path.name, n=MAX_ENTRIES))
    if any(entry.flag_bits & 1 for entry in entries):
        text = _("{file} is protected by a password. Save it without the password and try again.")
        raise FormatError(text.format(file=path.name))
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max_unpacked:
        text = _("{file} would unpack to {size} MB; at most {max} MB are read.")
        raise FormatError(text.format(file=path.name, size=unpacked >> 20, max=max_unpacked >> 20))
    for entry in entries:
        if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            text = _("{file} is refused: “{entry}” in it unpacks to more than {ratio} times its size.")
            raise FormatError(text.format(file=path.name, entry=entry.filename[:80], ratio=MAX_RATIO))
    _refuse_overlap(entries, path)


def _refuse_overlap(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Entries that share bytes are how a small file unpacks to terabytes; older Pythons do not look."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            text = _("{file} is refused: its entries overlap, as only a malicious or broken archive does.")
            raise FormatError(text.format(file=path.name))
        end = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size
