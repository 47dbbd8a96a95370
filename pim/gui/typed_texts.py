"""What is being typed is written down every second, before anybody has finished with it.

An editor calls `watch` while its text is another one than the stored; where the program is killed, what was typed up to a
second before is there when the catalogue is opened again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from pim.catalog.errors import CatalogError
from pim.gui.tasks import Tasks
from pim.services.drafting import keep_drafts
from pim.services.workspace import Workspace

_log = logging.getLogger(__name__)
EVERY = 1000  # milliseconds between two writings while somebody types
Address = tuple[str, str]  # uid, part key


class Typed(NamedTuple):
    """The text in an editor now; `text` None when it is the stored one again."""

    uid: str
    key: str
    text: str | None


Source = Callable[[], Typed | None]


class Typing(QObject):
    """Keeps drafts. `keep` and `forget` are for texts that no editor shows any more.

    `ending` is emitted before everything is written for the last time: who has texts on their way keeps them.
    """

    ending = Signal()

    def __init__(self, tasks: Tasks, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._workspace = tasks, workspace
        self._sources: dict[QObject, Source] = {}
        self._new: dict[Address, str | None] = {}
        self._kept: dict[Address, str] = {}
        self._turn, self._number = threading.Lock(), 0
        self._order: dict[Address, int] = {}  # the number of what was written last
        self._timer = QTimer(self, interval=EVERY, singleShot=True)
        self._timer.timeout.connect(self._write)

    def watch(self, editor: QObject, source: Source) -> None:
        """`source()` says what is typed in `editor`; asked every second until it says that nothing is."""
        if editor not in self._sources:
            self._sources[editor] = source
            editor.destroyed.connect(lambda *_gone: self._sources.pop(editor, None))
        self._soon()

    def leave(self, editor: QObject) -> None:
        """The editor was closed: what was typed in it has been taken or taken back."""
        self._sources.pop(editor, None)

    def keep(self, uid: str, key: str, text: str) -> None:
        """A text that was typed and not taken."""
        if self._kept.get((uid, key)) != text:
            self._new[uid, key] = text
            self._soon()

    def forget(self, uid: str, key: str) -> None:
        """The text was taken, or its writer does not want it any more."""
        if self._new.pop((uid, key), None) is not None or (uid, key) in self._kept:
            self._new[uid, key] = None
            self._soon()

    def is_kept(self, uid: str, key: str, text: str) -> None:
        """A draft that was found when the catalogue was opened."""
        self._kept[uid, key] = text

    def write_now(self) -> None:
        """Before the program ends: written when this returns, whatever waits in the queues."""
        self._timer.stop()
        self.ending.emit()
        if texts := self._collected():
            try:
                self._keep_in_order(*self._numbered(texts))
            except (CatalogError, OSError):
                _log.exception("What was being typed could not be kept")

    def _soon(self) -> None:
        # Not started again at each key: somebody who never pauses is kept as well.
        if self._workspace.writable and not self._timer.isActive():
            self._timer.start()

    def _write(self) -> None:
        if (texts := self._collected()) and not self._tasks.closing:
            self._tasks.write(
                self._keep_in_order,
                *self._numbered(texts),
                label="keep what is typed",
                otherwise=lambda _error: self._again(texts),
            )
        if self._sources:
            self._timer.start()

    def _numbered(self, texts: dict[Address, str | None]) -> tuple[int, dict[Address, str | None]]:
        self._number += 1
        return self._number, texts

    def _keep_in_order(self, number: int, texts: dict[Address, str | None]) -> None:
        """On whichever thread: what was queued earlier may be written later, and must not replace what is newer."""
        with self._turn:
            newest = {address: text for address, text in texts.items() if self._order.get(address, 0) < number}
            keep_drafts(self._workspace, newest)
            self._order.update(dict.fromkeys(newest, number))

    def _again(self, texts: dict[Address, str | None]) -> None:
        """They could not be written (the reason is in the log): tried again, unless something newer was typed."""
        for address, text in texts.items():
            self._kept.pop(address, None)
            self._new.setdefault(address, text)
        self._soon()

    def _collected(self) -> dict[Address, str | None]:
        """What is to be written; what is written already is left out."""
        for editor, source in list(self._sources.items()):
            typed = source()
            if typed is None or typed.text is None:
                del self._sources[editor]
            if typed is not None and typed.text != self._kept.get(typed[:2]):
                self._new[typed[:2]] = typed.text
        texts, self._new = self._new, {}
        for address, text in texts.items():
            if text is None:
                self._kept.pop(address, None)
            else:
                self._kept[address] = text
        return texts
