"""From a Shopify product that was read back to the facts that parity compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pim.catalog.parity import ITEM, PRODUCT
from pim.channels.adapter import ReadListing
from pim.channels.pictures import Seen
from pim.channels.shopify_fields import Fields
from pim.channels.shopify_handle import handle_of_sku
from pim.channels.shopify_sheet import Sheet, Variant

_ABOUT_THE_FILE = (".sku", ".images", ".handle_from")


def facts_of(sheet: Sheet, fields: Fields, seen: Seen) -> ReadListing:
    """The facts that the product states."""
    found = ReadListing(sheet.sku, {})
    family = sheet.metafields.get(".family", "")
    natives = fields.natives(family if isinstance(family, str) else "")
    product = _product_facts(sheet, natives, fields)
    if not sheet.is_simple:
        for name, value in {**product, **_picture_facts(sheet, None, fields, seen)}.items():
            found.add(PRODUCT, sheet.sku, name, value)
        found.add(PRODUCT, sheet.sku, ".sku", sheet.sku)
    names = {place: name for name, place in {**natives, **fields.prices}.items()}
    for variant in sheet.variants:
        facts = {**product, **_own_facts(sheet, variant, names), **_picture_facts(sheet, variant, fields, seen)}
        for name, value in facts.items():
            found.add(ITEM, variant.sku, name, value)
    _note_unknown(found, sheet)
    return found


def _product_facts(sheet: Sheet, natives: Mapping[str, str], fields: Fields) -> dict[str, Any]:
    facts = {name: value for name, value in sheet.metafields.items() if not _is_apart(name)}
    facts[".enabled"] = sheet.active
    for name, place in natives.items():
        if place == "handle" and ".handle_from" not in sheet.metafields:
            facts[name] = sheet.handle
        elif place == "tags" and sheet.tags:
            attribute = fields.context.structure.attributes[name.partition("@")[0]]
            facts[name] = sheet.tags if attribute.type == "multi_select" else ", ".join(sheet.tags)
        elif place in sheet.fields:
            facts[name] = sheet.fields[place]
    return facts


def _own_facts(sheet: Sheet, variant: Variant, names: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {".sku": variant.sku}
    if not sheet.is_simple:
        facts[".axes"] = tuple(zip(sheet.options, variant.options))
    facts.update({names.get(place, f".{place}"): value for place, value in variant.fields.items()})
    facts.update({name: value for name, value in variant.metafields.items() if not _is_apart(name)})
    return facts


def _is_apart(name: str) -> bool:
    return name in _ABOUT_THE_FILE or name.startswith(".alts@")


def _picture_facts(sheet: Sheet, variant: Variant | None, fields: Fields, seen: Seen) -> dict[str, Any]:
    places = [place - 1 for place in sheet.positions(variant)]
    if not places:
        return {}
    if not all(isinstance(place, int) and 0 <= place < len(sheet.pictures) for place in places):
        return {".images": tuple(places)}
    facts: dict[str, Any] = {".images": tuple(seen.sha256(sheet.pictures[place].src) for place in places)}
    texts = {fields.context.locale: tuple(picture.alt for picture in sheet.pictures)}
    texts |= {name.partition("@")[2]: v for name, v in sheet.metafields.items() if name.startswith(".alts@")}
    for locale, alts in texts.items():
        chosen = tuple(alts[place] if place < len(alts) else "" for place in places)
        if any(chosen):
            facts[f".alts@{locale}"] = chosen
    return facts


def _note_unknown(found: ReadListing, sheet: Sheet) -> None:
    """What nobody wrote on purpose, and a handle that its product does not explain."""
    for name, value in sheet.unknown.items():
        found.add(PRODUCT, sheet.sku, f".{name}", value)
    for variant in sheet.variants:
        for name, value in variant.unknown.items():
            found.add(ITEM, variant.sku, f".{name}", value)
    source = sheet.metafields.get(".handle_from")
    if source is not None and (source != "sku" or sheet.handle != handle_of_sku(sheet.sku)):
        found.add(PRODUCT, sheet.sku, ".handle", sheet.handle)


def joined(one: ReadListing, other: ReadListing | None, names: tuple[str, str]) -> ReadListing:
    """What two files say of the same product: where they differ, the fact is what each of them says."""
    theirs: Mapping[tuple[str, str, str], Any] = other.facts if other else {}
    facts: dict[tuple[str, str, str], Any] = {}
    for key in (*one.facts, *(key for key in theirs if key not in one.facts)):
        ours, their = one.facts.get(key), theirs.get(key)
        same = key in one.facts and key in theirs and ours == their
        facts[key] = ours if same else {names[0]: ours, names[1]: their}
    return ReadListing(one.sku, facts)
