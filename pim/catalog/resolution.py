"""Which value holds: inheritance from models, locale fallback, declared exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pim.catalog.attribute_types import Value
from pim.catalog.channel import Channel
from pim.catalog.product import ImageUse, Product
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of, join


class Resolved(NamedTuple):
    """A value and where it comes from: `origin` is the SKU it is inherited from, "" when it is the product's own."""

    value: Value
    origin: str = ""


def effective_values(line: Sequence[Product]) -> dict[str, Value]:
    """The values of the last product of `line` (root first): its own, else its parent's, else the root's."""
    if len(line) == 1:
        return dict(line[0].values)
    merged: dict[str, Value] = {}
    for product in line:
        merged.update(product.values)
    return merged


def inherited_values(line: Sequence[Product]) -> dict[str, Resolved]:
    """What the last product of `line` inherits, with the SKU each value comes from."""
    own = line[-1].values
    found: dict[str, Resolved] = {}
    for product in line[:-1]:
        sku = product.sku
        found.update([(key, Resolved(value, sku)) for key, value in product.values.items() if key not in own])
    return found


def effective_images(line: Sequence[Product]) -> tuple[ImageUse, ...]:
    """The images of the last product: its own, else those of the nearest product above that has some."""
    return next((product.images for product in reversed(line) if product.images), ())


def effective_categories(line: Sequence[Product]) -> tuple[str, ...]:
    """Categories are inherited as a whole: the nearest product that has some decides."""
    return next((product.categories for product in reversed(line) if product.categories), ())


def effective_associations(line: Sequence[Product]) -> dict[str, tuple[str, ...]]:
    """Links are inherited per type: those of the nearest product that has some of the type."""
    merged: dict[str, tuple[str, ...]] = {}
    for product in line:
        merged.update(product.associations)
    return merged


def value_in(
    values: Mapping[str, Value], structure: Structure, attribute: str, locale: str, price_list: str = ""
) -> Value | None:
    """The value of an attribute in a locale (through its fallbacks) or price list."""
    for key in source_keys(structure, attribute, locale, price_list):
        if (value := values.get(key)) is not None:
            return value
    return None


def source_keys(structure: Structure, attribute: str, locale: str, price_list: str = "") -> tuple[str, ...]:
    """The keys that the value of an attribute in a locale or price list may come from: the first one that has a value."""
    place = (source_keys, attribute, locale, price_list)
    found: tuple[str, ...] | None = structure.memo.get(place)
    if found is None:
        definition = structure.attributes.get(attribute)
        if definition is None:
            found = ()
        elif definition.type_of.by_price_list:
            found = (join(attribute, price_list=price_list),)
        elif not definition.per_locale:
            found = (attribute,)
        else:
            found = tuple(join(attribute, candidate) for candidate in structure.fallback_chain(locale))
        structure.memo[place] = found
    return found


def channel_values(
    values: Mapping[str, Value],
    line: Sequence[Product],
    structure: Structure,
    channel: str,
    day: str,
) -> tuple[dict[str, Value], frozenset[str]]:
    """`values` as `channel` sees them on `day` (ISO date), and the keys that a declared exception changed.

    Internal attributes and internal price lists are gone; only the channel's locales and price lists are left; missing
    locale values come from the locale's fallbacks.
    """
    target = structure.channels[channel]
    place = (_View, target.locales, target.price_lists)  # channels that ask for the same share what is worked out
    view: _View | None = structure.memo.get(place)
    if view is None:
        view = structure.memo[place] = _View(structure, target)
    differing = _exceptions(line, "#" + channel, day) if any(product.exceptions for product in line) else {}
    seen = {**values, **differing} if differing else values
    resolved = {key: seen[source] for key, source in view.sources(tuple(seen))}
    return resolved, frozenset(differing.keys() & resolved.keys()) if differing else _NONE


def _exceptions(line: Sequence[Product], suffix: str, day: str) -> dict[str, Value]:
    """The values declared for a channel that hold on `day`, by value key. They are inherited as values are: a product's
    own value stands against an exception that was declared above it."""
    found: dict[str, Value] = {}
    for product in line:
        for key in found.keys() & product.values.keys():
            del found[key]
        for key, exception in product.exceptions.items():
            if key.endswith(suffix) and exception.holds_on(day):
                found[key.removesuffix(suffix)] = exception.value
    return found


_NONE: frozenset[str] = frozenset()
_REMEMBERED = 20_000  # different sets of keys


class _View:
    """Which keys a channel gets and from which of a product's keys each comes: the same for all that have the same keys,
    and for all channels with the same locales and price lists."""

    def __init__(self, structure: Structure, target: Channel) -> None:
        self._structure, self._locales, self._price_lists = structure, target.locales, target.price_lists
        self._known: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self._codes: dict[str, str] = {}
        self._ways: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}

    def sources(self, keys: tuple[str, ...]) -> list[tuple[str, str]]:
        """(key, key its value comes from), for a product that has `keys`. Internal ones are never among them."""
        found = self._known.get(keys)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[keys] = list(self._sources(keys))
        return found

    def _sources(self, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        present, codes, ways = frozenset(keys), self._codes, self._ways
        for key in keys:
            if key not in codes:
                codes[key] = code = attribute_of(key) if _is_visible(key, self._structure) else ""
                if code not in ways:
                    ways[code] = tuple(self._ways_of(code)) if code else ()
        for code in dict.fromkeys([codes[key] for key in keys]):
            for target, sources in ways[code]:
                for source in sources:
                    if source in present:
                        yield target, source
                        break

    def _ways_of(self, code: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each key that the channel gets of an attribute, with the keys its value may come from: the first one that is there."""
        structure = self._structure
        attribute = structure.attributes[code]
        for key in structure.scopes(attribute, self._locales, self._price_lists):
            locale = key.partition("@")[2]
            chain = [join(code, one) for one in structure.fallback_chain(locale)] if locale else [key]
            yield key, tuple(source for source in chain if _is_visible(source, structure))


def _is_visible(key: str, structure: Structure) -> bool:
    attribute = structure.attributes.get(attribute_of(key))
    if attribute is None or attribute.internal:
        return False
    if not attribute.type_of.by_price_list:
        return True
    prices = structure.price_lists.get(key.partition(":")[2])
    return prices is not None and not prices.internal
