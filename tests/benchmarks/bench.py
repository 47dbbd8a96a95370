"""What every operation works on: the catalogue being measured, the raw file beside it, and samples of its products."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pim.catalog.edit import Edit, record_patches
from pim.services.workspace import Workspace, create_catalog, open_catalog
from tests.benchmarks.fashion import Fashion
from tests.benchmarks.raw import Raw
from tests.benchmarks.wide import REFERENCE, Wide

SHAPES: dict[str, Callable[[], Fashion | Wide]] = {"wide": Wide, "reference": partial(Wide, REFERENCE), "fashion": Fashion}


_AT_ONCE = 100_000


class Bench:
    """A catalogue for `products` products in `keep` or `folder`, empty until the first operation loads it.

    One that an earlier run has left in `keep` `is_loaded` already; in `folder` is
    whatever goes away with it. Raises `ValueError` when it has other products.
    `shape` is a name of `SHAPES`. `smoke`: only whether everything runs, with the results of controls compared.
    """

    def __init__(
        self, folder: Path, products: int, *, shape: str = "wide", smoke: bool = False, keep: Path | None = None
    ) -> None:
        self.folder, self.products, self.smoke = folder, products, smoke
        self.shape = SHAPES[shape]()
        self._place = keep or folder
        self._place.mkdir(parents=True, exist_ok=True)
        self.is_loaded = (self._place / "bench.pim").exists()
        self.workspace: Workspace = self._opened() if self.is_loaded else self._made()
        with self.workspace.reading() as connection:
            self.raw = Raw(self._place / "raw.db", connection)

    def _made(self) -> Workspace:
        workspace = create_catalog(self._place / "bench.pim", starting=False, who="bench")
        patches = tuple(patch for record in self.shape.records() for patch in record_patches(None, record))
        workspace.apply(Edit(label="Structure", patches=patches, source="new"))
        return workspace

    def _opened(self) -> Workspace:
        workspace = open_catalog(self._place / "bench.pim", who="bench")
        with workspace.reading() as connection:
            found = connection.execute("SELECT COUNT(*) FROM product").fetchone()[0]
        if found != self.products:
            workspace.close()
            raise ValueError(f"{self._place} has {found:,} products")
        return workspace

    def close(self) -> None:
        self.raw.close()
        self.workspace.close()

    @property
    def at_once(self) -> int:
        """How many products bulk work is over: all of them, but not more than anybody changes at once."""
        return min(self.products, _AT_ONCE)

    def pairs(self, usual: int = 7) -> int:
        """How many pairs a quick operation is measured in."""
        return 1 if self.smoke else usual

    def long_pairs(self) -> int:
        """How many pairs an operation over every product is measured in: fewer when one takes a minute."""
        return 1 if self.smoke or self.products > 50_000 else 3 if self.products > 10_000 else 5

    def repeats(self, usual: int) -> int:
        """How often a quick operation runs within one measurement."""
        return min(usual, 5) if self.smoke else usual

    def query(self, sql: str, *parameters: object) -> list[Any]:
        """Rows of the catalogue itself, for preparing and checking."""
        with self.workspace.reading() as connection:
            return connection.execute(sql, parameters).fetchall()

    @cached_property
    def ids(self) -> list[int]:
        """The ids of all products in an order of chance, the same in every run."""
        found = [row[0] for row in self.query("SELECT id FROM product ORDER BY id")]
        random.Random(5).shuffle(found)
        return found

    @cached_property
    def leaves(self) -> list[tuple[int, str, str]]:
        """(id, uid, SKU) of up to 5,000 simple products, by chance."""
        rows = self.query("SELECT id, uid, sku FROM product WHERE kind='simple' ORDER BY id")
        return random.Random(6).sample(rows, min(5_000, len(rows)))

    @cached_property
    def variants(self) -> list[tuple[int, str, str]]:
        """(id, uid, SKU) of up to 5,000 variants, by chance."""
        rows = self.query("SELECT id, uid, sku FROM product WHERE kind='variant' ORDER BY id")
        return random.Random(6).sample(rows, min(5_000, len(rows)))

    def field(self, key: str) -> int:
        """The number of an indexed value key."""
        return int(self.query("SELECT id FROM index_field WHERE key=?", key)[0][0])

    def writer(self) -> sqlite3.Connection:
        return self.raw.connection
