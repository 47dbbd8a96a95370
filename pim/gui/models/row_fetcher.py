"""Reads rows in chunks around what is shown: the newest question first, late answers dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.models.product_columns import Column
from pim.gui.models.product_rows import LoadedRow, load_rows
from pim.services.workspace import Workspace

if TYPE_CHECKING:
    from pim.services.readiness import ChannelStanding

CHUNK = 50  # two screens
IN_FLIGHT, WAITING = 1, 8  # one at a time: while a worker thread works, painting is slower
PUMP = 25  # milliseconds: what is scrolled past meanwhile is not read at all

Marks: TypeAlias = "dict[str, ChannelStanding]"


class RowFetcher(QObject):
    """`ask(start)` for the chunk that begins there; `ids_of(start)` says which rows are wanted. `arrived(rows)`,
    `marks_arrived(root ids)`, `failed(sentence)`."""

    arrived = Signal(list)
    marks_arrived = Signal(set)
    failed = Signal(str)

    def __init__(self, desk: CatalogDesk, ids_of: Callable[[int], list[int]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._ids_of = desk, ids_of
        self.columns: Sequence[Column] = ()
        self.marks: dict[int, Marks] = {}
        self._generation = 0
        self._waiting: dict[int, None] = {}
        self.lately: deque[range] = deque(maxlen=2 * WAITING)  # the rows asked for last
        self._flying = 0
        self._pump = QTimer(self, singleShot=True, interval=PUMP)
        self._pump.timeout.connect(self._send)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns: answers on the way are not for them."""
        self.columns = list(columns)
        self._generation += 1

    def ask(self, start: int) -> None:
        """Read a chunk soon."""
        rows = range(start, start + CHUNK)
        if rows not in self.lately:
            self.lately.append(rows)
        self._waiting.pop(start, None)
        self._waiting[start] = None
        if not self._pump.isActive():
            self._pump.start()

    def _send(self) -> None:
        while len(self._waiting) > WAITING:  # somebody scrolls fast: what was passed is asked for when it comes back
            self._waiting.pop(next(iter(self._waiting)))
        while self._waiting and self._flying < IN_FLIGHT and not self._desk.tasks.closing:
            start, _none = self._waiting.popitem()
            ids = self._ids_of(start)
            if ids:
                self._read(ids)

    def _read(self, ids: list[int]) -> None:
        self._flying += 1
        task = self._desk.read(
            load_rows, ids, list(self.columns), self._desk.locale, then=partial(self._take, self._generation),
            otherwise=lambda error: self.failed.emit(sentence_for(error)), owner=self,
        )  # fmt: skip
        task.finished.connect(self._landed)

    def _landed(self) -> None:
        self._flying -= 1
        self._send()

    def _take(self, generation: int, rows: list[LoadedRow]) -> None:
        if generation == self._generation:
            self.arrived.emit(rows)
            self.ask_marks(row.row.root_id for row in rows)

    # -- readiness ----------------------------------------------------------------------------------
    def ask_marks(self, roots) -> None:
        """Read the standing of products whose marks are not known; it may have to be judged first."""
        if not any(column.channel for column in self.columns) or self._desk.tasks.closing:
            return
        wanted = sorted({root for root in roots if root not in self.marks})
        if wanted:
            self._desk.read(read_marks, wanted, then=self._take_marks, owner=self)

    def _take_marks(self, found: dict[int, Marks]) -> None:
        self.marks.update(found)
        self.marks_arrived.emit(set(found))


def read_marks(workspace: Workspace, roots: Sequence[int]) -> dict[int, Marks]:
    """Where the trees below these roots stand, by root. Reader thread."""
    from pim.services import readiness  # here, on the reader's thread: rows are shown before what channels say

    return readiness.states(workspace, roots)
