"""The end that others ask for: a signal, or the end of the desktop session. What is typed is kept first."""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication

from pim.gui.tasks import Tasks

_log = logging.getLogger(__name__)
GRACE = 500  # milliseconds that queued edits have
SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")  # those that the system has


class Ending(QObject):
    """Calls `keep()` and then ends the program with 128 + the signal's number, as shells count; when the desktop session
    ends only `keep()`, because the desktop ends the program itself.

    Python alone would notice a signal only when it runs next: in a window where nothing happens that may be never.
    """

    def __init__(self, app: QGuiApplication, tasks: Tasks, keep: Callable[[], None]) -> None:
        super().__init__()
        self._app, self._tasks, self._keep = app, tasks, keep
        self._read, self._written = socket.socketpair()
        self._read.setblocking(False)
        self._written.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)
        self._before = signal.set_wakeup_fd(self._written.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, _noticed) for name in SIGNALS if (number := getattr(signal, name, None))
        }
        app.commitDataRequest.connect(lambda: keep())  # whatever session manager it comes with

    def _arrived(self) -> None:
        self.end(128 + self._read.recv(64)[-1])

    def end(self, code: int) -> None:
        """Keeps what is typed and ends with `code`, at the latest after `GRACE`.

        A large change that is half written then is taken back when the catalogue is opened next.
        """
        self._keep()
        is_done = self._tasks.shutdown(GRACE)
        self._keep()  # keys arrived while it waited, as results did
        if is_done:
            self._app.exit(code)
            return
        _log.warning("Ended with work half done")
        logging.shutdown()
        os._exit(code)

    def close(self) -> None:
        """As it was before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._read.close()
        self._written.close()


def _noticed(_number: int, _frame: object) -> None:
    """The socket tells; without a handler of its own a signal would end the program before."""
