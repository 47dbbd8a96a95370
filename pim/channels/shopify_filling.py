"""From a listing to a Shopify product."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from pim.catalog.listing import Item, Listing
from pim.catalog.parity import ITEM, item_facts
from pim.catalog.product import ImageUse
from pim.channels.adapter import Context
from pim.channels.axis_words import shown_axes
from pim.channels.pictures import Addresses
from pim.channels.shopify_fields import VARIANT_PLACES, Fields
from pim.channels.shopify_handle import handle_of_sku, slug
from pim.channels.shopify_sheet import SIMPLE_OPTION, SIMPLE_VALUE, Picture, Sheet, Variant, shown_weight

_OWN = (".sku", ".axes", ".images")  # told by the variant's own fields


def sheet_of(listing: Listing, fields: Fields, addresses: Addresses) -> Sheet:
    """The listing as a Shopify product."""
    context, natives = fields.context, fields.natives(listing.family)
    lists = context.channel.price_lists
    root = item_facts(listing, listing.root, lists)
    names, values = options_of(listing, context)
    places = {natives[name]: shown(natives[name], name, root[name], context) for name in root if name in natives}
    own = places.pop("handle", "")
    sheet = Sheet(
        handle=own or handle_of_sku(listing.sku), active=listing.root.enabled, options=names,
        tags=places.pop("tags", ()), fields={k: v for k, v in places.items() if k not in VARIANT_PLACES.values()},
    )  # fmt: skip
    sheet.metafields[".sku"] = listing.sku
    if not own:
        sheet.metafields[".handle_from"] = "sku"
    album = _Album(sheet, addresses, context)
    product_level = {name: value for name, value in root.items() if fields.level(name) != ITEM}
    _put(sheet.metafields, product_level, {**natives, **dict.fromkeys((*_OWN, ".enabled"), "")}, fields)
    album.put(listing.root, None)
    for item, options in zip(listing.items, values):
        variant = Variant(sku=item.sku, options=options)
        sheet.variants.append(variant)
        _fill(variant, item_facts(listing, item, lists), {} if item is listing.root else root, natives, fields)
        if item is listing.root:
            variant.metafields = {k: v for k, v in variant.metafields.items() if fields.level(k) == ITEM}
        else:
            album.put(item, variant)
    album.finish()
    return sheet


def _fill(
    variant: Variant, facts: Mapping[str, Any], root: Mapping[str, Any], natives: Mapping[str, str], fields: Fields
) -> None:
    """What a variant says itself: its own fields, and whatever differs from the product."""
    all_places = {**natives, **fields.prices}
    places = {n: all_places[n] for n, v in facts.items() if n in all_places and v != "" and fields.level(n) == ITEM}
    variant.fields = {place: shown(place, name, facts[name], fields.context) for name, place in places.items()}
    own = {name: value for name, value in facts.items() if fields.level(name) == ITEM or root.get(name) != value}
    _put(variant.metafields, own, {**places, **dict.fromkeys(_OWN, "")}, fields)


def _put(target: dict[str, Any], facts: Mapping[str, Any], told: Mapping[str, str], fields: Fields) -> None:
    """Metafields for all facts that nothing else tells."""
    kept = [name for name in facts if name not in told and fields.knows(name) and not name.startswith(".alts@")]
    target.update({name: facts[name] for name in kept if facts[name] not in ("", ())})


def shown(place: str, name: str, value: Any, context: Context) -> Any:
    """The formatting rule of a place: what it shows where the catalogue says `value`. Pure."""
    attribute = context.structure.attributes.get(name.partition("@")[0])
    if attribute is None:
        return value
    if place == "handle":
        return slug(str(value))
    if place == "weight":
        return shown_weight(str(value))
    if place == "tags":
        label = context.structure.option_label
        members = value if isinstance(value, tuple) else [part.strip() for part in str(value).split(",")]
        return tuple(label(attribute.code, member, context.locale) for member in members if member)
    if place == "body_html" and attribute.type != "rich_text":
        return html.escape(str(value), quote=False).replace("\n", "<br>\n")
    if attribute.type_of.has_options:
        return context.structure.display(attribute, value, context.locale)
    return str(value)


def options_of(listing: Listing, context: Context) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The names of the options, and each item's values for them."""
    if not listing.has_variants:
        return (SIMPLE_OPTION,), [(SIMPLE_VALUE,)]
    axes = [dict(item.axes) for item in listing.items]
    codes = list(dict.fromkeys(code for found in axes for code in found))
    words = [shown_axes([(code, found[code]) for code in codes if code in found], context) for found in axes]
    names = max(words, key=len, default=())
    return tuple(name for name, _value in names), [tuple(value for _name, value in found) for found in words]


class _Album:
    """The pictures of the product and of its variants, each once, and who has which."""

    def __init__(self, sheet: Sheet, addresses: Addresses, context: Context) -> None:
        self._sheet = sheet
        self._addresses = addresses
        self._context = context
        self._places: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
        self._uses: list[ImageUse] = []

    def put(self, item: Item, variant: Variant | None) -> None:
        """Notes an item's pictures; a variant's only when they are not the product's."""
        found = tuple(self._place(image, item.sku) for image in item.images)
        if variant is None:
            self._root = found
        elif found != self._root:
            variant.metafields[".images"] = found

    def _place(self, image: ImageUse, sku: str) -> int:
        key = (image.sha256, tuple(sorted(image.alt.items())))
        if key not in self._places:
            self._uses.append(image)
            self._places[key] = len(self._uses)
            text = image.alt.get(self._context.locale, "")
            self._sheet.pictures.append(Picture(self._addresses.address(image, sku), text))
        return self._places[key]

    def finish(self) -> None:
        """What the pictures' own fields cannot tell: which are the product's, and texts in other locales."""
        if self._root != tuple(range(1, len(self._uses) + 1)):
            self._sheet.metafields[".images"] = self._root
        for locale in self._context.channel.locales:
            texts = tuple(image.alt.get(locale, "") for image in self._uses)
            if locale != self._context.locale and any(texts):
                self._sheet.metafields[f".alts@{locale}"] = texts
