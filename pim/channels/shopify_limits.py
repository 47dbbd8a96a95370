"""What does not fit into a Shopify product: found before writing, and named."""

from __future__ import annotations

from collections.abc import Iterator

from pim.catalog.listing import Listing
from pim.channels.adapter import Context, Limit
from pim.channels.shopify_fields import Fields
from pim.channels.shopify_sheet import Sheet
from pim.i18n import N_, _

OPTIONS, VARIANTS, PICTURES, TITLE, TAGS, TAG, ALT, OPTION_VALUE = 3, 2_048, 250, 255, 250, 255, 512, 255


def limits_of(listing: Listing, sheet: Sheet, fields: Fields) -> Iterator[Limit]:
    """Everything that exceeds the limits of the Shopify product, on the product and on single variants."""
    title = sheet.fields.get("title", "")
    if not title:
        yield Limit(_("Shopify needs a title in {locale}.").format(locale=fields.context.locale))
    sizes = (
        (N_("title"), len(title), TITLE),
        (N_("options"), len(sheet.options), OPTIONS),
        (N_("variants"), len(sheet.variants), VARIANTS),
        (N_("pictures"), len(sheet.pictures), PICTURES),
        (N_("tags"), len(sheet.tags), TAGS),
        (N_("longest tag"), max(map(len, sheet.tags), default=0), TAG),
        (N_("longest alternative text"), max((len(picture.alt) for picture in sheet.pictures), default=0), ALT),
    )
    for what, size, most in sizes:
        if size > most:
            message = _("Shopify: {what} {size}, at most {limit} are possible.")
            yield Limit(message.format(what=_(what), size=size, limit=most))
    for tag in sheet.tags:
        if "," in tag:
            yield Limit(_("Shopify: the tag “{tag}” contains a comma.").format(tag=tag))
    if listing.has_variants:
        yield from _variants(listing, sheet)
    yield from _same_handle(listing, sheet, fields.context)


def _variants(listing: Listing, sheet: Sheet) -> Iterator[Limit]:
    names, values = sheet.options, [variant.options for variant in sheet.variants]
    if not listing.items or not names:
        yield Limit(_("Shopify: there is no variant, or nothing tells the variants apart."))
        return
    seen: dict[tuple[str, ...], str] = {}
    for item, options in zip(listing.items, values):
        first = seen.setdefault(options, item.sku)
        if len(options) < len(names) or not all(options):
            yield Limit(_("Shopify: a value for each of {names} is needed.").format(names=", ".join(names)), item.sku)
        elif first != item.sku:
            message = _("Shopify: {sku} has the same options ({values}).")
            yield Limit(message.format(sku=first, values=", ".join(options)), item.sku)
        elif max(map(len, options)) > OPTION_VALUE:
            message = _("Shopify: an option is longer than {limit} characters.")
            yield Limit(message.format(limit=OPTION_VALUE), item.sku)


def _same_handle(listing: Listing, sheet: Sheet, context: Context) -> Iterator[Limit]:
    """Two products of one handle would be one product in the shop. Handles made of SKUs are different by themselves."""
    if ".handle_from" in sheet.metafields:
        return
    owners: dict[str, str] = context.once("shopify handles", lambda _context: {})
    owner = owners.setdefault(sheet.handle, listing.sku)
    if owner != listing.sku:
        yield Limit(_("Shopify: {sku} already has the handle “{handle}”.").format(sku=owner, handle=sheet.handle))
