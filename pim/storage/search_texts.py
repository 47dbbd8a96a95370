"""The texts that search looks in: a short one that answers while somebody types, and a body of all texts; both folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

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
        self._raws: dict[str, Raw | None] = {}
        self._short = _codes_playing(structure, "title", "gtin")
        self._attribute_of = _Attributes()

    def is_searched(self, key: str) -> bool:
        """Whether a value under this key stands in one of the texts."""
        return self._raw(key) is not None or attribute_of(key) in self._short

    def short(self, sku: str, values: Mapping[str, Value], codes: tuple[str, ...]) -> str:
        """The SKU, then the values of the attributes `codes` (title and GTIN) in every locale, each once."""
        attribute = self._attribute_of
        keys = sorted([key for key in values if attribute[key] in codes])
        return " ".join(dict.fromkeys((fold_text(sku), *(fold_text(str(values[key])) for key in keys))))

    def body(self, values: Mapping[str, Value]) -> str:
        """Every text that is not internal, options by code and labels."""
        found = []
        raws = self._raws
        for key in sorted(values):
            raw = raws[key] if key in raws else self._raw(key)
            if raw is not None:
                found.append(raw(values[key]))
        return fold_text(" ".join(found))  # at once: folding each would give the same

    def _raw(self, key: str) -> Raw | None:
        if key not in self._raws:
            attribute = self._structure.attributes.get(attribute_of(key))
            self._raws[key] = self._raw_of(attribute) if attribute and not attribute.internal else None
        return self._raws[key]

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


class _Attributes(dict[str, str]):
    """The attribute codes of value keys; worked out when one is first met."""

    def __missing__(self, key: str) -> str:
        found = self[key] = attribute_of(key)
        return found


def _without_tags(value: Value) -> str:
    return _TAG.sub(" ", str(value))


def _codes_playing(structure: Structure, *roles: str) -> frozenset[str]:
    """The attributes that play these roles in any family."""
    records = [structure.of_kind("role").get(role) for role in roles]
    return frozenset(
        code for r in records if isinstance(r, Role) for code in (r.attribute, *r.by_family.values()) if code
    )
