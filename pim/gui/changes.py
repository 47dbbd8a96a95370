"""The queue of changes as a person sees it: "Saving…", "All changes saved", or what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from pim.gui.failures import sentence_for
from pim.gui.tasks import EDIT, Task, Tasks
from pim.i18n import _

SAVING_AFTER = 300  # milliseconds; most edits are done before anyone could read "Saving…"


class Changes(QObject):
    """Hands changes to the writer. `state_changed(state, sentence)` feeds the top bar; `refused(sentence)` is for
    changes whose caller shows no reason itself."""

    state_changed = Signal(str, str)
    refused = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._waiting = tasks, 0
        self._slow = QTimer(self, singleShot=True, interval=SAVING_AFTER)
        self._slow.timeout.connect(self._say_saving)

    @property
    def waiting(self) -> int:
        """How many changes are queued or being written."""
        return self._waiting

    def make(
        self,
        function: Callable[..., Any],
        *args: Any,
        then: Callable[[Any], None] | None = None,
        otherwise: Callable[[Exception], None] | None = None,
        priority: int = EDIT,
        **options: Any,
    ) -> Task:
        """Queue `function(*args, **options)`; `then(result)` or `otherwise(error)` follows on the UI thread."""
        self._waiting += 1
        if not self._slow.isActive():
            self._slow.start()
        task = self._tasks.write(
            function, *args, priority=priority, then=then, otherwise=otherwise or self._refuse, **options
        )
        task.finished.connect(self._done)
        return task

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(sentence_for(error))

    def _say_saving(self) -> None:
        if self._waiting:
            self.state_changed.emit("saving", _("Saving…"))

    def _done(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._slow.stop()
            self.state_changed.emit("saved", _("All changes saved"))
