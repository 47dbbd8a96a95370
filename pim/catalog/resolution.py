"""Which value holds: inheritance from models, locale fallback, declared exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pim.catalog.attribute_types import Value
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
        for key, value in product.values.items():
            if key not in own:
                found[key] = Resolved(value, product.sku)
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
    definition = structure.attributes.get(attribute)
    if definition is None:
        return None
    if definition.type_of.by_price_list:
        return values.get(join(attribute, price_list=price_list))
    if not definition.per_locale:
        return values.get(attribute)
    for candidate in structure.fallback_chain(locale):
        if (value := values.get(join(attribute, candidate))) is not None:
            return value
    return None


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
    visible = {key: value for key, value in values.items() if _is_visible(key, structure)}
    suffix = "#" + channel
    excepted: set[str] = set()
    for product in line:
        for key, exception in product.exceptions.items():
            if key.endswith(suffix) and exception.holds_on(day):
                base = key[: -len(suffix)]
                visible[base] = exception.value
                excepted.add(base)
    resolved: dict[str, Value] = {}
    for code in dict.fromkeys(attribute_of(key) for key in visible):
        attribute = structure.attributes[code]
        for key in structure.scopes(attribute, target.locales, target.price_lists):
            locale = key.partition("@")[2]
            value = value_in(visible, structure, code, locale) if locale else visible.get(key)
            if value is not None:
                resolved[key] = value
    return resolved, frozenset(excepted & resolved.keys())


def _is_visible(key: str, structure: Structure) -> bool:
    attribute = structure.attributes.get(attribute_of(key))
    if attribute is None or attribute.internal:
        return False
    if not attribute.type_of.by_price_list:
        return True
    prices = structure.price_lists.get(key.partition(":")[2])
    return prices is not None and not prices.internal
