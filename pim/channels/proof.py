"""The proof: listings and what was read back from a channel's files, side by side, in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pim.catalog.comparison import Comparison
from pim.catalog.listing import Listing
from pim.catalog.parity import Detail, Tally
from pim.channels.adapter import Adapter, Context, ReadListing
from pim.channels.pairing import paired
from pim.i18n import _


def prove(adapter: Adapter, context: Context, listings: Iterable[Listing], folder: Path) -> tuple[Tally, set[str]]:
    """Compares the files in `folder` with `listings`, which come in the order they were written in.

    Gives the counts, and the SKUs of the listings that differ. A listing that is missing in the files, or stands there
    without being expected, or twice, differs in everything it should carry. `CatalogError` when a file is unreadable.
    """
    tally = Tally()
    differing: set[str] = set()
    comparison = Comparison(
        channel=context.channel.code, structure=context.structure, tally=tally,
        carriage=lambda name: adapter.carriage(name, context),
    )  # fmt: skip
    expected = context.counted(listings, _("Comparing"))
    for listing, found in paired(expected, adapter.read(folder, context), _sku, _sku):
        if listing is None:
            differing.update(_unexpected(found, context, tally))
        elif comparison.compare(listing, found.groups if found else {}):
            differing.add(listing.sku)
    comparison.finish()
    return tally, differing


def _sku(found: Listing | ReadListing) -> str:
    return found.sku


def _unexpected(found: ReadListing | None, context: Context, tally: Tally) -> Iterator[str]:
    """Counts what the files say of a listing that nobody asked for; gives its SKU."""
    if found is None:
        return
    facts = list(found.facts()) or [(("", found.sku, ".sku"), found.sku)]
    for (_level, sku, name), value in facts:
        locale = name.partition("@")[2]
        detail = Detail(sku, locale, name, context.channel.code, "difference", None, value, "unexpected")
        tally.add("difference", detail)
    yield found.sku
