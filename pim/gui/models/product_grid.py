"""The product list: a snapshot of ids, rows fetched in chunks around what is shown, models that unfold."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt, Signal

from pim.catalog.filters import Query
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.category_tree import PRODUCTS_MIME
from pim.gui.models.cell_edits import CellEdits
from pim.gui.models.guard import guarded
from pim.gui.models.product_cells import cell_of, edit_text_of, help_of, spoken_of
from pim.gui.models.product_columns import LEAD, Column
from pim.gui.models.product_rows import Cell, LoadedRow
from pim.gui.models.row_fetcher import CHUNK, Marks, RowFetcher
from pim.gui.models.row_order import RowOrder
from pim.gui.models.row_store import RowStore
from pim.gui.models.snapshot_reader import Found, SnapshotReader
from pim.services import browsing
from pim.services.workspace import CatalogChanged

UNKNOWN = -1  # a count that is still being made
_NO_INDEX = QModelIndex()
_DISPLAY, _EDIT = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole
_TIP, _SPOKEN = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole


class ProductGridModel(QAbstractTableModel):
    """Rows are products of a query; unfolded models have their variants below them.

    Signals: `counted(total)` when the whole snapshot is there, `rows_arrived()` when something shown is new,
    `failed(sentence)` when a question could not be answered.
    """

    counted = Signal(int)  # UNKNOWN while only the first page is there
    rows_arrived = Signal()
    failed = Signal(str)

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.edits = CellEdits(desk, self)
        self.store, self.order = RowStore(), RowOrder()
        self.fetcher = RowFetcher(desk, self._wanted_from, self)
        self.columns: list[Column] = []
        self._snapshot = SnapshotReader(desk, self.fetcher, self)
        self._snapshot.begun.connect(lambda found: (self._begin_with(found), self.counted.emit(UNKNOWN)))
        self._snapshot.arrived.connect(self._ids_arrived)
        self._snapshot.failed.connect(self.failed)
        self.is_waiting = False  # a query's answer is on its way, the rows are still those of the one before
        self.edits.changed.connect(self._edits_changed)
        self.fetcher.arrived.connect(self._rows_read)
        self.fetcher.marks_arrived.connect(self._marks_read)
        self.fetcher.failed.connect(self.failed)
        desk.signals.changed.connect(self._catalog_changed)

    # -- what is shown ------------------------------------------------------------------------------
    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns; the rows are read again."""
        self.beginResetModel()
        self.columns = list(columns)
        self.fetcher.set_columns(columns)
        self.store.clear()
        self.endResetModel()

    @property
    def query(self) -> Query:
        """What is asked for."""
        return self._snapshot.query

    def set_query(self, query: Query) -> None:
        """Show other products. The old ones stay until the first of the new ones are there."""
        self.is_waiting = True
        self._snapshot.open(query)

    def _begin_with(self, found: Found) -> None:
        """Another list, seen from its beginning, with its first rows."""
        self.is_waiting = False
        self.beginResetModel()
        self.order.replace(found.ids)
        if found.columns is self.fetcher.columns:
            self.store.keep(found.rows)
        self.fetcher.lately.append(range(len(found.rows)))
        self.endResetModel()
        self.fetcher.ask_marks(row.row.root_id for row in found.rows)

    def _ids_arrived(self, found: Found) -> None:
        """Lay the rows out; selection and unfolded models stay where they are while the list is the same."""
        shown = self.order.roots()
        if self.is_waiting:
            self._begin_with(found)
        elif found.ids != shown:
            self._replace_ids(shown, found.ids)
        for number in tuple(self.order.open):
            self._desk.read(browsing.child_ids, number, then=partial(self._renew_children, number), owner=self)
        self.counted.emit(len(found.ids))

    def _replace_ids(self, shown: array[int], ids: array[int]) -> None:
        """The first page is a beginning of the snapshot: add the rest. Else lay the rows out anew."""
        if not self.order.open and shown and ids[: len(shown)] == shown:
            self.beginInsertRows(_NO_INDEX, len(shown), len(ids) - 1)
            self.order.replace(ids)
            self.endInsertRows()
            return
        self.layoutAboutToBeChanged.emit()
        before = [(index, self.order.id_at(index.row())) for index in self.persistentIndexList()]
        unfolded = tuple(self.order.open)
        self.order.replace(ids)
        self._move_persistent(before)
        self.layoutChanged.emit()
        for number, row in self.order.rows_of(unfolded).items():
            if row >= 0:
                self._unfold(number)

    def _move_persistent(self, before: list[tuple[QModelIndex, int]]) -> None:
        places = self.order.rows_of({number for _index, number in before})
        for index, number in before:
            row = places[number]
            self.changePersistentIndex(index, self.index(row, index.column()) if row >= 0 else QModelIndex())

    # -- rows ---------------------------------------------------------------------------------------
    def loaded(self, row: int, *, ask: bool = True) -> LoadedRow | None:
        """The row's data; None while it is being read (it is asked for then)."""
        number = self.order.id_at(row)
        if ask and number and self.store.is_wanted(number):
            self.fetcher.ask(row - row % CHUNK)
        return self.store.find(number)

    def cell(self, row: int, column: int) -> Cell | None:
        """What a cell shows; None while the row is being read."""
        loaded = self.loaded(row)
        if loaded is None or not 0 <= column < len(self.columns):
            return None
        return cell_of(loaded, self.columns[column], self.edits)

    def marks(self, row: LoadedRow) -> Marks:
        """channel -> standing of a row's product; empty while it is not known."""
        return self.fetcher.marks.get(row.row.root_id, {})

    def is_last(self, row: int) -> bool:
        """Whether the next row belongs to another model."""
        return self.order.depth(row + 1) < self.order.depth(row)

    def is_open(self, row: int) -> bool:
        """Whether the model in this row is unfolded."""
        return self.order.id_at(row) in self.order.open

    def _wanted_from(self, start: int) -> list[int]:
        return [number for number in self.order.ids[start : start + CHUNK] if self.store.is_wanted(number)]

    def _rows_read(self, rows: list[LoadedRow]) -> None:
        self.store.keep(rows)
        self.changed_ids([row.row.id for row in rows])

    def _marks_read(self, roots: set[int]) -> None:
        touched = [row.row.id for row in self.store.rows() if row.row.root_id in roots]
        for number in touched:
            self.store.touch(number)
        self.changed_ids(touched)

    def changed_ids(self, ids: Sequence[int]) -> None:
        """Tell views that these products look different; one signal from the first to the last row."""
        wanted = set(ids)
        if not wanted or not self.columns or not len(self.order):
            return
        # What was not seen lately is not looked for among a million: nothing but what is in view is painted anew anyway.
        rows = self.order.rows_within(wanted, self.fetcher.lately) if len(wanted) <= 500 else None
        first, last = (min(rows), max(rows)) if rows else (0, len(self.order) - 1)
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.rows_arrived.emit()

    # -- unfolding ----------------------------------------------------------------------------------
    def toggle(self, row: int) -> None:
        """Unfold or fold the model in a row."""
        if self.is_open(row):
            self.beginRemoveRows(_NO_INDEX, row + 1, self.order.end_of(row) - 1)
            self.order.fold(row)
            self.store.touch(self.order.id_at(row))
            self.endRemoveRows()
        else:
            self._unfold(self.order.id_at(row))

    def _unfold(self, number: int) -> None:
        if number:
            self._desk.read(browsing.child_ids, number, then=partial(self._insert_children, number), owner=self)

    def _insert_children(self, number: int, children: list[int]) -> None:
        row = self.order.row_of(number)
        if row < 0 or not children or number in self.order.open:
            return
        self.beginInsertRows(_NO_INDEX, row + 1, row + len(children))
        self.order.insert_below(row, children)
        self.store.touch(number)
        self.endInsertRows()
        self.rows_arrived.emit()

    def _renew_children(self, number: int, children: list[int]) -> None:
        """A variant was added or taken away below an unfolded model."""
        row = self.order.row_of(number)
        if row >= 0 and number in self.order.open and self.order.children(row) != children:
            self.toggle(row)
            self._insert_children(number, children)

    # -- what changed -------------------------------------------------------------------------------
    def _edits_changed(self, uids: set[str]) -> None:
        ids = self.store.ids_of(uids)
        for number in ids:
            self.store.touch(number)
        self.changed_ids(ids)

    def _catalog_changed(self, changed: CatalogChanged) -> None:
        uids = changed.uids
        if uids is None or changed.structure:
            self.store.all_stale()
            self.fetcher.marks.clear()
            touched = [row.row.id for row in self.store.rows()]
        else:
            roots = {row.row.root_id for row in self.store.rows() if row.row.uid in uids}
            touched = self.store.stale_where(lambda row: row.row.root_id in roots or row.row.uid in uids)
            for root in roots:
                self.fetcher.marks.pop(root, None)
        self.changed_ids(touched)
        self._snapshot.read_soon()

    # -- the Qt interface ---------------------------------------------------------------------------
    @guarded(0)
    def rowCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.order)

    @guarded(0)
    def columnCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @guarded()
    def data(self, index: QModelIndex, role: int = _DISPLAY) -> Any:
        if role not in _ANSWERS or not index.isValid() or index.column() >= len(self.columns):
            return None
        loaded = self.loaded(index.row())
        if loaded is None:
            return None
        return _ANSWERS[role](self, loaded, self.columns[index.column()])

    @guarded(False)
    def setData(self, index: QModelIndex, value: Any, role: int = _EDIT) -> bool:
        loaded = self.loaded(index.row()) if index.isValid() else None
        if role != _EDIT or loaded is None or not self.columns[index.column()].editable:
            return False
        column = self.columns[index.column()]
        text = "" if value is None else str(value)
        if text == edit_text_of(loaded, column, self.edits) and not self.edits.is_draft(loaded.row.uid, column.edit_key):
            self.edits.forgive(loaded.row.uid, column.edit_key)
            return True
        return self.edits.set(loaded.row.uid, column.edit_key, text)

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or index.column() >= len(self.columns):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        column = self.columns[index.column()]
        editable = column.editable and self._desk.workspace.writable
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    @guarded()
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted({index.row() for index in indexes})
        return self.mime_of(array("q", [self.order.id_at(row) for row in rows]))

    def mime_of(self, ids: array[int]) -> QMimeData:
        """Products as categories take them: their ids in the list, eight bytes each."""
        data = QMimeData()
        data.setData(PRODUCTS_MIME, ids.tobytes())
        return data

    @guarded([])
    def mimeTypes(self) -> list[str]:
        return [PRODUCTS_MIME]

    @guarded()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return column.title
        return (column.tip or column.title) if role in (_TIP, _SPOKEN) and column.code != LEAD else None


_ANSWERS: dict[int, Callable[[ProductGridModel, LoadedRow, Column], str]] = {
    _DISPLAY: lambda model, row, column: spoken_of(model, row, column, short=True),
    _EDIT: lambda model, row, column: edit_text_of(row, column, model.edits),
    _TIP: help_of,
    _SPOKEN: spoken_of,
}
