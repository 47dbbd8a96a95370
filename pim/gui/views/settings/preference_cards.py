"""The cards of the settings: appearance, language, who you are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.preferences import SCALES, Preferences
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import ChoiceEditor, LineEditor
from pim.i18n import _


class PreferenceCards(QWidget):
    """Every choice holds at once, but language and scale: they say so and offer to start again."""

    def __init__(self, theme: Theme, preferences: Preferences, restart: Callable[[], None]) -> None:
        super().__init__()
        self._theme, self._preferences = theme, preferences
        self._began = (preferences.now.language, preferences.now.scale)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(14)
        self._restart_line = QWidget()
        line = QHBoxLayout(self._restart_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Label(theme, _("Language and scale change when pim starts again."), 12, 400, "muted", wrap=True), 1)
        again = Button(theme, _("Start again now"), "normal")
        again.clicked.connect(restart)
        line.addWidget(again)
        self._restart_line.hide()
        self._build_appearance()
        self._build_language()
        self._build_person()
        preferences.changed.connect(self._show)

    def _card(self, title: str) -> QVBoxLayout:
        card = Card(self._theme, title)
        card.body.setSpacing(10)
        self._column.addWidget(card)
        return card.body

    def _choice(self, label: str, name: str, choices: list[tuple[str, str]], note: str = "") -> Field:
        editor = ChoiceEditor(self._theme, choices)
        editor.setFixedHeight(28)
        editor.set_text(str(getattr(self._preferences.now, name)))
        read = int if name == "scale" else str
        editor.committed.connect(lambda: self._preferences.change(**{name: read(editor.text())}))
        field = Field(self._theme, label, editor)
        field.set_note(note)
        editor.setMaximumWidth(420)  # not the field: its note would be measured for the card and cut for the field
        return field

    def _check(self, label: str, name: str, note: str) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        box = QCheckBox(label)
        box.setFont(self._theme.font(12, 500))
        box.setAccessibleDescription(note)
        box.setChecked(bool(getattr(self._preferences.now, name)))
        box.toggled.connect(lambda on: self._preferences.change(**{name: on}))
        shown = Label(self._theme, note, 11, 400, "muted", wrap=True)
        shown.setContentsMargins(24, 0, 0, 0)
        column.addWidget(box)
        column.addWidget(shown)
        return holder

    def _build_appearance(self) -> None:
        column = self._card(_("Appearance"))
        themes = [("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
        self.theme_field = self._choice(_("Theme"), "theme", themes)
        scales = [(str(scale), f"{scale} %") for scale in sorted({*SCALES, self._preferences.now.scale})]
        self.scale_field = self._choice(_("Scale"), "scale", scales, _("Ctrl+plus, Ctrl+minus, Ctrl+0"))
        for field in (self.theme_field, self.scale_field):
            column.addWidget(field)
        note = _("Fields and buttons get borders that stand out more")
        column.addWidget(self._check(_("Stronger borders"), "stronger_borders", note))
        column.addWidget(self._check(_("Reduced motion"), "reduced_motion", _("Nothing fades or slides")))

    def _build_language(self) -> None:
        column = self._card(_("Language"))
        names = [("", _("As the system")), ("en", "English"), ("fr", "Français")]
        note = _("The language of the program. The texts of your products have locales of their own.")
        self.language_field = self._choice(_("Language of the program"), "language", names, note)
        column.addWidget(self.language_field)
        column.addWidget(self._restart_line)

    def _build_person(self) -> None:
        column = self._card(_("You"))
        editor = LineEditor(self._theme)
        editor.set_text(self._preferences.now.author)
        editor.committed.connect(lambda: self._preferences.change(author=editor.text().strip()))
        self.author_field = Field(self._theme, _("Your name"), editor)
        self.author_field.setMaximumWidth(420)
        self.author_field.set_note(_("Activity shows it beside what you change. Empty: your name on this computer."))
        column.addWidget(self.author_field)

    def _show(self, _names: object) -> None:
        now = self._preferences.now
        for field, value in (
            (self.theme_field, now.theme),
            (self.scale_field, str(now.scale)),
            (self.language_field, now.language),
        ):
            field.editor.set_text(value)
        changed = (now.language, now.scale) != self._began
        self._restart_line.setVisible(changed)

    @property
    def needs_restart(self) -> bool:
        """Whether something waits for the next start."""
        return not self._restart_line.isHidden()


