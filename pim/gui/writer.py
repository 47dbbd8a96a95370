"""The one thread that changes the catalogue, and who waits for it.

It does one thing at a time, edits before batches. A large change stops between two of its transactions (`let_edits_through`)
for the edits that wait, in the order they were asked for: each is a change of its own, and ends before the large one goes
on. An edit that says `NotNow` there is done when the large change has ended, and with it whatever was asked after it, since
that may build upon it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QThreadPool

if TYPE_CHECKING:
    from pim.gui.tasks import Task

EDIT, BATCH = 10, 0  # priorities: what a person waits for goes first


class Writer:
    """Runs tasks one by one on its thread. `pool` is for waiting only."""

    def __init__(self) -> None:
        self.pool, self._beside = QThreadPool(), QThreadPool()
        for pool in (self.pool, self._beside):
            pool.setMaxThreadCount(1)
            pool.setExpiryTimeout(-1)  # threads keep their database connection
        self._edits: deque[Task] = deque()
        self._news = threading.Condition()  # an edit was queued, or what runs aside has ended
        self._thread = 0  # the one that writes, while it does
        self._within = False  # an edit is being let through
        self._holding = False  # an edit waits for the end of the large change

    def start(self, task: Task, priority: int) -> None:
        """Queue a task."""
        if priority < EDIT:
            self.pool.start(partial(self._run, task), priority)
            return
        with self._news:
            self._edits.append(task)
            self._news.notify()
        self.pool.start(self._run_next, priority)

    def let_edits_through(self) -> None:
        """Do the edits that wait. A large change calls it on its thread, while it has no transaction open."""
        if self._within or threading.get_ident() != self._thread:
            return
        self._within = True
        try:
            while self._edits and not self._holding:
                task = self._edits.popleft()
                if not task.run(may_wait=True):
                    self._edits.appendleft(task)
                    self._holding = True
        finally:
            self._within = False

    def aside(self, function: Callable[[], object]) -> object:
        """Run what only reads on a thread of its own, and let edits through until it has ended; returns its result."""
        if self._within or threading.get_ident() != self._thread:
            return function()
        answer: Future[object] = Future()
        self._beside.start(partial(self._answer, answer, function))
        while not answer.done():
            with self._news:
                self._news.wait_for(lambda: answer.done() or bool(self._edits and not self._holding))
            self.let_edits_through()
        return answer.result()

    def _answer(self, answer: Future[object], function: Callable[[], object]) -> None:
        try:
            answer.set_result(function())
        except BaseException as error:  # noqa: BLE001 - raised again on the writer, which asked for it
            answer.set_exception(error)
        with self._news:
            self._news.notify()

    def _run_next(self) -> None:
        """The edit that has waited longest, unless a large change has let it through."""
        if self._edits:
            self._run(self._edits.popleft())

    def _run(self, task: Task) -> None:
        self._thread = threading.get_ident()
        try:
            task.run()
        finally:
            self._thread, self._holding = 0, False
