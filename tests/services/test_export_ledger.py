"""An export whose files are shown has succeeded, even when the disk refuses what comes after."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.services import durable_files, publication_folder
from pim.services.exporting import run_export
from pim.services.workspace import Workspace
from tests.builders import a_product, a_workspace, publications_of


@pytest.fixture
def workspace(tmp_path: Path):
    with a_workspace(tmp_path, a_product("A-1", title="Cup", price="5")) as found:
        yield found


def refuse_in(folder: Path, monkeypatch: pytest.MonkeyPatch, after: int = 0) -> None:
    """Lets the disk refuse to replace files in `folder` from the given time on."""
    real, times = durable_files.replace, [0]

    def replace(path: Path, data: bytes) -> None:
        times[0] += path.parent == folder
        if path.parent == folder and times[0] > after:
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(durable_files, "replace", replace)


def test_a_ledger_that_the_disk_refuses_is_a_note_and_the_files_are_shown(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_in(workspace.folder / "publications", monkeypatch)
    report = run_export(workspace, to=tmp_path / "out", channels=["web"])
    assert "could not take note of it" in report.note and "No space left" in report.note
    manifest = publication_folder.current_manifest(tmp_path / "out")
    assert manifest is not None and manifest["revision"] == report.revision
    assert publications_of(workspace) == []
    monkeypatch.undo()
    again = run_export(workspace, to=tmp_path / "out", channels=["web"])
    assert (again.note, [p.operation for p in publications_of(workspace)]) == ("", [again.operation])
    assert list((workspace.folder / "publications").glob("*.listings")) == []


def test_a_folder_that_cannot_be_tidied_is_tidied_by_the_next_export(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run_export(workspace, to=out, channels=["web"])
    refuse_in(out / publication_folder.GENERATIONS, monkeypatch, after=2)  # those before the swap
    report = run_export(workspace, to=out, channels=["web", "print"])
    manifest = publication_folder.current_manifest(out)
    assert manifest is not None and [entry["channel"] for entry in manifest["channels"]] == ["print", "web"]
    monkeypatch.undo()
    with publication_folder.begin(out, "next") as draft:
        assert draft.previous is not None and draft.previous.name == report.operation
