"""When garbage is looked for, and where: on the UI thread, and through everything only while nobody does anything.

Python looks whenever enough new objects were made, on whatever thread made the last. A worker that came upon a widget which
nobody refers to any more would destroy it there, and Qt does not allow that: the program would end. And with a catalogue on
screen, looking through everything takes up to a tenth of a second, in which no thread goes on and nothing is painted; half a
second while a large import or edit holds what it is made of.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

LOOK, IDLE = 250, 3.0  # milliseconds between two looks; seconds without a key or the mouse
FIRST, LATER = 2, 20  # collections of the middle generation before a whole one
LASTING = 10  # first whole collections: what is left then are rooms and what they are made of, which stay
OVERDUE = 20  # times LATER: somebody works without a pause
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease,
        QEvent.Type.Wheel, QEvent.Type.TouchUpdate,
    }
)  # fmt: skip


class Garbage(QObject):
    """Collects instead of Python until `give_back`. What there is when it is made is never garbage.

    `is_busy()` says whether workers have something to do.
    """

    def __init__(self, app: QGuiApplication, is_busy: Callable[[], bool] = lambda: False) -> None:
        super().__init__()
        self._app, self._is_busy = app, is_busy
        self._since_input, self._lasting = monotonic(), LASTING
        gc.freeze()
        gc.disable()
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time changes nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._since_input = monotonic()
        return False

    def look(self) -> bool:
        """Collect what is new, or everything if there is enough and nobody is at work; returns whether it was everything."""
        new, middle, made = gc.get_count()
        is_idle = monotonic() - self._since_input > IDLE and not self._is_busy()
        if made < (FIRST if self._lasting else LATER) or not (is_idle or made > OVERDUE * LATER):
            if new > (limits := gc.get_threshold())[0]:
                gc.collect(int(middle > limits[1]))
            return False
        gc.collect()
        if self._lasting:
            self._lasting -= 1
            gc.freeze()
        return True

    def give_back(self) -> None:
        """Let Python collect again as it does by itself."""
        self._timer.stop()
        gc.enable()
        gc.unfreeze()
