"""What a table in a file is: options to read it, its description, its rows.

Everything here is immutable and has a JSON form, because it crosses the border of the guarded
child process that reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, NamedTuple, Self

from pim.i18n import _

MAX_COLUMNS = 2_000
SAMPLES = 5
SAMPLE_ROWS = 200


class CellProblem(NamedTuple):
    """Something wrong with a row (`column` None) or with one of its cells.

    `code`: quotes, extra_cells, undecodable, nul, precision, error_cell, formula, unknown_field,
    not_an_object, not_json, ignored. `column` is the column's position.
    `fatal` means that the row cannot be trusted as a whole; otherwise only this cell cannot.
    """

    column: int | None
    code: str
    value: str
    reason: str
    fatal: bool = False


class Row(NamedTuple):
    """One record: the line (text) or row number (workbook, from 1) where it begins, and its cells.

    `cells` always has one entry per column of the table. A blank record has only empty cells.
    """

    line: int
    cells: tuple[str, ...]
    problems: tuple[CellProblem, ...] = ()

    @property
    def blank(self) -> bool:
        """True if no cell holds anything but white space and nothing is wrong with the row."""
        return not self.problems and not any(cell and not cell.isspace() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may dictate; None means: detect it.

    `encoding` a codec name; `delimiter`, `quote` one character; `header` whether the first row
    names the columns; `decimal` "." or ","; `sheet` a sheet name; `guarded` whether cells carry the
    apostrophe that keeps spreadsheets from evaluating them.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None
    decimal: str | None = None
    sheet: str | None = None
    guarded: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """The options as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The options from `to_json`; unknown keys are ignored."""
        known = {item.name for item in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in known})


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """A column: unique name, position from 0, up to five different samples.

    `decimal` is "." or "," when its numbers prove it, "?" when they could be either ("1,234"),
    "" when the column holds no such number.
    """

    name: str
    index: int
    samples: tuple[str, ...] = ()
    decimal: str = ""


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of a workbook and whether it is shown."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TableInfo:
    """How one table is written in one file: enough to read it again without guessing.

    `format` is a name of `sniff.detect`. `header_line` is the line of the header (0: none) and
    `row_estimate` the number of records after it, exact for workbooks. `notes` are finished
    sentences for the person. `trim`: cells are padded with blanks that do not belong to them.
    """

    file: str
    format: str
    columns: tuple[ColumnInfo, ...]
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    has_header: bool = True
    header_line: int = 0
    sheet: str = ""
    sheets: tuple[SheetInfo, ...] = ()
    decimal: str = ""
    row_estimate: int = 0
    notes: tuple[str, ...] = ()
    trim: bool = False
    guarded: bool = False
    mended_line_ends: bool = False
    skip_blanks_after_delimiter: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)

    def to_json(self) -> dict[str, Any]:
        """The description as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The description from `to_json`."""
        columns = tuple(ColumnInfo(**{**c, "samples": tuple(c["samples"])}) for c in data["columns"])
        sheets = tuple(SheetInfo(**sheet) for sheet in data["sheets"])
        return cls(**{**data, "columns": columns, "sheets": sheets, "notes": tuple(data["notes"])})


@dataclass(slots=True)
class RowCount:
    """The account of every record read: `read == used + skipped + rejected`, always."""

    read: int = 0
    used: int = 0
    skipped: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """True if no record is unaccounted for."""
        return self.read == self.used + self.skipped + self.rejected

    def skip(self, reason: str, records: int = 1) -> None:
        """Count records that carry nothing to import, and why."""
        self.skipped += records
        self.reasons[reason] = self.reasons.get(reason, 0) + records


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Column names that are never empty and never repeat: `column_3`, `price`, `price_2`."""
    taken: set[str] = set()
    unique = []
    for position, name in enumerate(names, start=1):
        base = " ".join(name.replace("\ufeff", "").split()) or f"column_{position}"
        candidate, number = base, 2
        while candidate in taken:
            candidate, number = f"{base}_{number}", number + 1
        taken.add(candidate)
        unique.append(candidate)
    return tuple(unique)


def samples_of(rows: Iterable[Row], index: int) -> tuple[str, ...]:
    """Up to five different non-blank values of a column, each cut to 200 characters."""
    found: dict[str, None] = {}
    for row in rows:
        cell = row.cells[index].strip() if index < len(row.cells) else ""
        if cell:
            found[cell[:200]] = None
            if len(found) == SAMPLES:
                break
    return tuple(found)


def fit(line: int, cells: Sequence[str], width: int, problems: tuple[CellProblem, ...] = ()) -> Row:
    """A row of exactly `width` cells: short ones are padded, surplus values make it untrustworthy."""
    surplus = [cell for cell in cells[width:] if cell.strip()]
    if surplus:
        reason = _("The row has {found} values, but the table has {width} columns.").format(
            found=len(cells), width=width
        )
        problems += (CellProblem(None, "extra_cells", " | ".join(surplus)[:200], reason, fatal=True),)
    padding = ("",) * (width - len(cells))
    return Row(line, tuple(cells[:width]) + padding, problems)
