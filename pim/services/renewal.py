"""Standings brought up to date in small steps beside other work, also where a scan of all products takes seconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from pim.services import folding, readiness
from pim.services.workspace import Workspace
from pim.storage import publications
from pim.storage.records import version

_LOOKED_AT = 4_000  # products whose standings a step looks at, in their order


class _Round(NamedTuple):
    """What all standings were last looked at for: a later version of the structure or another day asks for it again."""

    listing_version: int
    today: date


class Renewal:
    """Brings standings up to date, some at a call: of products that changed at once, of all in a round by their ids.

    A round begins with the first call, and whenever the structure, the day or what is published changed. It lives as
    long as the catalogue is open; whoever holds it says which products changed meanwhile.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._judge = readiness.Judge(workspace)
        self._changed: set[str] = set()  # uids
        self._round: _Round | None = None
        self._last: int | None = None  # the id that the round has come to; None: it is over

    def some(self, limit: int = 100, changed: Collection[str] | None = ()) -> bool:
        """Brings up to `limit` standings up to date; whether there may be more. Writes.

        `changed` are the uids of products that changed since the last call, None for any. They come first, then the
        publications of other processes, then what lists show of products where the structure has changed.
        """
        if changed is None:
            self._round = None
        self._changed |= set(changed or ())
        if not self._changed and (ended := folding.fold_some(self._workspace)) is not None:
            if ended:
                self._round = None
            return True
        if self._workspace.renew(limit) > 0:
            return True
        wanted = self._next(limit)
        readiness.renew(self._workspace, wanted, self._judge)
        return bool(self._changed) or self._last is not None

    def _next(self, limit: int) -> list[int]:
        with self._workspace.reading() as connection:
            now = _Round(version(connection, "listing_version"), self._workspace.store.clock.now().date())
            if now != self._round:
                self._round, self._last = now, 0
            if self._changed:
                uids = self._some_changed(limit)
                return readiness.old_among(
                    connection, self._workspace.structure, publications.roots_of(connection, uids), *now
                )
            if self._last is None:
                return []
            end = publications.nth_product(connection, self._last, _LOOKED_AT)
            wanted = readiness.stale(connection, self._workspace.structure, *now, limit, self._last, end)
        self._last = wanted[-1] if len(wanted) == limit else end
        return wanted

    def _some_changed(self, limit: int) -> Iterable[str]:
        return [self._changed.pop() for _turn in range(min(limit, len(self._changed)))]
