"""The popup that says where a column goes: everything the catalogue has, or a new attribute."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from pim.catalog.attribute_types import TYPES
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.popup import Popup
from pim.gui.views.structure.kinds import type_label
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.choice_list import ChoiceList
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import rule
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _
from pim.services.importing.choosing import guessed_type, new_attribute_target, possible_targets, retargeted
from pim.services.importing.inspection import Inspection


class TargetChooser(Popup):
    """`chosen(Target)`."""

    chosen = Signal(object)

    def __init__(self, desk: CatalogDesk, inspection: Inspection, column: str, parent: QWidget) -> None:
        super().__init__(desk.theme, _("“{column}” goes to").format(column=column), parent, 360)
        self._desk, self._inspection, self._column = desk, inspection, column
        self._before = inspection.mapping.target(column)
        self._possible = {possible.code: possible for possible in possible_targets(desk.structure)}
        self.pick = ChoiceList(desk.theme, [(p.code, p.label) for p in self._possible.values()], rows=9)
        self.pick.chosen.connect(self._take)
        self.body.addWidget(self.pick)
        self.body.addWidget(rule())
        made = self._before.create
        self.name = LineEditor(desk.theme)
        self.name.setFixedHeight(28)
        self.name.set_text(made.label() if made else column)
        self.kind = QComboBox()
        self.kind.setMinimumHeight(28)
        for code, kind in TYPES.items():
            if not kind.is_media:
                self.kind.addItem(type_label(code), code)
        self.kind.setCurrentIndex(self.kind.findData(made.type if made else guessed_type(inspection, column)))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Field(desk.theme, _("New attribute"), self.name), 3)
        line.addWidget(Field(desk.theme, _("Type"), self.kind), 2)
        self.body.addLayout(line)
        self.make = Button(desk.theme, _("Make this attribute"), "normal", "plus")
        self.make.clicked.connect(self._make)
        self.name.returnPressed.connect(self._make)
        self.body.addWidget(self.make)

    def open_at(self, view: QWidget, place: QRect) -> None:
        """Open below a cell of `view`."""
        anchor = QWidget(view)
        anchor.setGeometry(place)
        self.destroyed.connect(anchor.deleteLater)
        self.open_below(anchor)
        self.pick.setFocus()

    def _take(self, code: str) -> None:
        self.chosen.emit(retargeted(self._before, self._possible[code].target))
        self.close()

    def _make(self) -> None:
        label = self.name.text().strip()
        if not label:
            self.name.setFocus()
            return
        target = new_attribute_target(
            self._desk.structure, self._inspection, self._column, label, str(self.kind.currentData())
        )
        self.chosen.emit(retargeted(self._before, target))
        self.close()
