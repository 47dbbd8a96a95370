"""Completeness: how many of the values a channel requires are there, per locale, and which are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pim.catalog.attribute_types import Value
from pim.catalog.product import MODEL, Product
from pim.catalog.resolution import effective_images, effective_values, value_in
from pim.catalog.roles import MAIN_IMAGE
from pim.catalog.structure import Structure
from pim.catalog.value_key import join

ROLE = "role:"


class Completeness(NamedTuple):
    """One cell of the matrix: `filled` of `required` values are there; `missing` names the rest.

    A missing name is a value key, or `role:NAME` where no attribute plays a required role.
    """

    channel: str
    locale: str
    filled: int
    required: int
    missing: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """Rounded down, so that 99.6 % is 99; 100 when nothing is required."""
        return 100 * self.filled // self.required if self.required else 100


class Requirement(NamedTuple):
    """What one channel and locale ask of one family: (attribute code, value key shown when missing)."""

    channel: str
    locale: str
    wanted: tuple[tuple[str, str], ...]


def requirements(structure: Structure, family: str) -> tuple[Requirement, ...]:
    """Everything required of products of `family`, per channel and locale of that channel."""
    place = (Requirement, family)
    if place not in structure.memo:
        structure.memo[place] = _requirements(structure, family)
    found: tuple[Requirement, ...] = structure.memo[place]
    return found


def _requirements(structure: Structure, family: str) -> tuple[Requirement, ...]:
    found = []
    for channel in structure.channels.values():
        record = structure.families.get(family)
        codes = dict.fromkeys((*channel.required, *(record.required_for(channel.code) if record else ())))
        for locale in channel.locales or (structure.main_locale,):
            wanted = [pair for code in codes for pair in _wanted(structure, code, family, channel.price_lists, locale)]
            found.append(Requirement(channel.code, locale, tuple(dict.fromkeys(wanted))))
    return tuple(found)


def _wanted(
    structure: Structure, code: str, family: str, price_lists: tuple[str, ...], locale: str
) -> list[tuple[str, str]]:
    if code == "sku":
        return []  # every product has one
    if code == ROLE + MAIN_IMAGE:
        return [(code, code)]
    attribute = structure.attributes.get(_attribute_code(structure, code, family))
    if attribute is None:
        return [("", code)]
    keys = structure.scopes(attribute, (locale,), price_lists or (structure.main_price_list,))
    return [(attribute.code, key) for key in keys]


def _attribute_code(structure: Structure, code: str, family: str) -> str:
    return structure.role_attribute(code[len(ROLE) :], family) if code.startswith(ROLE) else code


def completeness(
    line: Sequence[Product],
    structure: Structure,
    rules: tuple[Requirement, ...] | None = None,
    *,
    with_fallback: bool = False,
) -> tuple[Completeness, ...]:
    """The matrix of the last product of `line` (root first). `rules` may be passed to save computing them again.

    A model is not asked for its variants' axes. A declared exception does not count as the base value. A value
    of a fallback locale counts only `with_fallback`: it lets a product go out, but the translation is still missing.
    """
    product = line[-1]
    if rules is None:
        rules = requirements(structure, product.family)
    values, images = effective_values(line), effective_images(line)
    axes = _axes_below(structure, line[0].family, line[0].variant_structure, len(line)) if product.kind == MODEL else ()
    return tuple(_cell(rule, values, bool(images), structure if with_fallback else None, axes) for rule in rules)


class Matrices:
    """Completeness of many products under one structure, each different matrix worked out once.

    A matrix depends on the family, on a model's axes, on whether there are images, and on which of the required keys
    have a value. `channel` leaves the other channels out; `with_fallback` as in `completeness`.
    """

    def __init__(self, structure: Structure, channel: str = "", *, with_fallback: bool = False) -> None:
        self._structure, self._channel, self._with_fallback = structure, channel, with_fallback
        self._families: dict[str, tuple[tuple[Requirement, ...], frozenset[str]]] = {}
        self._known: dict[tuple[Any, ...], tuple[Completeness, ...]] = {}

    def matrix(self, line: Sequence[Product], values: Mapping[str, Value]) -> tuple[Completeness, ...]:
        """The matrix of the last product of `line`, whose effective values are `values`."""
        root = line[0]
        model = (root.variant_structure, len(line)) if line[-1].kind == MODEL else None
        return self.cells(root.family, values, has_images=bool(effective_images(line)), model=model)

    def cells(
        self, family: str, values: Mapping[str, Value], *, has_images: bool, model: tuple[str, int] | None
    ) -> tuple[Completeness, ...]:
        """The matrix of a product below a root of `family`, by its effective values (their keys are looked at only).

        `model`: the variant structure of its root and its level (1 = root), None for what can be sold.
        """
        rules, keys = self.needs(family)
        place = (family, model, has_images, keys.intersection(values))
        found = self._known.get(place)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            axes = _axes_below(self._structure, family, *model) if model else ()
            structure = self._structure if self._with_fallback else None
            found = tuple(_cell(rule, values, has_images, structure, axes) for rule in rules)
            self._known[place] = found
        return found

    def needs(self, family: str) -> tuple[tuple[Requirement, ...], frozenset[str]]:
        """The requirements of a family, and every value key that they look at."""
        if family not in self._families:
            self._families[family] = self._family(family)
        return self._families[family]

    def _family(self, family: str) -> tuple[tuple[Requirement, ...], frozenset[str]]:
        rules = tuple(r for r in requirements(self._structure, family) if self._channel in ("", r.channel))
        keys = {key for rule in rules for _attribute, key in rule.wanted}
        if self._with_fallback:
            places = [(key.partition("@")[0], key.partition("@")[2]) for key in keys if "@" in key]
            keys.update(
                join(attribute, locale)
                for attribute, first in places
                for locale in self._structure.fallback_chain(first)
            )
        return rules, frozenset(keys)


_REMEMBERED = 20_000  # matrices


def _cell(
    rule: Requirement,
    values: Mapping[str, Value],
    has_images: bool,
    structure: Structure | None,
    axes: tuple[str, ...],
) -> Completeness:
    wanted = [pair for pair in rule.wanted if pair[0] not in axes] if axes else rule.wanted
    lacking = [pair for pair in wanted if pair[1] not in values or not pair[0]]
    missing = tuple([key for attribute, key in lacking if not _is_filled(attribute, key, values, has_images, structure)])
    return Completeness(rule.channel, rule.locale, len(wanted) - len(missing), len(wanted), missing)


def _is_filled(
    attribute: str, key: str, values: Mapping[str, Value], has_images: bool, structure: Structure | None
) -> bool:
    """Whether a wanted key that has no value itself counts as filled."""
    if key == ROLE + MAIN_IMAGE:
        return has_images
    if not attribute:
        return False  # what a product still holds of an attribute that is gone does not go out, so it fills nothing
    locale = key.partition("@")[2]
    return structure is not None and bool(locale) and value_in(values, structure, attribute, locale) is not None


def _axes_below(structure: Structure, family: str, variant_structure: str, level: int) -> tuple[str, ...]:
    """The axes that the variants below a model of `level` (1 = root) set themselves."""
    record = structure.families.get(family)
    found = record.variant_structure(variant_structure) if record else None
    return tuple(axis for each in found.levels[level - 1 :] for axis in each) if found else ()
