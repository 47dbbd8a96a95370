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

_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|\d{3}))?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def check_starting(locales: Sequence[str], currencies: Sequence[str]) -> None:
    """Raises `CatalogError` for what is no locale or currency code: value keys are made of them."""
    for code in locales:
        if not _LOCALE.fullmatch(code):
            raise CatalogError(_("“{code}” is not a locale. Write it as fr_FR.").format(code=code))
    for code in currencies:
        if not _CURRENCY.fullmatch(code):
            raise CatalogError(_("“{code}” is not a currency. Write it as EUR.").format(code=code))


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
