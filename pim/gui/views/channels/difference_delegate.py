"""Paints one product of the difference list: mark, picture, name, its changed fields, Hold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from pim.gui.painting.diff import draw_diff
from pim.gui.painting.marks import BLOCKED, NEW, draw_mark
from pim.gui.painting.text import CENTER, LEFT, MIDDLE, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.thumbnails import Thumbnails
from pim.gui.views.channels.difference_model import DIFFERENCE_ROLE, change_name
from pim.i18n import _, ngettext
from pim.services.differences import ProductDifference, new_values

LINE, MOST_LINES, SIDE = 25, 4, 30
_MARK_X, _PICTURE_X, _NAME_X = 9, 32, 72


class DifferenceDelegate(QStyledItemDelegate):
    """`hold_clicked(index)` when the painted button of a row is clicked."""

    hold_clicked = Signal(QModelIndex)

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent=None) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails = theme, thumbnails

    def sizeHint(self, option, index: QModelIndex) -> QSize:
        product = index.data(DIFFERENCE_ROLE)
        return QSize(300, 44 if product is None else max(44, 12 + LINE * len(_lines(product))))

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        product = index.data(DIFFERENCE_ROLE)
        if product is None:
            return
        rect, c = option.rect, self._theme.c
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, c.atint if chosen else c.surface)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), c.line)
        if chosen:
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), c.accent)
        top = rect.y() + 7
        draw_mark(painter, QRectF(rect.x() + _MARK_X, top + 6, 14, 14), product.state, self._theme)
        self._paint_picture(painter, QRect(rect.x() + _PICTURE_X, top, SIDE, SIDE), product.image)
        fields_x, diffs_x = _columns(rect)
        name = QRectF(rect.x() + _NAME_X, top - 2, fields_x - rect.x() - _NAME_X - 12, 18)
        draw_text(painter, name, product.name or product.sku, self._theme.font(12, 500), c.text)
        below = name.translated(0, 17)
        draw_text(painter, below, product.sku, self._theme.font(11), c.muted, LEFT, MIDDLE)
        self._paint_lines(painter, rect, product, fields_x, diffs_x)
        self._paint_hold(painter, self.hold_rect(rect, product), product)

    def _paint_picture(self, painter: QPainter, place: QRect, sha256: str) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.c.tile)
        painter.drawRoundedRect(place, 4, 4)
        painter.restore()
        pixmap = self._thumbnails.pixmap(sha256, SIDE - 4, painter.device().devicePixelRatioF())
        if pixmap is not None:
            size = pixmap.deviceIndependentSize()
            x = place.x() + (place.width() - size.width()) / 2
            y = place.y() + (place.height() - size.height()) / 2
            painter.drawPixmap(QRectF(x, y, size.width(), size.height()), pixmap, QRectF(pixmap.rect()))

    def _paint_lines(self, painter: QPainter, rect: QRect, product: ProductDifference, left: int, middle: int) -> None:
        c, right = self._theme.c, self.hold_rect(rect, product).x() - 10
        kind = "blocked" if product.state == BLOCKED else "new"
        for number, (label, before, after) in enumerate(_lines(product)):
            y = rect.y() + 9 + number * LINE
            limit = right
            if number == 0 and product.reasons:
                limit = self._paint_reason(painter, product, QRectF(middle, y, right - middle, 22), bool(label))
            draw_text(painter, QRectF(left, y, middle - left - 8, 22), label, self._theme.font(12), c.muted)
            if before is not None or after is not None:
                draw_diff(painter, QRectF(middle, y, max(40, limit - middle), 22), before, after, self._theme, kind)

    def _paint_reason(self, painter: QPainter, product: ProductDifference, place: QRectF, beside: bool) -> float:
        """The reason it is kept back, at the right of the first change or in its place; returns where it begins."""
        text, font = "; ".join(product.reasons), self._theme.font(11)
        color = self._theme.c.bad if product.state == BLOCKED else self._theme.c.warn
        width = min(text_width(text, font) + 2, place.width() * (0.5 if beside else 1))
        area = QRectF(place.right() - width, place.y(), width, place.height()) if beside else place
        draw_text(painter, area, text, font, color, RIGHT if beside else LEFT)
        return area.x() - 8 if beside else place.right()

    def hold_rect(self, rect: QRect, product: ProductDifference) -> QRect:
        """Where the Hold button of a row stands."""
        width = int(max(text_width(word, self._theme.font(12, 500)) for word in (_("Hold"), _("Held")))) + 24
        return QRect(rect.right() - width - 8, rect.y() + (rect.height() - 27) // 2, width, 26)

    def _paint_hold(self, painter: QPainter, place: QRect, product: ProductDifference) -> None:
        c = self._theme.c
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if product.is_held else QPen(c.line2, 1))
        painter.setBrush(c.warnt if product.is_held else c.raised)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.restore()
        words, color = (_("Held"), c.warn) if product.is_held else (_("Hold"), c.text)
        draw_text(painter, place, words, self._theme.font(12, 500), color, CENTER)

    def editorEvent(self, event: QEvent, model, option, index: QModelIndex) -> bool:
        product = index.data(DIFFERENCE_ROLE)
        if event.type() != QEvent.Type.MouseButtonRelease or product is None:
            return False
        hit = self.hold_rect(option.rect, product).contains(event.position().toPoint())
        if hit:
            self.hold_clicked.emit(index)
        return hit


def _columns(rect: QRect) -> tuple[int, int]:
    """Where field names and values begin."""
    fields = rect.x() + max(190, min(300, int(rect.width() * 0.38)))
    return fields, fields + max(84, min(120, int(rect.width() * 0.15)))


def _lines(product: ProductDifference) -> list[tuple[str, str | None, str | None]]:
    """(field, before, after) of each line of a row."""
    if product.state == NEW:
        return [(_("New listing"), None, new_values(product.values))]
    changes = product.changes
    lines = [(change_name(change), change.before, change.after) for change in changes[:MOST_LINES]]
    if len(changes) > MOST_LINES:
        more = len(changes) - MOST_LINES
        lines.append((ngettext("and {count} more", "and {count} more", more).format(count=more), None, None))
    return lines or [("", None, None)]
