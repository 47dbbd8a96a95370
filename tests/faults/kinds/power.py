"""The power goes: what the program wrote, synced and renamed is replayed up to some moment, without what was not synced.

The calls are taken down by a shim loaded into the program rather than by strace: it keeps the bytes written, costs
little, and is the one that also fails and kills at a step.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from tests.faults.crash.powercut import Disk, Record, records
from tests.faults.crash.runner import Job, Runner
from tests.faults.crash.shim import compiled
from tests.faults.crash.trial import Known, each_work, judge
from tests.faults.crash.work import Place
from tests.faults.fault import Outcome, Run, fault

# A smoke run tries the first three.
_WORKS = ("edits", "export", "images", "imports", "bulk", "backup", "restore", "create", "migration")


@fault("power", "a power cut loses nothing acknowledged and leaves nothing half done, also in exports and images")
def power(run: Run) -> Iterator[Outcome]:
    shim = compiled(run.folder)
    if isinstance(shim, str):
        yield Outcome(skipped=shim)
        return
    cuts = run.pick(smoke=2, short=13, long=125)
    works = _WORKS[: run.pick(smoke=3, short=9, long=9)]
    yield from each_work(run, shim, "power", works, lambda runner, known: cut_off(run, runner, known, cuts))


def cut_off(run: Run, runner: Runner, known: Known, cuts: int) -> Outcome:
    """Records the work once, and examines what `cuts` cuts leave of it."""
    outcome = Outcome(known.work)
    for name in ("cuts", "lost", "half", "corrupt", "left over"):
        outcome.count(name, 0)
    root = known.fresh(run)
    disk = Disk(root)
    log = root.with_name("log")
    if runner.run(Job(work=known.work, root=str(root), log=str(log))).ended != "done":
        raise RuntimeError(f"{known.work} fails when it is only written down")
    done = list(records(log))
    outcome.count("calls", len(done))
    chosen = _moments(run, known, done, cuts)
    acknowledged = 0
    for moment, record in enumerate(done, 1):
        if record.kind == "A":
            acknowledged = record.offset
        else:
            disk.follow(record)
        for number in range(chosen.get(moment, 0)):
            about = f"cut {number} after call {moment} of {len(done)} with --seed {run.seed}"
            chance = run.random("power", known.work, moment, number)
            place = Place(root.with_name("cut"))
            disk.cut(chance, place.root)
            outcome.count("cuts")
            judge(place, known.states, acknowledged, outcome, about)
            shutil.rmtree(place.root)
    shutil.rmtree(root.parent)
    return outcome


def _moments(run: Run, known: Known, done: list[Record], cuts: int) -> dict[int, int]:
    """After which calls the power goes, and how often: anywhere, and a third of the times right after a promise."""
    chance = run.random("moments", known.work)
    promises = [moment for moment, record in enumerate(done, 1) if record.kind == "A"]
    found: dict[int, int] = {}
    for number in range(cuts):
        moment = chance.choice(promises) if number % 3 == 0 else chance.randint(1, len(done))
        found[moment] = found.get(moment, 0) + 1
    return found
