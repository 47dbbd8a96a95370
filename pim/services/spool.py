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
        # Where each listing begins in the file, when it is not read straight through; what is read otherwise than it stands.
        self._order: list[int] | None = None
        self._left_out: set[int] = set()
        self._changed: dict[int, bytes] = {}

    @staticmethod
    def create(path: Path) -> Spool:
        """An empty spool to `add` to; end with `finished`."""
        spool = Spool(path)
        spool._file = path.open("wb")
        return spool

    def add(self, listing: Listing) -> None:
        """Appends a listing."""
        assert self._file is not None, "the spool is finished"
        self._file.write(_line(listing))
        self._count += 1
        self.items += len(listing.items)

    def finished(self) -> Spool:
        """Closes the file for writing and returns the spool."""
        if self._file is not None:
            self._file.close()
            self._file = None
        return self

    def view(self) -> Spool:
        """The same listings, to be arranged or sifted without changing this spool. No copy of the file."""
        found = Spool(self.path)
        found.items, found._count, found._order = self.items, self._count, self._order
        found._left_out, found._changed = set(self._left_out), dict(self._changed)
        return found

    def arrange(self, place: Callable[[Listing], Any]) -> None:
        """Reads sorted by `place` from now on; equal places keep their order. Costs a number a listing, not the listings."""
        begins = [(place(_listing(line)), position) for position, line in self._lines()]
        if any(begins[n][0] > begins[n + 1][0] for n in range(len(begins) - 1)):
            begins.sort(key=lambda entry: entry[0])
            self._order = [position for _place, position in begins]

    def sift(self, judge: Callable[[Listing], Listing | None]) -> Iterator[Listing]:
        """What `judge` leaves of each listing; None takes it out. When all were read, the spool holds what was left.

        Costs memory only for the listings that do not stay as they are.
        """
        count = items = 0
        for position, line in self._lines():
            listing = _listing(line)
            kept = judge(listing)
            if kept is None:
                self._left_out.add(position)
                continue
            if kept is not listing:
                self._changed[position] = _line(kept)
            count += 1
            items += len(kept.items)
            yield kept
        self._count, self.items = count, items

    def bodies(self) -> Iterator[bytes]:
        """The canonical JSON of each listing."""
        for _position, line in self._lines():
            yield line[:-1]

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        with self.path.open("rb") as file:
            for position, line in _straight(file) if self._order is None else _lines_at(file, self._order):
                if position not in self._left_out:
                    yield position, self._changed.get(position, line)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Listing]:
        for _position, line in self._lines():
            yield _listing(line)


def _line(listing: Listing) -> bytes:
    return orjson.dumps(listing.to_json(), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _listing(line: bytes) -> Listing:
    return Listing.from_json(orjson.loads(line))


def _straight(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    position = 0
    for line in file:
        yield position, line
        position += len(line)


def _lines_at(file: BinaryIO, positions: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    for position in positions:
        file.seek(position)
        yield position, file.readline()
