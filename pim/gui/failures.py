"""What nobody caught: logged with its traceback, and told to the user in one sentence, never modally."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from pim.i18n import _

_log = logging.getLogger("pim.gui")


class Failures(QObject):
    """Receives uncaught exceptions of all threads; `noticed(sentence)` is emitted on the UI thread."""

    noticed = Signal(str)
    _caught = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._caught.connect(self.noticed, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks for uncaught exceptions."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: self._on_exception(
            args.exc_type, args.exc_value, args.exc_traceback
        )

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            return
        _log.critical("Uncaught exception", exc_info=(kind, error or kind(), trace))
        self._caught.emit(sentence_for(error or kind()))

    def show(self, error: BaseException) -> None:
        """Tell about an error that was already logged (a task nobody watched)."""
        self._caught.emit(sentence_for(error))


def sentence_for(error: BaseException) -> str:
    """The message of our own errors as it stands; for foreign ones a sentence that names the log."""
    if type(error).__module__.startswith("pim."):
        return str(error)
    return _("Something went wrong ({kind}). Your stored data is unchanged; details are in the log.").format(
        kind=type(error).__name__
    )
