"""The product's JSON as shops export it, and back."""

from __future__ import annotations

from typing import Any

from pim.channels.shopify_fields import Fields
from pim.channels.shopify_metafields import Metafields, metafields_json, metafields_read
from pim.channels.shopify_sheet import Picture, Sheet, Variant, grams, total_stock, weight_text

_FIELDS = ("title", "body_html", "vendor", "product_type")
_VARIANT_FIELDS = ("barcode", "price", "compare_at_price")


def product_json(sheet: Sheet, fields: Fields, metafields: Metafields = metafields_json) -> dict[str, Any]:
    """The sheet as a product. Ids of pictures hold within the product only: they say which one a variant has."""
    product: dict[str, Any] = {"handle": sheet.handle}
    product.update({name: sheet.fields[name] for name in _FIELDS if name in sheet.fields})
    product["tags"] = ", ".join(sheet.tags)
    product["status"] = "active" if sheet.active else "draft"
    product["options"] = [
        {"name": name, "position": position, "values": values}
        for position, (name, values) in enumerate(sheet.option_values(), 1)
    ]
    numbered = enumerate(sheet.variants, 1)
    product["variants"] = [_variant(sheet, n, variant, metafields(variant, fields), fields) for n, variant in numbered]
    product["images"] = [
        {"id": position, "position": position, "src": picture.src, "alt": picture.alt or None}
        for position, picture in enumerate(sheet.pictures, 1)
    ]
    product["metafields"] = metafields(sheet, fields)
    return product


def _variant(sheet: Sheet, position: int, variant: Variant, metafields: Any, fields: Fields) -> dict[str, Any]:
    found: dict[str, Any] = {"sku": variant.sku, "position": position}
    found.update({f"option{number}": value for number, value in enumerate(variant.options, 1)})
    found.update({name: variant.fields[name] for name in _VARIANT_FIELDS if name in variant.fields})
    if weight := variant.fields.get("weight"):
        amount, _space, unit = weight.partition(" ")
        found |= {"weight": float(amount), "weight_unit": unit, "grams": grams(weight)}
    stock = total_stock(variant, fields.stock)
    if stock is not None:
        found |= {"inventory_management": "shopify", "inventory_policy": "deny", "inventory_quantity": stock}
    if place := sheet.own_place(variant):
        found["image_id"] = place
    found["metafields"] = metafields
    return found


def sheet_of_product(product: dict[str, Any], fields: Fields) -> Sheet:
    """The sheet that a product's JSON describes."""
    known, unknown = metafields_read(product.get("metafields", ()), fields)
    tags = product.get("tags", "")
    return Sheet(
        handle=product.get("handle", ""), active=product.get("status") == "active",
        options=tuple(option["name"] for option in product["options"]),
        fields={name: product[name] for name in _FIELDS if name in product},
        tags=tuple(tags.split(", ")) if tags else (),
        pictures=[Picture(image["src"], image.get("alt") or "") for image in product["images"]],
        metafields=known, unknown=unknown, variants=[_variant_read(found, fields) for found in product["variants"]],
    )  # fmt: skip


def _variant_read(found: dict[str, Any], fields: Fields) -> Variant:
    known, unknown = metafields_read(found.get("metafields", ()), fields)
    own = {name: found[name] for name in _VARIANT_FIELDS if name in found}
    if "weight" in found:
        own["weight"] = weight_text(found["weight"], found.get("weight_unit", ""))
    options = tuple(found[f"option{position}"] for position in (1, 2, 3) if f"option{position}" in found)
    return Variant(sku=found.get("sku", ""), options=options, fields=own, metafields=known, unknown=unknown)
