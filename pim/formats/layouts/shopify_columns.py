"""The columns of the Shopify product CSV in its three header generations, as facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pim.formats.source import SourceColumn


@dataclass(frozen=True, slots=True)
class Fact:
    """What a header means: `target`, `attribute`, `level` and the rest as in SourceColumn."""

    target: str | None
    attribute: str
    level: str = "product"
    type: str | None = None
    unit: str | None = None
    separator: str | None = None
    internal: bool = False


_V = "variant"
_I = "image"
# Legacy header, current header ("" where only one exists), what it means.
_TABLE: tuple[tuple[str, str, Fact], ...] = (
    ("Title", "", Fact("role:title", "title", type="text")),
    ("Handle", "URL handle", Fact("handle", "handle", type="text")),
    ("Body (HTML)", "Description", Fact("role:description", "description", type="rich_text")),
    ("Vendor", "", Fact("role:brand", "vendor", type="text")),
    ("Product Category", "Standardized Product Type", Fact("attribute", "product_category", type="text")),
    ("Type", "Custom Product Type", Fact("attribute", "product_type", type="text")),
    ("Tags", "", Fact("tags", "tags", type="multi_select", separator=",")),
    ("Collection", "", Fact("categories", "collection", separator=",")),
    ("Published", "Published on online store", Fact("attribute", "published", type="yes_no")),
    ("Status", "", Fact("status", "status", type="select")),
    ("Variant SKU", "SKU", Fact("sku", "sku", _V, "identifier")),
    ("Variant Barcode", "Barcode", Fact("role:gtin", "barcode", _V, "text")),
    ("Variant Barcodes", "Barcodes", Fact("role:gtin", "barcode", _V, "text")),
    ("Variant Price", "Price", Fact("role:price", "price", _V, "price")),
    (
        "Variant Compare At Price",
        "Compare-at price",
        Fact("role:compare_at_price", "compare_at_price", _V, "price"),
    ),
    ("Cost per item", "", Fact("attribute", "cost_per_item", _V, "price", internal=True)),
    ("Variant Taxable", "Charge tax", Fact("attribute", "charge_tax", _V, "yes_no")),
    ("Variant Tax Code", "Tax code", Fact("attribute", "tax_code", _V, "text")),
    ("Unit Price Total Measure", "", Fact("attribute", "unit_price_total_measure", _V, "number")),
    ("Unit Price Total Measure Unit", "", Fact("attribute", "unit_price_total_measure_unit", _V, "text")),
    ("Unit Price Base Measure", "", Fact("attribute", "unit_price_base_measure", _V, "number")),
    ("Unit Price Base Measure Unit", "", Fact("attribute", "unit_price_base_measure_unit", _V, "text")),
    ("Variant Inventory Tracker", "Inventory tracker", Fact("attribute", "inventory_tracker", _V, "text")),
    ("Variant Inventory Qty", "Inventory quantity", Fact("stock", "inventory_quantity", _V, "number")),
    (
        "Variant Inventory Policy",
        "Continue selling when out of stock",
        Fact("attribute", "inventory_policy", _V, "text"),
    ),
    ("Variant Grams", "Weight value (grams)", Fact("role:weight", "weight", _V, "measurement", "g")),
    (
        "Variant Weight Unit",
        "Weight unit for display",
        Fact("attribute", "weight_unit_for_display", _V, "text"),
    ),
    ("Variant Requires Shipping", "Requires shipping", Fact("attribute", "requires_shipping", _V, "yes_no")),
    (
        "Variant Fulfillment Service",
        "Fulfillment service",
        Fact("attribute", "fulfillment_service", _V, "text"),
    ),
    ("Packed product length", "", Fact("attribute", "packed_length", _V, "number")),
    ("Packed product width", "", Fact("attribute", "packed_width", _V, "number")),
    ("Packed product height", "", Fact("attribute", "packed_height", _V, "number")),
    ("Packed product dimension unit", "", Fact("attribute", "packed_dimension_unit", _V, "text")),
    ("Image Src", "Product image URL", Fact("images", "image", _I, "image")),
    ("Image Position", "", Fact("image_position", "image_position", _I, "number")),
    ("Image Alt Text", "", Fact("image_alts", "image_alt", _I, "text")),
    ("Variant Image", "Variant image URL", Fact("variant_image", "variant_image", _V, "image")),
    ("Gift Card", "", Fact("attribute", "gift_card", type="yes_no")),
    ("SEO Title", "", Fact("attribute", "seo_title", type="text")),
    ("SEO Description", "", Fact("attribute", "seo_description", type="text_area")),
    (
        "Google Shopping / Google Product Category",
        "",
        Fact("attribute", "google_product_category", type="text"),
    ),
    ("Google Shopping / Gender", "", Fact("attribute", "google_gender", type="select")),
    ("Google Shopping / Age Group", "", Fact("attribute", "google_age_group", type="select")),
    (
        "Google Shopping / MPN",
        "Google Shopping / Manufacturer part number (MPN)",
        Fact("attribute", "google_mpn", type="text"),
    ),
    (
        "Google Shopping / AdWords Grouping",
        "Google Shopping / Ad group name",
        Fact("attribute", "google_ad_group", type="text"),
    ),
    (
        "Google Shopping / AdWords Labels",
        "Google Shopping / Ads labels",
        Fact("attribute", "google_ads_labels", type="text"),
    ),
    ("Google Shopping / Condition", "", Fact("attribute", "google_condition", type="select")),
    ("Google Shopping / Custom Product", "", Fact("attribute", "google_custom_product", type="yes_no")),
)


def _fold(header: str) -> str:
    """A header without the differences of case and spacing that hand-edited files show."""
    return " ".join(header.split()).casefold()


FACTS: dict[str, Fact] = {
    _fold(header): fact for legacy, current, fact in _TABLE for header in (legacy, current) if header
}
# Headers that hardly any other kind of file has.
TELLING = frozenset(
    map(
        _fold,
        (
            "Handle",
            "URL handle",
            "Body (HTML)",
            "Option1 Name",
            "Option1 Value",
            "Variant SKU",
            "Variant Price",
            "Image Src",
            "Product image URL",
            "Published on online store",
            "Weight value (grams)",
        ),
    )
)


def _option(match: re.Match[str]) -> Fact:
    number, part = match.groups()
    kind = {"name": "option_name", "value": "option_value", "linked to": "option_link"}[part.casefold()]
    return Fact(f"{kind}:{number}", f"{kind}_{number}", _V if kind == "option_value" else "product")


def _market(match: re.Match[str]) -> Fact:
    price = match.group(1).casefold() == "price"
    target = "role:price" if price else "role:compare_at_price"
    return Fact(target, "price" if price else "compare_at_price", _V, "price")


def _included(match: re.Match[str]) -> Fact:
    return Fact("attribute", f"included_{_code(match.group(1))}", type="yes_no")


def _label(match: re.Match[str]) -> Fact:
    return Fact("attribute", f"google_custom_label_{match.group(1)}", type="text")


def _metafield(match: re.Match[str]) -> Fact:
    _name, owner, space, key = match.groups()
    code = key if space in ("custom", "shopify") else f"{space}_{key}"
    return Fact("attribute", _code(code), _V if owner == "variant" else "product", separator="; ")


def _code(text: str) -> str:
    """A code out of any text."""
    return re.sub(r"\W+", "_", text.casefold()).strip("_")


_METAFIELD = re.compile(r"(.*?)\s*\((product|variant)\.metafields\.([^.]+)\.([^)]+)\)", re.IGNORECASE)
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fact]], ...] = (
    (re.compile(r"option([123]) (name|value|linked to)", re.IGNORECASE), _option),
    (re.compile(r"(price|compare[- ]at price) / (.+)", re.IGNORECASE), _market),
    (re.compile(r"included / (.+)", re.IGNORECASE), _included),
    (re.compile(r"google shopping / custom label ([0-4])", re.IGNORECASE), _label),
    (_METAFIELD, _metafield),
)


def fact_of(header: str) -> Fact | None:
    """What a header of a Shopify CSV means, or None if it is not one."""
    known = FACTS.get(_fold(header))
    if known is not None:
        return known
    text = " ".join(header.split())
    for pattern, build in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            return build(match)
    return None


def is_telling(header: str) -> bool:
    """True for headers that hardly any other kind of file has."""
    return _fold(header) in TELLING


def column_of(header: str, index: int) -> SourceColumn:
    """The column with all that its header says; unknown ones belong to the product."""
    fact = fact_of(header)
    if fact is None:
        return SourceColumn(header, index, attribute=header, label=header, level="product")
    metafield = _METAFIELD.fullmatch(header)
    market = re.fullmatch(r"(?:price|compare[- ]at price) / (.+)", header, re.IGNORECASE)
    return SourceColumn(
        header,
        index,
        fact.target,
        fact.attribute,
        metafield.group(1) if metafield else header,
        fact.type,
        unit=fact.unit,
        separator=fact.separator,
        level=fact.level,
        internal=fact.internal,
        market=market.group(1) if market else None,
    )
