"""The pictures of a product: the row in the form and the tab where they are ordered and described."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMenu, QWidget

from pim.catalog.product import ImageUse
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.tab_order import keeping_keys
from pim.gui.painting.text import CENTER, draw_text, text_width
from pim.gui.views.products.row_painter import draw_thumb
from pim.gui.views.products.sheet_parts.image_changes import ImageChanges, image_files
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.layouts import FlowLayout
from pim.gui.widgets.own_keys import EnterPresses
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _

MIME = "application/x-pim-image"


class ImageTile(EnterPresses, QAbstractButton):
    """One picture; main ones say so. Drag it to another place."""

    def __init__(self, desk: CatalogDesk, image: ImageUse | None, side: int, words: str) -> None:
        super().__init__()
        self._desk, self.image = desk, image
        self.setFixedSize(QSize(side, side))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pressed_at: QPoint | None = None
        desk.thumbnails.arrived.connect(self._arrived)
        desk.theme.changed.connect(self.update)

    def _arrived(self, sha256: str) -> None:
        if self.image is not None and self.image.sha256 == sha256:
            self.update()

    def paintEvent(self, event) -> None:
        painter, theme = QPainter(self), self._desk.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(2, 2, -2, -2)
        if self.image is None:
            painter.setPen(QPen(theme.c.line2, 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(box), 6, 6)
            place = QRectF(self.width() / 2 - 8, self.height() / 2 - 8, 16, 16)
            theme.icons.draw(painter, place, "plus", theme.c.muted)
        else:
            draw_thumb(painter, box, self._desk.thumbnails, self.image.sha256, theme, 6)
        if self.image is not None and self.image.role == "main":
            words, font = _("Main"), theme.font(11, 600)
            tag = QRectF(box.x(), box.bottom() - 15, min(text_width(words, font) + 10, box.width()), 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.c.accent)
            painter.drawRoundedRect(tag, 4, 4)
            draw_text(painter, tag, words, font, theme.c.on, CENTER)
        if self.hasFocus() or (self.image is not None and self.image.role == "main"):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.c.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def mousePressEvent(self, event) -> None:
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event) -> None:
        far = self._pressed_at and (event.position().toPoint() - self._pressed_at).manhattanLength() > 8
        if far and self.image is not None:
            self._pressed_at = None
            self.setDown(False)
            drag, data = QDrag(self), QMimeData()
            data.setData(MIME, self.image.sha256.encode())
            drag.setMimeData(data)
            drag.setPixmap(self.grab())
            drag.exec(Qt.DropAction.MoveAction)
            return
        super().mouseMoveEvent(event)


class ImagesStrip(QWidget):
    """Takes files and pictures by drop, paste and dialog; `more_wanted` when a picture is opened."""

    more_wanted = Signal()

    def __init__(self, desk: CatalogDesk, side: int = 62, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._side, self._shown = desk, side, None
        self.changes = ImageChanges(desk)
        self._flow = FlowLayout(self, 6)
        self._known: tuple = ()
        self.setAcceptDrops(True)

    def show_product(self, shown: Shown) -> None:
        """Show its pictures; those of the model when it has none of its own."""
        self._shown = shown
        self.changes.shown = shown
        known = (shown.view.images, shown.locale)
        if known == self._known and self._flow.count():
            return
        self._known = known
        with keeping_keys(self):
            self._fill(shown)
        self._fit()

    def _fill(self, shown: Shown) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            item.widget().hide()
            item.widget().deleteLater()
        for image in shown.view.images:
            words = image.alt.get(shown.locale) or image.name
            tile = ImageTile(self._desk, image, self._side, words)
            tile.clicked.connect(self.more_wanted)
            tile.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            tile.customContextMenuRequested.connect(lambda place, tile=tile: self._open_menu(tile, place))
            self._flow.addWidget(tile)
        if self._desk.workspace.writable:
            add = ImageTile(self._desk, None, self._side, _("Add images: click, drop or paste"))
            add.clicked.connect(self.choose_files)
            self._flow.addWidget(add)

    def _fit(self) -> None:
        self.setMinimumHeight(self._flow.heightForWidth(max(80, self.width())))
        self.updateGeometry()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def choose_files(self) -> None:
        """Ask for image files."""
        kinds = _("Images (*.jpg *.jpeg *.png *.webp *.gif *.tif *.tiff)")
        names, _kind = QFileDialog.getOpenFileNames(self, _("Add images"), "", kinds)
        self.changes.add_files([Path(name) for name in names])

    def _open_menu(self, tile: ImageTile, place: QPoint) -> None:
        image = tile.image
        if image is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setEnabled(self._desk.workspace.writable)
        menu.addAction(_("Make it the main image"), lambda: self.changes.make_main(image))
        menu.addAction(_("Remove from the product"), lambda: self.changes.remove(image))
        menu.popup(tile.mapToGlobal(place))

    def keyPressEvent(self, event) -> None:
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Delete and isinstance(focus, ImageTile) and focus.image is not None:
            self.changes.remove(focus.image)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event) -> None:
        if self._desk.workspace.writable and _takes(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        data = event.mimeData()
        if data.hasFormat(MIME):
            moved = bytes(data.data(MIME).data()).decode()
            self.changes.move(moved, self._place_at(event.position().toPoint()))
        else:
            self.changes.add_mime(data)
        event.acceptProposedAction()

    def _place_at(self, point: QPoint) -> int:
        tiles = [self._flow.itemAt(n).widget() for n in range(self._flow.count())]
        for number, tile in enumerate(tiles):
            if tile.geometry().contains(point):
                return number
        return len(tiles)


def _takes(data: QMimeData) -> bool:
    return data.hasFormat(MIME) or data.hasImage() or bool(image_files(data))


__all__: Sequence[str] = ("ImageTile", "ImagesStrip", "QImage")
