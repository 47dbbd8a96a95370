"""A quick look through the XML of a sheet: what the fast reader would lose or choke on.

The fast reader drops error cells and number formats, shows formulas that were never calculated as
blank, and lays the sheet out densely in memory, which one stray cell far away makes deadly. So the
XML is searched for such cells first, and they are marked.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from defusedxml import ElementTree

from pim.formats.errors import FormatError
from pim.i18n import _

MAX_ROWS = 1_048_576
MAX_SHEET_COLUMNS = 500
MAX_DENSE_CELLS = 20_000_000
_CHUNK = 1 << 20
# Longer than the longest formula with its cell, so that none is cut in two.
_OVERLAP = 1 << 15
_CELL = rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"'
_WIDE = re.compile(rb' r="([A-Z]{2,})\d')
_NARROW = re.compile(rb' r="([A-Z])\d')
_ROW = re.compile(rb'<(?:\w+:)?row r="(\d+)"')
_ERROR = re.compile(
    _CELL + rb'[^>]*? t="e"[^>]*>(?:<(?:\w+:)?f[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<'
)
_UNCALCULATED = re.compile(
    _CELL
    + rb"[^>]*>\s*<(?:\w+:)?f(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*(?:<v></v>|<v ?/>)?\s*</(?:\w+:)?c>"
)
# What stands in every piece of XML that has such a cell: searched for first, at a tenth of the cost.
_SIGNS = {"error_cell": (b' t="e"',), "formula": (b"<f", b":f")}
_PREFIX = 64  # bytes before the name of an element: its bracket and its namespace
_ZERO_FORMAT = re.compile(r"0{2,}(;.*)?")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Mark(NamedTuple):
    """A cell read wrong: `error_cell` (text: the error), `formula` (its text), `zeros` (their width)."""

    code: str
    text: str


Marks = Mapping[int, Mapping[int, Mark]]
Patterns = tuple[tuple[str, re.Pattern[bytes]], ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """The extent of a sheet (from 1), and its marked cells by row (from 1) and column (from 0)."""

    last_row: int = 0
    last_column: int = 0
    marks: Marks = field(default_factory=dict)

    @property
    def sparse(self) -> bool:
        """True if the sheet is far larger than its contents, or wider than can be read."""
        return self.last_column > MAX_SHEET_COLUMNS or self.last_row * self.last_column > MAX_DENSE_CELLS


def scan(path: Path, sheet: str) -> Scan:
    """Look through one sheet of an XLSX file in flat memory; FormatError if it has too many rows."""
    with zipfile.ZipFile(path) as archive:
        part = part_of(archive, sheet)
        if part is None:
            return Scan()
        patterns: Patterns = (
            ("error_cell", _ERROR), ("formula", _UNCALCULATED), *_zero_patterns(archive),
        )  # fmt: skip
        with archive.open(part) as stream:
            found = _read(stream, patterns)
    if found.last_row > MAX_ROWS:
        raise FormatError(_("{file} has more than {n} rows.").format(file=path.name, n=MAX_ROWS))
    return found


def _read(stream: IO[bytes], patterns: Patterns) -> Scan:
    """The extent and the marked cells of one sheet's XML."""
    columns: set[bytes] = set()
    marks: dict[int, dict[int, Mark]] = {}
    last_row, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        # Most sheets have no column AA, and then this search finds nothing to build.
        columns.update(_WIDE.findall(text) or _NARROW.findall(text))
        last_row = max(last_row, _last_row(text))
        _mark(text, patterns, marks)
        tail = text[-_OVERLAP:]
    return Scan(last_row, max(map(_column_number, columns), default=0), marks)


def _last_row(text: bytes) -> int:
    """The number of the last row that begins in a piece of XML; looked for from its end."""
    near = text.rfind(b'row r="') - _PREFIX
    found = _ROW.findall(text, max(0, near)) or _ROW.findall(text)
    return int(found[-1]) if found else 0


def _mark(text: bytes, patterns: Patterns, marks: dict[int, dict[int, Mark]]) -> None:
    """Add the marked cells of one piece of XML."""
    for code, pattern in patterns:
        if code in _SIGNS and not any(sign in text for sign in _SIGNS[code]):
            continue
        zeros = code.removeprefix("zeros:") if code.startswith("zeros:") else None
        for letters, row, *rest in pattern.findall(text):
            sign = "=" if code == "formula" else ""
            mark = (
                Mark("zeros", zeros) if zeros else Mark(code, sign + rest[0].decode("utf-8", "replace")[:200])
            )
            marks.setdefault(int(row), {})[_column_number(letters) - 1] = mark


def _column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27; absurdly long names count as beyond the limit."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
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


def _zero_patterns(archive: zipfile.ZipFile) -> Iterator[tuple[str, re.Pattern[bytes]]]:
    """A pattern for the cells of each number format such as 00000, which hides leading zeros in numbers."""
    if "xl/styles.xml" not in archive.namelist():
        return
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    wanted: dict[str, int] = {}
    for element in styles.iter():
        code = element.get("formatCode", "").strip('"')
        if element.tag.endswith("}numFmt") and _ZERO_FORMAT.fullmatch(code):
            wanted[element.get("numFmtId", "")] = len(code.split(";", 1)[0])
    formats = next((element for element in styles if element.tag.endswith("}cellXfs")), ())
    for index, style in enumerate(formats):
        width = wanted.get(style.get("numFmtId", ""))
        if width:
            yield f"zeros:{width}", re.compile(_CELL + rb'[^>]*? s="%d"' % index)
