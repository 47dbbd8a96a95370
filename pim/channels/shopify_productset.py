"""The variables of the Admin mutation `productSet`, one product a line, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pim.channels.shopify_fields import Fields
from pim.channels.shopify_metafields import Metafields, metafields_json, metafields_read
from pim.channels.shopify_sheet import WEIGHT_UNITS, Picture, Sheet, Variant, weight_text, whole

# The sheet's places under the mutation's names.
_FIELDS = {"title": "title", "body_html": "descriptionHtml", "vendor": "vendor", "product_type": "productType"}
_VARIANT_FIELDS = {"barcode": "barcode", "price": "price", "compare_at_price": "compareAtPrice"}
MetafieldsRead = Callable[[Any, Fields], tuple[dict[str, Any], dict[str, str]]]
_UNITS = {word: unit for unit, word in WEIGHT_UNITS.items()}


def variables(
    sheet: Sheet, fields: Fields, locations: Mapping[str, str], metafields: Metafields = metafields_json
) -> dict[str, Any]:
    """The sheet as variables of one call. `locations` maps our location codes to the shop's ids."""
    return {
        "identifier": {"handle": sheet.handle},
        "input": {
            "handle": sheet.handle,
            **{name: sheet.fields[place] for place, name in _FIELDS.items() if place in sheet.fields},
            "tags": list(sheet.tags),
            "status": "ACTIVE" if sheet.active else "DRAFT",
            "productOptions": [
                {"name": name, "position": position, "values": [{"name": value} for value in values]}
                for position, (name, values) in enumerate(sheet.option_values(), 1)
            ],
            "files": [_file(picture) for picture in sheet.pictures],
            "variants": [_variant(sheet, one, fields, locations, metafields) for one in sheet.variants],
            "metafields": metafields(sheet, fields),
        },
        "synchronous": False,
    }


def _file(picture: Picture) -> dict[str, str]:
    alt = {"alt": picture.alt} if picture.alt else {}
    return {"originalSource": picture.src, **alt, "contentType": "IMAGE"}


def _variant(
    sheet: Sheet, variant: Variant, fields: Fields, locations: Mapping[str, str], metafields: Metafields
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "optionValues": [{"optionName": name, "name": value} for name, value in zip(sheet.options, variant.options)],
        "sku": variant.sku,
    }
    found.update({n: variant.fields[place] for place, n in _VARIANT_FIELDS.items() if place in variant.fields})
    if item := _inventory_item(variant, fields):
        found["inventoryItem"] = item
    if locations and (quantities := _quantities(variant, locations)):
        found |= {"inventoryPolicy": "DENY", "inventoryQuantities": quantities}
    if place := sheet.own_place(variant):
        found["file"] = _file(sheet.pictures[place - 1])
    found["metafields"] = metafields(variant, fields)
    return found


def _quantities(variant: Variant, locations: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"locationId": locations[code], "name": "available", "quantity": whole(text)}
        for name, text in sorted(variant.metafields.items())
        if name.startswith(".stock.") and (code := name[len(".stock.") :]) in locations
    ]


def _inventory_item(variant: Variant, fields: Fields) -> dict[str, Any]:
    item: dict[str, Any] = {"tracked": True} if any(map(variant.metafields.__contains__, fields.stock)) else {}
    if weight := variant.fields.get("weight"):
        amount, _space, unit = weight.partition(" ")
        item["measurement"] = {"weight": {"value": float(amount), "unit": WEIGHT_UNITS[unit]}}
    return item


def sheet_of_variables(found: dict[str, Any], fields: Fields, read: MetafieldsRead = metafields_read) -> Sheet:
    """The sheet that a line describes; `read` gives the facts of its metafields."""
    data = found["input"]
    known, unknown = read(data.get("metafields", ()), fields)
    each = [(one, *read(one.get("metafields", ()), fields)) for one in data["variants"]]
    return Sheet(
        handle=data.get("handle", ""), active=data.get("status") == "ACTIVE",
        options=tuple(option["name"] for option in data["productOptions"]),
        fields={place: data[name] for place, name in _FIELDS.items() if name in data},
        tags=tuple(data.get("tags", ())),
        pictures=[Picture(file["originalSource"], file.get("alt", "")) for file in data["files"]],
        metafields=known, unknown=unknown, variants=[_variant_read(*one) for one in each],
    )  # fmt: skip


def _variant_read(found: dict[str, Any], known: dict[str, Any], unknown: dict[str, str]) -> Variant:
    own = {place: found[name] for place, name in _VARIANT_FIELDS.items() if name in found}
    weight = found.get("inventoryItem", {}).get("measurement", {}).get("weight")
    if weight:
        own["weight"] = weight_text(weight["value"], _UNITS.get(weight["unit"], weight["unit"]))
    return Variant(
        sku=found.get("sku", ""), options=tuple(value["name"] for value in found["optionValues"]), fields=own,
        metafields=known, unknown=unknown,
    )  # fmt: skip
