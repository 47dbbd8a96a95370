"""The harness notices what it is there to notice: programs that promise too early, do not sync, leave halves behind."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pim.services import editing
from pim.services.workspace import Workspace
from tests.faults.crash.powercut import Disk, File, Record
from tests.faults.crash.runner import Job, Runner
from tests.faults.crash.shim import compiled
from tests.faults.crash.trial import Known, judge, learn, stop, template
from tests.faults.crash.work import Place
from tests.faults.fault import Outcome, Run
from tests.faults.kinds import power


def careless(place: Place) -> Iterator[None]:
    """Edits that are not synced."""
    with place.open() as workspace:
        assert workspace.store.writer is not None
        workspace.store.writer.execute("PRAGMA synchronous=OFF")
        yield from _edits(workspace, 4)


def _edits(workspace: Workspace, count: int) -> Iterator[None]:
    uid = _first(workspace)
    for number in range(count):
        editing.set_value(workspace, uid=uid, key="title@en_GB", text=f"Edited {number}")
        yield


def _first(workspace: Workspace) -> str:
    with workspace.reading() as connection:
        return str(connection.execute("SELECT uid FROM product ORDER BY sku").fetchone()[0])


def early(place: Place) -> Iterator[None]:
    """Promises an edit, makes it, promises the next."""
    with place.open() as workspace:
        uid = _first(workspace)
        for number in range(3):
            yield
            editing.set_value(workspace, uid=uid, key="title@en_GB", text=f"Edited {number}")


def in_two(place: Place) -> Iterator[None]:
    """One piece of work that is two edits; told to, it dies between them."""
    with place.open() as workspace:
        for _edit in _edits(workspace, 2):
            if (place.root / "die").exists():
                os.kill(os.getpid(), signal.SIGKILL)
        yield


def untidy(place: Place) -> Iterator[None]:
    """Leaves a file behind in a place that nobody sweeps."""
    with place.open() as workspace:
        (workspace.folder / "media" / "half.tmp").write_bytes(b"half")
        yield from _edits(workspace, 1)


@dataclass(frozen=True)
class Bench:
    """A runner, a prepared place, and runs below a folder."""

    run: Run
    runner: Runner
    prepared: Path

    def known(self, work: str) -> Known:
        return learn(self.run, self.runner, f"{__name__}:{work}", self.prepared)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    run = Run(tmp_path_factory.mktemp("faults"), "smoke", report=lambda text: None)
    shim = compiled(run.folder)
    if isinstance(shim, str):
        pytest.skip(shim)
    with Runner(shim) as runner:
        yield Bench(run, runner, template(run))


def test_edits_that_are_not_synced_are_found_lost_by_power_cuts(bench: Bench) -> None:
    found = power.cut_off(bench.run, bench.runner, bench.known("careless"), 6)
    assert found.counts["cuts"] == 6
    assert found.counts["lost"] + found.counts["corrupt"] > 0
    assert found.verdict == "FAILED"


def test_a_promise_before_the_commit_is_found_lost_by_a_kill(bench: Bench) -> None:
    known = bench.known("early")
    found = Outcome()
    # What `learn` saw after each promise is what was there too early; the truth is one further.
    shifted = replace(known, states=[*known.states[1:], known.states[-1]])
    assert len(set(known.states)) == 3
    stopped = stop(bench.run, bench.runner, shifted, found, "in the middle", kill_at=known.steps // 2)
    assert stopped.ended == "killed"
    assert "lost" in found.counts or "half" in found.counts


def test_half_of_a_piece_is_found(bench: Bench) -> None:
    known = bench.known("in_two")
    root = known.fresh(bench.run)
    (root / "die").touch()
    ended = bench.runner.run(Job(work=known.work, root=str(root)))
    found = Outcome()
    judge(Place(root), known.states, ended.acknowledged, found, "between the two")
    assert (ended.ended, found.counts) == ("killed", {"half": 1})
    assert "wanted one of" in found.failures[0]


def test_leftovers_are_found(bench: Bench) -> None:
    found = Outcome()
    stop(bench.run, bench.runner, bench.known("untidy"), found, "not stopped at all", seconds=60)
    assert (found.counts["done"], found.counts["left over"]) == (1, 1)
    assert "media/half.tmp" in found.failures[0]


def test_a_refused_step_reaches_the_program_and_the_work_goes_on_elsewhere(bench: Bench) -> None:
    known = bench.known("in_two")
    found = Outcome()
    ended = stop(bench.run, bench.runner, known, found, "the first", fail_at=1, number=errno.ENOSPC, endless=True)
    assert (ended.ended, found.failures) == ("error", [])
    assert "builtins.OSError" in ended.kind and ended.failed >= 1
    assert known.steps > 20


def test_an_endless_work_is_not_waited_for_longer_than_told(bench: Bench) -> None:
    root = bench.run.new_folder() / "place"
    shutil.copytree(bench.prepared, root)
    assert bench.runner.run(Job(work="edits", root=str(root), seconds=0.02)).ended == "killed"


def record(kind: str, inode: int = 0, offset: int = 0, path: str = "", second: str = "", data: bytes = b"") -> Record:
    return Record(kind, inode, offset, path, second, data)


def cuts(disk: Disk, tmp_path: Path, times: int = 60) -> list[dict[str, bytes]]:
    tmp_path.mkdir(exist_ok=True)
    found = []
    for number in range(times):
        root = tmp_path / f"cut-{number}"
        disk.cut(random.Random(number), root)
        found.append({str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()})
    return found


@pytest.fixture
def before(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "old").write_bytes(b"old")
    return root


def test_a_cut_loses_what_was_not_synced_and_nothing_else(before: Path, tmp_path: Path) -> None:
    disk = Disk(before)
    disk.follow(record("C", 900, path=f"{before}/new"))
    disk.follow(record("W", 900, 0, f"{before}/new", data=b"x" * 600))
    unsynced = cuts(disk, tmp_path)
    assert all(found["old"] == b"old" for found in unsynced)
    assert {len(found.get("new", b"absent")) for found in unsynced} >= {6, 0, 512, 600}
    disk.follow(record("S", 900, path=f"{before}/new"))
    disk.follow(record("S", before.stat().st_ino, path=str(before)))
    assert all(found == {"old": b"old", "new": b"x" * 600} for found in cuts(disk, tmp_path / "again"))


def test_a_rename_is_old_or_new_and_never_neither(before: Path, tmp_path: Path) -> None:
    disk = Disk(before)
    disk.follow(record("D", 901, path=f"{before}/below"))
    disk.follow(record("S", before.stat().st_ino, path=str(before)))
    disk.follow(record("R", path=f"{before}/old", second=f"{before}/below/moved"))
    found = cuts(disk, tmp_path)
    assert all(b"old" in names.values() for names in found)
    assert {tuple(names) for names in found} >= {("old",), ("below/moved",)}


def test_writes_and_cuts_of_a_file_are_kept_in_order() -> None:
    file = File(bytearray(b"abcdef"))
    file.waiting += [(3, None), (5, b"Z"), (0, b"Y")]
    file.sync()
    assert bytes(file.data) == b"Ybc\x00\x00Z"
