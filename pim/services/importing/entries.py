"""What an import would write, spooled to disk, so that memory stays flat whatever the size of the file."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

_BLOCK = 1 << 18  # bytes that are written, and read, at once
LEVELS = 3  # models come before their variants: simple products and models, then variants, then variants of those


class Place(NamedTuple):
    """Where an entry stands in the spool."""

    level: int
    offset: int


class Entry(NamedTuple):
    """One product of an import.

    `record` is the whole product (JSON) when it is new, else None and `changes` are [key, before, after] of an existing
    one. `lines` = the lines of `file` it was made of. `images` are [source, alt]; `links` are SKUs by link type: both
    become parts at commit, when their files and targets are known. `parent` is the uid of the model above.
    """

    uid: str
    sku: str
    file: str
    lines: list[int]
    kind: str
    parent: str
    record: dict[str, Any] | None
    changes: list[list[Any]]
    images: list[list[str]]
    links: dict[str, list[str]]

    @property
    def is_new(self) -> bool:
        return self.record is not None

    @property
    def is_changed(self) -> bool:
        """Whether anything would be written (images and links are compared at commit)."""
        return bool(self.record is not None or self.changes)


@dataclass(slots=True)
class Tally:
    """How many entries there are, by what becomes of them; `with_parts` have images or links, and so may change too."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    with_parts: int = 0
    to_write: int = 0

    def add(self, entry: Entry, count: int) -> None:
        """Counts an entry in (1) or out (-1)."""
        has_parts = bool(entry.images or entry.links)
        self.new += count * entry.is_new
        self.changed += count * (entry.is_changed and not entry.is_new)
        self.unchanged += count * (not entry.is_changed)
        self.with_parts += count * has_parts
        self.to_write += count * (has_parts or entry.is_changed)


class Entries:
    """The spool: append, read one, walk in writing order. Closing it removes the files.

    Several threads may read: a page of it is looked at while a walk is under way.
    """

    def __init__(self) -> None:
        self._files = [tempfile.TemporaryFile(prefix="pim-import-") for _level in range(LEVELS)]  # noqa: SIM115
        self._ends = [0] * LEVELS
        self._waiting: list[list[bytes]] = [[] for _level in range(LEVELS)]  # lines that are not in the files yet
        self._waiting_bytes = 0
        self._dead: set[Place] = set()
        self._turn = threading.Lock()
        self.tally = Tally()

    @property
    def count(self) -> int:
        return self.tally.new + self.tally.changed + self.tally.unchanged

    def append(self, level: int, entry: Entry) -> Place:
        """Adds an entry and says where it is."""
        line = orjson.dumps(tuple(entry), option=orjson.OPT_APPEND_NEWLINE)
        with self._turn:
            place = Place(level, self._ends[level])
            self._ends[level] += len(line)
            self._waiting[level].append(line)
            self._waiting_bytes += len(line)
            if self._waiting_bytes > _BLOCK:
                self._write()
        self.tally.add(entry, 1)
        return place

    def flush(self) -> None:
        """Writes what waits: a full disk is noticed now."""
        with self._turn:
            self._write()

    def _write(self) -> None:
        for file, lines in zip(self._files, self._waiting, strict=True):
            if lines:
                file.seek(0, os.SEEK_END)
                file.write(b"".join(lines))
                file.flush()
                lines.clear()
        self._waiting_bytes = 0

    def read(self, place: Place) -> Entry:
        """The entry at a place."""
        with self._turn:
            self._write()
            self._files[place.level].seek(place.offset)
            line = self._files[place.level].readline()
        return Entry(*orjson.loads(line))

    def drop(self, place: Place) -> None:
        """Takes an entry out: a later row replaces it, or its model is missing."""
        self.tally.add(self.read(place), -1)
        self._dead.add(place)

    def walk(self) -> Iterator[Entry]:
        """All entries, models before their variants."""
        return (entry for _place, entry in self.placed())

    def placed(self) -> Iterator[tuple[Place, Entry]]:
        """All entries with where they stand, models before their variants."""
        for level, end in enumerate(self._ends):
            offset = 0
            while offset < end:
                for line in self._lines(level, offset):
                    place = Place(level, offset)
                    if place not in self._dead:
                        yield place, Entry(*orjson.loads(line))
                    offset += len(line)

    def _lines(self, level: int, offset: int) -> list[bytes]:
        """Some lines from there on."""
        with self._turn:
            self._write()
            self._files[level].seek(offset)
            return self._files[level].readlines(_BLOCK)

    @property
    def is_closed(self) -> bool:
        """Nothing can be read any more."""
        return any(file.closed for file in self._files)

    def close(self) -> None:
        for file in self._files:
            file.close()
