"""What the name of a column says: fields of the product, and attribute names with locale, currency, unit or location."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import list_currencies

from pim.catalog.identifiers import fold_code
from pim.catalog.measurement import unit_family_of
from pim.catalog.structure import Structure

# Names of the product's own fields, English and French, the most telling first.
_FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "sku": (
        "sku", "product sku", "item sku", "variant sku", "sku code", "seller sku", "item code", "product code", "code article",
        "article number", "article no", "artikelnummer", "item number", "part no", "product reference", "reference produit",
        "reference article", "reference", "ref", "identifier", "code produit", "code",
    ),
    "parent": (
        "parent", "parent sku", "parent code", "parent reference", "parent item", "model sku", "model code", "reference parent",
        "ref parent", "code parent", "sku parent", "item group id", "modele", "configurable sku",
    ),
    "family": (
        "family", "product family", "attribute family", "attribute set", "attribute set code", "famille", "famille produit",
        "famille de produit",
    ),
    "enabled": (
        "enabled", "is enabled", "active", "is active", "published", "is published", "product online", "actif", "publie",
        "en ligne", "online", "status", "statut", "product status",
    ),
    "categories": (
        "categories", "category", "category path", "category paths", "breadcrumb", "breadcrumbs", "categorie", "rubrique",
        "rayon", "collection", "collections", "category codes", "category name", "categorie produit",
    ),
    "images": (
        "images", "image", "main image", "base image", "image url", "image urls", "image src", "image link", "photo", "photos",
        "picture", "pictures", "small image", "thumbnail image", "thumbnail", "additional images", "additional image link",
        "gallery", "media gallery", "image file", "image files", "image name", "image names", "image path", "visuel", "visuels",
        "product image", "product images", "photo url", "images url", "pictures url", "swatch image",
    ),
    "image_alt": (
        "image alt", "image alts", "image alt text", "alt text", "base image label", "image label", "texte alternatif",
    ),
    "stock": (
        "stock", "qty", "quantity", "inventory", "inventory quantity", "stock quantity", "quantite", "qte", "quantite en stock",
        "stock qty", "available quantity", "on hand", "variant inventory qty", "stock level",
    ),
    "currency": ("currency", "currency code", "devise", "monnaie"),
}  # fmt: skip
_BY_NAME = {fold_code(name): (field, rank) for field, names in _FIELD_NAMES.items() for rank, name in enumerate(names)}
_NUMBERED_IMAGE = re.compile(r"(?:image|photo|picture|visuel|img)(?:_?url|_?link|_?src)?_?\d{1,2}(?:_?url|_?src)?")
_STOCK_AT = re.compile(r"(?:stock|inventory)\s*[.:_\-@(/ ]\s*(.+?)\)?", re.IGNORECASE)
_NOT_A_PLACE = frozenset(
    [
        "status",
        "qty",
        "quantity",
        "level",
        "policy",
        "management",
        "managed",
        "availability",
        "minimum",
        "min",
        "max",
        "maximum",
        "increment",
        "increments",
        "unit",
        "uom",
        "threshold",
        "alert",
        "tracker",
        "type",
        "date",
        "keeping",
        "item",
        "code",
        "number",
        "id",
        "location",
        "on",
        "in",
    ]
)
_LINKS = re.compile(r"associations\.(.+)")
_BRACKETS = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
_ENDING = re.compile(r"(.+?)[\s_\-:@.]+([A-Za-z]{2,3}(?:[_\-][A-Za-z]{2,4})?)")
# Our own CSV also writes what follows from the rest; reading it back would only repeat it.
_DERIVED = re.compile(r"product|axes|offer_price:.+|compare_at_price:.+")


class Header(NamedTuple):
    """A column name taken apart: `base` is the attribute's part of it; the others are "" where nothing is said."""

    base: str
    locale: str = ""
    currency: str = ""
    unit: str = ""


def field_of(name: str) -> tuple[str, str, int] | None:
    """(field, key, rank) of a column that names a part of the product itself; rank 0 is the most telling name."""
    folded = fold_code(name)
    if found := _BY_NAME.get(folded):
        return found[0], "", found[1]
    if _NUMBERED_IMAGE.fullmatch(folded):
        return "images", "", 50
    if name.startswith("image_alts@"):
        return "image_alt", name.partition("@")[2], 0
    if links := _LINKS.fullmatch(name):
        return "links", links[1], 0
    place = _STOCK_AT.fullmatch(name.strip())
    if place and fold_code(place[1]).partition("_")[0] not in _NOT_A_PLACE:
        return "stock", place[1].strip(), 0
    return None


def is_derived(name: str, names: Iterable[str]) -> bool:
    """Whether the column only repeats what other columns of our own CSV say."""
    return {"product", "sku", "axes"} <= set(names) and _DERIVED.fullmatch(name) is not None


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(code for code in list_currencies() if code.isascii())


def is_currency(text: str) -> bool:
    """Whether `text` is the code of a currency (ISO 4217, any case)."""
    return len(text) == 3 and text.upper() in _currencies()


def take_apart(name: str, structure: Structure) -> Header:
    """The attribute's name and what is said about it: `Weight (kg)`, `price_usd`, `name-fr_FR`, `Titre (fr)`."""
    for pattern in (_BRACKETS, _ENDING):
        found = pattern.fullmatch(name.strip())
        if not found:
            continue
        base, said = found[1], found[2]
        if locale := locale_named(said, structure):
            return Header(base, locale=locale)
        if is_currency(said) and (pattern is _BRACKETS or said.isupper() or _is_price_name(base)):
            return Header(base, currency=said.upper())
        if unit_family_of(said) and (pattern is _BRACKETS or said.casefold() in _PLAIN_UNITS):
            return Header(base, unit=said)
    return Header(name.strip())


_PLAIN_UNITS = frozenset(("kg", "g", "mg", "lb", "lbs", "oz", "mm", "cm", "m", "ml", "cl", "l", "kw", "gb"))


def _is_price_name(base: str) -> bool:
    return any(word in fold_code(base).split("_") for word in ("price", "prix", "tarif", "cost", "amount", "msrp"))


def locale_named(text: str, structure: Structure) -> str:
    """The locale of the catalogue that `text` names (`fr_FR`, `fr-fr`, `FR`, `french`); "" when there is none."""
    wanted = text.replace("-", "_").casefold()
    for code in structure.locales:
        if code.casefold() == wanted:
            return code
    same = [code for code in structure.locales if code.partition("_")[0].casefold() == _LANGUAGES.get(wanted, wanted)]
    return same[0] if same and len(wanted.partition("_")[0]) == len(wanted) else ""


_LANGUAGES = {
    "english": "en", "anglais": "en", "french": "fr", "francais": "fr", "français": "fr", "german": "de", "allemand": "de",
    "spanish": "es", "italian": "it",
}  # fmt: skip
