"""Standard fields: what a role means, which attribute types can play it, and how sources call it."""

from __future__ import annotations

from dataclasses import dataclass

from pim.catalog.identifiers import fold_code
from pim.i18n import _


@dataclass(frozen=True, slots=True)
class StandardField:
    """`types` are the attribute types that can play the role (the first is made for a new catalogue)."""

    code: str
    types: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    per_locale: bool = False


_TEXTS = ("text", "text_area", "rich_text")

STANDARD_FIELDS: dict[str, StandardField] = {
    field.code: field
    for field in (
        StandardField("title", ("text", "text_area"), per_locale=True, synonyms=(
            "title", "name", "product name", "product title", "item name", "label", "display name",
            "titre", "nom", "nom du produit", "nom produit", "libelle", "libelle produit", "designation", "intitule",
        )),
        StandardField("description", ("rich_text", "text_area", "text"), per_locale=True, synonyms=(
            "description", "long description", "body html", "body", "body_html", "product description",
            "descriptif", "description longue", "texte",
        )),
        StandardField("short_description", ("text_area", "rich_text", "text"), per_locale=True, synonyms=(
            "short description", "summary", "excerpt", "description courte", "resume", "accroche",
        )),
        StandardField("brand", ("text", "simple_select"), synonyms=(
            "brand", "vendor", "manufacturer", "brands", "marque", "marques", "fabricant", "fournisseur marque",
        )),
        StandardField("gtin", ("identifier", "text"), synonyms=(
            "gtin", "ean", "ean13", "ean 13", "upc", "barcode", "bar code", "variant barcode", "barcodes", "gtin 13",
            "code barre", "code barres", "code ean", "gencod", "gencode", "global unique id", "gtin upc ean or isbn",
        )),
        StandardField("mpn", ("identifier", "text"), synonyms=(
            "mpn", "manufacturer part number", "reference fabricant", "part number", "ref fabricant",
        )),
        StandardField("price", ("price",), synonyms=(
            "price", "regular price", "list price", "retail price", "unit price", "variant price", "selling price",
            "prix", "prix de vente", "prix ttc", "prix public", "tarif", "pvp", "initial price",
        )),
        StandardField("sale_price", ("price",), synonyms=(
            "sale price", "special price", "promo price", "discount price", "final price", "offer price",
            "prix promo", "prix promotionnel", "prix solde", "prix remise",
        )),
        StandardField("sale_start", ("date",), synonyms=(
            "sale start", "date sale price starts", "special price from date", "special from date", "special price from",
            "debut promo", "debut de promotion",
        )),
        StandardField("sale_end", ("date",), synonyms=(
            "sale end", "date sale price ends", "special price to date", "special to date", "special price to",
            "fin promo", "fin de promotion",
        )),
        StandardField("unit_price", ("price",), synonyms=("price per unit", "prix unitaire", "prix au kilo")),
        StandardField("weight", ("measurement", "number"), synonyms=(
            "weight", "net weight", "gross weight", "shipping weight", "variant grams", "poids", "poids net", "poids brut",
            "weight value", "weight value grams",
        )),
        StandardField("product_type", (*_TEXTS, "simple_select"), synonyms=(
            "product type", "type de produit", "article type",
        )),
        StandardField("tags", ("multi_select", "text"), synonyms=("tags", "keywords", "mots cles", "etiquettes")),
        StandardField("url_handle", ("identifier", "text"), synonyms=(
            "handle", "url handle", "url key", "slug", "permalink",
        )),
        StandardField("link", ("link",), synonyms=("link", "url", "product url", "lien", "external url")),
    )
}  # fmt: skip

# A role an attribute cannot play: images have their own place on the product.
MAIN_IMAGE = "main_image"

# Roles that a new catalogue has an attribute for, in the order of the form.
STARTING_ROLES = (
    "title", "description", "brand", "gtin", "price", "sale_price", "sale_start", "sale_end", "weight",
)  # fmt: skip

_BY_SYNONYM = {
    fold_code(synonym): field.code for field in STANDARD_FIELDS.values() for synonym in (field.code, *field.synonyms)
}


def role_named(name: str) -> str | None:
    """The role that a source's own column name stands for (English or French), or None.

    >>> role_named("Nom du produit"), role_named("EAN-13"), role_named("Colour")
    ('title', 'gtin', None)
    """
    return _BY_SYNONYM.get(fold_code(name))


def role_label(code: str) -> str:
    """What people call a standard field."""
    return {
        "title": _("Title"), "description": _("Description"), "short_description": _("Short description"),
        "brand": _("Brand"), "gtin": _("GTIN"), "mpn": _("Manufacturer's number"), "price": _("Price"),
        "sale_price": _("Sale price"), "sale_start": _("Sale starts"), "sale_end": _("Sale ends"),
        "unit_price": _("Unit price"), "weight": _("Weight"), "product_type": _("Product type"), "tags": _("Tags"),
        "url_handle": _("Address name"), "link": _("Link"), "main_image": _("Main image"),
    }.get(code, code.replace("_", " "))  # fmt: skip
