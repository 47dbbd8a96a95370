"""What a new catalogue begins with: locales, price lists, an attribute for each usual standard field, three channels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pim.catalog.attribute import Attribute
from pim.catalog.channel import Channel, Locale, PriceList, Role
from pim.catalog.errors import CatalogError
from pim.catalog.record import Record
from pim.catalog.roles import STANDARD_FIELDS, STARTING_ROLES
from pim.catalog.structure import Structure, record_uid
from pim.i18n import _

_LOCALE = re.compile(r"([a-z]{2,3})(?:_([A-Z][a-z]{3}))?(?:_([A-Z]{2}|[0-9]{3}))?")
_NO_LANGUAGES = frozenset(("und", "mul", "zxx", "mis"))  # codes for "unknown", "several", "none"
_NO_REGIONS = frozenset(("ZZ", "XA", "XB", "QO"))  # "unknown", pseudo regions
_CURRENCY = re.compile(r"[A-Z]{3}")


def check_starting(locales: Sequence[str], currencies: Sequence[str]) -> None:
    """Raises `CatalogError` for what is no locale or currency code: value keys are made of them."""
    problems = (*map(locale_problem, locales), *map(currency_problem, currencies))
    if problem := next(filter(None, problems), ""):
        raise CatalogError(problem)


def locale_problem(code: str) -> str:
    """Why `code` is no locale, in a sentence; "" when it is one: `fr`, `en_GB`, `zh_Hans_CN`, `es_419`."""
    parts = _LOCALE.fullmatch(code)
    if parts is None:
        return _("“{code}” is not a locale. Write language and region: fr_FR.").format(code=code)
    import babel.core  # here, because only a new catalogue needs it

    known, (language, script, region) = babel.Locale("en"), parts.groups()
    if language not in known.languages or language in _NO_LANGUAGES:
        return _("“{code}” is not a locale: there is no language “{part}”.").format(code=code, part=language)
    if script and script not in known.scripts:
        return _("“{code}” is not a locale: there is no script “{part}”.").format(code=code, part=script)
    if region and (region not in known.territories or region in _NO_REGIONS):
        usual = babel.core.get_global("territory_aliases").get(region, ())
        if len(usual) == 1:
            right = code.removesuffix(region) + usual[0]
            return _("“{code}” is not a locale. Write {right}.").format(code=code, right=right)
        return _("“{code}” is not a locale: there is no region “{part}”.").format(code=code, part=region)
    return ""


def currency_problem(code: str) -> str:
    """Why `code` is no currency, in a sentence; "" when it is one."""
    if not _CURRENCY.fullmatch(code):
        return _("“{code}” is not a currency. Write three capital letters: EUR.").format(code=code)
    from babel.numbers import list_currencies

    if code not in list_currencies():
        return _("There is no currency “{code}”.").format(code=code)
    return ""


def starting_structure(locales: Sequence[str] = (), currencies: Sequence[str] = ()) -> Structure:
    """The structure a new catalogue would have, for looking at a file without one."""
    found = Structure()
    for record in starting_records(tuple(locales) or ("en_GB",), tuple(currencies) or ("EUR",)):
        found = found.with_record(record.kind, record_uid(record), record)
    return found


def starting_records(locales: tuple[str, ...], currencies: tuple[str, ...]) -> list[Record]:
    """The structure of a new catalogue. Further locales fall back to the first, so that a text that is not translated
    yet keeps no product from going out; completeness still shows it as missing."""
    found: list[Record] = [Locale(code=code, position=n, fallback=locales[0] if n else "") for n, code in enumerate(locales)]
    found += [PriceList(code=code, currency=code, labels={}, position=n) for n, code in enumerate(currencies)]
    for position, role in enumerate(STARTING_ROLES):
        field = STANDARD_FIELDS[role]
        labels = {locale: _ROLE_LABELS[role][0 if not locale.startswith("fr") else 1] for locale in locales}
        weighs = field.types[0] == "measurement"
        found.append(
            Attribute(
                code=role,
                type=field.types[0],
                per_locale=field.per_locale,
                labels=labels,
                position=position,
                rules={"gtin": True} if role == "gtin" else {},
                unit_family="weight" if weighs else "",
                default_unit="g" if weighs else "",
            )
        )
        found.append(Role(code=role, attribute=role))
    for position, (code, adapter) in enumerate(
        (("csv", "csv"), ("shopify", "shopify_json"), ("print", "print_catalog"))
    ):
        found.append(
            Channel(
                code=code,
                adapter=adapter,
                locales=locales,
                price_lists=currencies,
                position=position,
                labels={locale: _CHANNEL_LABELS[code][0 if not locale.startswith("fr") else 1] for locale in locales},
            )
        )
    return found


# Labels of product data, not of the interface: they are kept in the catalogue, per locale.
_ROLE_LABELS = {
    "title": ("Title", "Titre"),
    "description": ("Description", "Description"),
    "brand": ("Brand", "Marque"),
    "gtin": ("GTIN", "GTIN"),
    "price": ("Price", "Prix"),
    "sale_price": ("Sale price", "Prix promotionnel"),
    "sale_start": ("Sale starts", "Début de la promotion"),
    "sale_end": ("Sale ends", "Fin de la promotion"),
    "weight": ("Weight", "Poids"),
}
_CHANNEL_LABELS = {
    "csv": ("CSV", "CSV"),
    "shopify": ("Web shop", "Boutique en ligne"),
    "print": ("Print catalogue", "Catalogue imprimé"),
}
