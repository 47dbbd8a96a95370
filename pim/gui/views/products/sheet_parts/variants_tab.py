"""The tab of variants: what is below a model, or beside a variant."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.catalog.product import Product
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.tab_order import keeping_keys
from pim.gui.views.products.sheet_parts.rows_list import ProductLine
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _, ngettext
from pim.services import browsing
from pim.services.browsing import ProductView


class VariantsTab(QWidget):
    """`open_wanted(uid)`, `new_variant_wanted`."""

    open_wanted = Signal(str)
    new_variant_wanted = Signal()

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown = desk, None
        self._title = Label(desk.theme, "", 12, 600)
        self._axes = Label(desk.theme, "", 11, 400, "muted", wrap=True)
        self._add = Button(desk.theme, _("New variant"), "normal", "plus")
        self._add.clicked.connect(self.new_variant_wanted)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._add)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 14, 14)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._axes)
        column.addLayout(self._list)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(content, "surface"))

    def show_product(self, shown: Shown) -> None:
        """Fill in; a variant's sisters are read first."""
        self._shown = shown
        if shown.product.kind == "model":
            self._fill(shown.view.line, shown.view.below)
        elif len(shown.view.line) > 1:
            model = shown.view.line[-2]
            self._desk.read(
                browsing.view_product, uid=model.uid, then=self._sisters, replaces="products.sisters", owner=self
            )
        else:
            self._fill(shown.view.line, ())

    def _sisters(self, view: ProductView) -> None:
        if self._shown is not None and view.product.uid == self._shown.product.parent:
            self._fill(view.line, view.below)

    def _fill(self, line: tuple[Product, ...], below: tuple[Product, ...]) -> None:
        with keeping_keys(self):
            self._show_variants(line, below)

    def _show_variants(self, line: tuple[Product, ...], below: tuple[Product, ...]) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            item.widget().hide()
            item.widget().deleteLater()
        structure, locale = self._desk.structure, self._shown.locale
        family = structure.families.get(line[0].family)
        variants = family.variant_structure(line[0].variant_structure) if family else None
        axes = variants.axes if variants else ()
        is_model = line[-1].kind == "model"
        count = ngettext("{count} variant", "{count} variants", len(below)).format(count=len(below))
        self._title.setText(count if is_model else _("A simple product has no variants"))
        names = ", ".join(structure.attributes[axis].label(locale) for axis in axes if axis in structure.attributes)
        self._axes.setText(_("They differ by {axes}").format(axes=names) if names and is_model else "")
        self._axes.setVisible(bool(self._axes.text()))
        self._add.setVisible(is_model and self._desk.workspace.writable and self._shown.product.kind == "model")
        for product in sorted(below, key=lambda p: p.sku):
            entry = self._line(product, axes, locale)
            self._list.addWidget(entry)

    def _line(self, product: Product, axes: tuple[str, ...], locale: str) -> ProductLine:
        structure = self._desk.structure
        words = [
            structure.display(structure.attributes[axis], product.values[axis], locale)
            for axis in axes
            if axis in product.values and axis in structure.attributes
        ]
        image = product.images[0].sha256 if product.images else self._inherited_image()
        note = "" if product.enabled else _("Disabled")
        entry = ProductLine(self._desk, ", ".join(words) or product.sku, product.sku, image, note)
        entry.clicked.connect(partial(self.open_wanted.emit, product.uid))
        entry.setEnabled(product.uid != self._shown.uid)
        return entry

    def _inherited_image(self) -> str:
        return self._shown.view.images[0].sha256 if self._shown.view.images else ""
