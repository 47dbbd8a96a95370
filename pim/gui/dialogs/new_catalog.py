"""A new catalogue: its folder, the locales of its texts, the currencies of its prices."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _
from pim.isolation import OnProgress
from pim.services.demo import create_demo
from pim.services.starting import currency_problem, locale_problem
from pim.services.workspace import Workspace, create_catalog

_FORBIDDEN = '<>:"|?*/\\'


class NewCatalog(NamedTuple):
    """What was asked for; `demo` fills it with the demo brand, whose locales and currencies it then has."""

    folder: Path
    locales: tuple[str, ...]
    currencies: tuple[str, ...]
    demo: bool = False


class NewCatalogDialog(TabsAsRead, QDialog):
    """`asked(NewCatalog)` when everything is in order; stays open with the reason when it is not."""

    asked = Signal(object)

    def __init__(self, theme: Theme, place: Path, *, demo: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._demo = theme, demo
        title = _("Open the demo") if demo else _("New catalogue")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(500)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(10)
        layout.addWidget(Label(theme, title, 15, 600))
        self.name = self._field(_("Name"), free_name(place, _("Demo") if demo else _("My catalogue")))
        self.place = self._field(_("In the folder"), str(place), browse=True)
        self.locales = self._field(_("Locales of the texts"), "fr_FR en_GB" if _is_french() else "en_GB")
        self.locales.set_note(_("The first is the main one. More can be added later: en_GB fr_FR de_DE"))
        self.currencies = self._field(_("Currencies of the prices"), "EUR")
        self.currencies.set_note(_("One price list each. More can be added later: EUR USD"))
        self.locales.setVisible(not demo)
        self.currencies.setVisible(not demo)
        self._path = Label(theme, "", 11, 400, "muted", wrap=True)
        self._reason = Label(theme, "", 12, 400, "bad", wrap=True)
        self._reason.hide()
        layout.addWidget(self._path)
        layout.addWidget(self._reason)
        self._add_buttons(_("Open the demo") if demo else _("Make the catalogue"))
        for field in (self.name, self.place, self.locales, self.currencies):
            field.editor.textChanged.connect(self._edited)
        self._edited()
        self.name.editor.setFocus()
        self.name.editor.selectAll()

    def _field(self, label: str, text: str, *, browse: bool = False) -> Field:
        editor = LineEditor(self._theme)
        editor.set_text(text)
        field = Field(self._theme, label, editor)
        if browse:
            action = editor.addAction(self._theme.icon("folder-open"), QLineEdit.ActionPosition.TrailingPosition)
            action.setToolTip(_("Choose a folder"))
            action.triggered.connect(self._browse)
        self._column.addWidget(field)
        return field

    def _add_buttons(self, text: str) -> None:
        line = QHBoxLayout()
        line.addStretch(1)
        cancel = Button(self._theme, _("Cancel"), "normal", tall=True)
        self.act = Button(self._theme, text, "primary", tall=True)
        self.act.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self._ask)
        line.addWidget(cancel)
        line.addWidget(self.act)
        self._column.addLayout(line)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder"), self.place.editor.text())
        if chosen:
            self.place.editor.setText(chosen)

    def _folder(self) -> Path:
        name = self.name.editor.text().strip()
        return Path(self.place.editor.text().strip()).expanduser() / f"{name.removesuffix('.pim')}.pim"

    def _edited(self) -> None:
        self._reason.hide()
        self._path.setText(_("It will be kept in {path}").format(path=self._folder()))

    def _ask(self) -> None:
        wanted = NewCatalog(self._folder(), _words(self.locales), _words(self.currencies), self._demo)
        reason = self._problem(wanted)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        if not reason:
            self.asked.emit(wanted)

    def _problem(self, wanted: NewCatalog) -> str:
        name = self.name.editor.text().strip()
        if not name:
            return _("A name is needed.")
        if bad := next((sign for sign in name if sign in _FORBIDDEN), ""):
            return _("A name cannot have “{sign}” in it.").format(sign=bad)
        if wanted.folder.exists():
            return _("“{path}” already exists. Choose another name.").format(path=wanted.folder)
        return "" if self._demo else codes_problem(wanted)

    def refuse(self, reason: str) -> None:
        """Say why it could not be made; the dialog stays open."""
        self._reason.setText(reason)
        self._reason.show()


def codes_problem(wanted: NewCatalog) -> str:
    """What is wrong with the locales and currencies; "" when nothing is."""
    if not (wanted.locales and wanted.currencies):
        return _("At least one locale and one currency are needed.")
    problems = (*map(locale_problem, wanted.locales), *map(currency_problem, wanted.currencies))
    return next(filter(None, problems), "")


def _words(field: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[\s,;]+", field.editor.text().strip()))) if field.editor.text().strip() else ()


def free_name(place: Path, name: str) -> str:
    """`name`, or "name 2", "name 3" … when there is such a catalogue in `place` already."""
    number, found = 2, name
    while (place / f"{found}.pim").exists():
        found, number = f"{name} {number}", number + 1
    return found


def _is_french() -> bool:
    from pim.i18n import language

    return language() == "fr"


def make_catalog(wanted: NewCatalog, who: str, on_progress: OnProgress) -> Workspace:
    """The new catalogue, opened. Raises `CatalogError` or `OSError`."""
    wanted.folder.parent.mkdir(parents=True, exist_ok=True)
    if wanted.demo:
        return create_demo(wanted.folder, who=who, on_progress=on_progress)
    return create_catalog(wanted.folder, locales=wanted.locales, currencies=wanted.currencies, who=who)
