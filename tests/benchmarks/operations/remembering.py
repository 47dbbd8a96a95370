"""What a year's work costs in bytes: ten edits of every product, each by hand, each kept for ever."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pim.catalog.edit import PRODUCT, Edit, Patch, record_patches
from pim.services import editing
from pim.services.editing import CellChange
from pim.services.workspace import Workspace, create_catalog
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost
from tests.benchmarks.operation import LARGEST, MEGABYTES, Finding, at_most, operation

_EDITS = 10


@operation(
    "size of the catalogue after 10 edits of each product",
    goal=at_most(3),  # the history at most twice what it is the history of
    control="the same file with the rows of its history deleted, vacuumed",
    most=LARGEST,
)
def history(bench: Bench) -> list[Finding]:
    products = list(bench.shape.products(20 if bench.smoke else 300))
    folder = bench.folder / "year.pim"
    with create_catalog(folder, starting=False, who="bench") as workspace:
        patches = tuple(patch for record in bench.shape.records() for patch in record_patches(None, record))
        workspace.apply(Edit(label="Structure", patches=patches, source="new"))
        made = [Patch(PRODUCT, product.uid, "", None, product.to_json()) for product in products]
        workspace.apply_large(Edit(label="Load", patches=(), source="import"), made, total=len(made))
        for turn in range(_EDITS):
            for place, product in enumerate(products):
                _edit(workspace, product.uid, turn, place)
    whole, without = (_megabytes(folder / "catalog.db", bench.folder / f"year{n}.db", n) for n in (False, True))
    return [Finding(measured=[Cost(whole, whole)], control=[Cost(without, without)], unit=MEGABYTES)]


def _edit(workspace: Workspace, uid: str, turn: int, place: int) -> None:
    """What people change most: prices, texts, a word here and there."""
    changes = (
        CellChange(uid, "price", f"{20 + turn}.{10 + place % 80}"),
        CellChange(uid, "title", f"Renamed in month {turn} number {place}"),
        CellChange(uid, "year", str(2010 + turn)),
    )
    editing.set_values(workspace, [changes[(turn + place) % 3]], source="grid")


def _megabytes(catalogue: Path, copy: Path, without_history: bool) -> float:
    """The size of the catalogue's file, tidied up; with or without its history."""
    with closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    if without_history:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("DELETE FROM change")
            connection.execute("DELETE FROM edit")
            connection.execute("VACUUM")
    return copy.stat().st_size / 1024 / 1024
