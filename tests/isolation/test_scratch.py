"""What a killed program wrote for itself does not stay in the system's folder for temporary files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pim.isolation import scratch
from pim.isolation.scratch import Scratch
from pim.printing.document import Card, CatalogDocument, Section
from pim.printing.render import render
from pim.services import exporting
from pim.services.workspace import open_catalog
from tests.builders import CLOCK, a_product, a_workspace


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, empty."""
    folder = tmp_path / "system"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def in_a_child(work: Callable[[], object]) -> None:
    """Does it in a process that dies in the middle, as by kill -9."""
    if (child := os.fork()) == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def grown_old(folder: Path) -> None:
    for path in folder.glob("pim-*/in-use"):
        os.utime(path, (0, 0))


def test_the_next_start_sweeps_what_a_killed_export_wrote(temporary: Path, tmp_path: Path) -> None:
    def die(done: int, total: int, text: str) -> None:
        os._exit(0)

    with a_workspace(tmp_path, a_product("A-1", title="Cup", price="5")) as workspace:
        folder = workspace.folder

    def export() -> None:
        with open_catalog(folder, clock=CLOCK) as workspace:
            exporting.run_export(workspace, to=tmp_path / "out", on_progress=die)

    in_a_child(export)
    assert [path.name.rpartition("-")[0] for path in temporary.iterdir()] == ["pim-export"]
    grown_old(temporary)
    open_catalog(folder, clock=CLOCK).close()
    assert list(temporary.iterdir()) == []


def test_what_is_in_use_or_new_stays(temporary: Path) -> None:
    with Scratch("old") as used, Scratch("held") as held:
        (used / "rows").write_text("1")
        grown_old(temporary)
        scratch.sweep()
        assert (used / "rows").exists() and held.exists()
    assert list(temporary.iterdir()) == []

    def write_and_die() -> None:
        with Scratch("young") as young:
            (young / "rows").write_text("1")
            os._exit(0)

    in_a_child(write_and_die)
    scratch.sweep()
    assert [path.name.split("-")[1] for path in temporary.iterdir()] == ["young"]
    grown_old(temporary)
    scratch.sweep()
    assert list(temporary.iterdir()) == []


def test_what_others_put_there_is_left_alone(temporary: Path) -> None:
    (temporary / "pim-notes").mkdir()
    (temporary / "pim-notes" / "mine.txt").write_text("mine")
    scratch.sweep()
    assert (temporary / "pim-notes" / "mine.txt").exists()


def test_a_print_that_is_killed_leaves_nothing_either(temporary: Path, tmp_path: Path) -> None:
    """Its pages and pictures may be hundreds of megabytes."""
    document = CatalogDocument("Lamps", (Section("All", (Card(sku="L-1", title="Lamp"),), ()),))

    def die(done: int, total: int, text: str) -> None:
        os._exit(0)

    in_a_child(lambda: render(document, tmp_path / "lamps.pdf", on_progress=die))
    assert [path.name.split("-")[1] for path in temporary.iterdir()] == ["print"]
    grown_old(temporary)
    scratch.sweep()
    assert list(temporary.iterdir()) == []
