"""When to ask again after a change: soon, but never so often that asking is all a reader does."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject, QTimer

from pim.gui.tasks import Task

REST = 5  # times as long as the answer took is rested after it: at a million products counting takes seconds


class RestingTimer(QTimer):
    """`timeout` soon after `soon()`: several changes become one question, and none is asked while one is unanswered.

    Whoever asks hands over the task: `timer.watch(desk.read(...))`. An answer that took long is followed by a rest `rest`
    times as long.
    """

    def __init__(self, interval: int, parent: QObject, *, rest: float = REST) -> None:
        super().__init__(parent, singleShot=True, interval=interval)
        self._least, self._rest = interval, rest  # `start` changes the interval
        self._task: Task | None = None
        self._asked = self._rested = 0.0  # seconds; a question may be asked again from `_rested` on
        self._late = False  # something changed while the answer was on its way

    def soon(self, wait: int = 0) -> None:
        """Time out after `wait` ms (its first interval, when less) and the rest after the last answer."""
        if self._task is not None:
            self._late = True
        elif not self.isActive():
            self.start(max(wait, self._least, int(1000 * (self._rested - time.monotonic()))))

    def watch(self, task: Task | None) -> None:
        """An answer is being looked for; None: there will be none, because the window closes."""
        self._task, self._asked = task, time.monotonic()
        if task is not None:
            task.finished.connect(partial(self._ended, task))

    def _ended(self, task: Task) -> None:
        if task is not self._task:
            return  # another question took its place
        now = time.monotonic()
        self._task, self._rested = None, now + self._rest * (now - self._asked)
        if self._late:
            self._late = False
            self.soon()
