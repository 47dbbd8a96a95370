"""The tab of pictures: larger tiles in order, and the words for each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.sheet_parts.header import Picture
from pim.gui.views.products.sheet_parts.images_strip import ImagesStrip
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import ElidedLabel, Label
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _


class ImagesTab(QWidget):
    """Order by dragging, main image, alt text per locale; Ctrl+V pastes files or a picture."""

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown = desk, None
        self._stops: list[QWidget] = []
        self._strip = ImagesStrip(desk, 112)
        self._note = Label(desk.theme, "", 11, 400, "muted", wrap=True)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 8, 0, 0)
        self._rows.setSpacing(8)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 14, 14)
        column.setSpacing(8)
        line = QHBoxLayout()
        add = Button(desk.theme, _("Add images"), "normal", "plus")
        add.clicked.connect(self._strip.choose_files)
        line.addWidget(add)
        line.addStretch(1)
        for widget in (self._strip, self._note):
            column.addWidget(widget)
        column.addLayout(line)
        column.addWidget(self._list)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(content, "surface"))
        add.setVisible(desk.workspace.writable)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(lambda: self._strip.changes.add_mime(QGuiApplication.clipboard().mimeData()))

    def show_product(self, shown: Shown) -> None:
        """Fill in."""
        self._shown = shown
        self._strip.show_product(shown)
        inherited = bool(shown.view.images) and not shown.product.images
        words = _("Inherited from {source}. Adding an image gives this product its own.") if inherited else ""
        self._note.setText(words.format(source=shown.view.line[0].sku) if words else _("Drag an image to order them."))
        focused = next((place for place, stop in enumerate(self._stops) if stop.hasFocus()), -1)
        self._stops = []
        while self._rows.count():
            item = self._rows.takeAt(0)
            item.widget().hide()
            item.widget().deleteLater()
        for image in shown.view.images:
            row = self._row(image, shown)
            self._rows.addWidget(row)
            row.show()
        if 0 <= focused < len(self._stops):  # who goes through the words by Tab goes on where the rows were renewed
            self._stops[focused].setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, image, shown: Shown) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        picture = Picture(self._desk, 44)
        picture.set_image(image.sha256, image.name)
        editor = LineEditor(self._desk.theme)
        editor.set_text(image.alt.get(shown.locale, ""))
        editor.setReadOnly(not self._desk.workspace.writable)
        editor.committed.connect(
            lambda: self._strip.changes.describe(image, shown.locale, editor.text()) if self._shown is shown else None
        )
        field = Field(self._desk.theme, _("Alt text"), editor, locale=shown.locale)
        field.set_counter("")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(ElidedLabel(self._desk.theme, image.name, 11, 400, "muted", middle=True))
        column.addWidget(field)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)
        remove = IconButton(self._desk.theme, "trash", _("Remove from the product"), size=24)
        remove.clicked.connect(partial(self._strip.changes.remove, image))
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self._stops += [editor, remove]
        return holder
