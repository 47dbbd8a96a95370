"""Which backups stay: all of a day, fewer of older ones, and fewer of the day too where the disk is nearly full."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from pim.services import backing_up
from pim.storage import copying
from pim.storage.disk import DATABASE
from pim.storage.store import Store
from tests.builders import a_product, a_workspace

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    (tmp_path / DATABASE).write_bytes(bytes(1000))
    return tmp_path


def put(folder: Path, *moments: datetime) -> None:
    for number, at in enumerate(moments):
        (folder / "backups" / f"{at:%Y%m%dT%H%M%S}-r{number + 1}.backup").write_bytes(bytes(1000))


def kept(folder: Path) -> list[datetime]:
    return [backup.at for backup in backing_up.list_backups(folder)]


def test_no_backup_is_begun_beside_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, begun, go_on = copying.back_up, threading.Event(), threading.Event()

    def slow(store: Store, path: Path) -> None:
        begun.set()
        assert go_on.wait(20)
        real(store, path)

    monkeypatch.setattr(copying, "back_up", slow)
    with a_workspace(tmp_path, a_product("A", title="Cup")) as workspace, ThreadPoolExecutor(2) as pool:
        first = pool.submit(backing_up.back_up_if_due, workspace)
        assert begun.wait(20)
        assert backing_up.back_up_if_due(workspace) is None, "the next look comes a minute later"
        large = pool.submit(backing_up.backup_before, workspace, "edit")
        assert not large.done()
        go_on.set()
        assert first.result() is not None
        assert large.result() is None, "the one it waited for is as new"
        assert len(backing_up.backups(workspace)) == 1


class Usage(NamedTuple):
    free: int


def test_all_of_a_day_stay_then_one_a_day(folder: Path) -> None:
    put(folder, *(NOW - n * HALF_AN_HOUR for n in range(4 * 48)), NOW + timedelta(hours=2))
    backing_up.thin(folder, NOW)
    older = [at for at in kept(folder) if NOW - at > timedelta(hours=24)]
    assert len(kept(folder)) - len(older) == 1 + 49  # the one of the future stays as well
    assert [at.strftime("%m-%d %H:%M") for at in older] == ["03-08 23:30", "03-07 23:30", "03-06 23:30"]


def test_where_the_disk_is_nearly_full_fewer_of_the_day_stay(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [NOW - n * HALF_AN_HOUR for n in range(1, 9)]  # of one day
    put(folder, *moments)
    disk = 8 * 1000 + 500
    monkeypatch.setattr(
        backing_up.shutil, "disk_usage", lambda _folder: Usage(disk - 1000 * len(list((folder / "backups").iterdir())))
    )
    removed = backing_up.make_room(folder, NOW)
    assert len(removed) == 2  # room for another one, and as much again
    assert kept(folder) == moments[:6]
    assert backing_up.make_room(folder, NOW) == []
    disk = 0
    backing_up.make_room(folder, NOW)
    assert kept(folder) == moments[:1]


def test_room_is_never_made_of_the_only_backup_of_a_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [NOW - timedelta(days=n) for n in range(5)]
    put(folder, *moments)
    monkeypatch.setattr(backing_up.shutil, "disk_usage", lambda _folder: Usage(0))
    assert backing_up.make_room(folder, NOW) == []
    assert kept(folder) == moments
