"""A Shopify product, free of any file's shape: what both files say, and how it becomes facts again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pim.catalog.convention import format_decimal
from pim.catalog.measurement import UNITS, Measurement

SIMPLE_OPTION, SIMPLE_VALUE = "Title", "Default Title"
# Unit of ours -> the word of the product's JSON, the word of the mutation.
WEIGHT_UNITS = {"g": "GRAMS", "kg": "KILOGRAMS", "oz": "OUNCES", "lb": "POUNDS"}


@dataclass(slots=True)
class Picture:
    """`src` is the address; `alt` the text in the channel's main locale, "" for none."""

    src: str
    alt: str = ""


@dataclass(slots=True)
class Variant:
    """`weight` is amount and unit ("0.42 kg"), `options` a value for each option, `metafields` by fact name."""

    sku: str
    options: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    metafields: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    written: bytes | None = field(default=None, compare=False)


@dataclass(slots=True)
class Sheet:
    """One product. `fields` are texts by place, `metafields` the facts without a place of their own, by name.

    `unknown` are metafields that no fact of the structure belongs to, as "namespace.key". `written` are the metafields
    as the text that both files hold, once the first one asked.
    """

    handle: str
    active: bool
    options: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    pictures: list[Picture] = field(default_factory=list)
    metafields: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    written: bytes | None = field(default=None, compare=False)

    @property
    def sku(self) -> str:
        return str(self.metafields.get(".sku", ""))

    @property
    def is_simple(self) -> bool:
        return self.options == (SIMPLE_OPTION,) and [v.options for v in self.variants] == [(SIMPLE_VALUE,)]

    def option_values(self) -> Iterator[tuple[str, list[str]]]:
        """Each option with the values that its variants have, in their order."""
        for position, name in enumerate(self.options):
            yield name, list(dict.fromkeys(variant.options[position] for variant in self.variants))

    def positions(self, of: Variant | None = None) -> list[int]:
        """Which of the pictures belong to the product, or to a variant, counted from 1; 0 is no place at all."""
        everything = list(range(1, len(self.pictures) + 1))
        found = of.metafields.get(".images") if of else None
        if found is None:
            found = self.metafields.get(".images", everything)
        members = found if isinstance(found, (tuple, list)) else [found]
        return [place if isinstance(place, int) else 0 for place in members]

    def own_place(self, variant: Variant) -> int:
        """Which picture (from 1) a shop shows for the variant, 0 when it has none but the product's."""
        first = next(iter(variant.metafields.get(".images") or ()), 0)
        return first if isinstance(first, int) and 0 < first <= len(self.pictures) else 0


@lru_cache(maxsize=4096)
def shown_weight(stored: str) -> str:
    """A weight as the files carry it: in g, kg, oz or lb, the amount as a JSON number shows it."""
    weight = Measurement.of(stored)
    if weight.unit not in WEIGHT_UNITS:
        weight = weight.to("g", "weight")
    return weight_text(float(weight.amount), weight.unit)


def weight_text(amount: float, unit: str) -> str:
    """The stored form of an amount that was read."""
    exact = Decimal(repr(float(amount)))
    return f"{format_decimal(exact.normalize() if exact else Decimal(0))} {unit}"


@lru_cache(maxsize=4096)
def grams(weight: str) -> int:
    """A weight in whole grams, half a gram up."""
    amount, _space, unit = weight.partition(" ")
    return int(Decimal(amount) * UNITS["weight"][unit] + Decimal("0.5"))


def total_stock(variant: Variant, names: Iterable[str]) -> int | None:
    """All that the channel's locations hold, in whole pieces; None when nobody counted. `names` are the facts of stock."""
    told = variant.metafields
    found = [told[name] for name in names if name in told]
    return int(sum(map(_number, found))) if found else None


def whole(quantity: str) -> int:
    """A quantity in whole pieces."""
    return int(_number(quantity))


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return Decimal(0)  # no number: the quantity itself is compared as text
    return number if number.is_finite() else Decimal(0)
