"""The settings of an adapter as fields, made from what the adapter declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from pim.catalog.errors import CatalogError
from pim.gui.theme.theme import Theme
from pim.gui.widgets.field import Field
from pim.i18n import _
from pim.services import channeling


class OptionFields(QWidget):
    """One field per declared option. `values()` gives what differs from the defaults, or raises `CatalogError`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._adapter = ""
        self._fields: dict[str, tuple[Field, Callable[[], Any]]] = {}

    def show_adapter(self, adapter: str, values: Mapping[str, Any]) -> None:
        """Build the fields of an adapter; `values` are what a channel has set."""
        for field, _read in self._fields.values():
            self._layout.removeWidget(field)
            field.deleteLater()
        self._adapter, self._fields = adapter, {}
        for option in channeling.adapter_options(adapter):
            editor, read = _EDITORS[option.kind](option, values.get(option.code, option.default))
            label = "" if isinstance(editor, QCheckBox) else _(option.label)
            field = Field(self._theme, label, editor)
            editor.setAccessibleName(_(option.label))
            if not label:  # a tick says itself what it is
                field.label.parentWidget().hide()
            if option.note:
                field.set_note(_(option.note))
            self._fields[option.code] = (field, read)
            self._layout.addWidget(field)

    def values(self) -> dict[str, Any]:
        """The options as they are typed, without those that are the default; marks the field that is wrong."""
        defaults = {option.code: option for option in channeling.adapter_options(self._adapter)}
        found = {}
        for code, (field, read) in self._fields.items():
            try:
                value = channeling.parsed_options(self._adapter, {code: read()})[code]
            except CatalogError as error:
                field.set_state("invalid", str(error))
                raise
            if value != defaults[code].default:
                found[code] = value
        return found


def _text(option: Any, value: Any) -> tuple[QWidget, Callable[[], Any]]:
    editor = QLineEdit(str(value))
    return editor, editor.text


def _yes_no(option: Any, value: Any) -> tuple[QWidget, Callable[[], Any]]:
    editor = QCheckBox(_(option.label))
    editor.setChecked(bool(option.parse(value)))
    return editor, editor.isChecked


def _choice(option: Any, value: Any) -> tuple[QWidget, Callable[[], Any]]:
    editor = QComboBox()
    editor.setFixedHeight(28)
    for choice in option.choices:
        editor.addItem(_(choice), choice)
    editor.setCurrentIndex(max(0, editor.findData(str(value))))
    return editor, editor.currentData


_EDITORS: dict[str, Callable[[Any, Any], tuple[QWidget, Callable[[], Any]]]] = {
    "text": _text,
    "number": _text,
    "yes_no": _yes_no,
    "choice": _choice,
}
