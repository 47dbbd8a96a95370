"""The adapter `xlsx`: the rows of the table `csv`, as an Excel workbook for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.catalog.parity import Rule
from pim.channels.adapter import Context, Limit, Option
from pim.channels.table_adapter import PICTURE_OPTIONS, Table, TableAdapter
from pim.channels.table_columns import Column
from pim.formats import sheetwriting
from pim.formats.errors import FormatError
from pim.formats.sheetreading import NO, YES, Number, read_sheet
from pim.formats.sheetwriting import MAX_LENGTH, SheetColumn, too_long, write_sheet
from pim.i18n import N_, _

_SHEET = "products"
_WIDTHS = {"number": 12, "date": 12, "yes_no": 10}
_TEXT_WIDTH, _MOST = 24, 40  # characters
_BUTTON = 3  # what the arrow of the filter hides of a heading


@dataclass
class _Rows:
    listing: Listing | None = None
    rows: Sequence[Mapping[str, str]] = ()


class SheetForm:
    """Cells of a workbook are texts, of which the writer makes numbers, dates and yes/no where they come back exactly."""

    def writer(self, column: Column) -> Callable[[Any], str]:
        return _yes_no_cell if column.is_yes_no else column.writer

    def plain(self, cell: str) -> str:
        return cell

    def keeps(self, column: Column) -> bool:
        return column.keeps_text

    def reader(self, column: Column) -> Callable[[str], Any] | None:
        if column.is_yes_no:
            return _yes_no
        if column.kind in _WIDTHS:
            return _as_shown
        return None if column.is_text else partial(_list, column)

    def rule(self, column: Column) -> Rule | None:
        """None: a cell shows what the catalogue says, letter by letter."""
        return None


@dataclass(frozen=True)
class XlsxAdapter(TableAdapter[SheetForm]):
    """Everything the catalogue says, in one sheet: texts as texts, numbers as numbers, dates as dates."""

    code: ClassVar[str] = "xlsx"
    label: ClassVar[str] = N_("Excel workbook")
    icon: ClassVar[str] = "grid-four"
    file: ClassVar[str] = "products.xlsx"
    options: ClassVar[tuple[Option, ...]] = PICTURE_OPTIONS

    def form(self, context: Context) -> SheetForm:
        return SheetForm()

    def rows(self, listing: Listing, context: Context) -> Sequence[Mapping[str, str]]:
        """Those of the last listing are kept: its limits are asked for, and then it is written."""
        last = context.once("xlsx rows", lambda _context: _Rows())
        if last.listing is not listing:
            last.listing, last.rows = listing, tuple(super().rows(listing, context))
        return last.rows

    def limits(self, listing: Listing, context: Context) -> Iterable[Limit]:
        yield from super().limits(listing, context)
        for item, row in zip(listing.items, self.rows(listing, context)):
            for name, cell in row.items():
                if too_long(cell):
                    message = _("{column} is too long for a workbook: {n} characters, a cell holds {most}.")
                    yield Limit(message.format(column=name, n=len(cell), most=MAX_LENGTH), item.sku)

    def save(self, rows: Iterable[Mapping[str, str]], table: Table[SheetForm], path: Path) -> None:
        columns = [_sheet_column(column) for column in table.columns.columns]
        try:
            with path.open("wb") as file:
                write_sheet(file, _SHEET, columns, _wide(rows, table.headings))
        except FormatError as error:  # it is more than a workbook can hold
            advice = _("Choose fewer categories for this channel, or publish them as CSV.")
            raise CatalogError(f"{error.message} {advice}") from error

    def load(self, path: Path, table: Table[SheetForm]) -> Iterator[list[str]]:
        try:
            yield from read_sheet(path, _SHEET)
        except FormatError as error:
            raise CatalogError(error.message) from error


def _wide(rows: Iterable[Mapping[str, str]], headings: Sequence[str]) -> Iterator[list[str]]:
    """Each row with every cell of the table."""
    places = {name: place for place, name in enumerate(headings)}
    empty = [""] * len(headings)
    for row in rows:
        cells = empty.copy()
        for name, cell in row.items():
            cells[places[name]] = cell
        yield cells


def _sheet_column(column: Column) -> SheetColumn:
    kind = column.kind if column.kind in _WIDTHS else "text"
    width = min(max(_WIDTHS.get(kind, _TEXT_WIDTH), len(column.name) + _BUTTON), _MOST)
    return SheetColumn(column.name, kind, width, column.unit)


def _yes_no_cell(value: Any) -> str:
    if isinstance(value, bool):
        return sheetwriting.YES if value else sheetwriting.NO
    return str(value)


def _yes_no(cell: str) -> Any:
    return cell is YES if cell is YES or cell is NO else cell


def _as_shown(cell: str) -> str:
    return str(cell) if isinstance(cell, Number) else cell


def _list(column: Column, cell: str) -> Any:
    """Only a text is a list: a number or a yes/no cell stays what nobody wrote."""
    return column.value(cell) if cell.__class__ is str else cell
