"""What the catalogue states about a listing, fact by fact, and how a format is said to carry each: what parity is proved
against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from pim.catalog.listing import Item, Listing
from pim.catalog.parity import BOTH, ITEM, PRODUCT, Carriage, Carried, NotCarried


class Fact(NamedTuple):
    """Where a value stands: `level` is product (the listing's root) or item, `field` a value key or a part name.

    Part names: .sku .parent .family .enabled .categories .images .alts@LOCALE .stock.LOCATION .associations.TYPE
    .axes .price:LIST .compare_at:LIST (the last two: what the customer pays, and the struck price during a sale).
    """

    level: str
    sku: str
    field: str


def item_facts(listing: Listing, item: Item, price_lists: tuple[str, ...]) -> dict[str, Any]:
    """Every field of an item (or root) with its value; parts that are empty are left out."""
    facts: dict[str, Any] = {".sku": item.sku, ".enabled": item.enabled}
    if item.parent:
        facts[".parent"] = item.parent
    if listing.family:
        facts[".family"] = listing.family
    if item.categories:
        facts[".categories"] = item.categories
    if item.axes:
        facts[".axes"] = item.axes
    facts.update(item.values)
    if item.images:
        facts.update(_image_facts(item))
    if item.stock:
        facts.update({f".stock.{code}": stock.quantity for code, stock in item.stock.items()})
    if item.associations:
        facts.update({f".associations.{kind}": skus for kind, skus in item.associations.items()})
    facts.update(_price_facts(listing, item, price_lists))
    return facts


def _price_facts(listing: Listing, item: Item, price_lists: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for prices in price_lists:
        price, struck = listing.offer(prices, item)
        if price is not None:
            yield f".price:{prices}", price
        if struck is not None:
            yield f".compare_at:{prices}", struck


def _image_facts(item: Item) -> Iterator[tuple[str, Any]]:
    yield ".images", tuple(image.sha256 for image in item.images)
    for locale in dict.fromkeys(locale for image in item.images for locale in image.alt):
        yield f".alts@{locale}", tuple(image.alt.get(locale, "") for image in item.images)


@dataclass(frozen=True, slots=True)
class UnlessAbove:
    """A variant has no place of its own for the field: nothing is lost as long as the product says the same."""

    reason: str


Place = tuple[str, Carriage | UnlessAbove]


class Plan:
    """How the facts of one set of names are carried at one level; `used` counts how often the plan was followed.

    `carries_all`: every single name is carried, so that what is read should be the facts as they are.
    """

    __slots__ = ("carries_all", "places", "used")

    def __init__(self, places: tuple[Place, ...], *, carries_all: bool = False) -> None:
        self.places, self.carries_all, self.used = places, carries_all, 0


class Group(NamedTuple):
    """The facts of one item, or of the root as the product, and the plan for them. `above` are the root's facts."""

    level: str
    sku: str
    facts: Mapping[str, Any]
    plan: Plan
    above: Mapping[str, Any]


_OWN_TO_ITEMS = (".sku", ".parent", ".axes")
_REMEMBERED = 20_000  # different sets of names


class Expectations:
    """What the catalogue states about listings, and how a format is said to carry it: `carriage` is asked once a field,
    and what follows for a set of fields is worked out once a set.
    """

    def __init__(self, price_lists: tuple[str, ...], carriage: Callable[[str], Carriage]) -> None:
        self._price_lists, self._carriage = price_lists, lru_cache(maxsize=None)(carriage)
        self._plans: dict[tuple[str, bool], dict[tuple[str, ...], Plan]] = {}
        self._known: dict[tuple[str, bool], dict[str, Place | None]] = {}
        self._count = 0
        self._left: list[Plan] = []

    def groups(self, listing: Listing) -> Iterator[Group]:
        """The facts of the product, then those of each item."""
        top, price_lists = listing.root, self._price_lists
        root = item_facts(listing, top, price_lists)
        yield Group(PRODUCT, top.sku, root, self._plan(root, PRODUCT, listing.has_variants), root)
        for item in listing.items:
            if item is top:
                yield Group(ITEM, top.sku, root, self._plan(root, ITEM, False), root)
            else:
                facts = item_facts(listing, item, price_lists)
                yield Group(ITEM, item.sku, facts, self._plan(facts, ITEM, True), root)

    def used(self) -> Iterator[Plan]:
        """Every plan that was followed."""
        yield from self._left
        for plans in self._plans.values():
            yield from plans.values()

    def _plan(self, facts: Mapping[str, Any], level: str, variants: bool) -> Plan:
        plans = self._plans.get((level, variants))
        if plans is None:
            plans = self._plans[level, variants] = {}
        names = tuple(facts)
        found = plans.get(names)
        if found is None:
            if self._count > _REMEMBERED:
                self._fold()
                return self._plan(facts, level, variants)
            self._count += 1
            found = plans[names] = self._made(names, level, variants)
        found.used += 1
        return found

    def _made(self, names: tuple[str, ...], level: str, variants: bool) -> Plan:
        known = self._known.setdefault((level, variants), {})
        make = self._on_product if level == PRODUCT else self._on_item
        for name in names:
            if name not in known:
                known[name] = make(name, variants)
        places = tuple([place for place in map(known.__getitem__, names) if place is not None])
        carries_all = len(places) == len(names) and all(isinstance(how, Carried) for _name, how in places)
        return Plan(places, carries_all=carries_all)

    def _fold(self) -> None:
        """Forgets the plans and keeps what they counted, field by field."""
        counted: dict[str, int] = {}
        for plan in self.used():
            for name, _how in plan.places:
                counted[name] = counted.get(name, 0) + plan.used
        self._left = []
        for name, count in counted.items():
            kept = Plan(((name, self._carriage(name)),))
            kept.used = count
            self._left.append(kept)
        self._plans.clear()
        self._count = 0

    def _on_product(self, name: str, variants: bool) -> Place | None:
        how = self._carriage(name)
        levels = (PRODUCT, BOTH) if variants else (PRODUCT,)
        return (name, how) if isinstance(how, NotCarried) or how.level in levels else None

    def _on_item(self, name: str, variant: bool) -> Place | None:
        how = self._carriage(name)
        if isinstance(how, Carried) and how.level != PRODUCT:
            return name, how
        if variant and name not in _OWN_TO_ITEMS:
            return name, UnlessAbove(how.reason if isinstance(how, NotCarried) else "one value for all variants")
        return None


def expected_facts(
    listing: Listing, price_lists: tuple[str, ...], carriage: Callable[[str], Carriage]
) -> Iterator[tuple[Fact, Any, Carriage]]:
    """Every fact that the catalogue states about a listing, and how the format is said to carry it.

    Of a field carried on products, an item's own differing value has no place in the format: it comes as not carried.
    """
    for level, sku, facts, plan, above in Expectations(price_lists, carriage).groups(listing):
        for name, how in plan.places:
            if not isinstance(how, UnlessAbove):
                yield Fact(level, sku, name), facts[name], how
            elif above.get(name) != facts[name]:
                yield Fact(level, sku, name), facts[name], NotCarried(how.reason)
