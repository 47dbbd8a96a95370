"""The product list: a snapshot of ids, rows fetched in chunks around what is shown, models that unfold."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from pim.catalog.filters import CORE_FIELDS, Query
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.models.cell_edits import CellEdits
from pim.gui.models.guard import guarded
from pim.gui.models.product_cells import cell_of, edit_text_of, help_of, spoken_of
from pim.gui.models.product_columns import LEAD, Column
from pim.gui.models.product_rows import Cell, LoadedRow, load_rows
from pim.gui.models.row_store import RowStore
from pim.services import browsing, readiness
from pim.services.readiness import ChannelStanding
from pim.services.workspace import CatalogChanged, Workspace

CHUNK = 100
IN_FLIGHT = 2
_NO_INDEX = QModelIndex()
_DISPLAY, _EDIT = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole
_TIP, _SPOKEN = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole


class ProductGridModel(QAbstractTableModel):
    """Rows are products of a query; unfolded models have their variants below them.

    Signals: `counted(total)` when the whole snapshot is there, `rows_arrived()` when something shown is new,
    `failed(sentence)` when a question could not be answered.
    """

    counted = Signal(int)
    rows_arrived = Signal()
    failed = Signal(str)

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.edits = CellEdits(desk, self)
        self.store = RowStore()
        self.columns: list[Column] = []
        self.query = Query(roots_only=True)
        self.is_complete = False
        self.generation = 0
        self._ids: array[int] = array("q")
        self._depths = bytearray()
        self._open: set[int] = set()
        self._marks: dict[int, dict[str, ChannelStanding]] = {}
        self._wanted: dict[int, None] = {}
        self._flying = 0
        self._pump = QTimer(self, singleShot=True, interval=0)
        self._pump.timeout.connect(self._fetch)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self.renew_ids)
        self.edits.changed.connect(self._edits_changed)
        desk.signals.changed.connect(self._catalog_changed)

    # -- what is shown ------------------------------------------------------------------------------
    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show these columns; the rows are read again."""
        self.beginResetModel()
        self.columns = list(columns)
        self.generation += 1
        self.store.clear()
        self.endResetModel()

    def set_query(self, query: Query) -> None:
        """Show other products. The first page is there at once when no index has to be built for it."""
        self.beginResetModel()
        self.query, self.is_complete = query, False
        self.generation += 1
        self._open.clear()
        self._set_ids(self._first_page(query))
        self.endResetModel()
        self._read_ids()

    def _first_page(self, query: Query) -> Sequence[int]:
        fields = [c.field for c in query.conditions] + [name.removeprefix("-") for name in query.sort]
        if query.search or any(field not in CORE_FIELDS for field in fields):
            return ()
        try:
            ids = browsing.first_ids(self._desk.workspace, query, CHUNK)
            rows = load_rows(self._desk.workspace, ids[:40], self.columns, self._desk.locale)
            self.store.keep(rows)
            self._ask_marks([row.row.root_id for row in rows])
        except Exception as error:  # noqa: BLE001 - the whole snapshot will say the same in a sentence
            self.failed.emit(sentence_for(error))
            return ()
        return ids

    def _set_ids(self, ids: Sequence[int]) -> None:
        self._ids = array("q", ids)
        self._depths = bytearray(len(self._ids))

    def renew_ids(self) -> None:
        """Read the snapshot again (something was changed) and keep selection and unfolded models where they are."""
        self._read_ids()

    def _read_ids(self) -> None:
        self._desk.read(
            _snapshot,
            self.query,
            then=partial(self._ids_arrived, self.query),
            otherwise=lambda error: self.failed.emit(sentence_for(error)),
            replaces="products.ids",
            owner=self,
        )

    def _ids_arrived(self, query: Query, ids: array[int] | None) -> None:
        if query != self.query:
            return
        if ids is None:  # an index has to be built first, by the writer
            self._desk.change(
                browsing.prepare, query, then=lambda _done: self._read_ids(),
                otherwise=lambda error: self.failed.emit(sentence_for(error)),
            )  # fmt: skip
            return
        shown = self._roots()
        if ids != shown:
            self._replace_ids(shown, ids)
        self.is_complete = True
        self.counted.emit(len(ids))

    def _replace_ids(self, shown: array[int], ids: array[int]) -> None:
        """The first page is a beginning of the snapshot: add the rest. Otherwise start anew, with what was unfolded."""
        if not self._open and shown and ids[: len(shown)] == shown:
            self.beginInsertRows(_NO_INDEX, len(shown), len(ids) - 1)
            self._set_ids(ids)
            self.endInsertRows()
            return
        self.layoutAboutToBeChanged.emit()
        before = [(index, self.id_at(index.row())) for index in self.persistentIndexList()]
        unfolded = [number for number in self._open if number in ids] if self._open else []
        self._open.clear()
        self._set_ids(ids)
        self._move_persistent(before)
        self.layoutChanged.emit()
        for number in unfolded:
            self._unfold(number)

    def _move_persistent(self, before: list[tuple[QModelIndex, int]]) -> None:
        places: dict[int, int] = {}
        for index, number in before:
            if number not in places:
                places[number] = self.row_of(number)
            row = places[number]
            self.changePersistentIndex(index, self.index(row, index.column()) if row >= 0 else QModelIndex())

    def _roots(self) -> array[int]:
        if not any(self._depths):
            return self._ids
        return array("q", (number for number, depth in zip(self._ids, self._depths, strict=True) if not depth))

    # -- rows ---------------------------------------------------------------------------------------
    @property
    def total(self) -> int:
        """How many products the query has, without what is unfolded below them."""
        return len(self._ids) - sum(1 for depth in self._depths if depth) if any(self._depths) else len(self._ids)

    def id_at(self, row: int) -> int:
        """The id of the product in a row, 0 outside."""
        return self._ids[row] if 0 <= row < len(self._ids) else 0

    def row_of(self, number: int) -> int:
        """The row of a product, -1 when it is not shown."""
        try:
            return self._ids.index(number)
        except ValueError:
            return -1

    def depth(self, row: int) -> int:
        """0 for a top-level row, 1 or 2 for what is unfolded below one."""
        return self._depths[row] if 0 <= row < len(self._depths) else 0

    def is_last(self, row: int) -> bool:
        """Whether the next row belongs to another model."""
        return self.depth(row + 1) < self.depth(row)

    def is_open(self, row: int) -> bool:
        """Whether the model in this row is unfolded."""
        return self.id_at(row) in self._open

    def loaded(self, row: int, *, ask: bool = True) -> LoadedRow | None:
        """The row's data; None while it is being read (it is asked for then)."""
        number = self.id_at(row)
        if ask and number and self.store.is_wanted(number):
            self._ask(row)
        return self.store.find(number)

    def cell(self, row: int, column: int) -> Cell | None:
        """What a cell shows; None while the row is being read."""
        loaded = self.loaded(row)
        if loaded is None or not 0 <= column < len(self.columns):
            return None
        return cell_of(loaded, self.columns[column], self.edits)

    def marks(self, row: LoadedRow) -> dict[str, ChannelStanding]:
        """channel -> standing of a row's product; empty while it is not known."""
        return self._marks.get(row.row.root_id, {})

    # -- fetching -----------------------------------------------------------------------------------
    def _ask(self, row: int) -> None:
        start = row - row % CHUNK
        self._wanted.pop(start, None)
        self._wanted[start] = None  # the newest question is answered first
        if not self._pump.isActive():
            self._pump.start()

    def _fetch(self) -> None:
        while self._wanted and self._flying < IN_FLIGHT:
            start, _none = self._wanted.popitem()
            ids = [number for number in self._ids[start : start + CHUNK] if self.store.is_wanted(number)]
            if not ids:
                continue
            self._flying += 1
            self._desk.read(
                load_rows, ids, list(self.columns), self._desk.locale,
                then=partial(self._rows_read, self.generation, ids),
                otherwise=lambda error: self.failed.emit(sentence_for(error)), owner=self,
            ).finished.connect(self._landed)  # fmt: skip
        while len(self._wanted) > 8:
            self._wanted.pop(next(iter(self._wanted)))

    def _landed(self) -> None:
        self._flying -= 1
        self._fetch()

    def _rows_read(self, generation: int, asked: list[int], rows: list[LoadedRow]) -> None:
        if generation != self.generation:
            return
        self.store.keep(rows)
        self._ask_marks([row.row.root_id for row in rows])
        self.changed_ids(asked)

    def _ask_marks(self, roots: list[int]) -> None:
        if not any(column.channel for column in self.columns):
            return
        wanted = sorted({root for root in roots if root not in self._marks})
        if wanted:
            self._desk.read(readiness.states, wanted, then=self._marks_read, otherwise=lambda error: None, owner=self)

    def _marks_read(self, found: dict[int, dict[str, ChannelStanding]]) -> None:
        self._marks.update(found)
        touched = [row.row.id for row in self.store.rows() if row.row.root_id in found]
        for number in touched:
            self.store.touch(number)
        self.changed_ids(touched)

    def changed_ids(self, ids: Sequence[int]) -> None:
        """Tell views that these products look different; one signal from the first to the last row."""
        wanted = set(ids)
        if not wanted or not self.columns or not self._ids:
            return
        if len(wanted) > 500:
            first, last = 0, len(self._ids) - 1
        else:
            rows = [row for row in map(self.row_of, wanted) if row >= 0]
            if not rows:
                return
            first, last = min(rows), max(rows)
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.rows_arrived.emit()

    # -- unfolding ----------------------------------------------------------------------------------
    def toggle(self, row: int) -> None:
        """Unfold or fold the model in a row."""
        if self.is_open(row):
            self._fold(row)
        else:
            self._unfold(self.id_at(row))

    def _unfold(self, number: int) -> None:
        if number:
            self._desk.read(browsing.child_ids, number, then=partial(self._insert_children, number), owner=self)

    def _insert_children(self, number: int, children: list[int]) -> None:
        row = self.row_of(number)
        if row < 0 or not children or number in self._open:
            return
        depth = self._depths[row] + 1
        self.beginInsertRows(_NO_INDEX, row + 1, row + len(children))
        self._ids[row + 1 : row + 1] = array("q", children)
        self._depths[row + 1 : row + 1] = bytes([depth]) * len(children)
        self._open.add(number)
        self.store.touch(number)
        self.endInsertRows()
        self.rows_arrived.emit()

    def _fold(self, row: int) -> None:
        depth, end = self._depths[row], row + 1
        while end < len(self._ids) and self._depths[end] > depth:
            self._open.discard(self._ids[end])
            end += 1
        self.beginRemoveRows(_NO_INDEX, row + 1, end - 1)
        self._open.discard(self._ids[row])
        del self._ids[row + 1 : end]
        del self._depths[row + 1 : end]
        self.store.touch(self._ids[row])
        self.endRemoveRows()

    # -- what changed -------------------------------------------------------------------------------
    def _edits_changed(self, uids: set[str]) -> None:
        ids = self.store.ids_of(uids)
        for number in ids:
            self.store.touch(number)
        self.changed_ids(ids)

    def _catalog_changed(self, changed: CatalogChanged) -> None:
        if changed.uids is None or changed.structure:
            self.store.all_stale()
            self._marks.clear()
            touched = [row.row.id for row in self.store.rows()]
        else:
            roots = {row.row.root_id for row in self.store.rows() if row.row.uid in changed.uids}
            touched = self.store.stale_where(lambda row: row.row.root_id in roots or row.row.uid in changed.uids)
            for root in roots:
                self._marks.pop(root, None)
        self.changed_ids(touched)
        self._later.start()

    # -- the Qt interface ---------------------------------------------------------------------------
    @guarded(0)
    def rowCount(self, parent: QModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

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
        if text == edit_text_of(loaded, column, self.edits):
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
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return column.title
        return (column.tip or column.title) if role in (_TIP, _SPOKEN) and column.code != LEAD else None


_ANSWERS = {
    _DISPLAY: lambda model, row, column: spoken_of(model, row, column, short=True),
    _EDIT: lambda model, row, column: edit_text_of(row, column, model.edits),
    _TIP: help_of,
    _SPOKEN: spoken_of,
}


def _snapshot(workspace: Workspace, query: Query) -> array[int] | None:
    """The ids of a query, None when an index has to be built before. Reader thread."""
    with workspace.reading() as connection:
        if workspace.writable and workspace.finder(connection).unindexed(query):
            return None
    return browsing.product_ids(workspace, query)
