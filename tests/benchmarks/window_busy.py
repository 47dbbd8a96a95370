"""The real window while the writer is busy: `python -m tests.benchmarks.window_busy CATALOGUE TABLE COUNT` prints how it fared.

The first COUNT products are edited at once, then the table is imported; meanwhile single edits are queued.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pim.catalog.filters import Query
from pim.gui.tasks import BATCH
from pim.services import browsing, editing
from pim.services.importing import ImportOptions, Rehearsal, commit, inspect, rehearse
from pim.services.workspace import Workspace
from tests.benchmarks.window_once import Script, Steps, Watch, is_whole, measure

_EVERY = 400  # milliseconds between two single edits


class Busy(Script):
    """One large piece of work after the other, each asked for as the rooms do: what it needs is read beside the writer."""

    def _all(self) -> Steps:
        yield from self._until(lambda: self.page is not None and is_whole(self.page.view) and self._is_quiet(), 3600)
        self._errors: list[str] = []
        table = Path(sys.argv[2])
        yield from self._while("bulk edit", partial(first_uids, count=int(sys.argv[3])), edit_all)
        yield from self._while("import", partial(rehearse_table, table=table), commit)
        self.found["locked"] = sum("locked" in error for error in self._errors)
        self.found["errors"] = self._errors

    def _while(self, name: str, prepare: Callable[..., Any], work: Callable[..., Any]) -> Steps:
        """`work` does what `prepare` has found. A wait is measured until the edit is durable, as CPU of the whole process
        and as wall time."""
        desk, watch, waits = self.page.desk, Watch(), []
        uid = self.page.model.loaded(0).row.uid
        prepared: list[Any] = []
        desk.read(prepare, then=prepared.append, otherwise=self._refuse)
        yield from self._until(lambda: bool(prepared), 3600)
        task = desk.change(work, prepared[0], priority=BATCH, otherwise=self._refuse, with_progress=True)
        is_done: list[bool] = []
        task.finished.connect(lambda: is_done.append(True))
        while not is_done:
            begun = (time.process_time(), time.perf_counter())
            desk.change(
                editing.change_parts, {uid: {"year": str(2000 + len(waits))}}, otherwise=self._refuse,
                then=lambda _changed, begun=begun: waits.append(
                    [time.process_time() - begun[0], time.perf_counter() - begun[1]]
                ),
            )  # fmt: skip
            yield _EVERY
        yield from self._until(self._is_quiet, 3600)  # what all channels make of every product is renewed as well
        self.found["stalls"][name] = list(watch.worst)
        self.found[name] = waits

    def _refuse(self, error: Exception) -> None:
        self._errors.append(str(error))


def first_uids(workspace: Workspace, *, count: int) -> list[str]:
    """Every product, up to `count`."""
    ids = browsing.product_ids(workspace, Query())[:count]
    parts = (list(ids[start : start + 400]) for start in range(0, len(ids), 400))
    return [row.uid for part in parts for row in browsing.rows(workspace, part)]


def edit_all(workspace: Workspace, uids: list[str], on_progress: Callable[..., None]) -> None:
    """One value of every product, as one edit."""
    editing.change_parts(workspace, {uid: {"brand": "Everything"} for uid in uids}, on_progress=on_progress)


def rehearse_table(workspace: Workspace, *, table: Path) -> Rehearsal:
    """New products of a table."""
    return rehearse(workspace, inspect(workspace.structure, [table], ImportOptions(create_attributes=True)))


if __name__ == "__main__":
    sys.exit(measure(Path(sys.argv[1]), Busy))
