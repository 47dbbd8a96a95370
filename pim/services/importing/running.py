"""The whole import in one call, as the terminal runs it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from pim.services.importing.committing import commit
from pim.services.importing.gathering import gather
from pim.services.importing.inspection import inspect
from pim.services.importing.options import ImportOptions
from pim.services.importing.outcome import report_of
from pim.services.importing.rehearsing import rehearse
from pim.services.importing.report import ImportReport, write_rejects
from pim.services.workspace import OnProgress, Workspace, no_progress


def run_import(
    workspace: Workspace,
    paths: Sequence[Path],
    options: ImportOptions | None = None,
    on_progress: OnProgress = no_progress,
) -> ImportReport:
    """Takes tables, or a folder or ZIP archive with tables and images, in as one edit; `dry_run` commits nothing.

    Raises `CatalogError` (mostly `ImportRefused`) with one clear sentence when nothing can be imported; the catalogue is
    unchanged then. `on_progress` may raise `Cancelled`, which leaves the catalogue unchanged as well.
    """
    chosen = options or ImportOptions()
    if not any(path.is_dir() or path.suffix.casefold() == ".zip" for path in paths):
        return _run(workspace, paths, chosen, on_progress)
    gathered = gather(paths)
    try:
        chosen = dataclasses.replace(chosen, images=chosen.images or gathered.images)
        return _run(workspace, gathered.tables, chosen, on_progress)
    finally:
        gathered.close()


def _run(workspace: Workspace, paths: Sequence[Path], chosen: ImportOptions, on_progress: OnProgress) -> ImportReport:
    inspection = inspect(workspace.structure, paths, chosen)
    with rehearse(workspace, inspection, on_progress) as rehearsal:
        if chosen.rejects is not None:
            write_rejects(inspection, rehearsal.rejections, chosen.rejects)
        if chosen.dry_run:
            return report_of(rehearsal, None, None)
        return commit(workspace, rehearsal, on_progress=on_progress)
