"""Proposing where each column goes: by saved mapping, hint of the layout, code, label, source name or known synonym."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.identifiers import fold_code, fold_text, unique_code
from pim.catalog.measurement import unit_code, unit_family_of
from pim.catalog.roles import STANDARD_FIELDS, role_named
from pim.catalog.structure import Structure
from pim.catalog.value_key import join
from pim.formats.source import SourceColumn
from pim.i18n import _
from pim.services.importing import guessing
from pim.services.importing.headers import Header, field_of, is_derived, take_apart
from pim.services.importing.hints import hinted
from pim.services.importing.options import ImportOptions
from pim.services.importing.targets import SKIP, VALUE, Mapping, Target
from pim.services.surveying.profile import ColumnProfile

_ACTIVE = frozenset(
    [
        "active",
        "published",
        "publish",
        "enabled",
        "online",
        "1",
        "0",
        "true",
        "false",
        "yes",
        "no",
        "draft",
        "archived",
        "inactive",
        "disabled",
        "hidden",
        "offline",
        "oui",
        "non",
    ]
)


class Proposal(NamedTuple):
    """What proposing looks at: the catalogue as it will be, the options, the layout, the columns and what they hold."""

    structure: Structure
    options: ImportOptions
    layout: str
    columns: Sequence[SourceColumn]
    profiles: Map[str, ColumnProfile]
    saved: Mapping | None = None


def propose(proposal: Proposal) -> Mapping:
    """The targets of all columns of one file."""
    found: dict[str, Target] = {}
    for column in _best_first(proposal):
        found[column.name] = _target(proposal, column, found)
    ordered = {column.name: found[column.name] for column in proposal.columns}
    return Mapping(columns=_linked(proposal, ordered))


def _best_first(proposal: Proposal) -> list[SourceColumn]:
    """The columns in order of how plainly they name what they hold, so that the plainest one gets it."""

    def rank(column: SourceColumn) -> tuple[int, int]:
        named = field_of(column.name)
        exact = fold_code(column.name) in proposal.structure.attributes
        return (0 if exact else 1, named[2] if named else 0)

    return sorted(proposal.columns, key=rank)


def _target(proposal: Proposal, column: SourceColumn, found: Map[str, Target]) -> Target:
    if proposal.saved and column.name in proposal.saved.columns:
        return proposal.saved.columns[column.name]
    hint = hinted(proposal.structure, proposal.options, proposal.layout, column)
    if hint is not None:
        return _unless_taken(hint, found) if hint.field == VALUE else hint
    if proposal.layout == "table" and (target := _field_target(proposal, column, found)):
        return target
    return _attribute_target(proposal, column, found)


def _field_target(proposal: Proposal, column: SourceColumn, found: Map[str, Target]) -> Target | None:
    """The target of a column that names a part of the product itself; None when it is an attribute's."""
    if is_derived(column.name, [c.name for c in proposal.columns]):
        return Target(field=SKIP, reason=_("It repeats what other columns say."))
    if fold_code(column.name) in proposal.structure.attributes:
        return None
    named = field_of(column.name)
    profile = proposal.profiles.get(column.name)
    if named is None or (
        named[0] in ("sku", "parent", "currency", "enabled") and any(t.field == named[0] for t in found.values())
    ):
        return None
    name, key, _rank = named
    if not _fits(name, proposal, profile):
        return None
    path = guessing.path_sign(profile) if name == "categories" else ""
    decimal = _decimal(profile, proposal) if name in _AMOUNTS else ""
    return Target(field=name, key=key, path=path, decimal=decimal, reason=_("known name"))


def _fits(name: str, proposal: Proposal, profile: ColumnProfile | None) -> bool:
    """Whether what the column holds agrees with its name."""
    if name == "family":
        return proposal.options.create_attributes or bool(proposal.structure.families)
    if profile is None or not profile.distinct:
        return True
    if name == "enabled":
        return all(value.casefold() in _ACTIVE for value in profile.values)
    if name == "stock":
        return profile.share("number") >= 0.95
    if name == "sku":
        return profile.repeated >= 0 and profile.longest <= 128 and not profile.share("html", "lines")
    return True


def find_attribute(structure: Structure, name: str, layout: str) -> tuple[str, str]:
    """(code, reason) of the attribute that a source's own name means; ("", "") when the catalogue has none."""
    for code, attribute in structure.attributes.items():
        if attribute.source_names.get(layout) == name:
            return code, _("name in an earlier import")
    folded, words = fold_code(name), fold_text(name)
    if folded in structure.attributes:
        return folded, _("same code")
    for code, attribute in structure.attributes.items():
        if any(fold_text(label) == words for label in attribute.labels.values()):
            return code, _("same label")
    role = role_named(name)
    code = structure.role_attribute(role) if role else ""
    return (code, _("known name of {field}").format(field=structure.attributes[code].label())) if code else ("", "")


def _attribute_target(proposal: Proposal, column: SourceColumn, found: Map[str, Target]) -> Target:
    header = _header(proposal, column)
    code, reason = find_attribute(proposal.structure, header.base, proposal.layout)
    if not code and proposal.layout == "table" and header.base != column.name:
        code, reason = find_attribute(proposal.structure, column.name, proposal.layout)
        header = Header(column.name) if code else header
    if code:
        target = value_target(proposal, column, proposal.structure.attributes[code], header, reason)
        taken = _unless_taken(target, found)
        if taken.field != SKIP:
            return taken
    if not proposal.options.create_attributes:
        reason = (
            _("“{code}” is already filled by another column.").format(code=code)
            if code
            else _("no attribute of this name")
        )
        return Target(field=SKIP, reason=reason)
    profile = proposal.profiles.get(column.name)
    if profile is not None and not profile.all_filled:
        return Target(field=SKIP, reason=_("the column is empty"))
    return _created(proposal, column, header, found)


def _header(proposal: Proposal, column: SourceColumn) -> Header:
    if proposal.layout == "table":
        return take_apart(column.name, proposal.structure)
    return Header(column.attribute or column.name, column.locale or "", column.currency or "", column.unit or "")


def _unless_taken(target: Target, found: Map[str, Target]) -> Target:
    if any(other.field == VALUE and other.key == target.key for other in found.values()):
        return Target(field=SKIP, reason=_("“{code}” is already filled by another column.").format(code=target.key))
    return target


def value_target(
    proposal: Proposal, column: SourceColumn, attribute: Attribute, header: Header, reason: str, *, create: bool = False
) -> Target:
    """The target of a column that fills `attribute`, with what its header and its values say about reading it."""
    structure, profile = proposal.structure, proposal.profiles.get(column.name)
    locale = (header.locale or proposal.options.locale or structure.main_locale) if attribute.per_locale else ""
    prices = price_list_of(structure, header.currency) if attribute.type_of.by_price_list else ""
    unit = unit_code(header.unit, attribute.unit_family) if header.unit and attribute.unit_family else None
    order = guessing.day_first(profile) if profile else None
    channel = fold_code(column.channel, "channel") if column.channel else ""
    return Target(
        field=VALUE, key=join(attribute.code, locale, prices, channel), create=attribute if create else None,
        separator=column.separator or "", unit=unit or "", decimal=_decimal(profile, proposal),
        day_first=_days_first(proposal) if order is None else order, reason=reason,
    )  # fmt: skip


def _days_first(proposal: Proposal) -> bool:
    return (proposal.options.locale or proposal.structure.main_locale) != "en_US"


def _decimal(profile: ColumnProfile | None, proposal: Proposal) -> str:
    """The decimal sign of the column, "" when it says nothing (the table's is used)."""
    if proposal.options.decimal or profile is None:
        return proposal.options.decimal or ""
    comma, point = profile.shapes.get("comma", 0), profile.shapes.get("point", 0)
    return "" if bool(comma) == bool(point) else "?" if _ambiguous(profile) else "," if comma else "."


_SIGN = re.compile(r"(?<=\d)[.,](?=\d)")
_AMOUNTS = ("stock", "compare_at")  # of the product's own fields those that are numbers; a SKU is none, whatever it holds


def _ambiguous(profile: ColumnProfile) -> bool:
    """Whether every number with a sign has exactly three digits after it, as in 1,234."""
    marked = [value for value in profile.values if _SIGN.search(value)]
    return bool(marked) and all(len(_SIGN.split(v)[-1]) == 3 and v[0] != "0" for v in marked)


def price_list_of(structure: Structure, currency: str) -> str:
    """The price list of a currency: an existing one, else the list that will be made, named like the currency."""
    if not currency:
        return structure.main_price_list
    same = [
        code for code, prices in structure.price_lists.items() if prices.currency == currency and not prices.internal
    ]
    return currency if currency in structure.price_lists else same[0] if same else currency


def _created(proposal: Proposal, column: SourceColumn, header: Header, found: Map[str, Target]) -> Target:
    """The target of a column whose attribute has to be made."""
    attribute = _new_attribute(proposal, column, header, found)
    reason = _("new attribute, {type}").format(type=attribute.type)
    return _unless_taken(value_target(proposal, column, attribute, header, reason, create=True), found)


# A layout's hint at a type, in our words.
_WORDS = frozenset(("text", "text_area", "rich_text", "simple_select", "multi_select"))
_TYPES = {"select": "simple_select", "file": "text", "image": "text"}


def _new_attribute(proposal: Proposal, column: SourceColumn, header: Header, found: Map[str, Target]) -> Attribute:
    profile = proposal.profiles.get(column.name) or ColumnProfile(name=column.name, shapes={})
    code = fold_code(header.base)
    made = {t.attribute: t.create for t in found.values() if t.create}
    if code in made and (header.locale or header.currency or column.channel):
        return made[code]
    base = dataclasses.replace(profile, name=header.base)
    kind = _TYPES.get(column.type or "", column.type) or guessing.type_of(base, header.unit, header.currency)
    unit = unit_code(header.unit, unit_family_of(header.unit) or "weight") if header.unit else guessing.unit_of(profile)
    family = unit_family_of(unit or "") or ""
    if kind == "measurement" and not family:
        kind = "number" if profile.share("number") == 1 else "text"
    role = role_named(header.base)
    if (
        role
        and kind not in STANDARD_FIELDS[role].types
        and kind in _WORDS
        and set(STANDARD_FIELDS[role].types) & _WORDS
    ):
        kind = next(other for other in STANDARD_FIELDS[role].types if other in _WORDS)
    return Attribute(
        code=unique_code(code, proposal.structure.attributes.keys() | made.keys()), type=kind,
        labels={proposal.structure.main_locale: (proposal.layout == "shopify_csv" and column.label) or header.base},
        per_locale=bool(header.locale) and kind != "price", internal=column.internal,
        unit_family=family if kind == "measurement" else "", default_unit=unit or "" if kind == "measurement" else "",
        source_names={proposal.layout: header.base if proposal.layout == "table" else column.attribute or column.name},
        rules={"may_be_zero": True} if kind == "price" and column.internal else {},
    )  # fmt: skip


def _linked(proposal: Proposal, targets: dict[str, Target]) -> dict[str, Target]:
    """The targets with the columns that hold their units and currencies."""
    units = {column.unit_of: column.name for column in proposal.columns if column.target == "unit" and column.unit_of}
    currency = next((name for name, target in targets.items() if target.field == "currency"), "")
    prices = proposal.structure.attributes
    for name, target in targets.items():
        if name in units:
            targets[name] = dataclasses.replace(target, unit_column=units[name])
        attribute = target.create or prices.get(target.attribute)
        says = take_apart(name, proposal.structure).currency if proposal.layout == "table" else ""
        if currency and attribute is not None and attribute.type == "price" and not says:
            targets[name] = dataclasses.replace(targets[name], currency_column=currency)
    return targets


def merged(mappings: Iterable[Mapping]) -> Mapping:
    """One mapping of several files; of columns with the same name the first that goes somewhere counts."""
    columns: dict[str, Target] = {}
    for mapping in mappings:
        for name, target in mapping.columns.items():
            if name not in columns or columns[name].field == SKIP:
                columns[name] = target
    return Mapping(columns=columns)
