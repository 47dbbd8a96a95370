"""The queue of changes as a person sees it: "Saving…", "All changes saved", what was refused or could not be written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from pim.catalog.errors import CatalogError
from pim.gui.failures import sentence_for
from pim.gui.tasks import EDIT, Task, Tasks
from pim.i18n import _, ngettext

SAVING_AFTER = 300  # milliseconds; most edits are done before anyone could read "Saving…"


class Changes(QObject):
    """Hands changes to the writer. `state_changed(state, sentence)` feeds the top bar; `refused(sentence)` is for
    changes whose caller shows no reason itself.

    A change that was right but could not be written (a full disk, say) is not forgotten: `try_again` makes it once more.
    """

    state_changed = Signal(str, str)
    refused = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._waiting = tasks, 0
        self._failed: list[Callable[[], Task]] = []
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
        again = partial(
            self.make, function, *args, then=then, otherwise=otherwise, priority=priority, **options
        )
        task.postponed.connect(self._say_postponed)
        task.failed.connect(lambda error: self._remember(error, again))
        task.finished.connect(self._done)
        return task

    def try_again(self) -> None:
        """Makes what could not be written once more, in its order."""
        failed, self._failed = self._failed, []
        for again in failed:
            again()

    def tell(self) -> None:
        """Say how things stand."""
        if self._failed:
            words = ngettext("{count} change is not saved", "{count} changes are not saved", len(self._failed))
            self.state_changed.emit("failed", words.format(count=len(self._failed)))
        else:
            self.state_changed.emit("saved", _("All changes saved"))

    def _remember(self, error: Exception, again: Callable[[], Task]) -> None:
        if not isinstance(error, CatalogError):  # those are answers: the change itself cannot be
            self._failed.append(again)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(sentence_for(error))

    def _say_saving(self) -> None:
        if self._waiting:
            self.state_changed.emit("saving", _("Saving…"))

    def _say_postponed(self) -> None:
        self.state_changed.emit("saving", _("Waits for the large change"))

    def _done(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._slow.stop()
            self.tell()
