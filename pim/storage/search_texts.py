"""The texts that search looks in: a short one that answers while somebody types, and a body of all texts; both folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.channel import Role
from pim.catalog.identifiers import fold_text
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of

_TAG = re.compile(r"<[^>]*>")
_SEARCHED_TYPES = frozenset(("text", "text_area", "rich_text", "identifier", "link"))

Fold = Callable[[Value], str]


class SearchTexts:
    """Makes the texts under one structure; what it works out for keys and options is kept."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._folds: dict[str, Fold | None] = {}
        self._short = _codes_playing(structure, "title", "gtin")

    def is_searched(self, key: str) -> bool:
        """Whether a value under this key stands in one of the texts."""
        return self._fold(key) is not None or attribute_of(key) in self._short

    def short(self, sku: str, values: Mapping[str, Value], codes: tuple[str, ...]) -> str:
        """The SKU, then the values of the attributes `codes` (title and GTIN) in every locale, each once."""
        keys = sorted([key for key in values if attribute_of(key) in codes])
        return " ".join(dict.fromkeys((fold_text(sku), *(_fold_value(values[key]) for key in keys))))

    def body(self, values: Mapping[str, Value]) -> str:
        """Every text that is not internal, options by code and labels."""
        found = []
        folds = self._folds
        for key in sorted(values):
            fold = folds[key] if key in folds else self._fold(key)
            if fold is not None and (text := fold(values[key])):
                found.append(text)
        return " ".join(found)

    def _fold(self, key: str) -> Fold | None:
        if key not in self._folds:
            attribute = self._structure.attributes.get(attribute_of(key))
            self._folds[key] = self._fold_of(attribute) if attribute and not attribute.internal else None
        return self._folds[key]

    def _fold_of(self, attribute: Attribute) -> Fold | None:
        if attribute.type_of.has_options:
            return self._option_fold(attribute.code)
        if attribute.type == "rich_text":
            return _fold_rich
        return _fold_value if attribute.type in _SEARCHED_TYPES else None

    def _option_fold(self, code: str) -> Fold:
        options = self._structure.options.get(code, {})
        known: dict[Value, str] = {}

        def fold(value: Value) -> str:
            if value not in known:
                words: list[str] = []
                for one in value if isinstance(value, tuple) else (str(value),):
                    option = options.get(one)
                    words.extend(dict.fromkeys((one, *option.labels.values())) if option else (one,))
                if len(known) > _REMEMBERED:
                    known.clear()
                known[value] = fold_text(" ".join(words))
            return known[value]

        return fold


_REMEMBERED = 20_000  # different values of one attribute


# What variants inherit is folded for each of them: the latest texts are remembered.
@lru_cache(maxsize=4_096)
def _fold_value(value: Value) -> str:
    return fold_text(str(value))


@lru_cache(maxsize=512)
def _fold_rich(value: Value) -> str:
    return fold_text(_TAG.sub(" ", str(value)))


def _codes_playing(structure: Structure, *roles: str) -> frozenset[str]:
    """The attributes that play these roles in any family."""
    records = [structure.of_kind("role").get(role) for role in roles]
    return frozenset(
        code for r in records if isinstance(r, Role) for code in (r.attribute, *r.by_family.values()) if code
    )
