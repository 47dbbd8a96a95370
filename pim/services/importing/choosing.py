"""Where a column may go, in words, when a person decides."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.identifiers import fold_code, unique_code
from pim.catalog.measurement import unit_family_of
from pim.catalog.roles import STANDARD_FIELDS
from pim.catalog.structure import Structure
from pim.catalog.value_key import join, parse_key
from pim.i18n import _
from pim.services.importing import guessing
from pim.services.importing.inspection import Inspection
from pim.services.importing.targets import SKIP, VALUE, Target
from pim.services.surveying.profile import ColumnProfile
from pim.services.value_text import field_name

_FIELD_NAMES: dict[str, Callable[[], str]] = {
    SKIP: lambda: _("Do not import"),
    "sku": lambda: _("SKU"),
    "parent": lambda: _("Model (SKU of the parent)"),
    "family": lambda: _("Family"),
    "family_variant": lambda: _("Variant structure"),
    "enabled": lambda: _("Status (on or off)"),
    "categories": lambda: _("Categories"),
    "images": lambda: _("Images"),
    "image_alt": lambda: _("Image descriptions"),
    "stock": lambda: _("Stock"),
    "links": lambda: _("Links"),
    "currency": lambda: _("Currency of the prices"),
    "unit": lambda: _("Unit of a measurement"),
    "compare_at": lambda: _("Regular price, where higher"),
}
_OFFERED = ("sku", "parent", "family", "enabled", "categories", "images", "image_alt", "currency", "compare_at")


class Possible(NamedTuple):
    """A target that can be chosen, and what it is called. `code` tells it from the others."""

    code: str
    label: str
    target: Target


def target_name(structure: Structure, target: Target) -> str:
    """What people call a target."""
    if target.field == VALUE:
        known = target.create and structure.attributes.get(target.create.code) is None
        if target.create is not None and known:
            scope = parse_key(target.key)
            return f"{target.create.label()} {scope.locale or scope.price_list}".strip()
        return field_name(structure, target.key)
    name = _FIELD_NAMES[target.field]()
    if target.field == "stock":
        location = structure.locations.get(target.key)
        return f"{name} {location.label() if location else target.key}".strip()
    return f"{name} {target.key}".strip() if target.field == "links" else name


def possible_targets(structure: Structure) -> list[Possible]:
    """Everything a column may go to in this catalogue, but a new attribute of its own name."""
    targets = [
        Target(field=SKIP), *(Target(field=name) for name in _OFFERED),
        *(Target(field="stock", key=code) for code in structure.locations),
        *([] if structure.locations else [Target(field="stock")]),
        *(Target(field="links", key=code) for code in structure.association_types),
        *(Target(field=VALUE, key=key) for key in _value_keys(structure)),
        *(_standard(structure, role) for role in STANDARD_FIELDS if not structure.role_attribute(role)),
    ]  # fmt: skip
    return [Possible(f"{t.field} {t.key}".strip(), _label(structure, t), t) for t in targets]


def _label(structure: Structure, target: Target) -> str:
    name = target_name(structure, target)
    return _("{name} (new)").format(name=name) if target.create else name


def _value_keys(structure: Structure) -> Iterator[str]:
    for attribute in structure.attributes.values():
        if attribute.type_of.is_media:
            continue
        if attribute.type_of.by_price_list:
            yield from (join(attribute.code, "", prices) for prices in structure.price_lists)
        elif attribute.per_locale:
            yield from (join(attribute.code, locale) for locale in structure.locales)
        else:
            yield attribute.code


def _standard(structure: Structure, role: str) -> Target:
    """A standard field that no attribute of the catalogue plays yet; the attribute is made for it."""
    field = STANDARD_FIELDS[role]
    name = role.replace("_", " ").capitalize()
    code = unique_code(role, structure.attributes)
    made = Attribute(
        code=code, type=field.types[0], per_locale=field.per_locale, labels={structure.main_locale: name},
        unit_family="weight" if field.types[0] == "measurement" else "",
        default_unit="kg" if field.types[0] == "measurement" else "",
    )  # fmt: skip
    return Target(field=VALUE, key=_key(structure, made), create=made)


def _key(structure: Structure, attribute: Attribute) -> str:
    locale = structure.main_locale if attribute.per_locale else ""
    return join(attribute.code, locale, structure.main_price_list if attribute.type_of.by_price_list else "")


def retargeted(before: Target, chosen: Target) -> Target:
    """The chosen target, read as the column was read before: decimal sign, order of dates, separators, units."""
    kept = {
        name: getattr(before, name) for name in ("decimal", "day_first", "separator", "currency_column", "unit_column")
    }
    path = before.path if chosen.field == "categories" else ""
    unit = before.unit if chosen.field == VALUE else ""
    return dataclasses.replace(chosen, path=path, unit=unit, **kept)


def guessed_type(inspection: Inspection, column: str) -> str:
    """The type that an attribute for this column should have."""
    profile = _profile(inspection, column)
    return guessing.type_of(profile) if profile is not None else "text"


def new_attribute_target(
    structure: Structure, inspection: Inspection, column: str, label: str, kind: str, *, per_locale: bool = False
) -> Target:
    """A target whose attribute is made by the import, under a name and with a type that a person chose."""
    profile = _profile(inspection, column)
    unit = guessing.unit_of(profile) if profile is not None and kind == "measurement" else ""
    family = unit_family_of(unit) or ("weight" if kind == "measurement" else "")
    taken = {t.create.code for name, t in inspection.mapping.columns.items() if t.create and name != column}
    made = Attribute(
        code=unique_code(fold_code(label), structure.attributes.keys() | taken), type=kind,
        labels={structure.main_locale: label}, per_locale=per_locale and kind != "price", unit_family=family,
        default_unit=unit or ("g" if family == "weight" else ""), source_names={inspection.format: column},
    )  # fmt: skip
    return Target(field=VALUE, key=_key(structure, made), create=made)


def _profile(inspection: Inspection, column: str) -> ColumnProfile | None:
    return next((file.profiles[column] for file in inspection.files if column in file.profiles), None)
