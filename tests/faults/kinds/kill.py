"""kill -9, half of the times after a random time, half at a random I/O step."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.crash.runner import Runner
from tests.faults.crash.shim import compiled
from tests.faults.crash.trial import Known, each_work, stop
from tests.faults.fault import Outcome, Run, fault

# A smoke run tries the first three.
_WORKS = ("imports", "export", "images", "bulk", "backup", "edits", "restore", "migration")


@fault("kill", "kill -9 loses nothing acknowledged, leaves nothing half done, and what it leaves over is swept")
def kill(run: Run) -> Iterator[Outcome]:
    shim = compiled(run.folder)
    works = _WORKS[: run.pick(smoke=3, short=8, long=8)]
    each = run.pick(smoke=2, short=15, long=72)
    usable = None if isinstance(shim, str) else shim
    yield from each_work(run, usable, "kill", works, lambda runner, known: _killed(run, runner, known, each))


def _killed(run: Run, runner: Runner, known: Known, times: int) -> Outcome:
    outcome = Outcome(known.work)
    for name in ("runs", "killed", "lost", "half", "corrupt", "left over"):
        outcome.count(name, 0)
    for number in range(times):
        chance = run.random("kill", known.work, number)
        about = f"run {number} of --seed {run.seed}"
        if known.steps and number % 2:
            step = chance.randint(1, known.steps)
            stop(run, runner, known, outcome, f"{about}, step {step} of {known.steps}", kill_at=step)
        else:
            seconds = known.seconds * chance.uniform(0.01, 1.1)
            stop(run, runner, known, outcome, f"{about}, after {seconds:.3f} s", seconds=seconds)
    return outcome
