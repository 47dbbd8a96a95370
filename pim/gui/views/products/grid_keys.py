"""The keys of the product list that change products or the range, by the names of commands."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QKeySequence


def command_of(event: QKeyEvent) -> str:
    """The command of a key press, "" when it is none."""
    return next((name for keys, name in _COMMANDS if _pressed(event, keys)), "")


def _pressed(event: QKeyEvent, keys: QKeySequence.StandardKey | str) -> bool:
    if isinstance(keys, QKeySequence.StandardKey):
        return event.matches(keys)
    return QKeySequence(event.keyCombination()) == QKeySequence(keys)


_COMMANDS: tuple[tuple[QKeySequence.StandardKey | str, str], ...] = (
    (QKeySequence.StandardKey.Copy, "copy"),
    (QKeySequence.StandardKey.Paste, "paste"),
    ("Ctrl+Shift+V", "paste_all"),
    (QKeySequence.StandardKey.SelectAll, "select_all"),
    ("Del", "clear"),  # not the standard key: on X11 that is Ctrl+D as well
    ("Ctrl+D", "fill_down"),
    ("Ctrl+R", "fill_right"),
    ("Esc", "escape"),
)
