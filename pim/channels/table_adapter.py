"""What every adapter of one flat table shares: columns, one row for each item that can be bought, pictures, the proof."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pim.catalog.expectations import item_facts
from pim.catalog.listing import Item, Listing
from pim.catalog.parity import ITEM, Carriage, Carried, NotCarried, Rule
from pim.channels import pictures, table_columns
from pim.channels.adapter import Adapter, Context, Limit, Option, ReadListing
from pim.channels.table_columns import IMAGES, PRODUCT, Column, Columns, columns_of
from pim.i18n import N_, _

PICTURE_OPTIONS = (
    pictures.BASE_URL,
    Option("image_files", N_("Deliver the picture files"), "yes_no", False, note=N_("Copies them to images/.")),
)


class Form(Protocol):
    """How facts and cells become each other in one kind of file."""

    def writer(self, column: Column) -> Callable[[Any], str]:
        """What makes the cell of a value."""

    def plain(self, cell: str) -> str:
        """The SKU in a cell."""

    def keeps(self, column: Column) -> bool:
        """Whether a fact that is a text is the cell, letter by letter."""

    def reader(self, column: Column) -> Callable[[str], Any] | None:
        """What makes the fact of a cell; None where the cell is the fact."""

    def rule(self, column: Column) -> Rule | None:
        """What a reader finds where that is not the catalogue's value as it is."""


FormT = TypeVar("FormT", bound=Form)


@dataclass(frozen=True, slots=True)
class Table(Generic[FormT]):
    """What an adapter knows of one export: columns, form and where pictures are.

    `cells` maps a field to its heading, whether a text stands in the cell as it is, and how any other value becomes one.
    """

    columns: Columns
    form: FormT
    cells: Mapping[str, tuple[str, bool, Callable[[Any], str]]]
    addresses: pictures.Addresses
    copies: bool

    @property
    def headings(self) -> list[str]:
        return [column.name for column in self.columns.columns]


@dataclass(frozen=True)
class TableAdapter(Adapter, Generic[FormT]):
    """One table in one file: who makes an adapter of it says the form of cells, and how rows become bytes and back."""

    file: ClassVar[str]

    @abstractmethod
    def form(self, context: Context) -> FormT:
        """The form of cells that the channel's options ask for."""

    @abstractmethod
    def save(self, rows: Iterable[Mapping[str, str]], table: Table[FormT], path: Path) -> None:
        """Writes the headings and `rows`, cells by heading, in flat memory; a cell that is left out is empty."""

    @abstractmethod
    def load(self, path: Path, table: Table[FormT]) -> Iterator[list[str]]:
        """The headings, then each row; an empty cell is "". Raises `CatalogError` when the file is damaged."""

    def _table(self, context: Context) -> Table[FormT]:
        return context.once(self.code, self._made)

    def _made(self, context: Context) -> Table[FormT]:
        addresses = pictures.Addresses.of(self.option(context, "image_base_url"))
        copies = self.option(context, "image_files") and addresses.copies
        columns, form = columns_of(context), self.form(context)
        cells = {
            column.field: (column.name, form.keeps(column), form.writer(column)) for column in columns.columns
        }
        return Table(columns, form, cells, addresses, copies)

    def limits(self, listing: Listing, context: Context) -> Iterable[Limit]:
        if self._table(context).copies:
            yield from pictures.missing(listing, context)

    def carriage(self, name: str, context: Context) -> Carriage:
        table = self._table(context)
        column = table.columns.by_field.get(name)
        if column is None:
            return NotCarried(table_columns.reason_without_column(name, table.columns))
        rules = [Rule(N_("empty cell"), _as_it_is)]
        if column.field == ".axes":
            rules.append(Rule(N_("yes/no as 1/0"), column.reread))
        if (rule := table.form.rule(column)) is not None:
            rules.append(rule)
        return Carried(ITEM, tuple(rules))

    def item(self, listing: Listing, context: Context) -> dict[str, Any]:
        """`{"product": SKU, "rows": [{column: cell}, …]}`; empty cells are left out."""
        return {"product": listing.sku, "rows": list(self.rows(listing, context))}

    def rows(self, listing: Listing, context: Context) -> Iterable[Mapping[str, str]]:
        """The cells of each item by heading; empty ones are left out."""
        table = self._table(context)
        return (_row(listing, item, table, context) for item in listing.items)

    def write(self, items: Iterator[dict[str, Any]], context: Context, folder: Path) -> None:
        table = self._table(context)
        counted = context.counted(items, _("Writing {file}").format(file=self.file))
        self.save(_rows(counted, table, context, folder), table, folder / self.file)

    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        table = self._table(context)
        seen = pictures.Seen(folder, table.addresses, delivered=table.copies)
        lines = self.load(folder / self.file, table)
        header = _Header(next(lines, []), table, seen)
        current: ReadListing | None = None
        for product, sku, facts in map(header.row, lines):
            if current is None or current.sku != product:
                if current:
                    yield current
                current = ReadListing(product, {})
            current.add_all(ITEM, sku, facts)
        if current:
            yield current


def _row(listing: Listing, item: Item, table: Table[Any], context: Context) -> dict[str, str]:
    facts = item_facts(listing, item, context.channel.price_lists)
    if item.images:
        facts[IMAGES] = tuple(table.addresses.address(image, item.sku) for image in item.images)
    cells = table.cells
    heading, keeps, write = cells[PRODUCT.field]
    row = {heading: listing.sku if keeps else write(listing.sku)}
    for name, value in facts.items():
        if (place := cells.get(name)) is not None:
            heading, keeps, write = place
            row[heading] = value if keeps and value.__class__ is str else write(value)
    return row


def _rows(
    items: Iterable[dict[str, Any]], table: Table[Any], context: Context, folder: Path
) -> Iterator[Mapping[str, str]]:
    """Each row of the items; on the way its pictures are copied."""
    for item in items:
        yield from item["rows"]
        if table.copies:
            for row in item["rows"]:
                pictures.copy_pictures(table_columns.addresses_in(row, table.columns), context, folder)


class _Header:
    """What each cell of a row stands for. A heading that nobody wrote is a field of its own."""

    def __init__(self, names: Sequence[str], table: Table[Any], seen: pictures.Seen) -> None:
        columns = [table.columns.by_name.get(name, Column(name, name)) for name in names]
        self._product, self._sku = (names.index(name) if name in names else -1 for name in (PRODUCT.name, "sku"))
        self._plain = table.form.plain
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
            read = table.form.reader(column)
            if read is not None:
                self._readers.append((field, partial(_pictures, read, seen) if column.field == IMAGES else read))

    def row(self, cells: list[str]) -> tuple[str, str, dict[str, Any]]:
        """(product, SKU, facts by field). Empty cells say nothing; cells beyond the header are given numbers as names."""
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


def _pictures(read: Callable[[str], tuple[str, ...]], seen: pictures.Seen, cell: str) -> tuple[str, ...]:
    return tuple(map(seen.sha256, read(cell)))


def _as_it_is(value: Any) -> Any:
    return value
