"""The real window while the writer is busy: `python -m tests.benchmarks.window_busy CATALOGUE TABLE` prints how it fared.

Every product is edited at once, then the table is imported; meanwhile single edits are queued.
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
from pim.services.importing import ImportOptions, run_import
from pim.services.workspace import Workspace
from tests.benchmarks.window_once import Script, Steps, Watch, is_whole, measure

_EVERY = 400  # milliseconds between two single edits


class Busy(Script):
    """One large piece of work after the other."""

    def _all(self) -> Steps:
        yield from self._until(lambda: self.page is not None and is_whole(self.page.view) and self._is_quiet())
        self._errors: list[str] = []
        table = Path(sys.argv[2])
        yield from self._while("bulk edit", edit_all)
        yield from self._while("import", partial(import_table, table=table))
        self.found["locked"] = sum("locked" in error for error in self._errors)
        self.found["errors"] = self._errors

    def _while(self, name: str, work: Callable[..., Any]) -> Steps:
        desk, watch, waits = self.page.desk, Watch(), []
        uid = self.page.model.loaded(0).row.uid
        task = desk.change(
            work, priority=BATCH, otherwise=lambda error: self._errors.append(str(error)), with_progress=True
        )
        is_done: list[bool] = []
        task.finished.connect(lambda: is_done.append(True))
        while not is_done:
            begun = time.perf_counter()
            desk.change(
                editing.change_parts, {uid: {"year": str(2000 + len(waits))}},
                then=lambda _changed, begun=begun: waits.append(time.perf_counter() - begun),
                otherwise=lambda error: self._errors.append(str(error)),
            )  # fmt: skip
            yield _EVERY
        yield from self._until(self._is_quiet)
        self.found["stalls"][name] = list(watch.worst)
        self.found[name] = waits


def edit_all(workspace: Workspace, on_progress: Callable[..., None]) -> None:
    """One value of every product, as one edit."""
    ids = browsing.product_ids(workspace, Query())
    rows = (
        row for start in range(0, len(ids), 400) for row in browsing.rows(workspace, list(ids[start : start + 400]))
    )
    editing.change_parts(workspace, {row.uid: {"brand": "Everything"} for row in rows}, on_progress=on_progress)


def import_table(workspace: Workspace, on_progress: Callable[..., None], *, table: Path) -> None:
    """New products of a table."""
    run_import(workspace, [table], ImportOptions(create_attributes=True), on_progress=on_progress)


if __name__ == "__main__":
    sys.exit(measure(Path(sys.argv[1]), Busy))
