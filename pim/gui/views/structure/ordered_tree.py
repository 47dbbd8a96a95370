"""A flat list whose rows are moved by dragging or Alt+arrows, with columns."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from pim.gui.theme.theme import Theme
from pim.gui.widgets.own_keys import ALT_UP_DOWN, AltKeys
from pim.i18n import _

CODE = int(Qt.ItemDataRole.UserRole)
_ROW = 28


class _RowDelegate(QStyledItemDelegate):
    """Rows of 28 px with a line under each."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option, index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _ROW)

    def paint(self, painter: QPainter, option, index) -> None:
        super().paint(painter, option, index)
        painter.fillRect(QRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1), self._theme.c.line)


class OrderedTree(AltKeys, QTreeWidget):
    """`rows_moved()` after a move, `remove_asked(item)` for the Delete key."""

    ALT = ALT_UP_DOWN

    rows_moved = Signal()
    remove_asked = Signal(object)

    def __init__(self, theme: Theme, heads: list[str], name: str) -> None:
        super().__init__()
        self._theme = theme
        self._delegate = _RowDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setColumnCount(len(heads))
        self.setHeaderLabels(heads)
        self.setAccessibleName(name)
        self.setFont(theme.font(12))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setFont(theme.font(11, 600))
        self.header().setSectionsMovable(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setToolTip(_("Drag rows to order them, or press Alt+↑ and Alt+↓"))

    def add_row(self, code: str, texts: list[str]) -> QTreeWidgetItem:
        """Append a row."""
        item = QTreeWidgetItem(texts)
        item.setData(0, CODE, code)
        item.setFlags((item.flags() | Qt.ItemFlag.ItemIsDragEnabled) & ~Qt.ItemFlag.ItemIsDropEnabled)
        self.addTopLevelItem(item)
        return item

    def codes(self) -> list[str]:
        """The codes of the rows, in order."""
        items = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        return [str(item.data(0, CODE)) for item in items if item is not None]

    def place(self) -> tuple[str, int]:
        """Code and column of the current cell; ("", 0) for none."""
        item = self.currentItem()
        return (str(item.data(0, CODE)), max(0, self.currentColumn())) if item is not None else ("", 0)

    def choose(self, place: tuple[str, int]) -> None:
        """Make the cell that `place` said the current one again, in sight, if its row is still there."""
        codes, (code, column) = self.codes(), place
        item = self.topLevelItem(codes.index(code)) if code in codes else None
        if item is not None:
            self.setCurrentItem(item, column)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectedItems():  # else nobody sees where the keys are
            self.choose(self.place())

    def fit_height(self, most: int = 16) -> None:
        """As high as its rows, up to `most` of them."""
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if self.topLevelItemCount() > most
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(32 + _ROW * max(1, min(most, self.topLevelItemCount())))

    def move_current(self, step: int) -> None:
        """Move the current row up (-1) or down (1)."""
        item, column = self.currentItem(), self.currentColumn()
        place = self.indexOfTopLevelItem(item) if item is not None else -1
        if item is None or place < 0 or not 0 <= place + step < self.topLevelItemCount():
            return
        self.takeTopLevelItem(place)
        self.insertTopLevelItem(place + step, item)
        self.setCurrentItem(item, max(0, column))
        self.rows_moved.emit()

    def dropEvent(self, event) -> None:
        before = self.codes()
        super().dropEvent(event)
        if self.codes() != before:
            self.rows_moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_current(steps[Qt.Key(event.key())])
            return
        if event.key() == Qt.Key.Key_Delete and self.currentItem() is not None:
            self.remove_asked.emit(self.currentItem())
            return
        super().keyPressEvent(event)
