"""The rows of a rehearsal, read from its spool in chunks while somebody scrolls."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.guard import guarded
from pim.gui.views.importing.choice import Choice
from pim.gui.views.importing.equation import state_word
from pim.gui.views.importing.session import Rehearsed
from pim.i18n import _, format_number
from pim.services.importing.accounting import CHANGED, NEW, AccountColumn, Line
from pim.services.importing.paging import SAME, WRONG, AccountRow, Cell, page

TICK, LINE, SKU, FIRST = range(4)
CHUNK, KEEP, IN_FLIGHT = 100, 4_000, 2
ALL = "all"
_NONE = QModelIndex()


class SheetModel(QAbstractTableModel):
    """Three columns of its own, then the account's. `show(rehearsed)`, `filter(state)`."""

    def __init__(self, desk: CatalogDesk, choice: Choice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self.choice = desk, choice
        self._rehearsed: Rehearsed | None = None
        self._numbers: Sequence[int] = ()
        self._rows: OrderedDict[int, AccountRow] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._flying = self._generation = 0
        self._pump = QTimer(self, singleShot=True, interval=0)
        self._pump.timeout.connect(self._fetch)
        self.state = ALL
        choice.changed.connect(self._repaint)

    # -- what is shown -------------------------------------------------------------------------------
    def show(self, rehearsed: Rehearsed | None) -> None:
        """Another rehearsal, or none."""
        self.beginResetModel()
        self._rehearsed = rehearsed
        self._generation += 1
        self._rows.clear()
        self._wanted.clear()
        self._numbers = self._of_state(self.state)
        self.endResetModel()

    def filter(self, state: str) -> None:
        """Only rows of one state."""
        self.beginResetModel()
        self.state, self._numbers = state, self._of_state(state)
        self._wanted.clear()
        self.endResetModel()

    def _of_state(self, state: str) -> Sequence[int]:
        if self._rehearsed is None:
            return ()
        account = self._rehearsed.account
        return range(len(account.lines)) if state == ALL else account.by_state.get(state, ())

    @property
    def columns(self) -> tuple[AccountColumn, ...]:
        """The account's columns."""
        return self._rehearsed.account.columns if self._rehearsed else ()

    def line(self, row: int) -> Line | None:
        """The line of a row, loaded or not."""
        if self._rehearsed is None or not 0 <= row < len(self._numbers):
            return None
        return self._rehearsed.account.lines[self._numbers[row]]

    def row_of(self, file: str, line: int) -> int:
        """The row that shows a line of a file, -1 when the filter hides it."""
        if self._rehearsed is None:
            return -1
        lines = self._rehearsed.account.lines
        return next((n for n, number in enumerate(self._numbers) if lines[number][:2] == (file, line)), -1)

    def loaded(self, row: int) -> AccountRow | None:
        """The cells of a row; None while they are read (they are asked for then)."""
        if not 0 <= row < len(self._numbers):
            return None
        found = self._rows.get(self._numbers[row])
        if found is None:
            self._wanted[row - row % CHUNK] = None
            self._wanted.move_to_end(row - row % CHUNK)
            if not self._pump.isActive():
                self._pump.start()
        return found

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell in one of the account's columns."""
        found = self.loaded(row)
        return found.cells.get(self.columns[column - FIRST].key) if found and column >= FIRST else None

    # -- ticks ---------------------------------------------------------------------------------------
    def can_tick(self, row: int) -> bool:
        """Whether the row would write anything."""
        line = self.line(row)
        return line is not None and line.state in (CHANGED, NEW)

    def is_ticked(self, row: int) -> bool:
        """Whether the row is taken."""
        line = self.line(row)
        return line is not None and (line.file, line.line) not in self.choice.rows

    def takes(self, row: int, column: int) -> bool:
        """Whether the value in a cell is taken."""
        line, part = self.line(row), self.columns[column - FIRST]
        return line is not None and self.choice.takes((line.file, line.line), part.column, part.key)

    def toggle(self, index: QModelIndex) -> None:
        """Tick or untick the row, or the value in one of the account's columns."""
        line = self.line(index.row())
        if line is None or not self.can_tick(index.row()):
            return
        if index.column() < FIRST:
            self.choice.set_rows([(line.file, line.line)], not self.is_ticked(index.row()))
            return
        cell = self.cell(index.row(), index.column())
        if cell is not None and cell.kind not in (SAME, WRONG):
            self.choice.toggle_value((line.file, line.line, self.columns[index.column() - FIRST].key))

    def _repaint(self) -> None:
        if self._numbers and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    # -- fetching ------------------------------------------------------------------------------------
    def _fetch(self) -> None:
        while self._wanted and self._flying < IN_FLIGHT and self._rehearsed is not None:
            start, _nothing = self._wanted.popitem()
            numbers = [n for n in self._numbers[start : start + CHUNK] if n not in self._rows]
            if not numbers:
                continue
            self._flying += 1
            shown = self._rehearsed
            task = self._desk.read(
                page, shown.rehearsal, shown.account, numbers, self._desk.locale, owner=self,
                then=partial(self._take, self._generation, start), otherwise=partial(self._failed, shown),
            )  # fmt: skip
            if task is None:
                return  # the window is closing
            task.finished.connect(self._landed)
        while len(self._wanted) > 6:
            self._wanted.popitem(last=False)

    def _landed(self) -> None:
        self._flying -= 1
        self._fetch()

    def _failed(self, shown: Rehearsed, error: Exception) -> None:
        """Told, but for a page of a rehearsal that was closed meanwhile."""
        if shown is self._rehearsed and not shown.rehearsal.entries.is_closed:
            self._desk.tasks.unhandled.emit(error)

    def _take(self, generation: int, start: int, rows: list[AccountRow]) -> None:
        if generation != self._generation or self._rehearsed is None:
            return
        lines = {(row.line.file, row.line.line): row for row in rows}
        for number in self._numbers[start : start + CHUNK]:
            line = self._rehearsed.account.lines[number]
            if (line.file, line.line) in lines:
                self._rows[number] = lines[line.file, line.line]
        while len(self._rows) > KEEP:
            self._rows.popitem(last=False)
        last = min(start + CHUNK, self.rowCount()) - 1
        if last >= start:
            self.dataChanged.emit(self.index(start, 0), self.index(last, self.columnCount() - 1))

    # -- the Qt interface ----------------------------------------------------------------------------
    @guarded(0)
    def rowCount(self, parent: QModelIndex = _NONE) -> int:
        return 0 if parent.isValid() else len(self._numbers)

    @guarded(0)
    def columnCount(self, parent: QModelIndex = _NONE) -> int:
        return 0 if parent.isValid() or self._rehearsed is None else FIRST + len(self.columns)

    @guarded()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if section < FIRST:
            return ("", _("Row"), _("SKU"))[section]
        part = self.columns[section - FIRST]
        if role == Qt.ItemDataRole.ToolTipRole and part.column:
            return _("{name}, from the column “{column}”. Ctrl+Space or a click takes or leaves it.").format(
                name=part.title, column=part.column
            )
        return part.title

    @guarded()
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._numbers) or index.column() >= self.columnCount():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK and self.can_tick(index.row()):
            return Qt.CheckState.Checked if self.is_ticked(index.row()) else Qt.CheckState.Unchecked
        return None

    def _text(self, row: int, column: int) -> str | None:
        line, loaded = self.line(row), self.loaded(row)
        if line is None:
            return None
        if column == TICK:
            return state_word(line.state, 1)
        if column == LINE:
            return format_number(line.line)
        if loaded is None:
            return None
        return loaded.sku if column == SKU else spoken(loaded.cells.get(self.columns[column - FIRST].key))


def spoken(cell: Cell | None) -> str:
    """A cell in words, for tooltips and screen readers."""
    if cell is None:
        return ""
    if cell.kind == SAME:
        return cell.before or cell.after or ""
    if cell.kind == WRONG:
        return f"{cell.before}: {cell.after}" if cell.before else cell.after or ""
    return _("{before} becomes {after}").format(before=cell.before or _("nothing"), after=cell.after or _("nothing"))
