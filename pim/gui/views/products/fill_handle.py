"""Dragging the small square of a range: its cells go on downwards or to the right, as in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt

if TYPE_CHECKING:
    from pim.gui.views.products.grid_view import GridView

REACH = 6  # pixels round the handle's center in which it is taken


class FillHandle:
    """`press`, `move`, `release` take the grid's mouse events; True when the event was the handle's.

    Released, it tells the grid the command "fill_down" or "fill_right" with the longer range selected; the rows or
    columns it began with are in `source`, so that a pattern of several is repeated.
    """

    def __init__(self, view: GridView) -> None:
        self._view = view
        self._from: tuple[int, int, int, int] | None = None
        self.source = 1

    @property
    def is_held(self) -> bool:
        """Whether it is being dragged."""
        return self._from is not None

    def _range(self) -> tuple[int, int, int, int] | None:
        """(top, left, bottom, right) of the only selected range."""
        ranges = list(self._view.selectionModel().selection())
        if len(ranges) != 1:
            return None
        part = ranges[0]
        return part.top(), part.left(), part.bottom(), part.right()

    def is_at(self, place: QPoint) -> bool:
        """Whether a point of the viewport is on the handle."""
        chosen = self._range()
        if chosen is None or not self._view.grid.columns:
            return False
        corner = self._view.visualRect(self._view.grid.index(chosen[2], chosen[3])).bottomRight()
        return QRect(corner.x() - REACH, corner.y() - REACH, 2 * REACH, 2 * REACH).contains(place)

    def press(self, place: QPoint) -> bool:
        """Take it."""
        if not self.is_at(place):
            return False
        self._from = self._range()
        return True

    def move(self, place: QPoint) -> bool:
        """Make the range longer in the direction that the mouse went further."""
        if self._from is None:
            return False
        view, (top, left, bottom, right) = self._view, self._from
        row, column = view.rowAt(place.y()), view.columnAt(place.x())
        if row > bottom:
            bottom = row
        elif column > right:
            right = column
        model, flag = view.grid, QItemSelectionModel.SelectionFlag.ClearAndSelect
        chosen = QItemSelection(model.index(top, left), model.index(bottom, right))
        view.selectionModel().select(chosen, flag)
        view.scrollTo(model.index(bottom, right))
        return True

    def release(self) -> bool:
        """Fill what was added."""
        begun, ended = self._from, self._range()
        self._from = None
        if begun is None:
            return False
        if ended is not None and ended != begun:
            down = ended[2] > begun[2]
            shown = [n for n in range(begun[1], begun[3] + 1) if not self._view.isColumnHidden(n)]
            self.source = begun[2] - begun[0] + 1 if down else len(shown)
            self._view.command.emit("fill_down" if down else "fill_right")
            self.source = 1
        return True

    def cancel(self) -> bool:
        """Esc: back to the range it began with."""
        if self._from is None:
            return False
        top, left, bottom, right = self._from
        self._from = None
        model, flag = self._view.grid, QItemSelectionModel.SelectionFlag.ClearAndSelect
        self._view.selectionModel().select(QItemSelection(model.index(top, left), model.index(bottom, right)), flag)
        return True

    def show_cursor(self, place: QPoint) -> None:
        """A cross where it can be taken."""
        view = self._view.viewport()
        view.setCursor(Qt.CursorShape.CrossCursor) if self.is_at(place) else view.unsetCursor()
