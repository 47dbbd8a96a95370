"""The adapter `shopify_json`: products as Shopify's JSON shows them, and the same as variables of `productSet`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.catalog.parity import Carriage, Carried, NotCarried, Rule
from pim.catalog.value_key import attribute_of
from pim.channels import pictures
from pim.channels.adapter import Adapter, Context, Limit, Option, ReadListing
from pim.channels.axis_words import shown_axes
from pim.channels.shopify_fields import Fields, fields_of
from pim.channels.shopify_files import PRODUCTS, ProductFile, SetFiles
from pim.channels.shopify_filling import sheet_of, shown
from pim.channels.shopify_limits import limits_of
from pim.channels.shopify_metafields import Metafields, metafields_json, metafields_text
from pim.channels.shopify_product import product_json
from pim.channels.shopify_productset import variables
from pim.channels.shopify_reading import Reader
from pim.channels.shopify_sheet import Sheet
from pim.i18n import N_, _

_RULES = {
    "handle": N_("handle"), "weight": N_("weight in shop units"), "body_html": N_("text as HTML"),
    "tags": N_("option labels"), "vendor": N_("option label"), "product_type": N_("option label"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shop:
    """What the adapter knows of one export, and the sheet made last: a listing's limits are looked at just before it
    is written.
    """

    fields: Fields
    addresses: pictures.Addresses
    locations: Mapping[str, str]
    _last: list[tuple[Listing, Sheet]] = field(default_factory=list)

    def sheet(self, listing: Listing) -> Sheet:
        """The listing as a Shopify product."""
        if not self._last or self._last[0][0] is not listing:
            self._last[:] = [(listing, sheet_of(listing, self.fields, self.addresses))]
        return self._last[0][1]


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
        yield from limits_of(listing, shop.sheet(listing), shop.fields)
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
        rules += [Rule(_RULES[place], _as_read(place, name, fields)) for place in sorted(places & _RULES.keys())]
        return Carried(fields.level(name), tuple(rules))

    def item(self, listing: Listing, context: Context) -> dict[str, Any]:
        """`{"product": the product's JSON, "productSet": the variables of the mutation}`."""
        return self._shown(listing, context, metafields_json)

    def ready(self, listing: Listing, context: Context) -> dict[str, Any]:
        """The metafields, nearly all of it, are the same text in both files and written out once."""
        return self._shown(listing, context, metafields_text)

    def _shown(self, listing: Listing, context: Context, metafields: Metafields) -> dict[str, Any]:
        shop = self._shop(context)
        sheet = shop.sheet(listing)
        return {
            "product": product_json(sheet, shop.fields, metafields),
            "productSet": variables(sheet, shop.fields, shop.locations, metafields),
        }

    def write(self, items: Iterator[dict[str, Any]], context: Context, folder: Path) -> None:
        with ProductFile(folder) as products, SetFiles(folder) as sets:
            for item in context.counted(items, _("Writing {file}").format(file=PRODUCTS)):
                products.add(item["product"])
                sets.add(item["productSet"])
                pictures.copy_pictures((image["src"] for image in item["product"]["images"]), context, folder)

    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        shop = self._shop(context)
        reader = Reader(shop.fields, pictures.Seen(folder, shop.addresses, delivered=shop.addresses.copies), shop.locations)
        return reader.read(folder)


def _as_read(place: str, name: str, fields: Fields) -> Callable[[Any], Any]:
    """The formatting rule of a place as a function of the value alone."""

    def apply(value: Any) -> Any:
        found = shown(place, name, value, fields)
        return ", ".join(found) if isinstance(found, tuple) and not isinstance(value, tuple) else found

    return apply


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


def _blank(value: Any) -> Any:
    return () if isinstance(value, tuple) and not any(value) else value
