"""What a structure record has to be before it is saved, so that no product or channel trips over it later."""

from __future__ import annotations

import re
from collections.abc import Callable

from pim.catalog.attribute import Attribute, Option
from pim.catalog.attribute_types import TYPES
from pim.catalog.category import Category, would_cycle
from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError, UnknownRecord
from pim.catalog.identifiers import CODE
from pim.catalog.measurement import UNITS
from pim.catalog.record import Record
from pim.catalog.structure import Structure, record_uid
from pim.i18n import _

# Price lists and locales are named like their currency or language, others as their source names them.
_FREE_CODES = frozenset(
    ("price_list", "locale", "association_type", "location", "option", "category", "family", "saved_view", "mapping")
)
_SCOPES = {
    "locale": re.compile(r"[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8})*"),
    "price_list": re.compile(r"[A-Za-z0-9_\-]{1,63}"),
}
_SEPARATORS = re.compile(r"[|\n\r]")  # of codes in one cell


def check_record(structure: Structure, record: Record) -> None:
    """Raises `CatalogError` for a new code, a reference or a setting that cannot be."""
    if record_uid(record) not in structure.of_kind(record.kind):
        _check_code(record)
    check = _CHECKS.get(type(record))
    if check is not None:
        check(structure, record)


def _check_code(record: Record) -> None:
    if not record.code.strip():
        raise CatalogError(_("A code is missing."))
    form = _SCOPES.get(record.kind)
    if form is not None and not form.fullmatch(record.code):
        raise CatalogError(
            _("“{code}” cannot be part of a value key. Write it as fr_FR or EUR.").format(code=record.code)
        )
    if record.kind in ("option", "category") and _SEPARATORS.search(record.code):
        raise CatalogError(_("“{code}” is not a code: | separates codes in a cell.").format(code=record.code))
    if record.kind not in _FREE_CODES and not CODE.fullmatch(record.code):
        raise CatalogError(
            _("“{code}” is not a code. Use small letters, digits and _, beginning with a letter.").format(
                code=record.code
            )
        )


def _check_attribute(_structure: Structure, record: Record) -> None:
    assert isinstance(record, Attribute)
    if record.type not in TYPES:
        raise CatalogError(_("There is no attribute type “{code}”.").format(code=record.type))
    if record.type == "measurement" and record.default_unit not in UNITS.get(record.unit_family, ()):
        raise CatalogError(_("“{name}” needs a unit family and a unit of it.").format(name=record.label()))
    try:
        re.compile(str(record.rules.get("pattern") or ""))
    except re.error as error:
        text = _("The pattern of “{name}” is not a regular expression: {reason}.")
        raise CatalogError(text.format(name=record.label(), reason=error)) from None


def _check_category(structure: Structure, record: Record) -> None:
    assert isinstance(record, Category)
    if record.parent and record.parent not in structure.categories:
        raise UnknownRecord(_("There is no category “{code}”.").format(code=record.parent))
    if would_cycle(structure.categories, record.code, record.parent):
        raise CatalogError(_("A category cannot be moved below itself."))


def _check_option(structure: Structure, record: Record) -> None:
    assert isinstance(record, Option)
    if record.attribute not in structure.attributes:
        raise UnknownRecord(_("There is no attribute “{code}”.").format(code=record.attribute))


def _check_channel(structure: Structure, record: Record) -> None:
    assert isinstance(record, Channel)
    unknown = [code for code in record.locales if code not in structure.locales]
    unknown += [code for code in record.price_lists if code not in structure.price_lists]
    if unknown:
        raise UnknownRecord(_("Unknown locale or price list: {codes}.").format(codes=", ".join(unknown)))


_CHECKS: dict[type[Record], Callable[[Structure, Record], None]] = {
    Attribute: _check_attribute,
    Category: _check_category,
    Channel: _check_channel,
    Option: _check_option,
}
