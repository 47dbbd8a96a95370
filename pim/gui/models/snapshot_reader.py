"""Reads which products a query finds, with the rows that are seen first: always on a reader, never on the UI thread."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from pim.catalog.filters import CORE_FIELDS, Query
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.models.product_columns import Column
from pim.gui.models.product_rows import LoadedRow, load_rows
from pim.gui.models.row_fetcher import CHUNK, RowFetcher
from pim.gui.resting import RestingTimer
from pim.gui.tasks import Task
from pim.services import browsing
from pim.services.workspace import Workspace

FIRST = 40  # rows that come with the ids: more than a screen shows


class Found(NamedTuple):
    """An answer: the ids, and the rows of the first of them as `columns` show them."""

    ids: array[int]
    rows: list[LoadedRow]
    columns: Sequence[Column]


class SnapshotReader(QObject):
    """`begun(found)` with the first page where it is known before all of it is, `arrived(found)` with the whole snapshot
    of `query`, in its order; `failed(sentence)` when it cannot be read."""

    begun = Signal(object)
    arrived = Signal(object)
    failed = Signal(str)

    def __init__(self, desk: CatalogDesk, fetcher: RowFetcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._fetcher = desk, fetcher
        self.query = Query(roots_only=True)
        self._later = RestingTimer(120, self, rest=1)  # rows are waited for
        self._later.timeout.connect(self.read)

    def open(self, query: Query) -> None:
        """Ask something else: first for a page where an index gives it at once, then for everything."""
        self.query = query
        self._ask(_first_page, self._take_page) if _is_quick(query) else self.read(FIRST)

    def read_soon(self) -> None:
        """Read it again when the catalogue has come to rest."""
        self._later.soon()

    def read(self, rows: int = 0) -> None:
        """Read all of it, with so many first rows; a question that was not begun yet is dropped."""
        self._later.watch(self._ask(partial(_snapshot, first=rows), self._take))

    def _ask(self, question, take) -> Task | None:
        return self._desk.read(
            question, self.query, self._fetcher.columns, self._desk.locale, then=partial(take, self.query),
            otherwise=self._fail, replaces="products.ids", owner=self,
        )  # fmt: skip

    def _take_page(self, query: Query, found: Found) -> None:
        if query == self.query:
            self.begun.emit(found)
            self.read()

    def _take(self, query: Query, found: Found | None) -> None:
        if query != self.query:
            return
        if found is None:  # an index has to be built first, by the writer
            self._desk.change(browsing.prepare, query, then=lambda _done: self.read(FIRST), otherwise=self._fail)
            return
        self.arrived.emit(found)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(sentence_for(error))


def _is_quick(query: Query) -> bool:
    """Whether the first page costs little: no search, and nothing but the products' own columns to look at."""
    fields = [c.field for c in query.conditions] + [name.removeprefix("-") for name in query.sort]
    return not query.search and all(field in CORE_FIELDS for field in fields)


def _first_page(workspace: Workspace, query: Query, columns: Sequence[Column], locale: str) -> Found:
    ids = array("q", browsing.first_ids(workspace, query, CHUNK))
    return Found(ids, load_rows(workspace, list(ids[:FIRST]), columns, locale), columns)


def _snapshot(
    workspace: Workspace, query: Query, columns: Sequence[Column], locale: str, *, first: int
) -> Found | None:
    """What a query finds, None when an index has to be built before. Reader thread."""
    with workspace.reading() as connection:
        if workspace.writable and workspace.finder(connection).unindexed(query):
            return None
    ids = browsing.product_ids(workspace, query)
    return Found(ids, load_rows(workspace, list(ids[:first]), columns, locale) if first else [], columns)
