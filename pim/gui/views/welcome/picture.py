"""The drawing at the top: one product, five channels, the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from pim.gui.theme.theme import Theme
from pim.i18n import _
from pim.paths import resources

_CHANNELS = ("globe-simple", "storefront", "share-network", "tag", "book-open")
_WIDTH, _HEIGHT, _BOX = 400, 244, 44


class Picture(QWidget):
    """Painted, so that it follows theme and scale. The product is one of the demo brand's."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._product: QPixmap | None = None
        self.setFixedSize(_WIDTH, _HEIGHT)
        self.setAccessibleName(_("One product, the same in every channel"))
        theme.changed.connect(self.update)

    def show_product(self, name: str) -> None:
        """Show a picture of the demo (a file name), if it is there."""
        path = resources() / "demo" / "images" / name
        pixmap = QPixmap(str(path)) if path.exists() else QPixmap()
        if not pixmap.isNull():
            side = min(pixmap.width(), pixmap.height())
            square = pixmap.copy((pixmap.width() - side) // 2, (pixmap.height() - side) // 2, side, side)
            # Four pixels for each on screen at 100 %: drawn smaller from a large picture it would flicker with dots.
            smooth = Qt.TransformationMode.SmoothTransformation
            pixmap = square.scaled(190, 190, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        self._product = None if pixmap.isNull() else pixmap
        self.update()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        c = self._theme.c
        card = QRectF(0.5, (_HEIGHT - 132) / 2 + 0.5, 131, 131)
        step = (_HEIGHT - _BOX - 10) / (len(_CHANNELS) - 1)
        boxes = [QRectF(_WIDTH - _BOX - 10.5, 9.5 + step * n, _BOX, _BOX) for n in range(len(_CHANNELS))]
        painter.setPen(QPen(c.aline, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes:
            painter.drawPath(_curve(QPointF(card.right(), card.center().y()), QPointF(box.left(), box.center().y())))
        self._draw_card(painter, card)
        for name, box in zip(_CHANNELS, boxes, strict=True):
            painter.setPen(QPen(c.line2, 1))
            painter.setBrush(c.surface)
            painter.drawRoundedRect(box, 10, 10)
            self._theme.icons.draw(painter, QRectF(box.center().x() - 9, box.center().y() - 9, 18, 18), name, c.atext)
            self._draw_check(painter, QPointF(box.right() - 1, box.top() + 2))

    def _draw_card(self, painter: QPainter, card: QRectF) -> None:
        c = self._theme.c
        painter.setPen(QPen(c.line2, 1))
        painter.setBrush(c.surface)
        painter.drawRoundedRect(card, 14, 14)
        place = QRectF(card.x() + 18, card.y() + 12, 95, 90)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._product is not None:
            clip = QPainterPath()
            clip.addRoundedRect(place, 8, 8)
            painter.save()
            painter.setClipPath(clip)
            painter.fillRect(place, c.tile)
            side = self._product.width()
            painter.drawPixmap(place, self._product, QRectF(0, 0, side, side * 90 / 95))
            painter.restore()
        painter.setBrush(c.line2)
        painter.drawRoundedRect(QRectF(card.x() + 22, card.bottom() - 20, 87, 5), 2.5, 2.5)

    def _draw_check(self, painter: QPainter, center: QPointF) -> None:
        c = self._theme.c
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.okf)
        painter.drawEllipse(center, 8, 8)
        box = QRectF(center.x() - 5, center.y() - 5, 10, 10)
        self._theme.icons.draw(painter, box, "check-bold", c.on)


def _curve(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = start.x() + (end.x() - start.x()) * 0.5
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
    return path
