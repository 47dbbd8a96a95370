"""The adapter `csv`: one RFC 4180 table, one row for each item that can be bought."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from pathlib import Path
from typing import Any, ClassVar

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Item, Listing
from pim.catalog.parity import ITEM, Carriage, Carried, NotCarried, Rule, item_facts
from pim.channels import csv_columns, pictures
from pim.channels.adapter import Adapter, Context, Limit, Option, ReadListing
from pim.channels.csv_columns import IMAGES, PRODUCT, Column, Columns, columns_of
from pim.channels.csv_style import STYLE_OPTIONS, Style, style_of
from pim.i18n import N_, _

FILE = "products.csv"
_FIELD_LIMIT = 1 << 24  # a long description passes the csv module's default of 131,072 characters


@dataclass(frozen=True, slots=True)
class _Table:
    """What the adapter knows of one export: columns, style and where pictures are.

    `cells` maps a field to its heading, whether a text stands in the cell as it is, and how any other value becomes one.
    """

    columns: Columns
    style: Style
    cells: Mapping[str, tuple[str, bool, Callable[[Any], str]]]
    addresses: pictures.Addresses
    copies: bool


@dataclass(frozen=True)
class CsvAdapter(Adapter):
    """Everything the catalogue says, in one table that any program reads."""

    code: ClassVar[str] = "csv"
    label: ClassVar[str] = N_("CSV")
    icon: ClassVar[str] = "table"
    options: ClassVar[tuple[Option, ...]] = (
        *STYLE_OPTIONS,
        pictures.BASE_URL,
        Option("image_files", N_("Deliver the picture files"), "yes_no", False, note=N_("Copies them to images/.")),
    )

    def _table(self, context: Context) -> _Table:
        return context.once("csv", self._made)

    def _made(self, context: Context) -> _Table:
        addresses = pictures.Addresses.of(self.option(context, "image_base_url"))
        copies = self.option(context, "image_files") and addresses.copies
        columns, style = columns_of(context), style_of(self, context)
        cells = {
            column.field: (column.name, column.keeps_text and not style.changes(column), partial(style.cell, column))
            for column in columns.columns
        }
        return _Table(columns, style, cells, addresses, copies)

    def limits(self, listing: Listing, context: Context) -> Iterable[Limit]:
        if self._table(context).copies:
            yield from pictures.missing(listing, context)

    def carriage(self, name: str, context: Context) -> Carriage:
        table = self._table(context)
        column = table.columns.by_field.get(name)
        if column is None:
            return NotCarried(csv_columns.reason_without_column(name, table.columns))
        rules = [Rule(N_("empty cell"), _as_it_is)]
        if column.field == ".axes":
            rules.append(Rule(N_("yes/no as 1/0"), column.reread))
        if table.style.changes(column):
            rules.append(Rule(table.style.rule_name(column), lambda value: table.style.reread(column, value)))
        return Carried(ITEM, tuple(rules))

    def item(self, listing: Listing, context: Context) -> dict[str, Any]:
        """`{"product": SKU, "rows": [{column: cell}, …]}`; empty cells are left out."""
        table = self._table(context)
        return {"product": listing.sku, "rows": [_row(listing, item, table, context) for item in listing.items]}

    def write(self, items: Iterator[dict[str, Any]], context: Context, folder: Path) -> None:
        table = self._table(context)
        names = [column.name for column in table.columns.columns]
        places = {name: place for place, name in enumerate(names)}
        empty = [""] * len(names)
        with (folder / FILE).open("w", encoding=table.style.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=table.style.delimiter, lineterminator="\r\n")
            writer.writerow(names)
            for item in context.counted(items, _("Writing {file}").format(file=FILE)):
                for row in item["rows"]:
                    cells = empty.copy()
                    for name, cell in row.items():
                        cells[places[name]] = cell
                    writer.writerow(cells)
                    if table.copies:
                        found = csv_columns.addresses_in(row, table.columns)
                        pictures.copy_pictures(found, context, folder)

    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        table = self._table(context)
        seen = pictures.Seen(folder, table.addresses, delivered=table.copies)
        current: ReadListing | None = None
        with (folder / FILE).open(encoding=table.style.encoding, newline="") as file:
            for product, sku, facts in _records(file, table, seen):
                if current is None or current.sku != product:
                    if current:
                        yield current
                    current = ReadListing(product, {})
                current.add_all(ITEM, sku, facts)
        if current:
            yield current


def _row(listing: Listing, item: Item, table: _Table, context: Context) -> dict[str, str]:
    facts = item_facts(listing, item, context.channel.price_lists)
    if item.images:
        facts[IMAGES] = tuple(table.addresses.address(image, item.sku) for image in item.images)
    row = {PRODUCT.name: table.style.cell(PRODUCT, listing.sku)}
    cells = table.cells
    for name, value in facts.items():
        if (place := cells.get(name)) is not None:
            heading, keeps, write = place
            row[heading] = value if keeps and value.__class__ is str else write(value)
    return row


def _records(file: io.TextIOWrapper, table: _Table, seen: pictures.Seen) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(product, SKU, facts by field) of each row."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(file, delimiter=table.style.delimiter, strict=True)
    try:
        header = _Header(next(reader, []), table, seen)
        for cells in reader:
            yield header.row(cells)
    except csv.Error as error:
        message = _("{file} is damaged near line {line}: {detail}")
        raise CatalogError(message.format(file=FILE, line=reader.line_num, detail=error)) from error


class _Header:
    """What each cell of a row stands for. A heading that nobody wrote is a field of its own."""

    def __init__(self, names: Sequence[str], table: _Table, seen: pictures.Seen) -> None:
        columns = [table.columns.by_name.get(name, Column(name, name)) for name in names]
        self._product, self._sku = (names.index(name) if name in names else -1 for name in (PRODUCT.name, "sku"))
        self._plain = table.style.plain
        self._fields: list[str | None] = []
        self._readers: list[tuple[str, Callable[[str], Any]]] = []
        for place, column in enumerate(columns):
            if place == self._product:
                self._fields.append(None)
                continue
            field = column.field
            while field in self._fields:
                field += " (repeated)"
            self._fields.append(field)
            if column.field == IMAGES:
                self._readers.append((field, partial(_pictures, column, seen)))
            elif not column.is_text:
                self._readers.append((field, column.value))

    def row(self, cells: list[str]) -> tuple[str, str, dict[str, Any]]:
        """Empty cells say nothing. Cells beyond the header are given numbers as names."""
        facts: dict[Any, Any] = dict(zip(compress(self._fields, cells), filter(None, cells)))
        facts.pop(None, None)
        for field, read in self._readers:
            if field in facts:
                facts[field] = read(facts[field])
        known = len(self._fields)
        if len(cells) > known:
            facts.update((f"column {n}", cell) for n, cell in enumerate(cells[known:], known + 1) if cell)
        product, sku = (cells[at] if 0 <= at < len(cells) else "" for at in (self._product, self._sku))
        return self._plain(product), self._plain(sku), facts


def _pictures(column: Column, seen: pictures.Seen, cell: str) -> tuple[str, ...]:
    return tuple(map(seen.sha256, column.value(cell)))


def _as_it_is(value: Any) -> Any:
    return value
