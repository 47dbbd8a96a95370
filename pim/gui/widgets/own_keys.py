"""Keys that mean something to the widget that has the focus belong to it, before any shortcut of the window."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_KEYPAD = Qt.KeyboardModifier.KeypadModifier
ALT_UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)
ALT_ARROWS = (*ALT_UP_DOWN, Qt.Key.Key_Left, Qt.Key.Key_Right)


class AltKeys:
    """Mixed in before a Qt class: Alt with a key of `ALT` reaches `keyPressEvent`, whatever shortcut the room has on it."""

    ALT: Collection[Qt.Key] = ()

    def event(self, event: QEvent) -> bool:
        # Qt asks the widget first; what is not accepted here goes to the shortcuts.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if has_alt and event.key() in self.ALT:
                event.accept()
                return True
        return super().event(event)


class EnterPresses:
    """Mixed in before a button: Enter presses it, as Space does.

    Qt leaves Enter to a dialog's default button, which may be another one than the one with the focus.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        else:
            super().keyPressEvent(event)


class MenuAtCurrent:
    """Mixed in before a view with a header: the menu asked for by keys is that of the current cell.

    Qt says where that cell is in the widget, but who answers takes the place for one in the viewport, below the header: that
    would be the next row.
    """

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return self.visualRect(self.currentIndex())
        return super().inputMethodQuery(query)
