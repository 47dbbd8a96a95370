"""Parity: what a receiver can read in a channel's files is what the catalogue says, field by field.

Every fact of a listing is expected in the files. A fact that is missing or other than expected is a difference, unless
the adapter declares how its format carries it: not at all (with the reason), or under a named formatting rule. A rule
is a pure function, and a value counts as formatted only if applying the rule to the catalogue's value gives exactly
what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from pim.catalog.listing import Item, Listing
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of

PRODUCT, ITEM, BOTH = "product", "item", "both"


class Fact(NamedTuple):
    """Where a value stands: `level` is product (the listing's root) or item, `field` a value key or a part name.

    Part names: .sku .parent .family .enabled .categories .images .alts@LOCALE .stock.LOCATION .associations.TYPE
    .axes .price:LIST .compare_at:LIST (the last two: what the customer pays, and the struck price during a sale).
    """

    level: str
    sku: str
    field: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A named formatting rule: `apply` turns the catalogue's value into what the channel's file shows."""

    name: str
    apply: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """The format carries the field, as it is or under `rules` (any may match).

    `level` is where: on products, on items, or on both, the product's value and each variant's own.
    """

    level: str = ITEM
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCarried:
    """The format has no place for the field; `reason` says so in words."""

    reason: str


Carriage = Carried | NotCarried


class Detail(NamedTuple):
    """One value that is not simply identical. `kind`: formatted, exception, not_carried or difference."""

    sku: str
    locale: str
    field: str
    channel: str
    kind: str
    expected: Any
    found: Any
    rule: str = ""

    def to_json(self) -> dict[str, Any]:
        return self._asdict()


@dataclass(slots=True)
class Tally:
    """Counts of compared values, and details of all that differ (`differences` complete, the others up to a limit)."""

    compared: int = 0
    identical: int = 0
    formatted: int = 0
    exceptions: int = 0
    not_carried: int = 0
    differences: int = 0
    details: list[Detail] = field(default_factory=list)
    by_field: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    detail_limit: int = 1000

    def add(self, kind: str, detail: Detail) -> None:
        """Counts one value. `kind` is identical, formatted, exception, not_carried or difference."""
        name = _COUNTERS[kind]
        setattr(self, name, getattr(self, name) + 1)
        if kind != "not_carried":
            self.compared += 1
        cell = self.by_field.setdefault((attribute_or_part(detail.field), detail.channel), {})
        cell[kind] = cell.get(kind, 0) + 1
        if kind == "difference" or (kind != "identical" and len(self.details) < self.detail_limit):
            self.details.append(detail)

    def add_identical(self, name: str, channel: str) -> None:
        """Counts one value that is the same on both sides: most are, and need no detail."""
        self.compared += 1
        self.identical += 1
        cell = self.by_field.setdefault((attribute_or_part(name), channel), {})
        cell["identical"] = cell.get("identical", 0) + 1

    def merge(self, other: Tally) -> None:
        """Adds the counts of another tally (another channel) to this one."""
        for name in ("compared", *_COUNTERS.values()):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.details.extend(other.details)
        for key, cell in other.by_field.items():
            mine = self.by_field.setdefault(key, {})
            for kind, count in cell.items():
                mine[kind] = mine.get(kind, 0) + count

    def to_json(self) -> dict[str, Any]:
        counts = {name: getattr(self, name) for name in ("compared", *_COUNTERS.values())}
        return {**counts, "details": [detail.to_json() for detail in self.details]}


_COUNTERS = {
    "identical": "identical", "formatted": "formatted", "exception": "exceptions", "not_carried": "not_carried",
    "difference": "differences",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def attribute_or_part(name: str) -> str:
    """What a field is grouped by in a matrix: the attribute code of a value key, the part name without its member."""
    if name.startswith("."):
        return "." + attribute_of(name[1:].partition(".")[0])
    return attribute_of(name)


def item_facts(listing: Listing, item: Item, price_lists: tuple[str, ...]) -> dict[str, Any]:
    """Every field of an item (or root) with its value; parts that are empty are left out."""
    facts: dict[str, Any] = {".sku": item.sku, ".enabled": item.enabled}
    parts = {".parent": item.parent, ".family": listing.family, ".categories": item.categories, ".axes": item.axes}
    facts.update((name, value) for name, value in parts.items() if value)
    facts.update(item.values)
    if item.images:
        facts[".images"] = tuple(image.sha256 for image in item.images)
        locales = dict.fromkeys(locale for image in item.images for locale in image.alt)
        for locale in locales:
            facts[f".alts@{locale}"] = tuple(image.alt.get(locale, "") for image in item.images)
    facts.update((f".stock.{code}", stock.quantity) for code, stock in item.stock.items())
    facts.update((f".associations.{kind}", skus) for kind, skus in item.associations.items())
    for prices in price_lists:
        price, struck = listing.offer(prices, item)
        facts.update({f".price:{prices}": price} if price is not None else {})
        facts.update({f".compare_at:{prices}": struck} if struck is not None else {})
    return facts


def expected_facts(
    listing: Listing, price_lists: tuple[str, ...], carriage: Callable[[str], Carriage]
) -> Iterator[tuple[Fact, Any, Carriage]]:
    """Every fact that the catalogue states about a listing, and how the format is said to carry it.

    Of a field carried on products, an item's own differing value has no place in the format: it comes as not carried.
    """
    root = item_facts(listing, listing.root, price_lists)
    on_product = (PRODUCT, BOTH) if listing.has_variants else (PRODUCT,)
    for name, value in root.items():
        how = carriage(name)
        if isinstance(how, NotCarried) or how.level in on_product:
            yield Fact(PRODUCT, listing.sku, name), value, how
    for item in listing.items:
        for name, value in item_facts(listing, item, price_lists).items():
            how = carriage(name)
            if isinstance(how, Carried) and how.level != PRODUCT:
                yield Fact(ITEM, item.sku, name), value, how
            elif item is not listing.root and root.get(name) != value and name not in _OWN_TO_ITEMS:
                reason = how.reason if isinstance(how, NotCarried) else "one value for all variants"
                yield Fact(ITEM, item.sku, name), value, NotCarried(reason)


_OWN_TO_ITEMS = (".sku", ".parent", ".axes")

ReadFacts = Mapping[tuple[str, str, str], Any]


def compare_listing(
    listing: Listing,
    read: ReadFacts,
    *,
    channel: str,
    structure: Structure,
    carriage: Callable[[str], Carriage],
    tally: Tally,
) -> int:
    """Compares what was read of one listing with what the catalogue says; returns the number of differences.

    `read` maps (level, sku, field) to the value read, in the same form as the facts. Values found that nobody expects
    are differences too.
    """
    lists = structure.channels[channel].price_lists
    excepted = {item.sku: item.excepted for item in (listing.root, *listing.items)}
    left = dict(read)
    differences = 0
    for fact, value, how in expected_facts(listing, lists, carriage):
        found = left.pop(fact, None)
        kind, rule = _judge(value, found, how)
        if kind in ("identical", "formatted") and fact.field in excepted.get(fact.sku, ()):
            kind = "exception"
        if kind == "identical":
            tally.add_identical(fact.field, channel)
            continue
        differences += kind == "difference"
        tally.add(kind, Detail(fact.sku, _locale(fact.field), fact.field, channel, kind, value, found, rule))
    for (_level, sku, name), found in left.items():
        differences += 1
        tally.add("difference", Detail(sku, _locale(name), name, channel, "difference", None, found, "unexpected"))
    return differences


def _judge(value: Any, found: Any, how: Carriage) -> tuple[str, str]:
    if isinstance(how, NotCarried):
        return ("not_carried", how.reason) if found is None else ("difference", "")
    if found == value and type(found) is type(value):
        return "identical", ""
    for rule in how.rules:
        shown = rule.apply(value)
        if shown == found or (found is None and shown in ("", ())):
            return "formatted", rule.name
    return "difference", ""


def _locale(name: str) -> str:
    return name.partition("@")[2]
