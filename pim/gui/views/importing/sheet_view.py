"""The table of the rehearsal: Space takes or leaves a row or a value, Ctrl+Space a column."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from pim.gui.painting.text import text_width
from pim.gui.theme.theme import Theme
from pim.gui.views.importing.sheet_model import FIRST, LINE, SKU, TICK, SheetModel
from pim.gui.views.importing.sheet_painting import ROW_HEIGHT, SheetDelegate, SheetHeader, changes_text, natural_width
from pim.i18n import _, format_number
from pim.services.importing.paging import WRONG, AccountRow

_LEAST, _MOST, _MOST_NAME, _SAMPLE = 84, 190, 260, 40


class SheetView(QTableView):
    """Shows a `SheetModel`."""

    def __init__(self, theme: Theme, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet, self._theme, self._fitted = model, theme, False
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
        model.modelReset.connect(self._begin_anew)
        model.dataChanged.connect(lambda *_what: self._fit_once())
        model.headerDataChanged.connect(lambda *_what: self.head.viewport().update())
        theme.changed.connect(self.viewport().update)

    def set_widths(self) -> None:
        """As wide as names and the first rows ask for; room that is left is shared."""
        columns, theme, sheet = self._sheet.columns, self._theme, self._sheet
        if not columns:
            return
        last = sheet.line(sheet.rowCount() - 1)
        digits = text_width(format_number(last.line if last else 0), theme.font(11, 400, True))
        own = {TICK: 34, LINE: max(40, int(digits) + 16), SKU: self._sku_width()}
        most = max(_MOST, min(_MOST_NAME, self.viewport().width() * 3 // 10))
        wanted = [self._wanted(place, _MOST if place else most) for place in range(len(columns))]
        spare = self.viewport().width() - sum(own.values()) - sum(wanted)
        if spare > 0:
            wanted = [width + spare // len(wanted) for width in wanted]
        for section, width in (*own.items(), *((FIRST + place, width) for place, width in enumerate(wanted))):
            self.setColumnWidth(section, width)

    def _sample(self) -> list[AccountRow]:
        found = (self._sheet.loaded(row) for row in range(min(_SAMPLE, self._sheet.rowCount())))
        return [row for row in found if row is not None]

    def _sku_width(self) -> int:
        widths = [text_width(row.sku, self._theme.font(12)) for row in self._sample()]
        return max(90, min(190, int(max(widths, default=110)) + 20))

    def _wanted(self, place: int, most: int) -> int:
        column = self._sheet.columns[place]
        title = text_width(column.title, self._theme.font(12, 500)) + 42
        note = text_width(changes_text(column.changes), self._theme.font(11, 400, True)) + 40
        cells = (row.cells.get(column.key) for row in self._sample())
        widths = [natural_width(cell, self._theme) for cell in cells if cell is not None and cell.kind != WRONG]
        return int(max(_LEAST, min(most, max([title, note, *widths]))))

    def _fit_once(self) -> None:
        """The first rows have arrived: now their widths are known."""
        if not self._fitted and self._sample():
            self._fitted = True
            self.set_widths()

    def _begin_anew(self) -> None:
        self._fitted = False
        self.set_widths()

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
