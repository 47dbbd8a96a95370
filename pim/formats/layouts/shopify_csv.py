"""Shopify product CSV: product, variant and image rows of one handle folded into items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pim.formats.layouts.rejecting import PRODUCTS, fatal_rejection, reject
from pim.formats.layouts.shopify_columns import column_of, fact_of, is_telling
from pim.formats.layouts.shopify_group import Group, Places, fold
from pim.formats.source import NO_CODES, KnownCodes, Outcome, SourceColumn
from pim.formats.table import Row, RowCount, TableInfo
from pim.i18n import _


class ShopifyCsv:
    """Rows with the same handle stand together: the first carries the product, all carry variants or images.

    Gives a simple item, or a model followed by its variants. Prices stay as the columns have them:
    `role:price` and `role:compare_at_price`; which of them is the list price is decided by the mapping.
    """

    code = "shopify_csv"

    @property
    def label(self) -> str:
        """The name on screen."""
        return _("Shopify product CSV")

    def detect(self, info: TableInfo) -> float:
        """Certain if there is a title, a header only this format has, and mostly known headers."""
        known = sum(fact_of(name) is not None for name in info.names)
        telling = sum(map(is_telling, info.names))
        titled = any(name.casefold() == "title" for name in info.names)
        if not info.has_header or not telling or known * 2 < len(info.columns):
            return 0.0
        return 0.95 if titled and telling >= 2 else 0.6

    def order(self, info: TableInfo) -> int:
        """Products come after all structures."""
        return PRODUCTS

    def columns(self, info: TableInfo, codes: KnownCodes = NO_CODES) -> tuple[SourceColumn, ...]:
        """The columns of all three header generations, option, market and metafield columns."""
        return tuple(column_of(column.name, column.index) for column in info.columns)

    def items(
        self, rows: Iterable[Row], info: TableInfo, columns: tuple[SourceColumn, ...], count: RowCount
    ) -> Iterator[Outcome]:
        """The items of each product in file order, the model before its variants."""
        places = Places(columns)
        seen: set[str] = set()
        group: Group | None = None
        # After an unreadable row a row without a handle could be anybody's.
        broken = False
        for row in rows:
            count.read += 1
            rejection = fatal_rejection(info, row)
            if rejection is None and row.blank:
                count.skip("blank")
                continue
            if rejection is not None:
                count.rejected += 1
                yield rejection
                broken = True
                continue
            if group is not None and places.continues(row, group.handle, broken):
                group.rows.append(row)
                continue
            if group is not None:
                yield from fold(group, info, places, count)
            group, broken = self._begin(row, places, seen), False
            if group is None:
                count.rejected += 1
                yield self._stray(row, info, places)
        if group is not None:
            yield from fold(group, info, places, count)

    def _begin(self, row: Row, places: Places, seen: set[str]) -> Group | None:
        """The group that a row opens, or None if it cannot open one."""
        handle = places.handle(row)
        if handle in seen or not (handle or places.title(row)) or not places.may_open(row):
            return None
        if handle:
            seen.add(handle)
        return Group(handle, [row])

    def _stray(self, row: Row, info: TableInfo, places: Places) -> Outcome:
        """The rejection of a row that belongs to no product."""
        handle = places.handle(row)
        if handle:
            reason = _("The product's first row, with its title, must stand right above its other rows.")
        else:
            reason = _("The row has neither a handle nor a title.")
        return reject(info, row, places.handle_name, handle, reason)
