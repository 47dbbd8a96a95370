"""Catalogues of the shapes large retailers have: 20 families of 40 attributes out of 240, or of 100 out of 400.

35 % are variants, filed under 2,000 categories, in three or four locales, with stock at three locations. Names come from the
fashion-44k table where it is present; everything else is made up from the seeded vocabulary, so that every run sees the
same catalogue. It has every attribute that `Fashion` has, and so each operation can be measured on either.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import Locale, Location, Role
from pim.catalog.family import Family, VariantStructure
from pim.catalog.identifiers import new_uid
from pim.catalog.product import MODEL, VARIANT, Product, Stock
from pim.catalog.record import Record
from pim.services.starting import starting_records
from tests.benchmarks.fashion import SELECTS, SIZES, Fashion
from tests.benchmarks.vocabulary import Vocabulary


class Proportions(NamedTuple):
    """How wide a shape is.

    `pool` holds how many attributes of each type there are beside the 14 that every family has, `specific` how many of
    them a family has, `filled` the share that has a value. With `translated` texts have a value for each of `locales`.
    """

    pool: Mapping[str, int]
    families: int
    specific: int
    filled: float
    locales: tuple[str, ...]
    translated: bool


# 240 attributes, 40 of them in a family, about 51 values a product.
RETAIL = Proportions(
    {"text": 108, "simple_select": 38, "number": 30, "multi_select": 15, "measurement": 15, "yes_no": 12, "date": 8},
    families=20, specific=26, filled=0.97, locales=("en_GB", "fr_FR", "de_DE"), translated=True,
)  # fmt: skip
# A reference catalogue as its makers published it: 400 attributes, 100 of them in a family, three quarters filled, 4 locales.
REFERENCE = Proportions(
    {"text": 130, "simple_select": 106, "number": 60, "multi_select": 30, "measurement": 24, "yes_no": 24, "date": 12},
    families=20, specific=86, filled=0.75, locales=("en_GB", "fr_FR", "de_DE", "it_IT"), translated=False,
)  # fmt: skip
LOCATIONS = ("warehouse", "shop_north", "shop_south")
_COMMON = ("title", "description", "brand", "gtin", "price", "sale_price", "weight", *SELECTS, "size", "year")
_CHANNELS = ("csv", "shopify")
_COLUMNS = 40
_COUNTED = "2026-01-05T08:00:00.000000Z"
_SAMPLES = 400


class Wide:
    """The shape: `records` are its structure, `products(count)` its products, `rows(count)` a supplier's table."""

    def __init__(self, proportions: Proportions = RETAIL) -> None:
        self._wanted = proportions
        self._vocabulary = Vocabulary()
        self._fashion = Fashion()
        self.is_real = self._fashion.is_real
        chance = random.Random(240)
        self._types = {f"{kind}_{n:02}": kind for kind, many in proportions.pool.items() for n in range(many)}
        self._families = [sorted(chance.sample(sorted(self._types), proportions.specific)) for _ in range(proportions.families)]
        self._labels = {code: " ".join(self._vocabulary.words(2)).capitalize() for code in self._types}
        self._options = {
            code: [f"{word}_{n}" for n, word in enumerate(self._vocabulary.words(chance.choice((4, 12, 40))))]
            for code, kind in self._types.items()
            if kind.endswith("_select")
        }
        self._samples = {
            code: [self._sample(code, kind, chance) for _ in range(_SAMPLES)] for code, kind in self._types.items()
        }
        self._descriptions = [self._text(22).capitalize() + "." for _ in range(5 * _SAMPLES)]

    def _text(self, words: int) -> str:
        return " ".join(self._vocabulary.words(words))

    def _sample(self, code: str, kind: str, chance: random.Random) -> Any:
        make: dict[str, Callable[[], Any]] = {
            "text": lambda: self._text(chance.randrange(1, 5)),
            "simple_select": lambda: chance.choice(self._options[code]),
            "number": lambda: str(chance.randrange(1, 5000)),
            "multi_select": lambda: tuple(sorted(set(chance.choices(self._options[code], k=3)))),
            "measurement": lambda: f"{chance.randrange(1, 900)} mm",
            "yes_no": lambda: chance.random() < 0.5,
            "date": lambda: f"20{chance.randrange(10, 27)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        }
        return make[kind]()

    def records(self) -> list[Record]:
        """The structure, with the attributes that `Fashion` has among the 14 common ones."""
        own = [r for r in self._fashion.records() if isinstance(r, Attribute | Option | Role)]
        usual = starting_records(self._wanted.locales, ("EUR", "USD"))
        found = [r for r in usual if r.kind == "price_list" or (r.kind == "channel" and r.code in _CHANNELS)]
        first, *others = self._wanted.locales
        found += [Locale(code=first), *(Locale(code=code, position=1, fallback=first) for code in others)]
        found += [Location(code=code) for code in LOCATIONS]
        found += [*own, *self._attributes(), *self._tree()]
        return [*found, *(self._family(number, codes) for number, codes in enumerate(self._families))]

    def _attributes(self) -> Iterator[Record]:
        for place, (code, kind) in enumerate(self._types.items()):
            measured = kind == "measurement"
            labels = {"en_GB": self._labels[code]}
            yield Attribute(
                code=code, type=kind, per_locale=kind == "text" and self._wanted.translated, labels=labels, position=30 + place,
                unit_family="length" if measured else "", default_unit="mm" if measured else "",
            )  # fmt: skip
            for option in self._options.get(code, ()):
                yield Option(attribute=code, code=option, labels={"en_GB": option.partition("_")[0]})

    def _tree(self) -> Iterator[Record]:
        for path in _paths():
            label = self._text(2).capitalize()
            yield Category(code="_".join(path), parent="_".join(path[:-1]), labels={"en_GB": label})

    def _family(self, number: int, codes: Sequence[str]) -> Family:
        required = {"*": ("role:title", "role:price", "brand", "base_colour", "year", *codes[:15])}
        sizes = VariantStructure(code="by_size", levels=(("size",),))
        return Family(code=f"family_{number:02}", attributes=(*_COMMON, *codes), required=required, variants=(sizes,))

    def products(self, count: int) -> Iterator[Product]:
        """`count` products, models before their variants (7 of 20); the same ones every time but for their uids."""
        draw = _Draw(self._wanted, self._types, self._samples, self._descriptions)
        leaves = ["_".join(path) for path in _paths() if len(path) == 3]
        families = range(self._wanted.families)
        model: tuple[Product, int] | None = None
        for number, basis in enumerate(self._fashion.products(count)):
            above = model if basis.kind == VARIANT else None
            family = above[1] if above else draw.pick(families)
            values = {**basis.values, **draw.values(self._families[family], number, variant=above is not None)}
            if not above:
                words = str(values["title@en_GB"]).split()
                values |= {f"title@{locale}": " ".join(words[::-1]) for locale in self._wanted.locales[1:] if len(words) > 1}
            product = Product(
                uid=new_uid(), sku=basis.sku, kind=basis.kind, family=f"family_{family:02}",
                parent=above[0].uid if above else "", variant_structure=basis.variant_structure, values=values,
                categories=() if above else (draw.pick(leaves),), stock={} if basis.kind == MODEL else draw.stock(),
            )  # fmt: skip
            model = (product, family) if basis.kind == MODEL else model
            yield product

    def rows(self, count: int) -> Iterator[tuple[str, ...]]:
        """The heading and `count` rows of a supplier's table of 40 columns: simple products of one family."""
        codes = [*_COMMON[1:], *self._families[0]][: _COLUMNS - 2]
        draw = _Draw(self._wanted, self._types, self._samples, self._descriptions)
        yield ("sku", "title", *codes)
        for number, style in enumerate(self._fashion.styles(count)):
            values = draw.values(self._families[0], number, variant=False)
            texts = {
                key.partition("@")[0]: as_text(value)
                for key, value in values.items()
                if not key.endswith(self._wanted.locales[1:])
            }
            texts |= {
                "brand": style.name.split()[0], "gender": style.gender, "article_type": style.article,
                "base_colour": style.colour, "season": style.season, "usage": style.usage, "year": style.year,
                "size": SIZES[number % 7], "price": f"{number % 200 + 4}.90",
            }  # fmt: skip
            yield (f"W{10_000 + number}", style.name, *(texts.get(code, "") for code in codes))


class _Draw:
    """Draws values for one product after the other, always the same ones."""

    def __init__(
        self, wanted: Proportions, types: dict[str, str], samples: dict[str, list[Any]], descriptions: list[str]
    ) -> None:
        self._chance, self._wanted = random.Random(51), wanted
        self._types, self._samples, self._descriptions = types, samples, descriptions

    def pick(self, things: Sequence[Any]) -> Any:
        """One of them; the first ones more often, as with everything people file things under."""
        return things[int(len(things) * self._chance.random() ** 2)]

    def values(self, codes: Sequence[str], number: int, *, variant: bool) -> dict[str, Any]:
        """Values of the family's own attributes, and of the common ones that the fashion table has not.

        A variant sets what its model cannot know, and nothing that is translated.
        """
        chance, found = self._chance.random, dict[str, Any]()
        for code in codes:
            if chance() > self._wanted.filled:
                continue
            if self._types[code] != "text" or not self._wanted.translated:
                found[code] = self.pick(self._samples[code])
            elif not variant:
                found.update((f"{code}@{locale}", self.pick(self._samples[code])) for locale in self._wanted.locales)
        found["gtin"], found["weight"] = _gtin(number), f"{50 + int(900 * chance())} g"
        if chance() < 0.1:
            found["sale_price:EUR"] = "3.90"
        if not variant:
            found.update((f"description@{locale}", self.pick(self._descriptions)) for locale in self._wanted.locales)
        return found

    def stock(self) -> dict[str, Stock]:
        return {location: Stock(str(int(200 * self._chance.random())), _COUNTED) for location in LOCATIONS}


def as_text(value: Any) -> str:
    """A value as a supplier would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "|".join(value) if isinstance(value, tuple) else str(value)


def _paths() -> Iterator[tuple[str, ...]]:
    """The 2,000 categories: 20, with 9 below each, with 10 below each of those."""
    for top in range(20):
        yield (f"c{top:02}",)
        for middle in range(9):
            yield (f"c{top:02}", str(middle))
            yield from ((f"c{top:02}", str(middle), str(leaf)) for leaf in range(10))


def _gtin(number: int) -> str:
    """A GTIN-13 of the range for use within a company."""
    digits = f"2{number:011}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
