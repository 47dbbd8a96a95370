"""A quick look through the XML of a sheet: what the fast reader would lose or choke on.

The fast reader drops error cells and number formats, shows formulas that were never calculated as
blank, and lays the sheet out densely in memory, which one stray cell far away makes deadly.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from defusedxml import ElementTree

from pim.formats.errors import FormatError
from pim.i18n import _

MAX_ROWS = 1_048_576
MAX_SHEET_COLUMNS = 500
MAX_DENSE_CELLS = 20_000_000
_CHUNK = 1 << 20
_OVERLAP = 400
_COLUMN = re.compile(rb' r="([A-Z]+)(?=\d)')
_ROW = re.compile(rb"<(?:\w+:)?row [^>]*?\br=\"(\d+)\"")
_UNCALCULATED = re.compile(
    rb"</(?:\w+:)?f>\s*(?:</(?:\w+:)?c>|<v></v>|<v ?/>)|<(?:\w+:)?f[^>]*/>\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'\bt="e"')
_ZERO_FORMAT = re.compile(rb'formatCode="0{2,}(?:;[^"]*)?"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Scan:
    """What a sheet holds: its extent, and whether it needs the careful reader."""

    last_row: int = 0
    last_column: int = 0
    errors: bool = False
    uncalculated: bool = False
    zero_formats: bool = False

    @property
    def sparse(self) -> bool:
        """True if the sheet is far larger than its contents, or wider than can be read."""
        return self.last_column > MAX_SHEET_COLUMNS or self.last_row * self.last_column > MAX_DENSE_CELLS

    @property
    def careful(self) -> bool:
        """True if the fast reader would lose something or run out of memory."""
        return self.sparse or self.errors or self.uncalculated or self.zero_formats


def scan(path: Path, sheet: str) -> Scan:
    """Look through one sheet of an XLSX file in flat memory; FormatError if it has too many rows."""
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        if part is None:
            return Scan()
        with archive.open(part) as stream:
            found = _read(stream)
        zeros = _has_zero_formats(archive)
    if found.last_row > MAX_ROWS:
        raise FormatError(_("{file} has more than {n} rows.").format(file=path.name, n=MAX_ROWS))
    return Scan(found.last_row, found.last_column, found.errors, found.uncalculated, zeros)


def _read(stream: IO[bytes]) -> Scan:
    """The extent and the marks of one sheet's XML."""
    columns: set[bytes] = set()
    last_row, errors, uncalculated, tail = 0, False, False, b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        columns.update(_COLUMN.findall(text))
        last_row = max(last_row, *map(int, _ROW.findall(text)), 0)
        errors = errors or _ERROR.search(text) is not None
        uncalculated = uncalculated or _UNCALCULATED.search(text) is not None
        tail = text[-_OVERLAP:]
    return Scan(last_row, max(map(_column_number, columns), default=0), errors, uncalculated)


def _column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27; absurdly long names count as beyond the limit."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the XML part that holds a sheet, or None if it is not an ordinary workbook inside."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(element.get(_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return part if part in names else None
    return None


def _has_zero_formats(archive: zipfile.ZipFile) -> bool:
    """True if the workbook has number formats such as 00000, which hide leading zeros in numbers."""
    if "xl/styles.xml" not in archive.namelist():
        return False
    return _ZERO_FORMAT.search(archive.read("xl/styles.xml")) is not None
