"""What is derived from a product and the structure: list columns, typed indexes, search texts, completeness."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.completeness import Completeness, Requirement, completeness, requirements
from pim.catalog.identifiers import fold_text
from pim.catalog.product import Product
from pim.catalog.resolution import effective_categories, effective_images, effective_values, value_in
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of

INDEX_TABLES = {"text": "index_text", "number": "index_number", "date": "index_date", "option": "index_option"}
MAX_INDEXED = 200  # characters of a text that sorting and filtering look at
_TAG = re.compile(r"<[^>]*>")

Entry = tuple[str, int, object]  # (index type, field id, value)


class Derived(NamedTuple):
    """All derived data of one product."""

    name: str
    price: float | None
    stock: float | None
    percent: int
    image: str
    entries: frozenset[Entry]
    categories: frozenset[str]
    images: frozenset[str]
    cells: tuple[Completeness, ...]
    short: str
    body: str


@dataclass
class Rules:
    """What derivation needs to know of the structure, worked out once per structure and kept per family."""

    structure: Structure
    fields: dict[str, int]

    def __post_init__(self) -> None:
        self._requirements: dict[str, tuple[Requirement, ...]] = {}
        self._keys: dict[str, tuple[Attribute, str, int | None] | None] = {}
        self._roles: dict[str, tuple[str, str, str]] = {}

    def requirements(self, family: str) -> tuple[Requirement, ...]:
        if family not in self._requirements:
            self._requirements[family] = requirements(self.structure, family)
        return self._requirements[family]

    def roles(self, family: str) -> tuple[str, str, str]:
        """The attribute codes of title and GTIN, and the price's value key in the main list."""
        if family not in self._roles:
            find = self.structure.role_attribute
            price = find("price", family)
            key = f"{price}:{self.structure.main_price_list}" if price else ""
            self._roles[family] = (find("title", family), find("gtin", family), key)
        return self._roles[family]

    def indexed(self, key: str) -> tuple[Attribute, str, int | None] | None:
        """(attribute, index type, field id) of a value key; the id is None where the key is not indexed."""
        if key not in self._keys:
            attribute = self.structure.attributes.get(attribute_of(key))
            kind = attribute.type_of.index if attribute else ""
            self._keys[key] = (attribute, kind, self.fields.get(key)) if attribute else None
        return self._keys[key]


def derive(line: Sequence[Product], rules: Rules) -> Derived:
    """The derived data of the last product of `line` (root first)."""
    product, structure = line[-1], rules.structure
    values = effective_values(line)
    title, gtin, price_key = rules.roles(line[0].family)
    name = value_in(values, structure, title, structure.main_locale) if title else None
    cells = completeness(line, structure, rules.requirements(line[0].family))
    required = sum(cell.required for cell in cells)
    images = effective_images(line)
    price = values.get(price_key)
    return Derived(
        name=str(name) if name is not None else "",
        price=float(str(price)) if price is not None else None,
        stock=sum(float(stock.quantity) for stock in product.stock.values()) if product.stock else None,
        percent=100 * sum(cell.filled for cell in cells) // required if required else 100,
        image=images[0].sha256 if images else "",
        entries=_entries(values, rules),
        categories=frozenset(effective_categories(line)),
        images=frozenset(image.sha256 for image in product.images),
        cells=cells,
        short=_short(product, values, title, gtin),
        body=_body(values, rules),
    )


def _entries(values: dict[str, Value], rules: Rules) -> frozenset[Entry]:
    found: list[Entry] = []
    for key, value in values.items():
        known = rules.indexed(key)
        if known is None:
            continue
        attribute, kind, field = known
        if field is not None:
            found.extend((kind, field, entry) for entry in _INDEX_VALUES[kind](attribute, value))
    return frozenset(found)


def _numbers(attribute: Attribute, value: Value) -> list[object]:
    try:
        number = attribute.type_of.number(value, attribute)
    except (ArithmeticError, KeyError):  # stored when the attribute had another type; not a number, so not indexed
        return []
    return [] if number is None else [float(number)]


def _options(attribute: Attribute, value: Value) -> list[object]:
    return list(value) if isinstance(value, tuple) else [attribute.format(value)]


_INDEX_VALUES: dict[str, Callable[[Attribute, Value], list[object]]] = {
    "text": lambda attribute, value: [fold_text(str(value))[:MAX_INDEXED]],
    "number": _numbers,
    "date": lambda attribute, value: [str(value)],
    "option": _options,
}


def _short(product: Product, values: dict[str, Value], title: str, gtin: str) -> str:
    parts = [product.sku]
    for key, value in sorted(values.items()):
        code = attribute_of(key)
        if code in (title, gtin) and str(value) not in parts:
            parts.append(str(value))
    return fold_text(" ".join(parts))


def _body(values: dict[str, Value], rules: Rules) -> str:
    parts: list[str] = []
    for key, value in sorted(values.items()):
        known = rules.indexed(key)
        if known is None or known[0].internal:
            continue
        attribute = known[0]
        if attribute.type_of.has_options:
            parts.extend(_option_words(rules.structure, attribute.code, value))
        elif attribute.type in _SEARCHED_TYPES:
            parts.append(_TAG.sub(" ", str(value)) if attribute.type == "rich_text" else str(value))
    return fold_text(" ".join(parts))


_SEARCHED_TYPES = frozenset(("text", "text_area", "rich_text", "identifier", "link"))


def _option_words(structure: Structure, attribute: str, value: Value) -> list[str]:
    options = structure.options.get(attribute, {})
    words: list[str] = []
    for code in value if isinstance(value, tuple) else (str(value),):
        option = options.get(code)
        words.extend(dict.fromkeys((code, *option.labels.values())) if option else (code,))
    return words


def load_rules(connection: sqlite3.Connection, structure: Structure) -> Rules:
    """The rules of a structure with the fields that are indexed now; new fields of types indexed from the start are added."""
    fields: dict[str, int] = dict(connection.execute("SELECT key, id FROM index_field").fetchall())
    locales, lists = tuple(structure.locales), tuple(structure.price_lists)
    for attribute in structure.attributes.values():
        if attribute.type_of.index and attribute.type_of.indexed_from_start:
            for key in structure.scopes(attribute, locales, lists):
                if key not in fields:
                    fields[key] = add_field(connection, key, attribute.type_of.index)
    return Rules(structure, fields)


def add_field(connection: sqlite3.Connection, key: str, kind: str) -> int:
    """Begins to index a value key; returns the field's id. Products are indexed as they are next derived."""
    number = connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM index_field").fetchone()[0]
    connection.execute(
        "INSERT INTO index_field(id, key, type, used_at, uses) VALUES(?, ?, ?, '', 0)", (number, key, kind)
    )
    return int(number)
