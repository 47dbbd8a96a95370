"""Reads which products a query finds: the first page at once where that is quick, the whole snapshot on a reader."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from pim.catalog.filters import CORE_FIELDS, Query
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.services import browsing
from pim.services.workspace import Workspace


class SnapshotReader(QObject):
    """`arrived(ids)` with the whole snapshot of `query`, in its order; `failed(sentence)` when it cannot be read."""

    arrived = Signal(object)
    failed = Signal(str)

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.query = Query(roots_only=True)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self.read)

    def first_page(self, count: int, *, opening: bool) -> Sequence[int]:
        """The first ids at once; none where a search or an index has to answer. When the list is not just opening, none
        either where products have to be sorted: of a hundred thousand that takes long enough to be felt."""
        query = self.query
        fields = [c.field for c in query.conditions] + [name.removeprefix("-") for name in query.sort]
        if query.search or any(field not in CORE_FIELDS for field in fields):
            return ()
        if not opening and (fields or query.category):
            return ()
        try:
            return browsing.first_ids(self._desk.workspace, query, count)
        except Exception as error:  # noqa: BLE001 - asking for the whole snapshot will say the same in a sentence
            self._fail(error)
            return ()

    def read_soon(self) -> None:
        """Read it again when the catalogue has come to rest."""
        self._later.start()

    def read(self) -> None:
        """Read it on a reader thread; a question that was not begun yet is dropped."""
        if self._desk.tasks.closing:
            return
        self._desk.read(
            _snapshot, self.query, then=partial(self._take, self.query), otherwise=self._fail,
            replaces="products.ids", owner=self,
        )  # fmt: skip

    def _take(self, query: Query, ids: array[int] | None) -> None:
        if query != self.query:
            return
        if ids is None:  # an index has to be built first, by the writer
            self._desk.change(browsing.prepare, query, then=lambda _done: self.read(), otherwise=self._fail)
            return
        self.arrived.emit(ids)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(sentence_for(error))


def _snapshot(workspace: Workspace, query: Query) -> array[int] | None:
    """The ids of a query, None when an index has to be built before. Reader thread."""
    with workspace.reading() as connection:
        if workspace.writable and workspace.finder(connection).unindexed(query):
            return None
    return browsing.product_ids(workspace, query)
