"""Painting of the rehearsal: cells with before and after, ticks, the two-line header."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QWidget

from pim.gui.painting.cells import draw_skeleton
from pim.gui.painting.diff import diff_width, draw_diff
from pim.gui.painting.marks import draw_mark
from pim.gui.painting.text import LEFT, MIDDLE, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.views.importing.equation import MARK_OF
from pim.gui.views.importing.sheet_model import FIRST, LINE, SKU, TICK, SheetModel
from pim.i18n import _, format_number, ngettext
from pim.services.importing.accounting import NEW, REJECTED, SKIPPED
from pim.services.importing.paging import DOUBTFUL, SAME, WRONG, Cell

ROW_HEIGHT, HEAD_HEIGHT, PAD = 31, 46, 8
ON, OFF, PARTLY = "on", "off", "partly"


def draw_tick(painter: QPainter, center_x: float, center_y: float, state: str, theme: Theme) -> None:
    """A check box of 14 px: on, off or partly."""
    box, c = QRectF(center_x - 7, center_y - 7, 14, 14), theme.c
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(c.line2, 1) if state == OFF else Qt.PenStyle.NoPen)
    painter.setBrush(c.field if state == OFF else c.accent)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if state == OFF else box, 4, 4)
    painter.restore()
    if state != OFF:
        theme.icons.draw(painter, box.adjusted(2, 2, -2, -2), "check-bold" if state == ON else "minus-bold", c.on)


class SheetDelegate(QStyledItemDelegate):
    """Paints every cell of the rehearsal."""

    def __init__(self, theme: Theme, model: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        line, c = self._model.line(index.row()), self._theme.c
        if line is None:
            return
        rect = option.rect
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.fillRect(rect, c.surface)
        if line.state == REJECTED:
            ground = QColor(c.badt)
            ground.setAlphaF(0.5)
            painter.fillRect(rect, ground)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, c.line)
        column = index.column()
        if column == TICK:
            self._paint_tick(painter, rect, index.row(), line.state)
        elif column == LINE:
            place = rect.adjusted(2, 0, -PAD, 0)
            draw_text(painter, place, format_number(line.line), self._theme.font(11, 400, True), c.muted, RIGHT)
        else:
            self._paint_loaded(painter, rect, index, line.state)
        if current:
            painter.setPen(QPen(c.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -2))

    def _paint_tick(self, painter: QPainter, rect: QRect, row: int, state: str) -> None:
        if self._model.can_tick(row):
            ticked = ON if self._model.is_ticked(row) else OFF
            draw_tick(painter, rect.center().x() + 1, rect.center().y(), ticked, self._theme)
        elif MARK_OF.get(state):
            draw_mark(
                painter, QRectF(rect.center().x() - 6, rect.center().y() - 7, 14, 14), MARK_OF[state], self._theme
            )

    def _paint_loaded(self, painter: QPainter, rect: QRect, index: QModelIndex, state: str) -> None:
        if state == SKIPPED:
            if index.column() == SKU:
                place = rect.adjusted(PAD, 0, -PAD, 0)
                draw_text(painter, place, _("(empty row)"), self._theme.font(12), self._theme.c.muted)
            return
        row = self._model.loaded(index.row())
        if row is None:
            draw_skeleton(painter, rect, self._theme, 0.5 + (index.row() % 4) / 10)
            return
        if index.column() == SKU:
            place = rect.adjusted(PAD, 0, -PAD, 0)
            draw_text(painter, place, row.sku, self._theme.font(12), self._theme.c.text, LEFT, MIDDLE)
            return
        cell = row.cells.get(self._model.columns[index.column() - FIRST].key)
        if cell is not None:
            taken = self._model.takes(index.row(), index.column())
            self._paint_cell(painter, QRectF(rect).adjusted(PAD, 0, -PAD, 0), cell, state, taken)

    def _paint_cell(self, painter: QPainter, area: QRectF, cell: Cell, state: str, taken: bool) -> None:
        c, theme = self._theme.c, self._theme
        if cell.kind == SAME:
            draw_text(painter, area, cell.before or cell.after or "", theme.font(12, 400, True), c.muted)
        elif cell.kind == WRONG:
            self._paint_wrong(painter, area, cell)
        elif state == NEW and taken and cell.kind != DOUBTFUL:
            draw_text(painter, area, cell.after or "", theme.font(12, 500, True), c.ok)
        else:
            kind = "unticked" if not taken else "doubtful" if cell.kind == DOUBTFUL else "new"
            before, after = cell.before, cell.after
            # Both do not fit: the new value says more, and the tooltip says both.
            both = before is not None and after is not None
            if both and diff_width(before, after, theme, True) > area.width() + 2 * PAD:
                before = None if taken else before
                after = after if taken else None
            draw_diff(painter, area.adjusted(-6, 0, 6, -1), before, after, theme, kind, True)

    def _paint_wrong(self, painter: QPainter, area: QRectF, cell: Cell) -> None:
        c, text = self._theme.c, cell.after or cell.before or ""
        font = self._theme.font(12, 500)
        width = min(area.width() + 8, text_width(text, font) + 16)
        box = QRectF(area.x() - 6, area.center().y() - 11, width, 22)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(c.badf, 1))
        painter.setBrush(c.badt)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        draw_text(painter, box.adjusted(7, 0, -5, 0), text, font, c.bad)


def changes_text(count: int) -> str:
    """The second line of a column's head."""
    if not count:
        return _("no change")
    return ngettext("{count} change", "{count} changes", count).format(count=format_number(count))


def natural_width(cell: Cell, theme: Theme) -> int:
    """The width in pixels that shows all of a cell."""
    if cell.kind in (SAME, WRONG):
        text = cell.after if cell.kind == WRONG else cell.before or cell.after
        return int(text_width(text or "", theme.font(12, 500, True))) + 2 * PAD + 16
    return diff_width(cell.before, cell.after, theme, True) + PAD


class SheetHeader(QHeaderView):
    """Name over the number of changes, with a tick per column of the file."""

    def __init__(self, theme: Theme, model: SheetModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._model = theme, model
        self.setFixedHeight(HEAD_HEIGHT)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.sectionClicked.connect(self.toggle)
        theme.changed.connect(self.viewport().update)

    def toggle(self, section: int) -> None:
        """Take or leave a column."""
        part = self._part(section)
        if part is not None and part.column:
            self._model.choice.toggle_column(part.column)
            self.viewport().update()

    def _part(self, section: int):
        place = section - FIRST
        return self._model.columns[place] if 0 <= place < len(self._model.columns) else None

    def _state(self, part) -> str:
        choice = self._model.choice
        if part.column in choice.columns:
            return OFF
        return PARTLY if any(key == part.key for _file, _line, key in choice.values) else ON

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c, theme = self._theme.c, self._theme
        painter.save()
        painter.fillRect(rect, c.bg)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, c.line)
        part, area = self._part(section), QRectF(rect).adjusted(PAD, 5, -PAD, -5)
        title = str(self._model.headerData(section, Qt.Orientation.Horizontal) or "")
        if part is None and section != SKU:
            draw_text(painter, area, title, theme.font(11), c.muted, RIGHT if section == LINE else LEFT)
        else:
            note = _("key") if part is None else changes_text(part.changes)
            if part is not None and part.column:
                draw_tick(painter, area.x() + 7, area.y() + 9, self._state(part), theme)
                area.setLeft(area.x() + 21)
            upper, lower = QRectF(area), QRectF(area)
            upper.setHeight(18)
            lower.setTop(area.y() + 19)
            draw_text(painter, upper, title, theme.font(12, 500), c.text)
            draw_text(painter, lower, note, theme.font(11, 400, True), c.muted)
        painter.restore()

