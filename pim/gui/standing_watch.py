"""Keeps the standing of all channels at hand, and brings it up to date in small steps while nobody waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.resting import RestingTimer
from pim.gui.tasks import BATCH, Task
from pim.services.workspace import Workspace

if TYPE_CHECKING:
    from pim.services.renewal import Renewal
    from pim.services.standings import ChannelStanding, Standing
    from pim.storage.commit import CatalogChanged

_SOON, _WHILE_RENEWING = 120, 600  # milliseconds
_OF_THE_SCREEN = frozenset(("saved_view", "mapping"))  # records that no standing depends on
_TOGETHER = 50  # products a step: what is typed meanwhile waits for one step at most


class StandingWatch(QObject):
    """`standing` is what is known (None before the first answer); `changed()` when it is new."""

    changed = Signal()

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.standing: Standing | None = None
        self._renewing = False
        self._pending: bool | None = True if desk.workspace.writable else None  # until a round over all says otherwise
        self._changed: set[str] | None = set()  # uids that changed since they were handed to the writer; None: any
        self._renewal: list[Renewal] = []  # made on the writer's thread, by the first who needs it
        self._timer = RestingTimer(_SOON, self)
        self._timer.timeout.connect(self._read)
        desk.signals.changed.connect(self._note)

    def channel(self, code: str) -> ChannelStanding | None:
        """One channel's standing, when it is known."""
        found = self.standing.channels if self.standing else ()
        return next((channel for channel in found if channel.code == code), None)

    def ask(self, question: str, *args: Any, **options: Any) -> Task | None:
        """Have a function of `services.standings` answer on a reader thread; options as for `Tasks.read`."""
        return self._desk.read(_asked, question, *args, **options)

    def refresh(self, wait: int = _SOON) -> None:
        """Read again soon; several calls become one."""
        self._timer.soon(wait)

    def _note(self, changed: CatalogChanged) -> None:
        if changed.uids is None or changed.structure - _OF_THE_SCREEN:
            self._changed = None
        elif self._changed is not None:
            self._changed |= changed.uids
        if self._pending is not None and self._changed != set():
            self._pending = True
        self.refresh()

    def _read(self) -> None:
        if not self._desk.tasks.closing:
            self._timer.watch(self.ask("standing", self._pending, replaces="standing", owner=self, then=self._arrived))

    def _arrived(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()
        if standing.pending and self._desk.workspace.writable and not self._renewing:
            self._renew()

    def _renew(self) -> None:
        if self._desk.tasks.closing:
            return
        self._renewing = True
        changed, self._changed = self._changed, set()
        self._desk.tasks.write(
            _renew_some, self._desk.workspace, self._renewal, changed, priority=BATCH, label="renew standings", owner=self,
            then=self._renewed, otherwise=self._gave_up,
        )  # fmt: skip

    def _renewed(self, more: bool) -> None:
        self._renewing = False
        more = more or self._changed is None or bool(self._changed)
        self._pending = more
        self.refresh(_WHILE_RENEWING if more else _SOON)
        if more:
            self._renew()

    def _gave_up(self, error: Exception) -> None:
        # The reason is in the log; the next change of the catalogue tries again.
        self._renewing, self._changed = False, None


def _renew_some(workspace: Workspace, kept: list[Renewal], changed: set[str] | None) -> bool:
    from pim.services.renewal import Renewal

    if not kept:
        kept.append(Renewal(workspace))
    return kept[0].some(_TOGETHER, changed)


def _asked(workspace: Workspace, question: str, *args: Any) -> Any:
    from pim.services import (
        standings,  # on the worker's thread: a window is shown before what knows the channels is loaded
    )

    return getattr(standings, question)(workspace, *args)
