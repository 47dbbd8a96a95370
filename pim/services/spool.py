"""Listings on disk, one JSON line each: what adapters, proof and ledger read again and again in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import orjson

from pim.catalog.listing import Listing


class Spool:
    """A file of listings; iterate over it as often as needed. `items` counts the sellable items in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.items = 0
        self._count = 0
        self._file: BinaryIO | None = None

    @staticmethod
    def create(path: Path) -> Spool:
        """An empty spool to `add` to; end with `finished`."""
        spool = Spool(path)
        spool._file = path.open("wb")
        return spool

    @staticmethod
    def of(path: Path, listings: Iterable[Listing]) -> Spool:
        """A spool of these listings."""
        spool = Spool.create(path)
        for listing in listings:
            spool.add(listing)
        return spool.finished()

    def add(self, listing: Listing) -> None:
        """Appends a listing."""
        assert self._file is not None, "the spool is finished"
        self._file.write(orjson.dumps(listing.to_json(), option=orjson.OPT_SORT_KEYS) + b"\n")
        self._count += 1
        self.items += len(listing.items)

    def finished(self) -> Spool:
        """Closes the file for writing and returns the spool."""
        if self._file is not None:
            self._file.close()
            self._file = None
        return self

    def bodies(self) -> Iterator[tuple[str, str, bytes]]:
        """(root uid, root SKU, canonical JSON) of each listing."""
        with self.path.open("rb") as file:
            for line in file:
                root = orjson.loads(line)["root"]
                yield root["uid"], root["sku"], line[:-1]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Listing]:
        with self.path.open("rb") as file:
            for line in file:
                yield Listing.from_json(orjson.loads(line))
