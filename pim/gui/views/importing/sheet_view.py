"""The table of the rehearsal: Space takes or leaves a row or a value, Ctrl+Space a column."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.views.importing.sheet_model import FIRST, LINE, SKU, TICK, SheetModel
from pim.gui.views.importing.sheet_painting import ROW_HEIGHT, SheetDelegate, SheetHeader
from pim.i18n import _

_WIDTHS = {TICK: 34, LINE: 54, SKU: 140}
_LEAST, _MOST, _USUAL = 120, 240, 150


class SheetView(QTableView):
    """Shows a `SheetModel`."""

    def __init__(self, theme: Theme, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = model
        self._delegate = SheetDelegate(theme, model, self)
        self.head = SheetHeader(theme, model, self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAccessibleName(_("Rehearsed rows"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        model.modelReset.connect(self.set_widths)
        model.headerDataChanged.connect(lambda *_what: self.head.viewport().update())
        theme.changed.connect(self.viewport().update)

    def set_widths(self) -> None:
        """Usual widths; a few columns share the room that is left."""
        columns = self._sheet.columns
        room = self.viewport().width() - sum(_WIDTHS.values())
        share = max(_LEAST, min(_MOST, room // len(columns))) if columns else _USUAL
        for section, width in _WIDTHS.items():
            self.setColumnWidth(section, width)
        for place in range(len(columns)):
            self.setColumnWidth(FIRST + place, max(share, 200) if place == 0 else share)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.set_widths()

    def show_line(self, file: str, line: int) -> bool:
        """Scroll to a line of a file; False when the filter hides it."""
        row = self._sheet.row_of(file, line)
        if row >= 0:
            index = self._sheet.index(row, SKU)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return row >= 0

    def mouseReleaseEvent(self, event) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if index.isValid() and index.column() == TICK and event.button() == Qt.MouseButton.LeftButton:
            self._toggle_rows(index)

    def mouseDoubleClickEvent(self, event) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() >= FIRST:
            self._sheet.toggle(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.head.toggle(index.column())
            elif index.column() < FIRST:
                self._toggle_rows(index)
            else:
                self._sheet.toggle(index)
            return
        super().keyPressEvent(event)

    def _toggle_rows(self, index: QModelIndex) -> None:
        """The row, or all selected rows when it is one of them."""
        rows = {selected.row() for selected in self.selectionModel().selectedRows()}
        chosen = rows if index.row() in rows else {index.row()}
        lines = [self._sheet.line(row) for row in chosen if self._sheet.can_tick(row)]
        if lines:
            keys = [(line.file, line.line) for line in lines if line is not None]
            self._sheet.choice.set_rows(keys, not self._sheet.is_ticked(index.row()))

    def visible_rows(self) -> range:
        """The rows on screen."""
        rect: QRect = self.viewport().rect()
        first, last = self.rowAt(rect.top() + 1), self.rowAt(rect.bottom())
        return range(max(0, first), (last if last >= 0 else self._sheet.rowCount() - 1) + 1)
