"""What an import would write, spooled to disk, so that memory stays flat whatever the size of the file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

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


class Entries:
    """The spool: append, read one, walk in writing order. Closing it removes the files.

    Several threads may read: a page of it is looked at while a walk is under way.
    """

    def __init__(self) -> None:
        self._files = [tempfile.TemporaryFile(prefix="pim-import-") for _level in range(LEVELS)]  # noqa: SIM115
        self._ends = [0] * LEVELS
        self._dead: set[Place] = set()
        self._turn = threading.Lock()
        self.count = 0

    def append(self, level: int, entry: Entry) -> Place:
        """Adds an entry and says where it is."""
        offset = self._ends[level]
        with self._turn:
            self._files[level].seek(offset)
            self._ends[level] += self._files[level].write(orjson.dumps(tuple(entry)) + b"\n")
        self.count += 1
        return Place(level, offset)

    def read(self, place: Place) -> Entry:
        """The entry at a place."""
        return Entry(*orjson.loads(self._line(place.level, place.offset)))

    def _line(self, level: int, offset: int) -> bytes:
        with self._turn:
            self._files[level].seek(offset)
            return self._files[level].readline()

    def drop(self, place: Place) -> None:
        """Takes an entry out: a later row replaces it, or its model is missing."""
        self._dead.add(place)
        self.count -= 1

    def walk(self) -> Iterator[Entry]:
        """All entries, models before their variants."""
        return (entry for _place, entry in self.placed())

    def placed(self) -> Iterator[tuple[Place, Entry]]:
        """All entries with where they stand, models before their variants."""
        for level, end in enumerate(self._ends):
            offset = 0
            while offset < end:
                line = self._line(level, offset)
                if Place(level, offset) not in self._dead:
                    yield Place(level, offset), Entry(*orjson.loads(line))
                offset += len(line)

    def close(self) -> None:
        for file in self._files:
            file.close()
