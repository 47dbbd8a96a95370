"""Completeness: how many of the values a channel requires are there, per locale, and which are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pim.catalog.attribute_types import Value
from pim.catalog.product import MODEL, ImageUse, Product
from pim.catalog.resolution import effective_images, effective_values, value_in
from pim.catalog.roles import MAIN_IMAGE
from pim.catalog.structure import Structure

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
    axes = _axes_below(line, structure) if product.kind == MODEL else ()
    return tuple(_cell(rule, values, images, structure if with_fallback else None, axes) for rule in rules)


def _cell(
    rule: Requirement,
    values: Mapping[str, Value],
    images: tuple[ImageUse, ...],
    structure: Structure | None,
    axes: tuple[str, ...],
) -> Completeness:
    missing = [
        key
        for attribute, key in rule.wanted
        if key not in values and attribute not in axes and not _is_filled(attribute, key, values, images, structure)
    ]
    required = sum(attribute not in axes for attribute, _key in rule.wanted)
    return Completeness(rule.channel, rule.locale, required - len(missing), required, tuple(missing))


def _is_filled(
    attribute: str, key: str, values: Mapping[str, Value], images: tuple[ImageUse, ...], structure: Structure | None
) -> bool:
    if key == ROLE + MAIN_IMAGE:
        return bool(images)
    locale = key.partition("@")[2]
    return structure is not None and bool(locale) and value_in(values, structure, attribute, locale) is not None


def _axes_below(line: Sequence[Product], structure: Structure) -> tuple[str, ...]:
    """The axes that the variants below a model set themselves."""
    family = structure.families.get(line[0].family)
    found = family.variant_structure(line[0].variant_structure) if family else None
    return tuple(axis for level in found.levels[len(line) - 1 :] for axis in level) if found else ()
