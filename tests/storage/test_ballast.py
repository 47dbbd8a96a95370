"""Room is kept for taking a large edit back, so that a full disk leaves all of it or nothing (mounted disks: `tests.faults`)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pim.catalog.edit import Edit, Patch
from pim.services.workspace import Workspace, open_catalog
from pim.storage import ballast, disk, history
from pim.storage.commit import Committer
from pim.storage.errors import DiskRefused
from pim.storage.pacing import Pace
from pim.storage.products import load_products
from tests.builders import CLOCK, a_product, a_workspace

PRODUCTS = [a_product(f"P-{n:02}", title="Cup") for n in range(40)]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    with a_workspace(tmp_path, *PRODUCTS) as workspace:
        for name in ("least", "first", "most"):
            monkeypatch.setattr(Pace, name, 8)
        yield workspace


def patches() -> Iterator[Patch]:
    return (Patch("product", one.uid, "title@en_GB", "Cup", f"Mug {n}") for n, one in enumerate(PRODUCTS))


def rename_all(workspace: Workspace) -> None:
    workspace.apply_large(Edit(label="Rename", patches=()), patches())


def titles(workspace: Workspace) -> set[str]:
    with workspace.reading() as connection:
        found = load_products(connection, [one.uid for one in PRODUCTS])
    return {str(one.values["title@en_GB"]) for one in found.values()}


def unfinished(workspace: Workspace) -> int:
    with workspace.reading() as connection:
        return len(history.unfinished(connection))


def refuse_after(times: int, number: int) -> Any:
    calls = iter(range(times))

    def allocate(descriptor: int, start: int, size: int) -> None:
        if next(calls, None) is None:
            raise OSError(number, os.strerror(number))
        os.ftruncate(descriptor, start + size)

    return allocate


def test_room_grows_with_the_log_and_is_given_back(workspace: Workspace) -> None:
    store, room = workspace.store, workspace.folder / disk.BALLAST
    with ballast.kept(store) as keep:
        keep()
        before = room.stat().st_size
        with store.transaction() as connection:
            connection.execute("INSERT INTO catalog VALUES('filler', ?, x'')", ("x" * 3_000_000,))
        keep()
        log = (workspace.folder / "catalog.db-wal").stat().st_size
        assert log > 3_000_000
        assert room.stat().st_size == 2 * log > before
        assert room.stat().st_blocks * 512 >= 2 * log, "its blocks are not taken"
    assert not room.exists()


@pytest.mark.parametrize("times", [0, 1])
def test_a_large_edit_is_refused_whole_where_it_could_not_be_taken_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(os, "posix_fallocate", refuse_after(times, errno.ENOSPC))
    with pytest.raises(
        DiskRefused, match=r"The disk is full: .* MB must be free .* Make room on the disk and try again"
    ):
        rename_all(workspace)
    assert (titles(workspace), unfinished(workspace)) == ({"Cup"}, 0)
    assert not (workspace.folder / disk.BALLAST).exists()


def test_where_blocks_are_not_given_beforehand_free_ones_are_counted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "posix_fallocate", refuse_after(0, errno.EOPNOTSUPP))
    with monkeypatch.context() as full:
        full.setattr(ballast.shutil, "disk_usage", lambda folder: SimpleNamespace(free=100_000))
        with pytest.raises(DiskRefused, match="Make room"):
            rename_all(workspace)
        assert titles(workspace) == {"Cup"}
    rename_all(workspace)
    assert titles(workspace) == {f"Mug {n}" for n in range(40)}


def test_what_does_not_fit_is_taken_back_in_smaller_steps(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, sizes = Committer._reverse_changes, []

    def tight(self: Committer, number: int, ids: Sequence[int], *others: Any, **more: Any) -> None:
        sizes.append(len(ids))
        if len(ids) > 2:
            raise DiskRefused("full")
        real(self, number, ids, *others, **more)

    monkeypatch.setattr(Committer, "_reverse_changes", tight)
    monkeypatch.setattr(Pace, "least", 1)
    with pytest.raises(RuntimeError, match="stop"):
        workspace.apply_large(Edit(label="Rename", patches=()), patches(), on_progress=stop_at(16))
    assert sizes[:2] == [8, 2]
    assert (titles(workspace), unfinished(workspace)) == ({"Cup"}, 0)


def test_what_cannot_be_taken_back_is_said_and_gone_when_opened_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any, **_more: Any) -> None:
        raise DiskRefused("full")

    with monkeypatch.context() as full:
        full.setattr(Committer, "_reverse_changes", refuse)
        with pytest.raises(DiskRefused, match="Half of a change is written.*open the catalogue again"):
            workspace.apply_large(Edit(label="Rename", patches=()), patches(), on_progress=stop_at(16))
    assert unfinished(workspace) == 1
    workspace.close()
    with open_catalog(workspace.folder, clock=CLOCK) as again:
        assert [step.label for step in again.recovered] == ["Rename"]
        assert titles(again) == {"Cup"}


def stop_at(wanted: int) -> Any:
    def stop(done: int, total: int, text: str) -> None:
        if done >= wanted:
            raise RuntimeError("stop")

    return stop


def test_an_edit_whose_end_cannot_be_written_is_taken_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = history.finish

    def refuse(connection: Any, number: int, state: str) -> None:
        if state == history.DONE:
            raise DiskRefused("full")
        real(connection, number, state)

    monkeypatch.setattr(history, "finish", refuse)
    with pytest.raises(DiskRefused, match="full"):
        rename_all(workspace)
    assert (titles(workspace), unfinished(workspace)) == ({"Cup"}, 0)


def test_what_makes_the_patches_ends_before_they_are_taken_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may hold a snapshot, and with it all that is in the log."""
    ended: list[str] = []

    def reading() -> Iterator[Patch]:
        try:
            yield from patches()
        finally:
            ended.append("patches")

    real = Committer.reverse
    monkeypatch.setattr(Committer, "reverse", lambda *each: (ended.append("reverse"), real(*each))[1])
    made = reading()
    with pytest.raises(RuntimeError, match="stop"):
        workspace.apply_large(Edit(label="Rename", patches=()), made, on_progress=stop_at(16))
    assert ended == ["patches", "reverse"]
