"""The head of the sheet: picture, name, SKU, status, model, and the way to the neighbours."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.row_painter import draw_thumb
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.chips import Chip
from pim.gui.widgets.labels import ElidedLabel, Label
from pim.i18n import _, format_number


class Picture(QWidget):
    """A product picture on its tile."""

    def __init__(self, desk: CatalogDesk, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._sha = desk, ""
        self.setFixedSize(side, side)
        desk.thumbnails.arrived.connect(self._arrived)
        desk.theme.changed.connect(self.update)

    def set_image(self, sha256: str, words: str = "") -> None:
        """Show another picture."""
        self._sha = sha256
        self.setAccessibleName(words)
        self.update()

    def _arrived(self, sha256: str) -> None:
        if sha256 == self._sha:
            self.update()

    def paintEvent(self, event) -> None:
        draw_thumb(QPainter(self), self.rect(), self._desk.thumbnails, self._sha, self._desk.theme, 6)


class SheetHeader(QWidget):
    """Signals: `stepped(-1 or 1)`, `model_wanted(uid)`, `closed`, `status_clicked`."""

    stepped = Signal(int)
    model_wanted = Signal(str)
    closed = Signal()
    status_clicked = Signal()

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = desk.theme
        self._model_uid = ""
        self._picture = Picture(desk, 68)
        self._name = ElidedLabel(theme, "", 15, 600)
        self._sku = ElidedLabel(theme, "", 12, 400, "muted", middle=True)
        self._sku.setMaximumWidth(220)
        self._status = Chip(theme, "", "ok", clickable=True)
        self._of = Label(theme, "", 11, 400, "muted")
        self._model = Button(theme, "", "link", size=11)
        self._place = Label(theme, "", 11, 400, "muted", tabular=True)
        self._before = IconButton(theme, "caret-left", _("Previous product"), shortcut="Alt+↑", size=24)
        self._after = IconButton(theme, "caret-right", _("Next product"), shortcut="Alt+↓", size=24)
        self._close = IconButton(theme, "x", _("Hide the sheet"), shortcut="F4", size=24)
        self._build()
        self._status.clicked.connect(self.status_clicked)
        self._model.clicked.connect(lambda: self.model_wanted.emit(self._model_uid))
        self._before.clicked.connect(lambda: self.stepped.emit(-1))
        self._after.clicked.connect(lambda: self.stepped.emit(1))
        self._close.clicked.connect(self.closed)

    def _build(self) -> None:
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for line in (first, second, third):
            line.setSpacing(6)
        first.addWidget(self._name, 1)
        first.addWidget(self._close)
        second.addWidget(self._sku)
        second.addWidget(self._status)
        second.addStretch(1)
        for widget in (self._of, self._model):
            third.addWidget(widget)
        third.addStretch(1)
        for widget in (self._before, self._place, self._after):
            third.addWidget(widget)
        column = QVBoxLayout()
        column.setSpacing(1)
        for line in (first, second, third):
            column.addLayout(line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 6)
        layout.setSpacing(12)
        layout.addWidget(self._picture)
        layout.addLayout(column, 1)

    def show_product(self, shown: Shown) -> None:
        """Fill in."""
        product, line = shown.product, shown.view.line
        self._picture.set_image(shown.view.images[0].sha256 if shown.view.images else "", shown.name)
        self._name.set_text(shown.name)
        self._sku.set_text(product.sku)
        self._status.set_text(_("Enabled") if product.enabled else _("Disabled"))
        self._status.set_kind("ok" if product.enabled else "count")
        self._model_uid = line[-2].uid if len(line) > 1 else ""
        kinds = {"simple": "", "model": _("Model"), "variant": ""}
        self._of.setText(_("Variant of") if len(line) > 1 else kinds[product.kind])
        self._of.setVisible(bool(self._of.text()))
        self._model.setText(line[-2].sku if len(line) > 1 else "")
        self._model.setVisible(len(line) > 1)

    def set_position(self, row: int, total: int) -> None:
        """ "6 of 4,660"."""
        shown = row >= 0
        words = _("{number} of {total}").format(number=format_number(row + 1), total=format_number(total))
        self._place.setText(words if shown else "")
        self._before.setEnabled(row > 0)
        self._after.setEnabled(shown and row < total - 1)
