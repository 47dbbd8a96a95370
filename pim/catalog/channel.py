"""Channels, price lists, locations and locales: where product data goes, and in which terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pim.catalog.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Record):
    """One way products leave.

    `locales` (first = main), `price_lists` (first = main), `stock_locations` (empty = all), `categories` (empty = every
    product that is enabled, else products in these categories or below), `required` as in `Family`, `mapping` =
    attribute code -> name in the channel's files ("" leaves the attribute out), `options` of the adapter,
    `held` = uids of products a person holds back.
    """

    kind: ClassVar[str] = "channel"

    adapter: str = "csv"
    locales: tuple[str, ...] = ()
    price_lists: tuple[str, ...] = ()
    stock_locations: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    required: tuple[str, ...] = ("role:title",)
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList(Record):
    """`currency` is an ISO 4217 code; `audience` is retail, wholesale or cost; cost lists never leave."""

    kind: ClassVar[str] = "price_list"

    currency: str = ""
    tax_included: bool = True
    audience: str = "retail"
    position: int = 0

    @property
    def internal(self) -> bool:
        return self.audience == "cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Record):
    """A shop or warehouse that holds stock; `place` is shop or warehouse."""

    kind: ClassVar[str] = "location"

    place: str = "warehouse"
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale(Record):
    """A language and region of product data; `fallback` is the locale whose value stands in for a missing one."""

    kind: ClassVar[str] = "locale"

    fallback: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationType(Record):
    """A named kind of link between products: goes with, spare part, pack …"""

    kind: ClassVar[str] = "association_type"

    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping(Record):
    """A saved import mapping: `columns` maps a source column's name to a target; `options` the reading options."""

    kind: ClassVar[str] = "mapping"

    format: str = "table"
    columns: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView(Record):
    """A named set of filters, columns and sorting of the product list."""

    kind: ClassVar[str] = "saved_view"

    filters: tuple[Any, ...] = ()
    search: str = ""
    category: str = ""
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Record):
    """Which attribute plays a standard-field role: `attribute` for all, `by_family` where a family differs."""

    kind: ClassVar[str] = "role"

    attribute: str = ""
    by_family: Mapping[str, str] = field(default_factory=dict)
