"""Editors of values: each takes and gives the text that a person writes, whatever the type.

`text()`, `set_text(text)`, signal `committed()` when somebody has finished with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)

from pim.gui.theme.theme import Theme
from pim.gui.widgets.own_keys import AltKeys
from pim.i18n import _

Choice = tuple[str, str]  # code, label


class LineEditor(QLineEdit):
    """One line of text, a number, a price, an identifier."""

    committed = Signal()

    def __init__(self, theme: Theme, right: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(12, 400, right))
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.editingFinished.connect(self._finish)
        self._taken = ""

    def set_text(self, text: str) -> None:
        """Show the stored text, from its beginning."""
        self._taken = text
        self.setText(text)
        self.setCursorPosition(0)

    def retype(self, text: str) -> None:
        """Show what somebody has typed, which is not taken yet."""
        self.setText(text)

    def is_changed(self) -> bool:
        """Whether something is typed that is not taken yet."""
        return self.text() != self._taken

    def _finish(self) -> None:
        if self.is_changed():
            self._taken = self.text()
            self.committed.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._taken and not self.property("k"):
            self.set_text(self._taken)
            return
        super().keyPressEvent(event)


class _LabelCompleter(QCompleter):
    """Finds choices by any part of label or code, and writes the label."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent)
        self._labels = {_entry(code, label): label for code, label in choices}
        self.setModel(QStringListModel(list(self._labels), self))
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(12)

    def pathFromIndex(self, index) -> str:
        return self._labels.get(str(index.data()), str(index.data()))


def _entry(code: str, label: str) -> str:
    return label if code.casefold() == label.casefold() else f"{label}   {code}"


class SelectEditor(LineEditor):
    """One of the choices, searched by label or code; the arrow shows all of them."""

    def __init__(
        self, theme: Theme, choices: Sequence[Choice], parent: QWidget | None = None, *, with_arrow: bool = True
    ) -> None:
        super().__init__(theme, parent=parent)
        self._completer = _LabelCompleter(choices, self)
        self.setCompleter(self._completer)
        self._completer.activated.connect(self._chosen)
        if not with_arrow:
            return
        arrow = QAction(theme.icon("caret-down"), _("Show all choices"), self)
        arrow.triggered.connect(self.show_all)
        self.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)

    def show_all(self) -> None:
        """Open the list of every choice."""
        self._completer.setCompletionPrefix("")
        self._completer.complete()

    def _chosen(self, _text: str) -> None:
        self._finish()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.show_all()
            return
        super().keyPressEvent(event)


class _PartCompleter(_LabelCompleter):
    """Completes the last part of "Cotton | Li"."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition("|")[2].strip()]

    def pathFromIndex(self, index) -> str:
        before = self.widget().text().rpartition("|")[0].strip()
        label = super().pathFromIndex(index)
        return f"{before} | {label}" if before else label


class ListLineEditor(LineEditor):
    """Several choices in one line, separated by |; what is being typed is completed."""

    def __init__(self, theme: Theme, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._parts = _PartCompleter(choices, self)
        self.setCompleter(self._parts)


class YesNoEditor(QComboBox):
    """Not set, yes or no."""

    committed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(12))
        for text, code in (("–", ""), (_("Yes"), "1"), (_("No"), "0")):
            self.addItem(text, code)
        self.activated.connect(lambda _index: self.committed.emit())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def text(self) -> str:
        """ "1", "0" or "" for not set."""
        return str(self.currentData() or "")

    def set_text(self, text: str) -> None:
        """Show "1", "0" or ""."""
        self.setCurrentIndex(max(0, self.findData(text)))

    def wheelEvent(self, event) -> None:
        event.ignore()  # scrolling a form must not change its values


class ChoiceEditor(YesNoEditor):
    """One of a few fixed choices, never empty."""

    def __init__(self, theme: Theme, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.clear()
        for code, label in choices:
            self.addItem(label, code)


class DateEditor(AltKeys, LineEditor):
    """A day as 2026-11-30, with a calendar behind the icon."""

    ALT = (Qt.Key.Key_Down,)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self.setToolTip(_("Write it as 2026-11-30, or choose it in the calendar (Alt+↓)."))
        action = QAction(theme.icon("calendar-blank"), _("Calendar"), self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def open_calendar(self) -> None:
        """Choose the day in a calendar."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(menu)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for day_off in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red is for what is wrong
            calendar.setWeekdayTextFormat(day_off, QTextCharFormat())
        day = QDate.fromString(self.text(), Qt.DateFormat.ISODate)
        if day.isValid():
            calendar.setSelectedDate(day)
        calendar.clicked.connect(lambda chosen: self._take(chosen, menu))
        calendar.activated.connect(lambda chosen: self._take(chosen, menu))  # Enter
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def _take(self, day: QDate, menu: QMenu) -> None:
        self.setText(day.toString(Qt.DateFormat.ISODate))
        menu.close()
        self._finish()


class AreaEditor(QPlainTextEdit):
    """Several lines of plain text; grows with them up to about ten."""

    committed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font(12))
        self.setTabChangesFocus(True)
        self._taken = ""
        self.textChanged.connect(self._grow)
        self._grow()

    def text(self) -> str:
        """The whole text."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show the stored text."""
        self._taken = text
        self.setPlainText(text)

    def retype(self, text: str) -> None:
        """Show what somebody has typed, which is not taken yet."""
        self.setPlainText(text)

    def is_changed(self) -> bool:
        """Whether something is typed that is not taken yet."""
        return self.text() != self._taken

    def _grow(self) -> None:
        lines = min(10, max(2, self.document().blockCount() + len(self.toPlainText()) // 48))
        self.setFixedHeight(lines * 18 + 12)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.commit()

    def commit(self) -> None:
        """Tell that somebody has finished, if something is different."""
        if self.is_changed():
            self._taken = self.text()
            self.committed.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._taken:
            self.set_text(self._taken)
            return
        super().keyPressEvent(event)
