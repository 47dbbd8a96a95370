"""Which command a key of the product list is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from pim.gui.views.products.grid_keys import command_of

KEY, CONTROL, NONE = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
ON_X11 = {(KEY.Key_D, CONTROL): QKeySequence.StandardKey.Delete, (KEY.Key_F18, NONE): QKeySequence.StandardKey.Paste}


class Pressed(QKeyEvent):
    """A key press where Qt's standard keys are those of X11, as they are in the real window on Linux."""

    def matches(self, key: QKeySequence.StandardKey) -> bool:
        return super().matches(key) or ON_X11.get((Qt.Key(self.key()), self.modifiers())) == key


@pytest.mark.parametrize(
    ("key", "modifiers", "command"),
    [
        (KEY.Key_D, CONTROL, "fill_down"),
        (KEY.Key_R, CONTROL, "fill_right"),
        (KEY.Key_Delete, NONE, "clear"),
        (KEY.Key_C, CONTROL, "copy"),
        (KEY.Key_V, CONTROL, "paste"),
        (KEY.Key_V, CONTROL | Qt.KeyboardModifier.ShiftModifier, "paste_all"),
        (KEY.Key_D, NONE, ""),
    ],
)
def test_a_key_is_the_command_that_the_help_says(key, modifiers, command) -> None:
    assert command_of(Pressed(QEvent.Type.KeyPress, key, modifiers)) == command
