"""A column of clickable product rows: variants, sisters, linked products."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.painting.text import MIDDLE, RIGHT, draw_text
from pim.gui.views.products.row_painter import draw_thumb
from pim.gui.widgets.own_keys import EnterPresses


class ProductLine(EnterPresses, QAbstractButton):
    """Picture, title, SKU; a cross at the right when it can be taken out (`removed`)."""

    removed = Signal()

    def __init__(
        self, desk: CatalogDesk, title: str, sku: str, image: str = "", note: str = "", *, removable: bool = False
    ) -> None:
        super().__init__()
        self._desk, self._texts, self._image = desk, (title, sku, note), image
        self._removable = removable
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_product(title, sku, image, note)
        desk.thumbnails.arrived.connect(self._arrived)
        desk.theme.changed.connect(self.update)

    def show_product(self, title: str, sku: str, image: str = "", note: str = "") -> None:
        """Show another text and picture."""
        self._texts, self._image = (title, sku, note), image
        self.setAccessibleName(f"{title} {sku} {note}".strip())
        self.update()

    def _arrived(self, sha256: str) -> None:
        if sha256 == self._image:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 34)

    def paintEvent(self, event) -> None:
        painter, theme = QPainter(self), self._desk.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        title, sku, note = self._texts
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.c.hover)
            painter.drawRoundedRect(self.rect(), 6, 6)
        draw_thumb(painter, QRect(6, 4, 26, 26), self._desk.thumbnails, self._image, theme)
        right = self.width() - (30 if self._removable else 8)
        if self._removable:
            theme.icons.draw(painter, QRectF(self.width() - 22, 11, 12, 12), "x", theme.c.muted)
        if note:
            draw_text(painter, QRectF(right - 90, 0, 90, 34), note, theme.font(11, 400, True), theme.c.muted, RIGHT)
            right -= 96
        half = (right - 42) * 0.55
        draw_text(painter, QRectF(42, 0, half, 34), title, theme.font(12, 500), theme.c.text)
        sku_place = QRectF(50 + half, 0, right - 50 - half, 34)
        draw_text(painter, sku_place, sku, theme.font(12), theme.c.muted, mode=MIDDLE)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.c.accent, 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def mouseReleaseEvent(self, event) -> None:
        if self._removable and event.position().x() > self.width() - 30 and self.isDown():
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event) -> None:
        if self._removable and event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)
