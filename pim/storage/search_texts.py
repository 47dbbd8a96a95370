"""The texts that search looks in: a short one that answers while somebody types, and a body of all texts; both folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.channel import Role
from pim.catalog.identifiers import fold_text
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of

_TAG = re.compile(r"<[^>]*>")
_SEARCHED_TYPES = frozenset(("text", "text_area", "rich_text", "identifier", "link"))

Raw = Callable[[Value], str]


class SearchTexts:
    """Makes the texts under one structure; what it works out for keys and options is kept."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._raws: dict[str, Raw] = {}  # of the keys that are searched
        self._met: set[str] = set()  # all keys that were looked at
        self._heads: dict[tuple[str, ...], list[str]] = {}  # those of them that are of some attributes, sorted
        self._short = _codes_playing(structure, "title", "gtin")

    def is_searched(self, key: str) -> bool:
        """Whether a value under this key stands in one of the texts."""
        self._meet((key,))
        return key in self._raws or attribute_of(key) in self._short

    def short(self, sku: str, values: Mapping[str, Value], codes: tuple[str, ...]) -> str:
        """The SKU, then the values of the attributes `codes` (title and GTIN) in every locale, each once."""
        self._meet(values)
        if codes not in self._heads:
            self._heads[codes] = sorted(key for key in self._met if attribute_of(key) in codes)
        found = [fold_text(str(values[key])) for key in self._heads[codes] if key in values]
        return " ".join(dict.fromkeys((fold_text(sku), *found)))

    def body(self, values: Mapping[str, Value]) -> str:
        """Every text that is not internal, options by code and labels."""
        self._meet(values)
        raws = self._raws
        found = [raws[key](values[key]) for key in sorted(values) if key in raws]
        return fold_text(" ".join(found))  # at once: folding each would give the same

    def _meet(self, keys: Iterable[str]) -> None:
        """Knows of these keys from now on whether they are searched; nearly always it does already."""
        if self._met.issuperset(keys):
            return
        for key in keys:
            attribute = self._structure.attributes.get(attribute_of(key))
            raw = self._raw_of(attribute) if attribute and not attribute.internal else None
            if raw is not None:
                self._raws[key] = raw
        self._met.update(keys)
        self._heads.clear()

    def _raw_of(self, attribute: Attribute) -> Raw | None:
        if attribute.type_of.has_options:
            return self._option_names(attribute.code)
        if attribute.type == "rich_text":
            return _without_tags
        return str if attribute.type in _SEARCHED_TYPES else None

    def _option_names(self, code: str) -> Raw:
        options = self._structure.options.get(code, {})
        known: dict[Value, str] = {}

        def names(value: Value) -> str:
            found = known.get(value)
            if found is None:
                words: list[str] = []
                for one in value if isinstance(value, tuple) else (str(value),):
                    option = options.get(one)
                    words.extend(dict.fromkeys((one, *option.labels.values())) if option else (one,))
                if len(known) > _REMEMBERED:
                    known.clear()
                found = known[value] = fold_text(" ".join(words))
            return found

        return names


_REMEMBERED = 20_000  # different values of one attribute


def _without_tags(value: Value) -> str:
    return _TAG.sub(" ", str(value))


def _codes_playing(structure: Structure, *roles: str) -> frozenset[str]:
    """The attributes that play these roles in any family."""
    records = [structure.of_kind("role").get(role) for role in roles]
    return frozenset(
        code for r in records if isinstance(r, Role) for code in (r.attribute, *r.by_family.values()) if code
    )
