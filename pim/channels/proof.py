"""The proof: listings and what was read back from a channel's files, side by side, in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from pim.catalog.listing import Listing
from pim.catalog.parity import Carriage, Detail, Tally, compare_listing
from pim.channels.adapter import Adapter, Context, ReadListing
from pim.i18n import _

# How far apart a listing and its copy in the files may stand before it counts as missing.
_WINDOW = 10_000


def prove(adapter: Adapter, context: Context, listings: Iterable[Listing], folder: Path) -> tuple[Tally, set[str]]:
    """Compares the files in `folder` with `listings`, which come in the order they were written in.

    Gives the counts, and the SKUs of the listings that differ. A listing that is missing in the files, or stands there
    without being expected, or twice, differs in everything it should carry. `CatalogError` when a file is unreadable.
    """
    comparing = _Comparing(adapter, context)
    pairs = zip_longest(context.counted(listings, _("Comparing")), adapter.read(folder, context))
    for listing, found in pairs:
        comparing.meet(listing, found)
    comparing.finish()
    return comparing.tally, comparing.differing


@dataclass(slots=True)
class _Comparing:
    """What waits for its counterpart: one missing listing shifts all that follow by one."""

    adapter: Adapter
    context: Context
    tally: Tally = field(default_factory=Tally)
    differing: set[str] = field(default_factory=set)
    listings: dict[str, Listing] = field(default_factory=dict)
    found: dict[str, ReadListing] = field(default_factory=dict)
    ways: dict[str, Carriage] = field(default_factory=dict)

    def meet(self, listing: Listing | None, found: ReadListing | None) -> None:
        if listing and found and listing.sku == found.sku:
            self.compare(listing, found)
            return
        if listing:
            self.listings[listing.sku] = listing
        if found and found.sku in self.found:
            self.unexpected(found)
        elif found:
            self.found[found.sku] = found
        for sku in {part.sku for part in (listing, found) if part}:
            if sku in self.listings and sku in self.found:
                self.compare(self.listings.pop(sku), self.found.pop(sku))
        if len(self.listings) > _WINDOW:
            self.compare(self.listings.pop(next(iter(self.listings))), None)

    def finish(self) -> None:
        """Everything that found no counterpart."""
        for listing in self.listings.values():
            self.compare(listing, None)
        for found in self.found.values():
            self.unexpected(found)

    def compare(self, listing: Listing, found: ReadListing | None) -> None:
        context = self.context
        differences = compare_listing(
            listing, found.facts if found else {}, channel=context.channel.code, structure=context.structure,
            carriage=self.carriage, tally=self.tally,
        )  # fmt: skip
        if differences:
            self.differing.add(listing.sku)

    def unexpected(self, found: ReadListing) -> None:
        """A listing in the files that nobody asked for."""
        for detail in _as_details(found, self.context.channel.code):
            self.tally.add("difference", detail)
        self.differing.add(found.sku)

    def carriage(self, name: str) -> Carriage:
        if name not in self.ways:
            self.ways[name] = self.adapter.carriage(name, self.context)
        return self.ways[name]


def _as_details(found: ReadListing, channel: str) -> Iterator[Detail]:
    for (_part, sku, name), value in found.facts.items() or {("", found.sku, ".sku"): found.sku}.items():
        yield Detail(sku, name.partition("@")[2], name, channel, "difference", None, value, "unexpected")
