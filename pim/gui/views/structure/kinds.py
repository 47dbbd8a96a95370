"""The kinds of records that the room shows, in the order of its sidebar."""

from __future__ import annotations

from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import TYPES
from pim.catalog.channel import Channel, Locale, Location, PriceList, Role
from pim.catalog.record import Record
from pim.catalog.roles import STANDARD_FIELDS, role_label
from pim.catalog.structure import Structure, record_uid
from pim.i18n import _, ngettext


class Kind(NamedTuple):
    """One entry of the sidebar."""

    code: str
    icon: str
    can_add: bool = True


KINDS = (
    Kind("attribute", "list-dashes"),
    Kind("family", "stack"),
    Kind("category", "tree-structure"),
    Kind("role", "flag", can_add=False),
    Kind("price_list", "receipt"),
    Kind("location", "storefront"),
    Kind("locale", "translate"),
    Kind("channel", "broadcast"),
    Kind("association_type", "link-simple"),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def title(kind: str) -> str:
    """What the records of a kind are called together."""
    return {
        "attribute": _("Attributes"), "family": _("Families"), "category": _("Categories"),
        "role": _("Standard fields"), "price_list": _("Price lists"), "location": _("Locations"),
        "locale": _("Locales"), "channel": _("Channels"), "association_type": _("Link types"),
    }[kind]  # fmt: skip


def new_label(kind: str) -> str:
    """The words of the button that makes one."""
    return {
        "attribute": _("New attribute"), "family": _("New family"), "category": _("New category"),
        "role": "", "price_list": _("New price list"), "location": _("New location"), "locale": _("New locale"),
        "channel": _("New channel"), "association_type": _("New link type"),
    }[kind]  # fmt: skip


def explanation(kind: str) -> str:
    """One line for an empty list: what such records are for."""
    return {
        "attribute": _("Attributes are what products can be described by: a title, a material, a width."),
        "family": _("A family says which attributes a kind of product has, and which are required."),
        "category": _("Categories order the products in trees. Each tree has a root."),
        "role": _("Standard fields tell every channel which attribute is the title, the price, the GTIN."),
        "price_list": _("A price list is a currency for an audience. Every price has one amount per list."),
        "location": _("Shops and warehouses hold stock."),
        "locale": _("Locales are the languages and regions of the product texts."),
        "channel": _("A channel is a place that receives your products."),
        "association_type": _("Link types name how products go together: accessories, spare parts."),
    }[kind]  # fmt: skip


def type_label(code: str) -> str:
    """What people call an attribute type."""
    return {
        "identifier": _("Identifier"), "text": _("Text"), "text_area": _("Text area"), "rich_text": _("Rich text"),
        "number": _("Number"), "measurement": _("Measurement"), "price": _("Price"), "yes_no": _("Yes or no"),
        "date": _("Date"), "simple_select": _("Simple select"), "multi_select": _("Multi select"), "image": _("Image"),
        "gallery": _("Gallery"), "file": _("File"), "link": _("Link"),
    }.get(code, code)  # fmt: skip


TYPE_ORDER = tuple(TYPES)


def records_of(structure: Structure, kind: str) -> list[Record]:
    """The records of a kind in their order; standard fields also when no attribute plays them yet."""
    if kind == "role":
        known = structure.of_kind("role")
        return [known.get(code) or Role(code=code) for code in (*STANDARD_FIELDS, *(set(known) - set(STANDARD_FIELDS)))]
    ordered = {
        "attribute": structure.attributes, "family": structure.families, "category": structure.categories,
        "price_list": structure.price_lists, "location": structure.locations, "locale": structure.locales,
        "channel": structure.channels, "association_type": structure.association_types,
    }[kind]  # fmt: skip
    return list(ordered.values())


def uids_of(structure: Structure, kind: str) -> list[str]:
    """The uids of the records of a kind."""
    return [record_uid(record) for record in records_of(structure, kind)]


def name_of(record: Record, locale: str) -> str:
    """The name a list shows."""
    return role_label(record.code) if isinstance(record, Role) else record.label(locale)


def detail_of(record: Record, structure: Structure, locale: str) -> str:
    """The second word of a list row: type, adapter, currency …"""
    if isinstance(record, Attribute):
        marks = [type_label(record.type)]
        marks += [_("per locale")] if record.per_locale else []
        marks += [_("internal")] if record.internal else []
        return ", ".join(marks)
    if isinstance(record, Role):
        played = structure.attributes.get(record.attribute)
        return played.label(locale) if played else _("not set")
    if isinstance(record, PriceList):
        return f"{record.currency}, {audience_label(record.audience)}"
    if isinstance(record, Location):
        return place_label(record.place)
    if isinstance(record, Locale):
        return _("then {locale}").format(locale=record.fallback) if record.fallback else ""
    if isinstance(record, Channel):
        return ", ".join(record.locales)
    attributes = getattr(record, "attributes", None)
    if attributes is None:
        return ""
    return ngettext("{count} attribute", "{count} attributes", len(attributes)).format(count=len(attributes))


def audience_label(code: str) -> str:
    """For whom the prices of a list are."""
    return {"retail": _("retail"), "wholesale": _("wholesale"), "cost": _("cost, never leaves")}.get(code, code)


def place_label(code: str) -> str:
    """What kind of place holds the stock."""
    return {"shop": _("Shop"), "warehouse": _("Warehouse")}.get(code, code)
