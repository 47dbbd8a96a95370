"""What is derived from a product and the structure: list columns, typed indexes, search texts, completeness."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.completeness import Completeness, Matrices
from pim.catalog.identifiers import fold_text
from pim.catalog.product import Product
from pim.catalog.resolution import effective_categories, effective_images, effective_values, value_in
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.storage.search_texts import SearchTexts

INDEX_TABLES = {"text": "index_text", "number": "index_number", "date": "index_date", "option": "index_option"}
MAX_INDEXED = 200  # characters of a text that sorting and filtering look at
_REMEMBERED = 20_000  # different values of one key

Entry = tuple[str, int, object]  # (index type, field id, value)


class Derived:
    """All derived data of one product. What is costly is worked out when it is first asked for."""

    __slots__ = (
        "_body", "_entries", "_rules", "_short", "categories", "cells", "family", "image", "images", "name", "percent",
        "price", "sku", "stock", "values",
    )  # fmt: skip

    def __init__(self, line: Sequence[Product], rules: Rules) -> None:
        product = line[-1]
        values = self.values = effective_values(line)
        self.sku, self.family, self._rules = product.sku, line[0].family, rules
        self.name, self.price = rules.name(self.family, values), rules.price(self.family, values)
        self.stock = sum(float(s.quantity) for s in product.stock.values()) if product.stock else None
        self.cells: tuple[Completeness, ...] = rules.matrices.matrix(line, values)
        self.percent = percent_of(self.cells)
        images = effective_images(line)
        self.image = images[0].sha256 if images else ""
        self.categories = frozenset(effective_categories(line))
        self.images = frozenset(image.sha256 for image in product.images)
        self._entries: frozenset[Entry] | None = None
        self._short: str | None = None
        self._body: str | None = None

    @property
    def entries(self) -> frozenset[Entry]:
        """Everything the typed indexes hold of the product."""
        if self._entries is None:
            self._entries = frozenset(self._rules.entries(self.values.items()))
        return self._entries

    @property
    def short(self) -> str:
        """What the search answers from while somebody types: SKU, titles and GTIN, folded."""
        if self._short is None:
            self._short = self._rules.short(self.family, self.sku, self.values)
        return self._short

    @property
    def body(self) -> str:
        """All texts of the product, folded."""
        if self._body is None:
            self._body = self._rules.texts.body(self.values)
        return self._body

    def entries_unlike(self, other: Derived | None) -> Iterable[Entry]:
        """The entries of this product's values that `other`, another version of it, does not have."""
        if other is None:
            return self._rules.entries(self.values.items())
        if self.values == other.values:
            return ()
        return frozenset(self._rules.entries(self.values.items() - other.values.items()))

    def has_texts_of(self, other: Derived) -> bool:
        """Whether the search texts are those of `other`; they are made only where a value that is searched differs."""
        same_head = (self.sku, self.family) == (other.sku, other.family)
        if same_head and not any(map(self._rules.texts.is_searched, self._keys_unlike(other))):
            return True
        return (self.short, self.body) == (other.short, other.body)

    def _keys_unlike(self, other: Derived) -> set[str]:
        if self.values == other.values:
            return set()
        return {key for key, _value in self.values.items() ^ other.values.items()}


class Uses(NamedTuple):
    """Which derived data a value has a part in."""

    indexed: bool
    price: bool
    name: bool
    searched: bool
    required: bool


@dataclass
class Rules:
    """What derivation needs to know of the structure, worked out once per structure and kept per family and key."""

    structure: Structure
    fields: dict[str, int]

    def __post_init__(self) -> None:
        self.matrices = Matrices(self.structure)
        self.texts = SearchTexts(self.structure)
        self._indexes: dict[str, _Index | None] = {}
        self._roles: dict[str, tuple[str, str, str]] = {}
        self._uses: dict[tuple[str, str], Uses] = {}

    def roles(self, family: str) -> tuple[str, str, str]:
        """The attribute codes of title and GTIN, and the price's value key in the main list."""
        if family not in self._roles:
            find = self.structure.role_attribute
            price = find("price", family)
            key = f"{price}:{self.structure.main_price_list}" if price else ""
            self._roles[family] = (find("title", family), find("gtin", family), key)
        return self._roles[family]

    def name(self, family: str, values: Mapping[str, Value]) -> str:
        """What lists call a product with these effective values."""
        title = self.roles(family)[0]
        name = value_in(values, self.structure, title, self.structure.main_locale) if title else None
        return str(name) if name is not None else ""

    def price(self, family: str, values: Mapping[str, Value]) -> float | None:
        """What lists show as its price: that of the main list."""
        price = values.get(self.roles(family)[2])
        return float(str(price)) if price is not None else None

    def short(self, family: str, sku: str, values: Mapping[str, Value]) -> str:
        """What the search answers from while somebody types: SKU, titles and GTIN, folded."""
        return self.texts.short(sku, values, self.roles(family)[:2])

    def uses(self, family: str, key: str) -> Uses:
        """What is derived from the value under `key` of products below a root of `family`."""
        place = (family, key)
        if place not in self._uses:
            title, _gtin, price = self.roles(family)
            self._uses[place] = Uses(
                self._index(key) is not None, key == price, attribute_of(key) == title, self.texts.is_searched(key),
                key in self.matrices.needs(family)[1],
            )  # fmt: skip
        return self._uses[place]

    def _index(self, key: str) -> _Index | None:
        """How values under `key` are indexed; None where they are not."""
        if key not in self._indexes:
            attribute, field = self.structure.attributes.get(attribute_of(key)), self.fields.get(key)
            is_indexed = attribute is not None and field is not None and attribute.type_of.index
            self._indexes[key] = _Index(attribute, field) if is_indexed else None  # type: ignore[arg-type]
        return self._indexes[key]

    def entries_of(self, key: str, value: Value) -> tuple[Entry, ...]:
        """What the typed indexes hold of one value."""
        index = self._index(key)
        return index.entries(value) if index is not None else ()

    def entries(self, values: Iterable[tuple[str, Value]]) -> list[Entry]:
        """What the typed indexes hold of these (value key, value)."""
        found: list[Entry] = []
        indexes = self._indexes
        for key, value in values:
            index = indexes[key] if key in indexes else self._index(key)
            if index is not None:
                found += index.known.get(value) or index.entries(value)
        return found


class _Index:
    """Makes the entries of the values under one key. What was made is `known`, but for texts: they hardly repeat."""

    __slots__ = ("_attribute", "_field", "_kind", "_read", "known")

    def __init__(self, attribute: Attribute, field: int) -> None:
        self._attribute, self._field, self._kind = attribute, field, attribute.type_of.index
        self._read = _INDEX_VALUES[self._kind]
        self.known: dict[Value, tuple[Entry, ...]] = {}

    def entries(self, value: Value) -> tuple[Entry, ...]:
        found = self.known.get(value)
        if found is None:
            found = tuple((self._kind, self._field, entry) for entry in self._read(self._attribute, value))
            if self._kind != "text":
                if len(self.known) > _REMEMBERED:
                    self.known.clear()
                self.known[value] = found
        return found


def percent_of(cells: Sequence[Completeness]) -> int:
    """The share of all required values that are there, rounded down; 100 when nothing is required."""
    required = sum(cell.required for cell in cells)
    return 100 * sum(cell.filled for cell in cells) // required if required else 100


def derive(line: Sequence[Product], rules: Rules) -> Derived:
    """The derived data of the last product of `line` (root first)."""
    return Derived(line, rules)


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
