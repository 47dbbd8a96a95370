"""A read-only table of texts: reports, exceptions, the ledger. Rows may carry a payload and be activated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView, QWidget

from pim.gui.models.guard import guarded
from pim.gui.painting.text import END, LEFT, MIDDLE, RIGHT, draw_text
from pim.gui.theme.theme import Theme

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
COLOR_ROLE = ROW_ROLE + 1
ROW_HEIGHT = 28
NOWHERE = QModelIndex()


class TextColumn(NamedTuple):
    """A column: title, width (0 = takes the rest), numbers at the `right`, SKUs shortened in the `middle`."""

    title: str
    width: int = 0
    right: bool = False
    middle: bool = False


class TextRow(NamedTuple):
    """Texts by column, what the row stands for, and colour roles by column ("" = text)."""

    texts: tuple[str, ...]
    payload: Any = None
    colors: tuple[str, ...] = ()


class TextTableModel(QAbstractTableModel):
    """The rows of a `PlainTable`."""

    def __init__(self, columns: Sequence[TextColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[TextRow, ...] = ()

    def set_rows(self, rows: Sequence[TextRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @guarded(0)
    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @guarded(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if self.columns[section].right else LEFT
        return None

    @guarded(None)
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        row, column = self.rows[index.row()], index.column()
        if role == ROW_ROLE:
            return row.payload
        if role == COLOR_ROLE:
            return row.colors[column] if column < len(row.colors) else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.texts[column] if column < len(row.texts) else None
        if role == Qt.ItemDataRole.AccessibleTextRole and column < len(row.texts):
            return f"{self.columns[column].title}: {row.texts[column]}"
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        rect, c = option.rect, self._theme.c
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.atint)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, c.line)
        column = index.model().columns[index.column()]
        right = column.right
        role = index.data(COLOR_ROLE) or ("text" if index.column() == 0 else "muted")
        font = self._theme.font(12, 500 if index.column() == 0 else 400, right)
        text = str(index.data() or "")
        side, mode = (RIGHT if right else LEFT), (MIDDLE if column.middle else END)
        draw_text(painter, rect.adjusted(8, 0, -8, 0), text, font, self._theme.color(role), side, mode)


class PlainTable(QTableView):
    """Shows `TextRow`s. `row_activated(payload)` on Enter or double click."""

    row_activated = Signal(object)

    def __init__(self, theme: Theme, columns: Sequence[TextColumn], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = TextTableModel(columns, self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(ROW_HEIGHT)
        header.setFont(theme.font(11, 500))
        for number, column in enumerate(columns):
            mode = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(number, mode)
            if column.width:
                self.setColumnWidth(number, column.width)
        self.activated.connect(lambda index: self.row_activated.emit(index.data(ROW_ROLE)))
        theme.changed.connect(self.viewport().update)

    @property
    def count(self) -> int:
        """How many rows are shown."""
        return self._model.rowCount()

    def set_rows(self, rows: Sequence[TextRow]) -> None:
        """Show other rows; the current row stays where it was."""
        current = self.currentIndex().row()
        self._model.set_rows(rows)
        if 0 <= current < len(rows):
            self.setCurrentIndex(self._model.index(current, 0))

    def fit_height(self, most: int = 12) -> None:
        """As high as its rows, up to `most` of them."""
        self.setFixedHeight((min(most, max(1, self.count)) + 1) * ROW_HEIGHT + 4)
