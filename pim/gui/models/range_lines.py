"""The cells of many rows, whether they were read for the screen or not: what somebody copies or sums reaches beyond it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_cells import cell_of, spoken_standing, stored_cell
from pim.gui.models.product_columns import Column
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.models.product_rows import Cell, LoadedRow, load_rows
from pim.gui.models.row_fetcher import read_marks
from pim.gui.tasks import Task
from pim.i18n import _, format_number
from pim.isolation.process import OnProgress
from pim.services.workspace import Workspace

_TOGETHER = 400  # rows
_WORTH_A_CARD = 2_000  # rows: fewer are read before anybody could read what is said of them


class Line(NamedTuple):
    """A product's cells in the columns that were asked for; `id` as in the list."""

    id: int
    uid: str
    cells: tuple[Cell, ...]


class RangeLines(QObject):
    """Has lines at hand where all of them were read, else reads them on a reader thread."""

    def __init__(self, desk: CatalogDesk, model: ProductGridModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model

    def read(
        self, ids: Sequence[int], columns: Sequence[Column], then: Callable[[list[Line]], None], *,
        replaces: str | None = None,
    ) -> Task | None:
        """`then(lines)` in the order of `ids`: at once where all of them are shown or were lately. Products that are gone
        are left out. A newer request with the same `replaces` drops this one: for what is only looked at."""
        known = self._known(ids, columns)
        if known is not None:
            then(known)
            return None
        task = self._desk.read(
            load_lines, ids, list(columns), self._desk.locale, with_progress=True, owner=self, replaces=replaces,
            then=lambda lines: then([self._edited(line, columns) for line in lines]),
        )  # fmt: skip
        if task is not None and len(ids) > _WORTH_A_CARD:
            self._desk.follow(task, _("Reading {count} rows").format(count=format_number(len(ids))))
        return task

    def _known(self, ids: Sequence[int], columns: Sequence[Column]) -> list[Line] | None:
        store, edits, found = self._model.store, self._model.edits, []
        if any(column.channel for column in columns):
            return None  # where a product stands is read for what is in view only
        for number in ids:
            row = None if store.is_wanted(number) else store.find(number)
            if row is None:
                return None
            found.append(Line(number, row.row.uid, tuple(cell_of(row, column, edits) for column in columns)))
        return found

    def _edited(self, line: Line, columns: Sequence[Column]) -> Line:
        """With what was typed and is not written yet."""
        edits = self._model.edits
        if not edits.pending and not edits.rejected:
            return line
        shown = zip(columns, line.cells, strict=True)
        return line._replace(cells=tuple(edits.cell(line.uid, column.edit_key) or cell for column, cell in shown))


def load_lines(
    workspace: Workspace, ids: Sequence[int], columns: Sequence[Column], locale: str, *, on_progress: OnProgress
) -> list[Line]:
    """The lines of any number of products, as they are stored. Reader thread."""
    found: list[Line] = []
    has_marks = any(column.channel for column in columns)
    for start in range(0, len(ids), _TOGETHER):
        rows = load_rows(workspace, ids[start : start + _TOGETHER], columns, locale)
        marks = read_marks(workspace, sorted({row.row.root_id for row in rows})) if has_marks else {}
        found.extend(
            Line(row.row.id, row.row.uid, tuple(_cell(row, column, marks.get(row.row.root_id, {})) for column in columns))
            for row in rows
        )
        on_progress(min(start + _TOGETHER, len(ids)), len(ids), "")
    return found


def _cell(row: LoadedRow, column: Column, marks) -> Cell:
    if column.channel:
        return Cell(spoken_standing(marks.get(column.channel), column))
    return stored_cell(row, column)
