"""Describing a table from its first records: header, column names, samples, decimal signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pim.formats import decimals, header
from pim.formats.table import ColumnInfo, ReadOptions, Row, samples_of, unique_names
from pim.i18n import _, ngettext

# The name of the empty last column that marks a table whose cells carry the formula guard.
GUARD_MARK = "(guarded)"


class Shape(NamedTuple):
    """What the first records tell about a table."""

    columns: tuple[ColumnInfo, ...]
    header_line: int
    trim: bool
    guarded: bool
    notes: tuple[str, ...]


def shape_of(rows: Sequence[Row], options: ReadOptions) -> Shape:
    """The shape of the table whose first records are `rows` (cells as they were read, ragged)."""
    filled = [row for row in rows if not row.blank]
    position = header.find([row.cells for row in filled], options.header)
    names = list(filled[position].cells) if position is not None else []
    body = filled[position + 1 :] if position is not None else filled
    guarded = bool(names) and names[-1].strip() == GUARD_MARK if options.guarded is None else options.guarded
    if names and names[-1].strip() == GUARD_MARK:
        names.pop()
    wide, notes = _width(len(names), body, guarded)
    if position is not None and position > 0:
        text = ngettext(
            "{n} row above the header was passed over: {text}",
            "{n} rows above the header were passed over: {text}",
            position,
        )
        notes.append(text.format(n=position, text=_cut(filled[0].cells)))
    columns = _columns(names, wide, body)
    line = filled[position].line if position is not None else 0
    return Shape(columns, line, _padded(names, body), guarded, tuple(notes))


def _cut(cells: Sequence[str]) -> str:
    """The filled cells of a row in one short line."""
    return " | ".join(cell.strip() for cell in cells if cell.strip())[:80]


def _width(named: int, body: Sequence[Row], guarded: bool) -> tuple[int, list[str]]:
    """How many columns the table has, and a warning if its rows are wider than its header.

    A few wide rows are slips (an unquoted delimiter) and are rejected one by one; if most rows are
    wide, the header is what is incomplete.
    """
    rows = [row for row in body if not any(problem.fatal for problem in row.problems)]
    if not named:
        return max((len(row.cells) - guarded for row in rows), default=0), []
    ends = [_last(row) for row in rows]
    wide = [end for end in ends if end > named]
    if len(wide) * 2 <= len(ends):
        return named, []
    text = _(
        "{found} of the first {rows} rows have more values than the header has names: columns may be shifted."
    )
    return max(wide), [text.format(found=len(wide), rows=len(ends))]


def _last(row: Row) -> int:
    """How many cells a row has up to its last filled one."""
    return max((index + 1 for index, cell in enumerate(row.cells) if cell.strip()), default=0)


def _columns(names: list[str], width: int, body: Sequence[Row]) -> tuple[ColumnInfo, ...]:
    """The columns with unique names, samples and decimal signs."""
    full = unique_names(names + [""] * (width - len(names)))
    return tuple(
        ColumnInfo(
            name,
            index,
            samples_of(body, index),
            decimals.column_sign(row.cells[index] for row in body if index < len(row.cells)),
        )
        for index, name in enumerate(full)
    )


def _padded(names: Sequence[str], body: Sequence[Row]) -> bool:
    """True if blanks around cells only line columns up, and so do not belong to the values."""
    if names and sum(name != name.strip() for name in names) * 2 > len(names):
        return True
    cells = [cell for row in body for cell in row.cells if cell]
    return bool(cells) and sum(cell != cell.strip() for cell in cells) * 2 > len(cells)
