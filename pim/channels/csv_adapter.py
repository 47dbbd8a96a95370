"""The adapter `csv`: one RFC 4180 table, one row for each item that can be bought."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
    """What the adapter knows of one export: columns, style and where pictures are."""

    columns: Columns
    style: Style
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
        return _Table(columns_of(context), style_of(self, context), addresses, copies)

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
        with (folder / FILE).open("w", encoding=table.style.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=table.style.delimiter, lineterminator="\r\n")
            writer.writerow(names)
            for item in context.counted(items, _("Writing {file}").format(file=FILE)):
                for row in item["rows"]:
                    writer.writerow([row.get(name, "") for name in names])
                    if table.copies:
                        found = csv_columns.addresses_in(row, table.columns)
                        pictures.copy_pictures(found, context, folder)

    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        table = self._table(context)
        seen = pictures.Seen(folder, table.addresses, delivered=table.copies)
        current: ReadListing | None = None
        with (folder / FILE).open(encoding=table.style.encoding, newline="") as file:
            for cells in _records(file, table):
                product, sku = (table.style.plain(cells.get(name, "")) for name in (PRODUCT.name, "sku"))
                if current is None or current.sku != product:
                    if current:
                        yield current
                    current = ReadListing(product, {})
                for name, cell in cells.items():
                    column = table.columns.by_name.get(name, Column(name, name))
                    if cell and column is not PRODUCT:
                        value = column.value(cell)
                        if column.field == IMAGES:
                            value = tuple(seen.sha256(address) for address in value)
                        current.add(ITEM, sku, column.field, value)
        if current:
            yield current


def _row(listing: Listing, item: Item, table: _Table, context: Context) -> dict[str, str]:
    facts = item_facts(listing, item, context.channel.price_lists)
    if item.images:
        facts[IMAGES] = tuple(table.addresses.address(image, item.sku) for image in item.images)
    by_field, style = table.columns.by_field, table.style
    row = {PRODUCT.name: style.cell(PRODUCT, listing.sku)}
    for name, value in facts.items():
        column = by_field.get(name)
        if column is not None:
            row[column.name] = style.cell(column, value)
    return row


def _records(file: io.TextIOWrapper, table: _Table) -> Iterator[dict[str, str]]:
    """The rows as column -> cell. Cells beyond the header are given numbers as names."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(file, delimiter=table.style.delimiter, strict=True)
    try:
        header = next(reader, [])
        for cells in reader:
            names = [*header, *(f"column {number}" for number in range(len(header) + 1, len(cells) + 1))]
            yield dict(zip(names, cells))
    except csv.Error as error:
        message = _("{file} is damaged near line {line}: {detail}")
        raise CatalogError(message.format(file=FILE, line=reader.line_num, detail=error)) from error


def _as_it_is(value: Any) -> Any:
    return value
