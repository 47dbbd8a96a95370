"""Long work of the UI thread in slices, so that keys and painting come between: building a form of forty fields."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

SLICE = 0.005  # seconds: a third of a frame


class Slices(QObject):
    """Goes through one iterator of steps at a time, each of a millisecond or so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[object] = iter(())
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def start(self, steps: Iterator[object], *, at_once: bool = True) -> None:
        """Begin, `at_once` or in the next turn of the event loop; what was not done of the steps before is left out."""
        self._steps = steps
        if at_once:
            self._go_on()
        else:
            self._next.start()

    def finish(self) -> None:
        """Do all that is left now: somebody needs the result."""
        self._next.stop()
        for _step in self._steps:
            pass

    def _go_on(self) -> None:
        until = perf_counter() + SLICE
        for _step in self._steps:
            if perf_counter() > until:
                self._next.start()
                return
