"""From a listing to a Shopify product."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.expectations import item_facts
from pim.catalog.listing import Item, Listing
from pim.catalog.parity import ITEM
from pim.catalog.product import ImageUse
from pim.channels.adapter import Context
from pim.channels.axis_words import shown_axes
from pim.channels.pictures import Addresses
from pim.channels.shopify_fields import VARIANT_PLACES, Fields
from pim.channels.shopify_handle import handle_of_sku, slug
from pim.channels.shopify_sheet import SIMPLE_OPTION, SIMPLE_VALUE, Picture, Sheet, Variant, shown_weight

_OWN = (".sku", ".axes", ".images")  # told by the variant's own fields
_REMEMBERED = 20_000  # different sets of facts, or different options


class _Plan(NamedTuple):
    """Where the facts of one set of names go, for products of one family.

    `places` are the product's fields as (name, place); `product` the names that are metafields of the product; `own`
    the fields of a variant; `items` and `shared` the names that are metafields of a variant: always, or where they
    differ from the product's.
    """

    places: tuple[tuple[str, str], ...]
    product: tuple[str, ...]
    own: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    shared: tuple[str, ...]


def sheet_of(listing: Listing, fields: Fields, addresses: Addresses) -> Sheet:
    """The listing as a Shopify product."""
    context, lists = fields.context, fields.context.channel.price_lists
    root = item_facts(listing, listing.root, lists)
    names, values = options_of(listing, context)
    plan = _plan(root, listing.family, fields)
    places = {place: shown(place, name, root[name], fields) for name, place in plan.places}
    own = places.pop("handle", "")
    sheet = Sheet(
        handle=own or handle_of_sku(listing.sku), active=listing.root.enabled, options=names,
        tags=places.pop("tags", ()), fields=places,
    )  # fmt: skip
    sheet.metafields[".sku"] = listing.sku
    if not own:
        sheet.metafields[".handle_from"] = "sku"
    album = _Album(sheet, addresses, context)
    _put(sheet.metafields, root, plan.product)
    album.put(listing.root, None)
    for item, options in zip(listing.items, values):
        variant = Variant(sku=item.sku, options=options)
        sheet.variants.append(variant)
        if item is listing.root:
            _fill(variant, root, plan, fields)
        else:
            facts = item_facts(listing, item, lists)
            theirs = _plan(facts, listing.family, fields)
            _fill(variant, facts, theirs, fields)
            _put(variant.metafields, facts, [name for name in theirs.shared if root.get(name) != facts[name]])
            album.put(item, variant)
    album.finish()
    return sheet


def _plan(facts: Mapping[str, Any], family: str, fields: Fields) -> _Plan:
    place = (_Plan, family, *facts)
    found: _Plan | None = fields.memo.get(place)
    if found is None:
        if len(fields.memo) > _REMEMBERED:
            fields.memo.clear()
        found = fields.memo[place] = _planned(facts, family, fields)
    return found


def _planned(names: Iterable[str], family: str, fields: Fields) -> _Plan:
    known: dict[str, _Way] = fields.memo.setdefault((_Way, family), {})
    for name in names:
        if name not in known:
            known[name] = _way(name, family, fields)
    ways = [(name, known[name]) for name in names]
    return _Plan(
        places=tuple([(name, way.place) for name, way in ways if way.place]),
        product=tuple([name for name, way in ways if way.on_product]),
        own=tuple([(name, way.own) for name, way in ways if way.own]),
        items=tuple([name for name, way in ways if way.on_item]),
        shared=tuple([name for name, way in ways if way.shared]),
    )


class _Way(NamedTuple):
    """Where one fact goes: its `place` on the product, its `own` place on a variant; whether it is a metafield of the
    product, of a variant always, or of a variant where it differs."""

    place: str
    own: str
    on_product: bool
    on_item: bool
    shared: bool


def _way(name: str, family: str, fields: Fields) -> _Way:
    native = fields.natives(family).get(name, "")
    is_items = fields.level(name) == ITEM
    own = (native or fields.prices.get(name, "")) if is_items else ""
    tells = fields.knows(name) and not name.startswith(".alts@") and name not in _OWN  # unless a place tells it
    return _Way(
        place="" if native in VARIANT_PLACES.values() else native,
        own=own,
        on_product=tells and not is_items and not native and name != ".enabled",
        on_item=tells and is_items and not own,
        shared=tells and not is_items,
    )


def _fill(variant: Variant, facts: Mapping[str, Any], plan: _Plan, fields: Fields) -> None:
    """What a variant says itself whatever the product says."""
    variant.fields = {
        place: shown(place, name, facts[name], fields) for name, place in plan.own if facts[name] != ""
    }
    _put(variant.metafields, facts, plan.items)


def _put(target: dict[str, Any], facts: Mapping[str, Any], names: Iterable[str]) -> None:
    target.update({name: value for name in names if (value := facts[name]) or value not in _NOTHING})


_NOTHING = ("", ())


def shown(place: str, name: str, value: Any, fields: Fields) -> Any:
    """The formatting rule of a place: what it shows where the catalogue says `value`. Pure."""
    attribute = fields.context.structure.attributes.get(name.partition("@")[0])
    if attribute is None:
        return value
    if not attribute.type_of.has_options:
        return _shown(place, attribute, value, fields.context)
    # What an option is called comes again and again: it is looked up once.
    known = fields.memo.get((place, name, value))
    if known is None:
        if len(fields.memo) > _REMEMBERED:
            fields.memo.clear()
        known = fields.memo[place, name, value] = _shown(place, attribute, value, fields.context)
    return known


def _shown(place: str, attribute: Attribute, value: Any, context: Context) -> Any:
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
