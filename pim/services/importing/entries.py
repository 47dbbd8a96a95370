"""What an import would write, spooled to disk, so that memory stays flat whatever the size of the file."""

from __future__ import annotations

import io
import tempfile
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
    """The spool: append, read one, walk in writing order. Closing it removes the files."""

    def __init__(self) -> None:
        self._files = [tempfile.TemporaryFile(prefix="pim-import-") for _level in range(LEVELS)]  # noqa: SIM115
        self._ends = [0] * LEVELS
        self._dead: set[Place] = set()
        self.count = 0

    def append(self, level: int, entry: Entry) -> Place:
        """Adds an entry and says where it is."""
        file = self._files[level]
        offset = self._ends[level]
        self._ends[level] += file.write(orjson.dumps(tuple(entry)) + b"\n")
        self.count += 1
        return Place(level, offset)

    def read(self, place: Place) -> Entry:
        """The entry at a place."""
        file = self._files[place.level]
        file.seek(place.offset)
        entry = Entry(*orjson.loads(file.readline()))
        file.seek(0, io.SEEK_END)
        return entry

    def drop(self, place: Place) -> None:
        """Takes an entry out: a later row replaces it, or its model is missing."""
        self._dead.add(place)
        self.count -= 1

    def walk(self) -> Iterator[Entry]:
        """All entries, models before their variants."""
        for level, file in enumerate(self._files):
            file.seek(0)
            offset = 0
            for line in file:
                if Place(level, offset) not in self._dead:
                    yield Entry(*orjson.loads(line))
                offset += len(line)

    def close(self) -> None:
        for file in self._files:
            file.close()
