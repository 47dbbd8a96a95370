"""The pieces of a record's form. Each shows one field as its JSON value: `value()`, `set_value(value)`, `changed`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import FlowLayout
from pim.gui.widgets.value_editors import Choice, ChoiceEditor, LineEditor, SelectEditor
from pim.i18n import _


class Part(QWidget):
    """One field of a record. `problem()` is a sentence when what is typed cannot be saved."""

    changed = Signal()

    def value(self) -> Any:
        """The JSON value as it is shown."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a JSON value."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why it cannot be saved; "" when it can."""
        return ""

    def _fill(self, *widgets: QWidget, spacing: int = 6) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(spacing)
        for widget in widgets:
            layout.addWidget(widget)


class LinePart(Part):
    """One line of text. `read` turns it into the JSON value and raises ValueError with the reason."""

    def __init__(
        self, theme: Theme, label: str, note: str = "", *, read: Callable[[str], Any] = str, right: bool = False
    ) -> None:
        super().__init__()
        self._read, self._note = read, note
        self.editor = LineEditor(theme, right)
        self.field = Field(theme, label, self.editor)
        self.field.set_note(note)
        self._fill(self.field)
        self.editor.textChanged.connect(self._edited)

    def _edited(self) -> None:
        problem = self.problem()
        self.field.set_state("invalid" if problem else "normal", problem or self._note)
        self.changed.emit()

    def value(self) -> Any:
        try:
            return self._read(self.editor.text().strip())
        except ValueError:
            return self.editor.text()

    def set_value(self, value: Any) -> None:
        self.editor.set_text("" if value is None else str(value))

    def problem(self) -> str:
        try:
            self._read(self.editor.text().strip())
        except ValueError as error:
            return str(error)
        return ""


class ChoicePart(Part):
    """One of a few choices; long lists are searched by typing."""

    def __init__(self, theme: Theme, label: str, choices: Sequence[Choice], note: str = "") -> None:
        super().__init__()
        self.editor = ChoiceEditor(theme, choices)
        self.editor.setFixedHeight(28)
        self.field = Field(theme, label, self.editor)
        self.field.set_note(note)
        self._fill(self.field)
        self.editor.committed.connect(self.changed)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Other choices; what is chosen stays when it is still one."""
        chosen = self.value()
        self.editor.clear()
        for code, label in choices:
            self.editor.addItem(label, code)
        self.set_value(chosen)

    def value(self) -> str:
        return self.editor.text()

    def set_value(self, value: Any) -> None:
        if value and self.editor.findData(value) < 0:
            self.editor.addItem(str(value), value)  # something this version does not know stays as it is
        self.editor.set_text(str(value or ""))


class SearchedChoicePart(Part):
    """One of many choices, found by typing any part of its name; empty means none."""

    def __init__(self, theme: Theme, label: str, choices: Sequence[Choice], note: str = "") -> None:
        super().__init__()
        self._by_label = {shown.casefold(): code for code, shown in choices}
        self._labels = dict(choices)
        self._by_label.update({code.casefold(): code for code, _shown in choices})
        self._note = note
        self.editor = SelectEditor(theme, choices)
        self.field = Field(theme, label, self.editor)
        self.field.set_note(note)
        self._fill(self.field)
        self.editor.textChanged.connect(self._edited)

    def _edited(self) -> None:
        problem = self.problem()
        self.field.set_state("invalid" if problem else "normal", problem or self._note)
        self.changed.emit()

    def value(self) -> str:
        text = self.editor.text().strip()
        return self._by_label.get(text.casefold(), text)

    def set_value(self, value: Any) -> None:
        self.editor.set_text(self._labels.get(str(value or ""), str(value or "")))

    def problem(self) -> str:
        text = self.editor.text().strip()
        if text and text.casefold() not in self._by_label:
            return _("“{text}” is not one of the choices.").format(text=text)
        return ""


class CheckPart(Part):
    """Yes or no, with a sentence under it."""

    def __init__(self, theme: Theme, label: str, note: str = "") -> None:
        super().__init__()
        self.box = QCheckBox(label.replace("&", "&&"))
        self.box.setFont(theme.font(12, 500))
        self.box.setAccessibleDescription(note)
        widgets: list[QWidget] = [self.box]
        if note:
            shown = Label(theme, note, 11, 400, "muted", wrap=True)
            shown.setContentsMargins(24, 0, 0, 0)
            widgets.append(shown)
        self._fill(*widgets, spacing=2)
        self.box.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class ChecksPart(Part):
    """Several of a few choices, in their given order. With `kept_order` new ones come after those already chosen."""

    def __init__(self, theme: Theme, label: str, choices: Sequence[Choice], note: str = "") -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        self._order: list[str] = []
        holder = QWidget()
        flow = FlowLayout(holder, 14)
        for code, shown in choices:
            box = QCheckBox(shown.replace("&", "&&"))
            box.setFont(theme.font(12))
            box.toggled.connect(lambda on, code=code: self._toggle(code, on))
            self._boxes[code] = box
            flow.addWidget(box)
        if not choices:
            flow.addWidget(Label(theme, _("There is nothing to choose yet"), 12, 400, "muted"))
        widgets: list[QWidget] = [Label(theme, label, 12, 500), holder]
        if note:
            widgets.append(Label(theme, note, 11, 400, "muted", wrap=True))
        self._fill(*widgets, spacing=4)

    def _toggle(self, code: str, on: bool) -> None:
        if on and code not in self._order:
            self._order.append(code)
        elif not on and code in self._order:
            self._order.remove(code)
        self.changed.emit()

    def value(self) -> list[str]:
        return list(self._order)

    def set_value(self, value: Any) -> None:
        self._order = list(value or ())
        for code, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(code in self._order)
            box.blockSignals(False)


class LabelsPart(Part):
    """The name in each locale. `main_edited(text)` while the first one is typed."""

    main_edited = Signal(str)

    def __init__(self, theme: Theme, locales: Sequence[str], title: str = "") -> None:
        super().__init__()
        self._rest: dict[str, str] = {}
        self.editors: dict[str, LineEditor] = {}
        fields: list[QWidget] = []
        for place, locale in enumerate(locales or ("",)):
            editor = self.editors[locale] = LineEditor(theme)
            fields.append(Field(theme, title or _("Name"), editor, locale=locale))
            editor.textChanged.connect(self.changed)
            if place == 0:
                editor.textEdited.connect(self.main_edited)
        self._fill(*fields)

    def value(self) -> dict[str, str]:
        typed = {locale: editor.text().strip() for locale, editor in self.editors.items()}
        return {**self._rest, **{locale: text for locale, text in typed.items() if text}}

    def set_value(self, value: Mapping[str, str]) -> None:
        self._rest = {locale: text for locale, text in value.items() if locale not in self.editors}
        for locale, editor in self.editors.items():
            editor.set_text(value.get(locale, ""))

    def focus_first(self) -> None:
        """Put the cursor into the first name."""
        next(iter(self.editors.values())).setFocus()


def beside(*widgets: QWidget) -> QWidget:
    """Widgets next to each other, sharing the width."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(12)
    for widget in widgets:
        line.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return holder
