"""The frame of a field: label, locale, exception, counter or origin above; the editor; one note below."""

from __future__ import annotations

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
        self._dot = _MissingDot(theme)
        self.label = Label(theme, label.replace("&", "&&"), 12, 500)  # with a buddy, & would underline a letter
        self.label.setBuddy(editor)
        self._locale = Chip(theme, locale, "locale")
        self._exception = Chip(theme, "", "exception", clickable=True)
        self._exception.clicked.connect(self.chip_clicked)
        self._origin_icon = IconLabel(theme, "arrow-elbow-down-right", "faint", 12)
        self._origin = ElidedLabel(theme, "", 11, 400, "muted")
        self._origin.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._counter = Label(theme, "", 11, 400, "muted", tabular=True)
        self._set_here = Button(theme, _("Set a value here"), "link", size=11)
        self._set_here.clicked.connect(self.set_here)
        self._note = Label(theme, "", 11, 400, "muted", wrap=True)
        self._build(bool(locale))
        editor.setAccessibleName(f"{label} {locale}".strip())

    def _build(self, has_locale: bool) -> None:
        line = QWidget()
        line.setFixedHeight(18)
        head = QHBoxLayout(line)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        left: list[QWidget] = [self._dot, self.label, self._locale, self._exception]
        for widget in left:
            head.addWidget(widget)
        head.addStretch(1)
        for widget in (self._origin_icon, self._origin, self._counter, self._set_here):
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(line)
        layout.addWidget(self.editor)
        layout.addWidget(self._note)
        if isinstance(self.editor, QLineEdit):
            self.editor.setFixedHeight(FIELD_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for widget in (
            self._dot,
            self._exception,
            self._origin_icon,
            self._origin,
            self._set_here,
            self._note,
        ):
            widget.hide()
        self._locale.setVisible(has_locale)

    def set_state(self, state: str, note: str = "") -> None:
        """One of STATES with the sentence below the box (a reason, "Required by …"); empty hides it."""
        if state not in STATES:
            raise ValueError(f"Unknown field state {state!r}; use one of {', '.join(STATES)}.")
        if self.editor.property("state") != state:
            self.editor.setProperty("state", state)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
        self.state = state
        self._dot.setVisible(state == "missing")
        self._show_invalid(state == "invalid")
        if state != "inherited":
            self._origin_icon.hide()
            self._origin.hide()
            self._set_here.hide()
        if state != "exception":
            self._exception.hide()
        self.set_note(note, "bad" if state == "invalid" else "muted")
        self.editor.setAccessibleDescription(note)

    def set_note(self, note: str, color: str = "muted") -> None:
        """The line below the box."""
        self._note.setText(note)
        self._note.set_color(color)
        self._note.setVisible(bool(note))

    def set_counter(self, text: str, color: str = "muted") -> None:
        """The figures at the right of the label: "31 / 150"; red when over the limit."""
        self._counter.setText(text)
        self._counter.setVisible(bool(text))
        self._counter.set_color(color)

    def set_inherited(
        self, source: str, can_set: bool = True, *, short: bool = False, bare: bool = False
    ) -> None:
        """Show the value as inherited from `source`, with the link that gives it a value of its own.

        `short` is for narrow fields: only the source and "Set here"; `bare` for those where even that has no room:
        the source is in the tooltip.
        """
        self.set_state("inherited")
        self._origin_icon.show()
        self._origin.set_text(source if short else _("Inherited from {source}").format(source=source))
        self._set_here.setText(_("Set here") if short else _("Set a value here"))
        self._origin.show()
        self._set_here.setVisible(can_set)
        self._set_here.setToolTip(plain_tip(_("Inherited from {source}").format(source=source)))
        if bare:
            self._origin.hide()
            self._origin_icon.hide()

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
