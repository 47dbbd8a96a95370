"""A clothing catalogue of any size: the fashion-44k table where it is present, extended with made-up words, else all made up.

Of every 20 products 12 are simple, one is a model and 7 are its variants by size (35 %).
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import Locale, Location, Role
from pim.catalog.family import Family, VariantStructure
from pim.catalog.identifiers import fold_code, new_uid
from pim.catalog.product import MODEL, SIMPLE, VARIANT, Product, Stock
from pim.catalog.record import Record
from pim.services.starting import starting_records
from tests.benchmarks.vocabulary import Vocabulary

TABLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "fashion-44k"
SIZES = ("XS", "S", "M", "L", "XL", "XXL", "3XL")
SELECTS = ("gender", "article_type", "base_colour", "season", "usage")
COLUMNS = (
    "id", "gender", "masterCategory", "subCategory", "articleType", "baseColour", "season", "year", "usage",
    "productDisplayName", "price", "stock",
)  # fmt: skip
_COUNTED = "2026-01-05T08:00:00.000000Z"


class Style(NamedTuple):
    """One row of the table."""

    gender: str
    master: str
    sub: str
    article: str
    colour: str
    season: str
    year: str
    usage: str
    name: str


class Fashion:
    """The shape: `records` are its structure, `products(count)` its products, `table(count)` the rows of a supplier's file."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self.is_real = TABLE.is_dir()
        self._styles = _real_styles() if self.is_real else _made_styles(self._vocabulary)

    def styles(self, count: int) -> Iterator[Style]:
        """`count` rows; those beyond the table's own get other names."""
        own = len(self._styles)
        for number, style in enumerate(islice(cycle(self._styles), count)):
            yield style if number < own else style._replace(name=f"{style.name} {' '.join(self._vocabulary.words(2))}")

    def records(self) -> list[Record]:
        """The structure: families by master category, a category tree, options, two locales, two price lists."""
        found = [r for r in starting_records(("en_GB", "fr_FR"), ("EUR", "USD")) if r.code != "fr_FR"]
        found += [Locale(code="fr_FR", position=1, fallback="en_GB"), Location(code="warehouse")]
        found += [Attribute(code=code, type="simple_select", position=20) for code in (*SELECTS, "size")]
        found += [Attribute(code="year", type="number", position=21), Role(code="product_type", attribute="article_type")]
        found += [Option(attribute="size", code=fold_code(size), labels={"en_GB": size}) for size in SIZES]
        return [*found, *self._options(), *self._tree(), *self._families()]

    def _options(self) -> Iterator[Record]:
        for place, code in ((0, "gender"), (3, "article_type"), (4, "base_colour"), (5, "season"), (7, "usage")):
            for text in sorted({style[place] for style in self._styles} - {""}):
                yield Option(attribute=code, code=fold_code(text), labels={"en_GB": text})

    def _tree(self) -> Iterator[Record]:
        for path in sorted({(s.master, s.sub, s.article)[:depth] for s in self._styles for depth in (1, 2, 3)}):
            yield Category(code=category_code(path), parent=category_code(path[:-1]), labels={"en_GB": path[-1]})

    def _families(self) -> Iterator[Record]:
        attributes = ("title", "brand", "price", *SELECTS, "year", "size")
        sizes = VariantStructure(code="by_size", levels=(("size",),))
        for master in sorted({style.master for style in self._styles}):
            required = {"*": ("role:title", "gender", "article_type", "base_colour", "role:price", "year", "usage")}
            yield Family(code=fold_code(master), attributes=attributes, required=required, variants=(sizes,))

    def products(self, count: int) -> Iterator[Product]:
        """`count` products, models before their variants; the same ones every time but for their uids."""
        prices = random.Random(44)
        styles = enumerate(self.styles(count))
        while block := list(islice(styles, 20)):
            model: Product | None = None
            for place, (number, style) in enumerate(block):
                if place > 12 and model is not None:
                    yield _variant(model, SIZES[place - 13], number, prices)
                    continue
                last = len(block) < 20 or place < 12
                product = _product(style, number, prices, SIMPLE if last else MODEL)
                model = None if last else product
                yield product

    def write_table(self, path: Path, count: int) -> None:
        """Writes a supplier's CSV of `count` rows × 12 columns."""
        prices = random.Random(44)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for number, style in enumerate(self.styles(count)):
                writer.writerow((10_000 + number, *style, _price(prices), prices.randrange(200)))


def category_code(path: Sequence[str]) -> str:
    return fold_code(" ".join(path)) if path else ""


def _real_styles() -> list[Style]:
    with (TABLE / "styles.csv").open(encoding="utf-8", newline="") as styles, (TABLE / "styles_text.csv").open(
        encoding="utf-8", newline=""
    ) as names:
        pairs = zip(csv.reader(styles), csv.reader(names), strict=True)
        next(pairs)
        return [Style._make((*row[1:9], (name or [""])[0] or row[4])) for row, name in pairs]


def _made_styles(vocabulary: Vocabulary) -> list[Style]:
    chance = random.Random(7)
    words = [word.capitalize() for word in vocabulary.words(400)]
    tree = [(f"{words[n % 7]}", f"{words[n % 45]} wear", f"{words[n % 143]} kind") for n in range(143)]
    return [
        Style(
            chance.choice(("Men", "Women", "Boys", "Girls", "Unisex")), master, sub, article, chance.choice(words[:46]),
            chance.choice(("Fall", "Summer", "Winter", "Spring")), str(chance.randrange(2008, 2020)),
            chance.choice(("Casual", "Sports", "Formal", "Ethnic")), " ".join(vocabulary.words(6)).capitalize(),
        )
        for master, sub, article in chance.choices(tree, k=40_000)
    ]  # fmt: skip


def _price(prices: random.Random) -> str:
    return f"{prices.randrange(4, 240)}.{prices.choice(('00', '50', '90', '95', '99'))}"


def _product(style: Style, number: int, prices: random.Random, kind: str) -> Product:
    price, quantity = _price(prices), str(prices.randrange(200))
    values = {
        "title@en_GB": style.name, "brand": " ".join(style.name.split()[:2]), "gender": fold_code(style.gender),
        "article_type": fold_code(style.article), "base_colour": fold_code(style.colour) if style.colour else "",
        "season": fold_code(style.season) if style.season else "", "year": style.year,
        "usage": fold_code(style.usage) if style.usage else "", "price:EUR": price,
        "price:USD": f"{float(price) * 1.1:.2f}",
    }  # fmt: skip
    return Product(
        uid=new_uid(), sku=f"{kind[0].upper()}{10_000 + number}", kind=kind, family=fold_code(style.master),
        variant_structure="by_size" if kind == MODEL else "",
        categories=(category_code((style.master, style.sub, style.article)),),
        values={key: value for key, value in values.items() if value},
        stock={} if kind == MODEL else {"warehouse": Stock(quantity, _COUNTED)},
    )  # fmt: skip


def _variant(model: Product, size: str, number: int, prices: random.Random) -> Product:
    price = _price(prices)
    values = {"size": fold_code(size), "price:EUR": price, "price:USD": f"{float(price) * 1.1:.2f}"}
    return Product(
        uid=new_uid(), sku=f"V{10_000 + number}", kind=VARIANT, family=model.family, parent=model.uid, values=values,
        stock={"warehouse": Stock(str(prices.randrange(200)), _COUNTED)},
    )  # fmt: skip
