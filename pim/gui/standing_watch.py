"""Keeps the standing of all channels at hand, and brings it up to date in small steps while nobody waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.tasks import BATCH
from pim.services.workspace import Workspace

if TYPE_CHECKING:
    from pim.services.standings import ChannelStanding, Standing

_SOON, _WHILE_RENEWING = 120, 600  # milliseconds
_TOGETHER = 50  # products a step: what is typed meanwhile waits for one step at most


class StandingWatch(QObject):
    """`standing` is what is known (None before the first answer); `changed()` when it is new."""

    changed = Signal()

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.standing: Standing | None = None
        self._renewing = False
        self._timer = QTimer(self, singleShot=True, interval=_SOON)
        self._timer.timeout.connect(self._read)
        desk.signals.changed.connect(lambda _changed: self.refresh())

    def channel(self, code: str) -> ChannelStanding | None:
        """One channel's standing, when it is known."""
        found = self.standing.channels if self.standing else ()
        return next((channel for channel in found if channel.code == code), None)

    def ask(self, question: str, *args: Any, **options: Any) -> None:
        """Have a function of `services.standings` answer on a reader thread; options as for `Tasks.read`."""
        self._desk.read(_asked, question, *args, **options)

    def refresh(self, wait: int = _SOON) -> None:
        """Read again soon; several calls become one."""
        if not self._timer.isActive():
            self._timer.start(wait)

    def _read(self) -> None:
        if not self._desk.tasks.closing:
            self.ask("standing", replaces="standing", owner=self, then=self._arrived)

    def _arrived(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()
        if standing.pending and self._desk.workspace.writable and not self._renewing:
            self._renew()

    def _renew(self) -> None:
        if self._desk.tasks.closing:
            return
        self._renewing = True
        self._desk.tasks.write(
            _asked, self._desk.workspace, "renew", _TOGETHER, priority=BATCH, label="renew standings", owner=self,
            then=self._renewed, otherwise=self._gave_up,
        )  # fmt: skip

    def _renewed(self, more: bool) -> None:
        self._renewing = False
        self.refresh(_WHILE_RENEWING if more else _SOON)
        if more:
            self._renew()

    def _gave_up(self, error: Exception) -> None:
        # The reason is in the log; the next change of the catalogue tries again.
        self._renewing = False


def _asked(workspace: Workspace, question: str, *args: Any) -> Any:
    from pim.services import (
        standings,  # on the worker's thread: a window is shown before what knows the channels is loaded
    )

    return getattr(standings, question)(workspace, *args)
