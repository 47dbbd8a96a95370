"""Asks for the three things a new channel needs: its name, its code, its format."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pim.catalog.identifiers import CODE
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.commands import fold
from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.i18n import _
from pim.services import channeling


class NewChannel(TabsAsRead, QDialog):
    """`accepted` with `name`, `code` and `adapter` once they can be used. `taken` are the codes there are."""

    def __init__(self, theme: Theme, taken: frozenset[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken = taken
        self.setWindowTitle(_("New channel"))
        self.setModal(True)
        self.setFixedWidth(420)
        self._name, self._code, self._format = QLineEdit(), QLineEdit(), QComboBox()
        self._format.setFixedHeight(28)
        for code, label in channeling.adapter_labels().items():
            self._format.addItem(label, code)
        self._code_field = Field(theme, _("Code"), self._code)
        self._code_field.set_note(_("Names its folder and its exceptions; it stays as it is."))
        self._name.textEdited.connect(self._suggest)
        self._code.textEdited.connect(lambda _text: self._code_field.set_state("normal"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(8)
        layout.addWidget(Label(theme, _("New channel"), 15, 600))
        for field in (Field(theme, _("Name"), self._name), self._code_field, Field(theme, _("Format"), self._format)):
            layout.addWidget(field)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = Button(theme, _("Cancel"), tall=True)
        self.add_button = Button(theme, _("Add channel"), "primary", tall=True)
        self.add_button.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.add_button.clicked.connect(self._check)
        buttons.addWidget(cancel)
        buttons.addWidget(self.add_button)
        layout.addLayout(buttons)

    @property
    def name(self) -> str:
        return self._name.text().strip()

    @property
    def code(self) -> str:
        return self._code.text().strip()

    @property
    def adapter(self) -> str:
        return str(self._format.currentData())

    def _suggest(self, text: str) -> None:
        letters = "".join(char if char.isascii() and char.isalnum() else "_" for char in fold(text)).strip("_")
        self._code.setText(letters.lstrip("0123456789_")[:40])

    def _check(self) -> None:
        if not CODE.fullmatch(self.code):
            self._code_field.set_state("invalid", _("Small letters, digits and _, beginning with a letter."))
        elif self.code in self._taken:
            self._code_field.set_state("invalid", _("There is a channel “{code}” already.").format(code=self.code))
        else:
            self.accept()


def ask_new_channel(desk: CatalogDesk, parent: QWidget, then: Callable[[str], object]) -> None:
    """Ask for a new channel and add it; `then` is given its code when it is there."""
    dialog = NewChannel(desk.theme, frozenset(desk.structure.channels), parent)

    def add() -> None:
        code, labels = dialog.code, {desk.locale: dialog.name} if dialog.name else {}
        desk.change(
            channeling.add_channel, code=code, adapter=dialog.adapter, labels=labels, then=lambda _done: then(code)
        )

    dialog.accepted.connect(add)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
