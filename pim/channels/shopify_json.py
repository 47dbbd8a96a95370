"""The adapter `shopify_json`: products as Shopify's JSON shows them, and the same as variables of `productSet`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.catalog.parity import PRODUCT, Carriage, Carried, NotCarried, Rule
from pim.catalog.value_key import attribute_of
from pim.channels import pictures
from pim.channels.adapter import Adapter, Context, Limit, Option, ReadListing
from pim.channels.axis_words import shown_axes
from pim.channels.pairing import paired
from pim.channels.shopify_fields import Fields, fields_of
from pim.channels.shopify_files import PRODUCTS, SETS, ProductFile, SetFiles
from pim.channels.shopify_filling import sheet_of, shown
from pim.channels.shopify_limits import limits_of
from pim.channels.shopify_product import product_json, sheet_of_product
from pim.channels.shopify_productset import sheet_of_variables, variables
from pim.channels.shopify_reading import facts_of, joined
from pim.channels.shopify_sheet import Sheet
from pim.i18n import N_, _

_RULES = {
    "handle": N_("handle"), "weight": N_("weight in shop units"), "body_html": N_("text as HTML"),
    "tags": N_("option labels"), "vendor": N_("option label"), "product_type": N_("option label"),
}  # fmt: skip
_BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class _Shop:
    """What the adapter knows of one export."""

    fields: Fields
    addresses: pictures.Addresses
    locations: Mapping[str, str]


@dataclass(frozen=True)
class ShopifyJsonAdapter(Adapter):
    """Two files with the same products: one to look at and to exchange, one to send to the Admin."""

    code: ClassVar[str] = "shopify_json"
    label: ClassVar[str] = N_("Shopify JSON")
    icon: ClassVar[str] = "storefront"
    options: ClassVar[tuple[Option, ...]] = (
        pictures.BASE_URL,
        Option(
            "locations", N_("Stock locations in the shop"),
            note=N_("For example paris=gid://shopify/Location/1, lyon=2. Without it stock is sent as metafields only."),
        ),
    )  # fmt: skip

    def _shop(self, context: Context) -> _Shop:
        return context.once("shopify", self._made)

    def _made(self, context: Context) -> _Shop:
        locations = _locations(self.option(context, "locations"), context)
        return _Shop(fields_of(context), pictures.Addresses.of(self.option(context, "image_base_url")), locations)

    def limits(self, listing: Listing, context: Context) -> Iterable[Limit]:
        shop = self._shop(context)
        yield from limits_of(listing, sheet_of(listing, shop.fields, shop.addresses), shop.fields)
        if shop.addresses.copies:
            yield from pictures.missing(listing, context)

    def carriage(self, name: str, context: Context) -> Carriage:
        fields = self._shop(context).fields
        if not fields.knows(name):
            if attribute_of(name) in fields.left_out:
                return NotCarried(_("left out by the channel's mapping"))
            return NotCarried(_("not in the structure of the catalogue"))
        rules = [Rule(N_("nothing to show"), _blank)]
        if name == ".axes":
            rules.append(Rule("option labels", partial(shown_axes, context=context)))
        places = {fields.natives(family).get(name, "") for family in ("", *context.structure.families)}
        rules += [Rule(_RULES[place], _as_read(place, name, context)) for place in sorted(places & _RULES.keys())]
        return Carried(fields.level(name), tuple(rules))

    def item(self, listing: Listing, context: Context) -> dict[str, Any]:
        """`{"product": the product's JSON, "productSet": the variables of the mutation}`."""
        shop = self._shop(context)
        sheet = sheet_of(listing, shop.fields, shop.addresses)
        return {
            "product": product_json(sheet, shop.fields),
            "productSet": variables(sheet, shop.fields, shop.locations),
        }

    def write(self, items: Iterator[dict[str, Any]], context: Context, folder: Path) -> None:
        with ProductFile(folder) as products, SetFiles(folder) as sets:
            for item in context.counted(items, _("Writing {file}").format(file=PRODUCTS)):
                products.add(item["product"])
                sets.add(item["productSet"])
                pictures.copy_pictures((image["src"] for image in item["product"]["images"]), context, folder)

    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        shop = self._shop(context)
        seen = pictures.Seen(folder, shop.addresses, delivered=shop.addresses.copies)
        fields = shop.fields
        product = _Shape(PRODUCTS, partial(sheet_of_product, fields=fields), partial(product_json, fields=fields))
        write_set = partial(variables, fields=fields, locations=shop.locations)
        product_set = _Shape(SETS, partial(sheet_of_variables, fields=fields), write_set)
        one = (_read(found, product, fields, seen) for found in ProductFile.read(folder))
        other = (_read(found, product_set, fields, seen) for found in SetFiles.read(folder))
        for left, right in paired(one, other, _sku, _sku):
            if left is not None:
                yield joined(left, right, (PRODUCTS, SETS))
            elif right is not None:
                yield joined(right, None, (SETS, PRODUCTS))


def _as_read(place: str, name: str, context: Context) -> Callable[[Any], Any]:
    """The formatting rule of a place as a function of the value alone."""

    def apply(value: Any) -> Any:
        found = shown(place, name, value, context)
        return ", ".join(found) if isinstance(found, tuple) and not isinstance(value, tuple) else found

    return apply


class _Shape(NamedTuple):
    """One of the two files: how a product is understood, and how it would be written."""

    file: str
    understand: Callable[[dict[str, Any]], Sheet]
    write: Callable[[Sheet], dict[str, Any]]


def _read(data: dict[str, Any], shape: _Shape, fields: Fields, seen: pictures.Seen) -> ReadListing:
    """The facts of one product. What follows from others (totals, positions, types) must be what we would write."""
    try:
        sheet = shape.understand(data)
        found = facts_of(sheet, fields, seen)
    except _BROKEN as error:
        message = _("{file}: a product has not the shape it was written in ({detail}): {text}")
        raise CatalogError(message.format(file=shape.file, detail=repr(error), text=str(data)[:80])) from error
    try:
        place = _first_difference(shape.write(sheet), data)
    except _BROKEN as error:
        place = repr(error)
    # A value that is a fact is named as that fact; only what nothing else would notice is named by its place.
    if place:
        found.facts[PRODUCT, sheet.sku, f".{place}"] = shape.file
    return found


def _first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    """Where two JSON values begin to differ, "" when they do not."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = dict.fromkeys((*ours, *theirs))
        places = ((ours.get(name), theirs.get(name), f"{path}{name}") for name in names)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        places = ((a, b, f"{path}{number}") for number, (a, b) in enumerate(zip(ours, theirs)))
    else:
        return "" if ours == theirs and type(ours) is type(theirs) else path or "?"
    for one, other, place in places:
        if one != other or type(one) is not type(other):
            return _first_difference(one, other, f"{place}/") if isinstance(one, (dict, list)) else place
    return ""


def _locations(text: str, context: Context) -> dict[str, str]:
    """The option `locations`: our codes and the shop's ids."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        code, sign, shop_id = (piece.strip() for piece in part.partition("="))
        if not sign or not shop_id or code not in context.structure.locations:
            message = _("Stock locations: “{part}” is not written as location=id with a location of the catalogue.")
            raise CatalogError(message.format(part=part))
        found[code] = f"gid://shopify/Location/{shop_id}" if shop_id.isdigit() else shop_id
    return found


def _sku(found: ReadListing) -> str:
    return found.sku


def _blank(value: Any) -> Any:
    return () if isinstance(value, tuple) and not any(value) else value
