"""The only starter of threads: one writer, a few readers. Services stay plain and blocking.

    tasks.write(editing.set_value, workspace, sku="A", ..., then=show, otherwise=refuse)
    tasks.read(searching.page, workspace, query, replaces="grid.page", owner=self, then=self._show)

Every public signal and every callback arrives on the UI thread. What crosses must be immutable.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QThreadPool, QTimer, Signal, Slot

from pim.catalog.errors import NotNow
from pim.gui.writer import BATCH, EDIT, Writer
from pim.isolation import Cancelled

__all__ = ["BATCH", "EDIT", "Task", "Tasks"]
_log = logging.getLogger(__name__)
_REPORT_EVERY = 0.05  # seconds between two progress signals: more would only flood the event loop


class Task(QObject):
    """One call on a worker thread. Made by `Tasks`; lives on the UI thread until a turn after `finished`.

    Exactly one of `succeeded`, `failed`, `cancelled` is emitted, then `finished`, which is not success.
    """

    progress = Signal(int, int, str)  # done, total (0 = unknown), text
    succeeded = Signal(object)
    failed = Signal(object)  # the exception
    cancelled = Signal()
    finished = Signal()
    postponed = Signal()  # it waits for the end of a large change
    _arrived = Signal(object, object)  # outcome name, payload; crosses from the worker
    _reported = Signal(int, int, str)

    _running: ClassVar[set[Task]] = set()  # a task nobody keeps would be destroyed on the worker thread

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple,
        kwargs: dict[str, Any],
        *,
        label: str = "",
        with_progress: bool = False,
    ) -> None:
        super().__init__()
        self.label = label
        self.handled = False  # somebody shows its failure
        self._function, self._args, self._kwargs = function, args, dict(kwargs)
        if with_progress:
            self._kwargs["on_progress"] = self.report
        self._cancel = self._dropped = False
        self._last_report = 0.0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._relay, Qt.ConnectionType.QueuedConnection)
        Task._running.add(self)

    def cancel(self) -> None:
        """Ask the work to stop at its next report; if it is still queued it never starts."""
        self._cancel = True

    def drop(self, *_ignored: object) -> None:
        """The answer is no longer wanted: cancel, and deliver `cancelled` even if it arrives."""
        self._cancel = self._dropped = True

    @property
    def is_cancelled(self) -> bool:
        """True once cancel or drop was called."""
        return self._cancel

    def report(self, done: int, total: int, text: str = "") -> None:
        """The `on_progress` handed to the work, called on its thread. Raises Cancelled after `cancel()`."""
        if self._cancel:
            raise Cancelled()
        now = time.monotonic()
        if now - self._last_report >= _REPORT_EVERY or done == total:
            self._last_report = now
            self._reported.emit(done, total, text)

    def run(self, *, may_wait: bool = False) -> bool:
        """Do the work; called on a worker thread. False, and nothing is delivered, when it `may_wait` and says `NotNow`."""
        try:
            if self._cancel:
                raise Cancelled()
            self._arrived.emit("succeeded", self._function(*self._args, **self._kwargs))
        except Cancelled:
            self._arrived.emit("cancelled", None)
        except NotNow as error:
            if may_wait:
                self.postponed.emit()
                return False
            self._arrived.emit("failed", error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the UI thread must hear of it
            if not self._dropped:
                _log.exception("Task failed: %s", self.label or getattr(self._function, "__qualname__", ""))
            error.__traceback__ = None  # the frames would keep rows and connections alive
            self._arrived.emit("failed", error)
        return True

    @Slot(int, int, str)
    def _relay(self, done: int, total: int, text: str) -> None:
        if not self._dropped:
            self.progress.emit(done, total, text)

    @Slot(object, object)
    def _deliver(self, outcome: str, payload: object) -> None:
        try:
            if self._dropped or outcome == "cancelled":
                self.cancelled.emit()
            else:
                getattr(self, outcome).emit(payload)
        finally:
            self.finished.emit()
            self._function, self._args, self._kwargs = _nothing, (), {}
            QTimer.singleShot(0, lambda task=self: Task._running.discard(task))


def _nothing() -> None:
    """Stands in for finished work, so that what it held is freed."""


class Tasks(QObject):
    """The threads of one window. `unhandled(error)` reports failures for which nobody gave `otherwise`."""

    busy_changed = Signal(int)  # number of tasks not yet finished
    unhandled = Signal(object)

    def __init__(self, readers: int = 3) -> None:
        super().__init__()
        self.writer = Writer()
        self._readers, self._decoders = QThreadPool(), QThreadPool()
        for pool, threads in ((self._readers, readers), (self._decoders, 2)):
            pool.setMaxThreadCount(threads)
            pool.setExpiryTimeout(-1)  # threads keep their database connection
        self._open: set[Task] = set()
        self._newest: dict[str, Task] = {}
        self._closed = False

    def write(self, function: Callable[..., Any], *args: Any, priority: int = EDIT, **options: Any) -> Task:
        """Queue a change. One runs at a time, EDIT before BATCH, else in order. Options as for `read`.

        A large change lets edits through where the workspace gives way (see `Writer`).
        """
        return self._start(self.writer.pool, priority, function, args, options)

    def read(self, function: Callable[..., Any], *args: Any, **options: Any) -> Task:
        """Run a question on a reader thread.

        Options, all by keyword and not passed on: `then(result)`, `otherwise(error)`, `label`,
        `with_progress=True` (passes `on_progress`), `owner` (a QObject: dropped when it is destroyed),
        `replaces` (a key: an older unanswered task of that key is dropped). Others go to `function`.
        """
        return self._start(self._readers, 0, function, args, options)

    def decode(self, function: Callable[..., Any], *args: Any, **options: Any) -> Task:
        """Run picture decoding, apart from questions, so that neither starves the other."""
        return self._start(self._decoders, 0, function, args, options)

    @property
    def closing(self) -> bool:
        """True once `shutdown` was called: no new task is taken."""
        return self._closed

    @property
    def count(self) -> int:
        """Tasks that are queued or running."""
        return len(self._open)

    def cancel_all(self) -> None:
        """Ask everything queued or running to stop."""
        for task in tuple(self._open):
            task.cancel()

    def wait_all(self, timeout_ms: int = 10_000) -> bool:
        """Wait until every task has delivered its result; False when time ran out. UI thread only."""
        until = time.monotonic() + timeout_ms / 1000
        while self._open and time.monotonic() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            for pool in (self.writer.pool, self._readers, self._decoders):
                pool.waitForDone(2)
        return not self._open

    def shutdown(self, timeout_ms: int = 10_000) -> bool:
        """Drop reads, let queued edits finish, take no new work. False when something still runs."""
        self._closed = True
        for task in tuple(self._open):
            if task.property("pool") != "writer":
                task.drop()
        return self.wait_all(timeout_ms)

    def _start(
        self,
        pool: QThreadPool,
        priority: int,
        function: Callable[..., Any],
        args: tuple,
        options: dict[str, Any],
    ) -> Task:
        if self._closed:
            raise RuntimeError("The window is closing: no new task is taken.")
        then, otherwise, owner, replaces = (
            options.pop(name, None) for name in ("then", "otherwise", "owner", "replaces")
        )
        label, with_progress = options.pop("label", ""), options.pop("with_progress", False)
        task = Task(function, args, options, label=label, with_progress=with_progress)
        self._connect(task, then, otherwise, owner)
        if replaces is not None:
            self._replace(replaces, task)
        task.setProperty("pool", "writer" if pool is self.writer.pool else "reader")
        self._open.add(task)
        self.busy_changed.emit(len(self._open))
        if pool is self.writer.pool:
            self.writer.start(task, priority)
        else:
            pool.start(task.run, priority)
        return task

    def _connect(self, task: Task, then, otherwise, owner: QObject | None) -> None:
        task.handled = otherwise is not None
        if then is not None:
            task.succeeded.connect(then)
        if otherwise is not None:
            task.failed.connect(otherwise)
        if owner is not None:
            owner.destroyed.connect(task.drop)
        task.failed.connect(lambda error, task=task: None if task.handled else self.unhandled.emit(error))
        task.finished.connect(lambda task=task: self._closed_one(task))

    def _replace(self, key: str, task: Task) -> None:
        older = self._newest.get(key)
        if older is not None:
            older.drop()
        self._newest[key] = task
        task.finished.connect(lambda: self._newest.pop(key) if self._newest.get(key) is task else None)

    def _closed_one(self, task: Task) -> None:
        self._open.discard(task)
        self.busy_changed.emit(len(self._open))
