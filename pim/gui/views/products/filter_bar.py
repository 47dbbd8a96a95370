"""The bar over the grid: filter chips, Add filter, Save view, columns, New."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from pim.catalog.filters import Condition, Query
from pim.catalog.structure import Structure
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.filter_fields import FilterField, condition_words, filter_fields
from pim.gui.views.products.filter_popup import FilterPopup
from pim.gui.views.products.selection import ProductChoice
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.chips import Chip, ChipRow
from pim.gui.widgets.labels import IconLabel, rule
from pim.i18n import _
from pim.services import browsing


class FilterBar(QFrame):
    """Signals `save_clicked`, `columns_clicked`, `new_clicked`; chips change the choice themselves."""

    save_clicked = Signal()
    columns_clicked = Signal()
    new_clicked = Signal()

    def __init__(self, desk: CatalogDesk, choice: ProductChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "surface")
        self.setFixedHeight(44)
        self._desk, self._choice = desk, choice
        theme = desk.theme
        self._chips, self._shown = ChipRow(theme), list[Chip]()
        self._known: tuple[Structure, str, dict[str, FilterField]] | None = None
        self._chips.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add = Button(theme, _("Add filter"), "plain", "plus", tip=_("Add filter"), shortcut="Ctrl+Shift+F")
        tip = _("Save these filters as a view")
        self.save = Button(theme, _("Save view"), "plain", tip=tip, shortcut="Ctrl+Shift+S")
        self.columns = IconButton(theme, "columns", _("Columns"))
        self.new = Button(theme, _("New"), "primary", "plus", tip=_("New product"), shortcut="Ctrl+N")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 12, 0)
        layout.setSpacing(8)
        layout.addWidget(IconLabel(theme, "funnel-simple", "muted", 16))
        layout.addWidget(self._chips)
        layout.addWidget(self.add)
        layout.addStretch(1)
        for widget in (self.save, rule(True), self.columns, self.new):
            layout.addWidget(widget)
        self.add.clicked.connect(lambda _checked=False: self.open_filter())
        self.save.clicked.connect(self.save_clicked)
        self.columns.clicked.connect(self.columns_clicked)
        self.new.clicked.connect(self.new_clicked)
        if not desk.workspace.writable:
            reason = _("The catalogue is opened read only.")
            for button in (self.new, self.save):
                button.set_disabled_because(reason)
        choice.changed.connect(self.refresh)
        choice.columns_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the chips of the present filters."""
        fields = self._fields() if self._choice.conditions else {}
        focus = self.window().focusWidget()
        place = self._shown.index(focus) if focus in self._shown else -1
        self._shown = chips = []
        for condition in self._choice.conditions:
            text, value = condition_words(condition, fields)
            chip = Chip(self._desk.theme, text, "filter", value=value, removable=True, clickable=True)
            chip.removed.connect(partial(self._choice.drop_condition, condition))
            chip.clicked.connect(partial(self.open_filter, condition, chip))
            chips.append(chip)
        self._chips.set_chips(chips)
        self._chips.setVisible(bool(chips))
        self._chips.setMaximumWidth(sum(chip.width() + 6 for chip in chips) + 2)
        self.save.setVisible(self._choice.is_modified)
        if place >= 0:  # the keys stay among the chips when one of them was changed or taken away
            taker = chips[min(place, len(chips) - 1)] if chips else self.add
            QTimer.singleShot(0, taker, lambda: taker.setFocus(Qt.FocusReason.OtherFocusReason))  # when it is shown

    def _fields(self) -> dict[str, FilterField]:
        """What can be filtered by. Paths of thousands of categories are not written anew at every letter of a search."""
        structure, locale = self._desk.structure, self._desk.locale
        if self._known is None or self._known[0] is not structure or self._known[1] != locale:
            self._known = (structure, locale, filter_fields(structure, locale))
        return self._known[2]

    def open_filter(self, condition: Condition | None = None, under: QWidget | None = None) -> FilterPopup:
        """Ctrl+Shift+F: make a filter; or change one from its chip."""
        fields = self._fields()
        others = tuple(c for c in self._choice.conditions if c != condition)
        count = partial(self._count, self._choice.query()._replace(conditions=others))
        popup = FilterPopup(self._desk.theme, fields, self._desk.convention, self, condition, count)
        popup.made.connect(lambda made: self._choice.put_condition(made, condition))
        popup.open_below(under or self.add)
        return popup

    def _count(self, query: Query, field: str, then: Callable[[Mapping[str, int]], None], owner: QWidget) -> None:
        """How many products each choice of a field would show, beside the other filters."""
        self._desk.read(browsing.facet, query, field, then=then, replaces="products.facet", owner=owner)
