"""The frame of a field: label, locale, exception, counter or origin above; the editor; one note below."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pim.gui.painting.marks import draw_dot
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.chips import Chip
from pim.gui.widgets.labels import ElidedLabel, IconLabel, Label
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _

FIELD_HEIGHT = 28
STATES = ("normal", "inherited", "invalid", "missing", "exception")
_STRETCH = ""
_HEAD = ("_dot", "label", "_locale", "_exception", _STRETCH, "_origin_icon", "_origin", "_counter", "_set_here")
_Part = TypeVar("_Part", bound=QWidget)


class _MissingDot(QWidget):
    """The amber dot before the label of a missing required field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(10, 14)

    def paintEvent(self, event) -> None:
        draw_dot(QPainter(self), 4, 7, self._theme, "warnf", 3)


class Field(QWidget):
    """Wraps any editor widget. `set_state` and `set_note` say what is wrong or where a value comes from.

    Signals: `set_here` from "Set a value here" of an inherited field; `chip_clicked` from its exception.
    """

    set_here = Signal()
    chip_clicked = Signal()

    def __init__(
        self, theme: Theme, label: str, editor: QWidget, *, locale: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self.editor, self.state = theme, editor, "normal"
        self._invalid_action: QAction | None = None
        self.label = Label(theme, label.replace("&", "&&"), 12, 500)  # with a buddy, & would underline a letter
        self.label.setBuddy(editor)
        self._build()
        if locale:
            self._locale = self._put("_locale", Chip(theme, locale, "locale"))
        editor.setProperty("state", self.state)
        editor.setAccessibleName(f"{label} {locale}".strip())

    def _build(self) -> None:
        line = QWidget()
        line.setFixedHeight(18)
        self._head = QHBoxLayout(line)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(6)
        self._head.addWidget(self.label)
        self._head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(line)
        self._column.addWidget(self.editor)
        if isinstance(self.editor, QLineEdit):
            self.editor.setFixedHeight(FIELD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    # -- parts that few fields ever show: making all of them would be most of the work of a form ---------
    @cached_property
    def _dot(self) -> QWidget:
        return self._put("_dot", _MissingDot(self._theme))

    @cached_property
    def _exception(self) -> Chip:
        chip = self._put("_exception", Chip(self._theme, "", "exception", clickable=True))
        chip.clicked.connect(self.chip_clicked)
        return chip

    @cached_property
    def _origin_icon(self) -> IconLabel:
        return self._put("_origin_icon", IconLabel(self._theme, "arrow-elbow-down-right", "faint", 12))

    @cached_property
    def _origin(self) -> ElidedLabel:
        origin = self._put("_origin", ElidedLabel(self._theme, "", 11, 400, "muted"))
        origin.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return origin

    @cached_property
    def _counter(self) -> Label:
        return self._put("_counter", Label(self._theme, "", 11, 400, "muted", tabular=True))

    @cached_property
    def _set_here(self) -> Button:
        button = self._put("_set_here", Button(self._theme, _("Set a value here"), "link", size=11))
        button.clicked.connect(self.set_here)
        return button

    @cached_property
    def _note(self) -> Label:
        note = Label(self._theme, "", 11, 400, "muted", wrap=True)
        self._column.addWidget(note)
        return note

    def _put(self, name: str, part: _Part) -> _Part:
        """Into the line above the editor, among the parts that are there already."""
        before = _HEAD[: _HEAD.index(name)]
        self._head.insertWidget(sum(other == _STRETCH or other in self.__dict__ for other in before), part)
        return part

    def _hide(self, *names: str) -> None:
        for name in names:
            if name in self.__dict__:
                getattr(self, name).hide()

    def set_state(self, state: str, note: str = "") -> None:
        """One of STATES with the sentence below the box (a reason, "Required by …"); empty hides it."""
        if state not in STATES:
            raise ValueError(f"Unknown field state {state!r}; use one of {', '.join(STATES)}.")
        if self.editor.property("state") != state:
            self.editor.setProperty("state", state)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
        self.state = state
        if state == "missing":
            self._dot.show()
        else:
            self._hide("_dot")
        self._show_invalid(state == "invalid")
        if state != "inherited":
            self._hide("_origin_icon", "_origin", "_set_here")
        if state != "exception":
            self._hide("_exception")
        self.set_note(note, "bad" if state == "invalid" else "muted")
        self.editor.setAccessibleDescription(note)

    def set_note(self, note: str, color: str = "muted") -> None:
        """The line below the box."""
        if not note:
            self._hide("_note")
            return
        self._note.setText(note)
        self._note.set_color(color)
        self._note.show()

    def set_counter(self, text: str, color: str = "muted") -> None:
        """The figures at the right of the label: "31 / 150"; red when over the limit."""
        if not text:
            self._hide("_counter")
            return
        self._counter.setText(text)
        self._counter.set_color(color)
        self._counter.show()

    def set_inherited(
        self, source: str, can_set: bool = True, *, short: bool = False, bare: bool = False
    ) -> None:
        """Show the value as inherited from `source`, with the link that gives it a value of its own.

        `short` is for narrow fields: only the source and "Set here"; `bare` for those where even that has no room:
        the source is in the tooltip.
        """
        self.set_state("inherited")
        words = _("Inherited from {source}").format(source=source)
        if bare:
            self._hide("_origin", "_origin_icon")
        else:
            self._origin_icon.show()
            self._origin.set_text(source if short else words)
            self._origin.show()
        if can_set:
            self._set_here.setText(_("Set here") if short else _("Set a value here"))
            self._set_here.setToolTip(plain_tip(words))
            self._set_here.show()
        else:
            self._hide("_set_here")

    def set_exception(self, text: str, reason: str = "") -> None:
        """Show the violet chip ("until 31 Jan") of a declared exception, and its reason below."""
        self.set_state("exception", reason)
        self._exception.set_text(text)
        self._exception.show()

    def _show_invalid(self, on: bool) -> None:
        if not isinstance(self.editor, QLineEdit):
            return
        if on and self._invalid_action is None:
            icon = self._theme.icon("warning-circle", "bad")
            self._invalid_action = self.editor.addAction(icon, QLineEdit.ActionPosition.TrailingPosition)
        elif not on and self._invalid_action is not None:
            self.editor.removeAction(self._invalid_action)
            self._invalid_action = None
