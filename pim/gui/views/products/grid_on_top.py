"""What is drawn over the cached rows of the product list: current row, hover, ranges, the active cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionRange, QModelIndex, QRect
from PySide6.QtGui import QColor, QPainter, QRegion

from pim.gui.painting.cells import draw_active, draw_range
from pim.gui.theme.theme import Theme

if TYPE_CHECKING:
    from pim.gui.views.products.grid_view import GridView


class OnTop:
    """`paint` draws for the rows from `first` to `last` of `view`."""

    def __init__(self, theme: Theme, view: GridView) -> None:
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, first: int, last: int, hover: int) -> None:
        """Draw all of it; `hover` is the row under the mouse, -1 for none."""
        self._paint_rows(painter, first, last, hover)
        self._paint_ranges(painter, first, last)

    def _tint(self, painter: QPainter, rect: QRect, color: QColor) -> None:
        """Colour a painted ground and leave its text: the darker (in the dark: the lighter) of both wins."""
        modes = QPainter.CompositionMode
        painter.setCompositionMode(modes.CompositionMode_Lighten if self._theme.dark else modes.CompositionMode_Darken)
        painter.fillRect(rect, color)
        painter.setCompositionMode(modes.CompositionMode_SourceOver)

    def _paint_rows(self, painter: QPainter, first: int, last: int, hover: int) -> None:
        current = self._view.currentIndex().row()
        if first <= current <= last:
            rect = self._view.row_rect(current)
            self._tint(painter, rect, self._theme.c.atint)
            painter.fillRect(QRect(0, rect.y(), 3, rect.height()), self._theme.c.accent)
        if first <= hover <= last and hover != current:
            self._tint(painter, self._view.row_rect(hover), self._theme.c.hover)

    def _paint_ranges(self, painter: QPainter, first: int, last: int) -> None:
        active = self._view.currentIndex()
        ranges = list(self._view.selectionModel().selection())
        for part in ranges:
            single = part.height() == 1 and part.width() == 1
            if single or part.bottom() < first - 1 or part.top() > last + 1:
                continue
            rect = self._rect_of(part, first, last)
            if rect.isValid():
                self._tint_but(painter, rect, active)
                draw_range(painter, rect, self._theme, handle=len(ranges) == 1)
        alone = not ranges or (len(ranges) == 1 and ranges[0].width() == 1 and ranges[0].height() == 1)
        # Its frame reaches into the row above.
        if alone and active.isValid() and first <= active.row() <= last + 1 and active.column() > 0:
            draw_active(painter, self._view.visualRect(active).adjusted(-1, -1, 0, 0), self._theme)

    def _rect_of(self, part: QItemSelectionRange, first: int, last: int) -> QRect:
        """The part of a range that is in view, and a row more on each side so that its outline stays out of sight."""
        view = self._view
        top, bottom = max(part.top(), first - 1, 0), min(part.bottom(), last + 1)
        columns = [n for n in range(part.left(), part.right() + 1) if not view.isColumnHidden(n)]
        if not columns:
            return QRect()
        left = min(view.columnViewportPosition(n) for n in columns)
        right = max(view.columnViewportPosition(n) + view.columnWidth(n) for n in columns)
        y = view.rowViewportPosition(top)
        return QRect(left - 1, y - 1, right - left + 1, view.rowViewportPosition(bottom) + view.rowHeight(bottom) - y)

    def _tint_but(self, painter: QPainter, rect: QRect, active: QModelIndex) -> None:
        """Fill a range; the active cell in it stays white."""
        painter.save()
        if active.isValid():
            painter.setClipRegion(QRegion(rect).subtracted(QRegion(self._view.visualRect(active))))
        self._tint(painter, rect, self._theme.c.pick)
        painter.restore()
