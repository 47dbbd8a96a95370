"""Listings on disk, one JSON line each: what adapters, proof and ledger read again and again in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from pim.catalog.listing import Listing


class Spool:
    """A file of listings; iterate over it as often as needed. `items` counts the sellable items in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.items = 0
        self._count = 0
        self._file: BinaryIO | None = None
        self._order: list[int] | None = (
            None  # where each listing begins in the file, when it is not read straight through
        )

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
        try:
            for listing in listings:
                spool.add(listing)
        finally:
            spool.finished()
        return spool

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

    def arranged(self, place: Callable[[Listing], Any]) -> Spool:
        """Reads sorted by `place` from now on; equal places keep their order. Costs a number a listing, not the listings."""
        begins: list[tuple[Any, int]] = []
        with self.path.open("rb") as file:
            position = 0
            for line in file:
                begins.append((place(Listing.from_json(orjson.loads(line))), position))
                position += len(line)
        if any(begins[n][0] > begins[n + 1][0] for n in range(len(begins) - 1)):
            begins.sort(key=lambda entry: entry[0])
            self._order = [position for _place, position in begins]
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
            for line in file if self._order is None else _lines_at(file, self._order):
                yield Listing.from_json(orjson.loads(line))


def _lines_at(file: BinaryIO, positions: Iterable[int]) -> Iterator[bytes]:
    for position in positions:
        file.seek(position)
        yield file.readline()
