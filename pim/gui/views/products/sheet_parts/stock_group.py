"""Stock per location, and where the product stands in the category trees."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from pim.catalog.category import path_label
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.models.product_rows import short_moment
from pim.gui.theme.theme import Theme
from pim.gui.views.products.popup import Popup
from pim.gui.views.products.sheet_parts.group_box import GroupBox
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.chips import Chip
from pim.gui.widgets.choice_list import ChoiceList
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import FlowLayout
from pim.gui.widgets.safe_text import plain_tip
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _
from pim.services import editing


class StockGroup(GroupBox):
    """One small field per location; writing it counts it now."""

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__(desk.theme, _("Stock"))
        self._desk, self._shown = desk, None
        self._face: object = None  # what it was filled with
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.fields: dict[str, Field] = {}
        for number, location in enumerate(desk.structure.locations.values()):
            editor = LineEditor(desk.theme, right=True)
            field = Field(desk.theme, location.label(desk.locale), editor)
            editor.committed.connect(partial(self._write, location.code))
            self.fields[location.code] = field
            grid.addWidget(field, number // 3, number % 3)
        self.body.addWidget(holder)

    def show_product(self, shown: Shown) -> None:
        """Fill in; a model has no stock of its own."""
        self._shown = shown
        self.setVisible(bool(self.fields) and shown.product.is_sellable)
        face = (shown.uid, dict(shown.product.stock), self._desk.workspace.writable)
        if face == self._face:
            return  # whenever something else of the product was changed
        self._face = face
        decimal = self._desk.convention.decimal
        for code, field in self.fields.items():
            stock = shown.product.stock.get(code)
            if not field.editor.hasFocus():
                field.editor.set_text(stock.quantity.replace(".", decimal) if stock else "")
                field.set_state("normal")
            field.set_note(short_moment(stock.at) if stock else "")
            field.editor.setReadOnly(not self._desk.workspace.writable)

    def _write(self, location: str) -> None:
        field = self.fields[location]
        self._desk.change(
            editing.set_stock, uid=self._shown.uid, quantities={location: field.editor.text()},
            convention=self._desk.convention,
            otherwise=lambda error: field.set_state("invalid", sentence_for(error)),
        )  # fmt: skip


class CategoriesGroup(GroupBox):
    """Paths as chips; a cross takes the product out, Add puts it into one more."""

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__(desk.theme, _("Categories"))
        self._desk, self._shown = desk, None
        self._holder_of_chips = QWidget()
        self._flow = FlowLayout(self._holder_of_chips, 6)
        self._note = Label(desk.theme, "", 11, 400, "muted", wrap=True)
        self._add = Button(desk.theme, _("Add category"), "link", "plus", size=11)
        self._add.clicked.connect(self._choose)
        self.body.addWidget(self._holder_of_chips)
        self.body.addWidget(self._note)
        self.body.addWidget(self._add)

    def show_product(self, shown: Shown) -> None:
        """Fill in; a variant without categories of its own shows its model's."""
        self._shown = shown
        while self._flow.count():
            item = self._flow.takeAt(0)
            item.widget().hide()
            item.widget().deleteLater()
        inherited = bool(shown.view.categories) and not shown.product.categories
        for code in shown.view.categories:
            chip = _path_chip(self._desk.theme, shown, code, removable=not inherited)
            chip.removed.connect(partial(self._remove, code))
            self._flow.addWidget(chip)
        words = _("Inherited from {source}").format(source=shown.view.line[-2].sku) if inherited else ""
        if not shown.view.categories:
            words = _("In no category.")
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self._add.setVisible(self._desk.workspace.writable)

    def _write(self, codes: list[str]) -> None:
        self._desk.change(editing.change_parts, {self._shown.uid: {".categories": codes}})

    def _remove(self, code: str) -> None:
        self._write([other for other in self._shown.product.categories if other != code])

    def _choose(self) -> None:
        categories = self._desk.structure.categories
        own = self._shown.product.categories
        choices = [(code, path_label(categories, code, self._shown.locale)) for code in categories if code not in own]
        popup = Popup(self._desk.theme, _("Add category"), self)
        pick = ChoiceList(self._desk.theme, choices)
        popup.body.addWidget(pick)
        base = list(own or self._shown.view.categories)
        pick.chosen.connect(lambda code: (popup.close(), self._write([*base, code])))
        popup.open_below(self._add)
        pick.setFocus()


def _path_chip(theme: Theme, shown: Shown, code: str, *, removable: bool) -> Chip:
    categories = shown.desk.structure.categories
    label = categories[code].label(shown.locale) if code in categories else code
    chip = Chip(theme, label, "value", removable=removable and shown.desk.workspace.writable)
    chip.setToolTip(plain_tip(path_label(categories, code, shown.locale)))
    return chip
