"""A row of tools that is one stop for Tab: the arrow keys go along it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Roving(QObject):
    """Keeps one of `tools` in the Tab order: the one that had the keys last. They are in the order of the eye."""

    def __init__(self, tools: Sequence[QWidget]) -> None:
        super().__init__(tools[0].parent())
        self._tools = list(tools)
        for tool in self._tools:
            tool.installEventFilter(self)
        self._stop_at(self._tools[0])

    def _stop_at(self, chosen: QWidget) -> None:
        for tool in self._tools:
            tool.setFocusPolicy(Qt.FocusPolicy.TabFocus if tool is chosen else Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or event.key() not in _STEPS:
            return False
        place = next(i for i, tool in enumerate(self._tools) if tool is watched) + _STEPS[Qt.Key(event.key())]
        usable = [tool for tool in self._tools[max(0, place) :: _STEPS[Qt.Key(event.key())]] if tool.isEnabled()]
        if 0 <= place < len(self._tools) and usable:
            self._stop_at(usable[0])
            usable[0].setFocus(Qt.FocusReason.TabFocusReason)
        return True
