"""Bombs and tricks that are known: each is refused or harmless, in time, in memory, and starts nobody else's program."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import openpyxl

from pim.catalog.errors import CatalogError
from pim.catalog.filters import Query
from pim.services import browsing, checking, media
from pim.services.importing import ImportOptions, run_import
from pim.services.workspace import Workspace, create_catalog
from tests.faults.fault import Outcome, Run, fault
from tests.faults.hostile import bombs as made
from tests.faults.hostile.seeds import picture

_SECONDS = 30
_PEAK_MB = 2_048


@fault("bombs", "bombs are contained, tricks with names and formats are refused, Ghostscript is never started")
def bombs(run: Run) -> Iterator[Outcome]:
    with create_catalog(run.new_folder() / "bombs.pim") as workspace:
        yield _tables(run, workspace)
        yield _images(run, workspace)
        yield _archives(run, workspace)
        yield _linked_images(run, workspace)
        outcome = Outcome("afterwards")
        outcome.count("problems", len(problems := checking.verify(workspace)["problems"]))
        outcome.failures.extend(problems)
        yield outcome


def _timed(outcome: Outcome, name: str, begun: float) -> None:
    seconds, peak = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    outcome.counts["longest s"] = max(outcome.counts.get("longest s", 0), round(seconds))
    outcome.counts["peak MB"] = max(outcome.counts.get("peak MB", 0), peak)
    if seconds > _SECONDS:
        outcome.fail(f"{name}: {seconds:.0f} s", "hangs")
    if peak > _PEAK_MB:
        outcome.fail(f"{name}: a child took {peak} MB", "over 2 GB")


def _tables(run: Run, workspace: Workspace) -> Outcome:
    outcome, folder = Outcome("tables"), run.new_folder()
    if not openpyxl.DEFUSEDXML:
        outcome.fail("openpyxl reads XML without defusedxml")
    wanted = list(made.tables())
    for name, file, write in wanted[:: run.pick(smoke=4, short=1, long=1)]:
        path = folder / file
        write(path)
        begun = time.perf_counter()
        try:
            run_import(workspace, [path])
            outcome.count("read without harm")
        except CatalogError:
            outcome.count("refused")
        _timed(outcome, name, begun)
        path.unlink()
    return outcome


def _images(run: Run, workspace: Workspace) -> Outcome:
    """A program called gs stands first on the path: it would leave a mark."""
    outcome, folder = Outcome("images"), run.new_folder()
    mark = folder / "started"
    for name in ("gs", "gswin64c", "display", "xdg-open"):
        (folder / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (folder / name).chmod(0o755)
    with patch.dict(os.environ, {"PATH": f"{folder}:{os.environ['PATH']}"}):
        for name, file, write in made.images():
            path = folder / file
            write(path)
            begun = time.perf_counter()
            digests, problems = media.take_images(workspace, [(file, path)])
            if digests and "text" not in file:
                outcome.fail(f"{name}: was taken in")
            outcome.count("refused" if problems else "read without harm")
            _timed(outcome, name, begun)
    if mark.exists():
        outcome.fail("another program was started to read an image")
    return outcome


def _archives(run: Run, workspace: Workspace) -> Outcome:
    outcome, folder = Outcome("archives"), run.new_folder()
    before = _everything(run.folder.parent)
    for name, data in made.archives():
        path = folder / "supplier.zip"
        path.write_bytes(data)
        begun = time.perf_counter()
        try:
            run_import(workspace, [path])
            outcome.count("read")
        except CatalogError:
            outcome.count("refused")
        _timed(outcome, name, begun)
        path.unlink()
        if browsing.count_products(workspace, Query(search="EVIL")):
            if not _is_harmless(name):
                outcome.fail(f"{name}: its table was imported")
            outcome.count("tables of entries read")
            workspace.undo()
        elif "ordinary" in name:
            outcome.fail("an ordinary entry was not read: nothing was watched")
    outside = [path for path in _everything(run.folder.parent) - before if "outside" in path]
    outcome.failures.extend(f"written outside: {path}" for path in outside)
    return outcome


def _is_harmless(name: str) -> bool:
    """Names that are odd at most, and stay where they are put: long ones, deep ones, with a leading dash."""
    return any(sign in name for sign in ("ordinary", "é", "a/a/a", "-rf", "file:"))


def _everything(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*outside*")} | {str(p) for p in Path("/etc").glob("outside*")}


def _linked_images(run: Run, workspace: Workspace) -> Outcome:
    """A link in the folder of images leads to a picture elsewhere."""
    outcome, folder, elsewhere = Outcome("links in a folder of images"), run.new_folder(), run.new_folder()
    (elsewhere / "secret.png").write_bytes(picture("PNG"))
    (folder / "link.png").symlink_to(elsewhere / "secret.png")
    (folder / "deep").symlink_to(elsewhere)
    (folder / "goods.csv").write_text(
        "sku,title,image\nL-1,Mug,link.png\nL-2,Bowl,deep/secret.png\nL-3,Cup,secret.png\n"
    )
    for options in (ImportOptions(), ImportOptions(images=folder)):
        report = run_import(workspace, [folder / "goods.csv"], options)
        outcome.count("imports")
        if report.images_added:
            outcome.fail(f"{report.images_added} images were read through links")
    return outcome
