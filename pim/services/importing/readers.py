"""From the text of a cell to parts of a product: one reader per column, which remembers what it has read before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.convention import PLAIN, Convention, format_decimal, parse_decimal
from pim.catalog.errors import CatalogError, InvalidValue
from pim.catalog.structure import Structure
from pim.catalog.value_key import ValueKey, join, parse_key
from pim.i18n import _
from pim.services.importing.cell_lists import category_paths, split_values
from pim.services.importing.growth import Growth
from pim.services.importing.headers import is_currency
from pim.services.importing.proposing import price_list_of
from pim.services.importing.targets import Target
from pim.services.surveying.cell_shapes import CURRENCY_SIGNS, EXPONENT

Parts = Sequence[tuple[str, Any]]
Reader = Callable[[str], Parts]
_REMEMBERED = 20_000
_MONEY = re.compile(
    r"\s*([A-Za-z]{3}|[^\d\s.,+\-\u2212]{1,2})?\s*([+\-\u2212]?[\d.,'\u00a0\u202f\u2009 ]*\d[.,]?)"
    r"\s*([A-Za-z]{3}|[^\d\s.,]{1,2})?\s*"
)


class Policy(NamedTuple):
    """What readers may do: `create` options and families on the way; `now` = the time of counted stock (ISO 8601);
    `decimal` = the sign of columns that do not say; `attributes` = those of the file, for families that are made."""

    create: bool
    now: str
    decimal: str = "."
    attributes: tuple[str, ...] = ()


def remembered(read: Reader) -> Reader:
    """The reader with a memory of what it has read; errors are not remembered."""
    known: dict[str, Parts] = {}

    def look(text: str) -> Parts:
        found = known.get(text)
        if found is None:
            if len(known) > _REMEMBERED:
                known.clear()
            found = known[text] = read(text)
        return found

    return look


def reader_of(growth: Growth, target: Target, policy: Policy) -> Reader | None:
    """The reader of a column with this target; None for targets that are no parts (sku, images, links …)."""
    make = _FIELD_READERS.get(target.field)
    return make(growth, target, policy) if make else None


def convention_of(target: Target, policy: Policy) -> Convention:
    """How numbers and dates of the column are written."""
    sign = target.decimal if target.decimal in (".", ",") else policy.decimal
    return Convention(decimal=sign if sign in (".", ",") else ".", day_first=target.day_first)


def _value_reader(growth: Growth, target: Target, policy: Policy) -> Reader:
    key = parse_key(target.key)
    if target.create is not None:
        growth.attribute(target.create)
    attribute: Attribute | None = growth.get("attribute", key.attribute)
    if attribute is None:
        raise CatalogError(
            _("The mapping names the attribute “{code}”, which does not exist.").format(code=key.attribute)
        )
    key = _complete(growth, attribute, key)
    make = _TYPE_READERS.get(attribute.type)
    if attribute.type_of.is_media:
        raise CatalogError(_("“{code}” holds files; images go to the target “images”.").format(code=attribute.code))
    if make is not None:
        return remembered(make(growth, attribute, key, target, policy))
    return _text_reader(attribute, str(key))


def _complete(growth: Growth, attribute: Attribute, key: ValueKey) -> ValueKey:
    """The key with its locale or price list, both of which exist afterwards."""
    structure: Structure = growth.structure
    if attribute.type_of.by_price_list:
        code = key.price_list or structure.main_price_list
        return key._replace(locale="", price_list=growth.price_list(code, code[:3].upper()) if code else "")
    if attribute.per_locale:
        return key._replace(price_list="", locale=growth.locale(key.locale or structure.main_locale))
    return key._replace(price_list="", locale="")


def _text_reader(attribute: Attribute, key: str) -> Reader:
    parse = attribute.type_of.parse

    def read(text: str) -> Parts:  # as `attribute.parse` for a text that is not blank, without its way there
        value = parse(text, attribute, PLAIN)
        return ((key, value),) if value else ()

    return read


def _plain(text: str) -> str:
    """The text with a number such as 4.99e+01, as databases write it, in plain digits."""
    if "e" not in text and "E" not in text:
        return text
    return EXPONENT.sub(lambda found: format_decimal(Decimal(found[0]).normalize()), text, count=1)


def _parsed_reader(growth: Growth, attribute: Attribute, key: ValueKey, target: Target, policy: Policy) -> Reader:
    convention, name = convention_of(target, policy), str(key)
    numeric = attribute.type in ("number", "measurement")
    number_before = attribute.type == "measurement" and target.unit

    def read(text: str) -> Parts:
        value = attribute.parse(_plain(text) if numeric else text, convention)
        if number_before and value is not None and not re.search(r"[^\W\d_]", text):
            value = f"{str(value).partition(' ')[0]} {target.unit}"
        return ((name, value),) if value is not None else ()

    return read


def _select_reader(growth: Growth, attribute: Attribute, key: ValueKey, target: Target, policy: Policy) -> Reader:
    name = str(key)

    def read(text: str) -> Parts:
        return ((name, _option(growth, attribute, text.strip(), policy)),)

    return read


def _option(growth: Growth, attribute: Attribute, text: str, policy: Policy) -> str:
    code = growth.option_code(attribute.code, text, create=policy.create)
    if code is None:
        raise InvalidValue(
            _("“{text}” is not an option of {attribute}. Add it, or import with new options allowed.").format(
                text=text, attribute=attribute.label()
            ), text,
        )  # fmt: skip
    return code


def _multi_reader(growth: Growth, attribute: Attribute, key: ValueKey, target: Target, policy: Policy) -> Reader:
    name = str(key)

    def read(text: str) -> Parts:
        members = [part for part in split_values(text, target.separator) if part]
        codes = list(dict.fromkeys(_option(growth, attribute, part, policy) for part in members))
        return ((name, codes),) if codes else ()

    return read


def _price_reader(growth: Growth, attribute: Attribute, key: ValueKey, target: Target, policy: Policy) -> Reader:
    convention = convention_of(target, policy)

    def read(text: str) -> Parts:
        found = _MONEY.fullmatch(_plain(text))
        if not found:
            sentence = _("“{text}” is not a price. Write it as {price} or {price} EUR.")
            raise InvalidValue(sentence.format(text=text.strip(), price=f"12{convention.decimal}50"), text)
        amount = format_decimal(parse_decimal(found[2], convention))
        said = (found[1] or found[3] or "").strip()
        if not said:
            return ((str(key), amount),)
        currency = CURRENCY_SIGNS.get(said.casefold(), said.upper())
        if not is_currency(currency):
            raise InvalidValue(_("Currency “{code}” is unknown.").format(code=said), text)
        known = growth.get("price_list", key.price_list)
        # "$" is also the sign of other dollars: the column's own list wins where it has that sign.
        code = key.price_list if known and known.currency == currency else price_list_of(growth.structure, currency)
        return ((join(attribute.code, "", growth.price_list(code, currency), key.channel), amount),)

    return read


_TYPE_READERS: dict[str, Callable[[Growth, Attribute, ValueKey, Target, Policy], Reader]] = {
    "simple_select": _select_reader,
    "multi_select": _multi_reader,
    "price": _price_reader,
    "number": _parsed_reader,
    "measurement": _parsed_reader,
    "date": _parsed_reader,
    "yes_no": _parsed_reader,
}


_ENABLED = {
    **dict.fromkeys(
        [
            "1",
            "yes",
            "true",
            "oui",
            "vrai",
            "active",
            "actif",
            "published",
            "publish",
            "enabled",
            "online",
            "x",
            "y",
            "on",
        ],
        True,
    ),
    **dict.fromkeys(
        [
            "0",
            "no",
            "false",
            "non",
            "faux",
            "draft",
            "archived",
            "inactive",
            "inactif",
            "disabled",
            "offline",
            "hidden",
            "unlisted",
            "n",
            "off",
            "2",
        ],
        False,
    ),
}


def _enabled_reader(growth: Growth, target: Target, policy: Policy) -> Reader:
    def read(text: str) -> Parts:
        value = _ENABLED.get(text.strip().casefold())
        if value is None:
            raise InvalidValue(_("“{text}” is neither yes nor no.").format(text=text.strip()), text)
        return ((".enabled", value),)

    return remembered(read)


def _stock_reader(growth: Growth, target: Target, policy: Policy) -> Reader:
    location, convention = growth.location_code(target.key), convention_of(target, policy)

    def read(text: str) -> Parts:
        quantity = format_decimal(parse_decimal(text, convention))
        return ((f".stock.{location}", {"quantity": quantity, "at": policy.now}),)

    return remembered(read)


def _family_reader(growth: Growth, target: Target, policy: Policy) -> Reader:
    def read(text: str) -> Parts:
        code = growth.family_code(text.strip(), create=policy.create, attributes=policy.attributes)
        if code is None:
            raise InvalidValue(
                _("There is no family “{code}”. Create it, or allow new ones.").format(code=text.strip()), text
            )
        return ((".family", code),)

    return remembered(read)


def _category_reader(growth: Growth, target: Target, policy: Policy) -> Reader:
    def read(text: str) -> Parts:
        paths = category_paths(text, target)
        return ((".categories", list(dict.fromkeys(growth.category_code(path) for path in paths))),) if paths else ()

    return remembered(read)


_FIELD_READERS: dict[str, Callable[[Growth, Target, Policy], Reader]] = {
    "value": _value_reader,
    "enabled": _enabled_reader,
    "stock": _stock_reader,
    "family": _family_reader,
    "categories": _category_reader,
}
