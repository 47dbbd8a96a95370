"""Headers of Akeneo product files: `attribute[-LOCALE][-CHANNEL][-CURRENCY]`, units and associations."""

from __future__ import annotations

import re
from typing import NamedTuple

from pim.formats.source import KnownCodes, SourceColumn
from pim.formats.table import ColumnInfo

# The type names of attribute files, and what they are called here.
TYPES: dict[str, str] = {
    "pim_catalog_identifier": "identifier",
    "pim_catalog_text": "text",
    "pim_catalog_textarea": "text_area",
    "pim_catalog_boolean": "yes_no",
    "pim_catalog_number": "number",
    "pim_catalog_simpleselect": "select",
    "pim_catalog_multiselect": "multi_select",
    "pim_catalog_date": "date",
    "pim_catalog_metric": "measurement",
    "pim_catalog_price_collection": "price",
    "pim_catalog_image": "image",
    "pim_catalog_file": "file",
    "pim_catalog_asset_collection": "multi_select",
    "pim_catalog_table": "text_area",
    "pim_reference_data_simpleselect": "select",
    "pim_reference_data_multiselect": "multi_select",
    "akeneo_reference_entity": "select",
    "akeneo_reference_entity_collection": "multi_select",
}
_FIXED: dict[str, str] = {
    "uuid": "uuid",
    "family": "family",
    "family_variant": "family_variant",
    "parent": "parent",
    "enabled": "enabled",
    "categories": "categories",
    "groups": "groups",
    "code": "sku",
    "identifier": "sku",
}
_LISTS = frozenset({"categories", "groups"})
_ASSOCIATION = re.compile(r"(.+)-(products|product_models|groups)(-quantity)?")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4}){1,2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PICTURE = re.compile(r"\S.*\.(jpe?g|png|gif|webp|tiff?)", re.IGNORECASE)


class Scope(NamedTuple):
    """What follows the attribute's code in a header."""

    locale: str | None
    channel: str | None
    currency: str | None
    unit: bool


def looks_scoped(name: str) -> bool:
    """True if a header ends as only this format's headers end."""
    last = name.rpartition("-")[2]
    if last == name:
        return False
    return bool(_ASSOCIATION.fullmatch(name) or _LOCALE.fullmatch(last) or _CURRENCY.fullmatch(last))


def scope_of(parts: list[str], kind: str, codes: KnownCodes) -> Scope:
    """Sort out suffixes: known codes decide; unknown ones go by place (locale, channel, currency) and shape.

    A channel may be called EUR, so a currency is only looked for last, and never where the attribute
    is known not to be a price.
    """
    rest = list(parts)
    unit = bool(rest) and rest[-1] == "unit"
    if unit:
        rest.pop()
    currency = locale = None
    if rest and kind in ("price", "") and _is_currency(rest[-1], kind, codes):
        currency = rest.pop()
    if rest and (rest[0] in codes.locales or (_LOCALE.fullmatch(rest[0]) and rest[0] not in codes.channels)):
        locale = rest.pop(0)
    return Scope(locale, "-".join(rest) or None, currency, unit)


def _is_currency(part: str, kind: str, codes: KnownCodes) -> bool:
    """True if the last suffix is a currency."""
    if part in codes.currencies:
        return kind == "price" or part not in codes.channels
    return bool(_CURRENCY.fullmatch(part)) and (kind == "price" or part not in codes.channels)


def columns_of(infos: tuple[ColumnInfo, ...], codes: KnownCodes, identifier: str) -> tuple[SourceColumn, ...]:
    """Every column resolved; `identifier` is the header of the product's identifier."""
    names = {info.name for info in infos}
    resolved = []
    for info in infos:
        column = _special(info, codes, identifier) or _value_column(info, codes)
        if column.unit_of is None and f"{info.name}-unit" in names:
            column = SourceColumn(**{**column.to_json(), "type": "measurement"})
        resolved.append(column)
    return tuple(resolved)


def _special(info: ColumnInfo, codes: KnownCodes, identifier: str) -> SourceColumn | None:
    """The identifier, the fixed columns and associations; None for attribute values."""
    if info.name == identifier:
        return SourceColumn(info.name, info.index, "sku", info.name, info.name, "identifier")
    fixed = _FIXED.get(info.name)
    if fixed is not None and info.name not in codes.attributes:
        separator = "," if info.name in _LISTS else None
        return SourceColumn(info.name, info.index, fixed, label=info.name, separator=separator)
    match = _ASSOCIATION.fullmatch(info.name)
    if match is None or match.group(1) in codes.attributes:
        return None
    kind, target, quantity = match.groups()
    what = "quantities" if quantity else target
    return SourceColumn(
        info.name,
        info.index,
        f"association:{kind}:{what}",
        label=info.name,
        separator="|" if quantity else ",",
    )


def _value_column(info: ColumnInfo, codes: KnownCodes) -> SourceColumn:
    """A column that holds values of an attribute, or the units of such a column."""
    attribute, *parts = info.name.split("-")
    kind = codes.attributes.get(attribute, "")
    scope = scope_of(parts, kind, codes)
    if scope.unit:
        return SourceColumn(
            info.name,
            info.index,
            "unit",
            attribute,
            info.name,
            None,
            scope.locale,
            None,
            scope.channel,
            unit_of=info.name.removesuffix("-unit"),
        )
    kind = kind or ("price" if scope.currency else "") or _guess(info)
    return SourceColumn(
        info.name,
        info.index,
        "images" if kind == "image" else "attribute",
        attribute,
        attribute,
        kind or None,
        scope.locale,
        scope.currency,
        scope.channel,
        separator="," if kind == "multi_select" else None,
    )


def _guess(info: ColumnInfo) -> str:
    """Image if every sample is the name of a picture file."""
    return "image" if info.samples and all(map(_PICTURE.fullmatch, info.samples)) else ""
