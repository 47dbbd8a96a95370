"""What an import would do: the account of its rows, and the products it would create and change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pim.formats.table import RowCount
from pim.services.importing.entries import Entries, Entry
from pim.services.importing.growth import Growth
from pim.services.importing.inspection import Inspection
from pim.services.importing.pictures import Pictures
from pim.services.importing.questions import Questions


class Rejection(NamedTuple):
    """A row that is not used: where it is, which value is wrong, and why."""

    file: str
    line: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Counts:
    """The account of all rows: `read == used + skipped + rejected`, always."""

    read: int = 0
    used: int = 0
    skipped: int = 0
    rejected: int = 0

    def add(self, count: RowCount) -> None:
        self.read += count.read
        self.used += count.used
        self.skipped += count.skipped
        self.rejected += count.rejected


@dataclass(slots=True)
class Rehearsal:
    """What an import would do. Close it (or use it as a context manager) to remove what it spooled.

    `created`, `updated` and `unchanged` count products, `structure_rows` the used rows that describe the catalogue
    instead. `growth` is the structure it would make.
    """

    inspection: Inspection
    growth: Growth
    pictures: Pictures
    entries: Entries = field(default_factory=Entries)
    counts: Counts = field(default_factory=Counts)
    rejections: list[Rejection] = field(default_factory=list)
    questions: Questions = field(default_factory=Questions)
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    to_write: int = 0  # products that may change, images and links included
    structure_rows: int = 0
    has_images: bool = False
    linked: set[str] = field(default_factory=set)  # folded SKUs that products link to

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self.entries.close()
        self.pictures.close()

    def changes(self) -> Iterator[Entry]:
        """The products that would be created or changed, models before their variants."""
        return (entry for entry in self.entries.walk() if entry.is_changed or entry.images or entry.links)
