"""The product list's table: rows blitted from a cache, selection and hover on top, the keys of a spreadsheet."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_columns import LEAD, NAME, NARROW_ORDER
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.painting.cells import ROW_HEIGHT
from pim.gui.views.products.fill_handle import FillHandle
from pim.gui.views.products.grid_delegate import GridDelegate
from pim.gui.views.products.grid_header import GridHeader
from pim.gui.views.products.grid_keys import command_of
from pim.gui.views.products.grid_on_top import OnTop
from pim.gui.views.products.row_painter import Place, RowPainter
from pim.gui.views.products.selected import drag_of
from pim.gui.widgets.own_keys import MenuAtCurrent
from pim.i18n import _

NAME_MIN = 150
FRAME = 0.008  # seconds in which one paint event paints rows anew; what is left comes with the next
_DOWN = {Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class GridView(MenuAtCurrent, QTableView):
    """Shows a `ProductGridModel`. `current_changed(row)`, `range_changed()`, `command(name)` for keys that change
    products: copy, paste, paste_all, clear, fill_down, fill_right, select_all; `is_behind` while rows are unpainted."""

    current_changed = Signal(int)
    range_changed = Signal()
    command = Signal(str)
    resized_by_hand = Signal()

    def __init__(self, desk: CatalogDesk, model: ProductGridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.grid = desk, model
        self._hover, self._fitting, self._hidden_by_width, self.is_behind = -1, False, set(), False
        self._column = 1  # where the current cell was last: an order anew resets the model, and with it the cell
        self.head = GridHeader(desk.theme, self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.painter = RowPainter(desk.theme, desk.thumbnails, model)
        self._on_top, self.handle = OnTop(desk.theme, self), FillHandle(self)
        self.setItemDelegate(GridDelegate(desk, self))
        self._configure()
        self._connect()

    def _configure(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(20)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(_("Products"))
        self.setWordWrap(False)

    def _connect(self) -> None:
        self._repaint_soon = QTimer(self, singleShot=True, interval=30)
        self._repaint_soon.timeout.connect(self.viewport().update)
        self._desk.thumbnails.arrived.connect(self._image_arrived)
        self._desk.theme.changed.connect(self.painter.clear)
        self.head.sectionResized.connect(self._resized)
        self.head.sectionMoved.connect(self._columns_moved)
        self.grid.modelReset.connect(lambda: self.head.set_columns(self.grid.columns))

    def _image_arrived(self, sha256: str) -> None:
        self.painter.image_arrived(sha256)
        if not self._repaint_soon.isActive():
            self._repaint_soon.start()

    # -- columns ------------------------------------------------------------------------------------
    def set_widths(self, widths: dict[str, int]) -> None:
        """Give every column its width, by code, and stand them in the model's order; the rest of the room goes to the
        name."""
        self.head.set_columns(self.grid.columns)
        self._fitting = True
        for section, column in enumerate(self.grid.columns):
            self.head.moveSection(self.head.visualIndex(section), section)  # the header keeps moves over a reset
            self.head.resizeSection(section, widths.get(column.code, column.width))
        self._fitting = False
        self.fit()

    def fit(self) -> None:
        """Hide what has no room (Updated, Family, Status, in this order) and give the rest to the name."""
        columns, room = self.grid.columns, self.viewport().width()
        name = next((n for n, column in enumerate(columns) if column.code == NAME), None)
        if name is None or room < 100:
            return
        self._fitting = True
        for section in self._hidden_by_width:
            self.head.setSectionHidden(section, False)
        self._hidden_by_width = set()
        for code in NARROW_ORDER:
            if self._needed(name) + NAME_MIN <= room:
                break
            section = next((n for n, column in enumerate(columns) if column.code == code), None)
            if section is not None:
                self.head.setSectionHidden(section, True)
                self._hidden_by_width.add(section)
        self.head.resizeSection(name, max(NAME_MIN, room - self._needed(name)))
        self._fitting = False
        self._columns_moved()

    def _needed(self, name: int) -> int:
        return sum(
            self.head.sectionSize(n)
            for n in range(self.head.count())
            if n != name and not self.head.isSectionHidden(n)
        )

    def _columns_moved(self, *_what: int) -> None:
        if self._fitting:
            return
        height = self.verticalHeader().defaultSectionSize()
        places = [
            Place(self.grid.columns[n], QRect(self.head.sectionPosition(n), 0, self.head.sectionSize(n), height - 1))
            for n in range(min(self.head.count(), len(self.grid.columns)))
            if not self.head.isSectionHidden(n)
        ]
        self.painter.set_layout(places, QSize(max(self.head.length(), self.viewport().width()), height))
        self.viewport().update()

    def _resized(self, *_what: int) -> None:
        if not self._fitting:
            self._columns_moved()
            self.resized_by_hand.emit()

    def layout_codes(self) -> list[tuple[str, int]]:
        """(code, width) of the columns in the order in which they stand."""
        sections = (self.head.logicalIndex(n) for n in range(self.head.count()))
        return [(self.grid.columns[n].code, self.head.sectionSize(n) or self.grid.columns[n].width) for n in sections]

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.fit()

    # -- painting -----------------------------------------------------------------------------------
    def paintEvent(self, event) -> None:
        painter = QPainter(self.viewport())
        area = event.rect()
        painter.fillRect(area, self._desk.theme.c.surface)
        first, last = self._rows_in(area)
        ratio, x = self.devicePixelRatioF(), -self.horizontalOffset()
        unfinished, until = QRegion(), perf_counter() + FRAME
        for row in range(first, last + 1):
            pixmap, is_whole = self.painter.row(row, ratio, hurry=perf_counter() > until)
            painter.drawPixmap(x, self.rowViewportPosition(row), pixmap)
            if not is_whole:
                unfinished += self.row_rect(row)
        self.is_behind = not unfinished.isEmpty()
        if self.is_behind:
            QTimer.singleShot(0, self.viewport(), lambda: self.viewport().update(unfinished))
        self._on_top.paint(painter, first, last, self._hover)
        painter.end()  # at once: a painter that outlives its event, kept by a traceback, ends the process

    def _rows_in(self, area: QRect) -> tuple[int, int]:
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        return (first, last if last >= 0 else self.grid.rowCount() - 1) if first >= 0 else (0, -1)

    def row_rect(self, row: int) -> QRect:
        """The whole row in the viewport, without its base line."""
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row) - 1)

    # -- mouse and keys -----------------------------------------------------------------------------
    def mouseMoveEvent(self, event) -> None:
        if self.handle.move(event.position().toPoint()):
            return
        self.handle.show_cursor(event.position().toPoint())
        row = self.rowAt(event.position().toPoint().y())
        if row != self._hover:
            for changed in (self._hover, row):
                if changed >= 0:
                    self.viewport().update(self.row_rect(changed))
            self._hover = row
        super().mouseMoveEvent(event)

    def leaveEvent(self, event) -> None:
        self._hover = -1
        self.viewport().update()
        super().leaveEvent(event)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.handle.press(event.position().toPoint()):
            return
        index = self.indexAt(event.position().toPoint())
        at_lead = index.isValid() and self.grid.columns[index.column()].code == LEAD
        self.setDragEnabled(at_lead)  # products are dragged by their picture; anywhere else a drag selects a range
        if at_lead and self._press_caret(index, event):
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event) -> None:
        if not self.handle.release():
            super().mouseReleaseEvent(event)

    def _press_caret(self, index: QModelIndex, event) -> bool:
        loaded = self.grid.loaded(index.row())
        x = event.position().x() - self.columnViewportPosition(index.column())
        near = x < 24 + 8 * self.grid.order.depth(index.row())
        if loaded is None or loaded.row.kind != "model" or not near:
            return False
        self.grid.toggle(index.row())
        return True

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self._column = max(current.column(), 0) or self._column
        self.viewport().update()
        if current.row() != previous.row():
            self.current_changed.emit(current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()  # the outline goes round the whole range, not only what was added
        self.range_changed.emit()

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Every selected product: Qt itself would make an index of every selected cell."""
        drag_of(self, self._desk.theme).exec(actions, Qt.DropAction.MoveAction)

    def go_to(self, index: QModelIndex) -> None:
        """Make a cell the current and only selected one, whatever keys are held (Qt would toggle with Ctrl)."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def step(self, rows: int, columns: int) -> None:
        """Go to a neighbour of the current cell and select it."""
        now, last_row, last_column = self.currentIndex(), self.grid.rowCount() - 1, self.grid.columnCount() - 1
        row, column = min(max(0, now.row() + rows), last_row), min(max(1, now.column() + columns), last_column)
        target = self.grid.index(row, column)
        if target.isValid():
            self.go_to(target)

    def show_row(self, row: int, column: int = -1) -> None:
        """Make a row the current one, by default in the column of the cell before, and bring it into view."""
        self.go_to(self.grid.index(row, min(column if column >= 0 else self._column, self.grid.columnCount() - 1)))

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.handle.cancel():
            return
        name = command_of(event)
        if name:
            self.command.emit(name)
            return
        if not self._structure_key(event) and not self._edge_key(event):
            super().keyPressEvent(event)

    def _structure_key(self, event) -> bool:
        """Alt with arrows: unfold, fold, next and previous product. Enter goes down."""
        row, step = self.currentIndex().row(), _DOWN.get(event.key())
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and step is not None:
            if step[0]:
                self.step(step[0], 0)
            elif self.grid.is_open(row) != (step[1] > 0):
                self.grid.toggle(row)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.step(1, 0)
            return True
        return False

    def _edge_key(self, event) -> bool:
        """Ctrl and Ctrl+Shift with arrows: to the edge, extending the range with Shift."""
        step = _DOWN.get(event.key())
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if step is None or not control or not self.currentIndex().isValid():
            return False
        now = self.currentIndex()
        row = {0: now.row(), 1: self.grid.rowCount() - 1, -1: 0}[step[0]]
        column = {0: now.column(), 1: self._last_column(), -1: 1}[step[1]]
        target = self.grid.index(row, column)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(QItemSelection(now, target), flags.ClearAndSelect)
            self.scrollTo(target)
        else:
            self.go_to(target)
        return True

    def _last_column(self) -> int:
        return max(n for n in range(self.head.count()) if not self.isColumnHidden(n))
