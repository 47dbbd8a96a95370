"""Thousands of mutated tables, archives, images and texts through the services that take them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pim.isolation import ChildDied, Limits, OutOfMemory, TimedOut, Worker
from tests.faults.fault import Outcome, Run, fault
from tests.faults.hostile import trial
from tests.faults.hostile.material import make
from tests.faults.hostile.seeds import KINDS, SHARED, real_files

_TOGETHER = 200  # cases of one catalogue
_SECONDS = 30
_MEMORY_MB = 2048


@fault("hostile", "a hostile file is used or refused in words; every row is accounted for; the catalogue stays sound")
def hostile(run: Run) -> Iterator[Outcome]:
    total = run.pick(smoke=200, short=2_000, long=100_000)
    outcomes = {kind: Outcome(kind) for kind in KINDS}
    whole = Outcome("all together")
    with Worker(Limits(memory_mb=_MEMORY_MB, seconds=_SECONDS)) as worker:
        first = 0
        while first < total:
            count = min(_TOGETHER, total - first)
            first = _batch(run, worker, (first, count), outcomes, whole)
            run.say(f"hostile: {first:,} of {total:,}")
    yield from outcomes.values()
    yield whole
    yield _real_files(run)


def _batch(run: Run, worker: Worker, cases: tuple[int, int], outcomes: dict[str, Outcome], whole: Outcome) -> int:
    """Tries cases (first, count) in one catalogue; returns the first one that was not tried."""
    first, count = cases
    at, folder = first, run.new_folder()
    try:
        for answer in worker.stream(trial.run, (first, count, run.seed, str(folder))):
            if "problems" in answer:
                _verdict(whole, answer, f"cases {first} to {first + count - 1} (seed {run.seed})")
            elif "begun" not in answer:
                at = answer["number"] + 1
                _note(outcomes[answer["kind"]], answer, run.seed)
                whole.counts["peak MB"] = max(whole.counts.get("peak MB", 0), answer["peak_mb"])
        return first + count
    except (TimedOut, OutOfMemory, ChildDied) as error:
        case = make(at, run.seed)
        outcomes[case.kind].count("files")
        if isinstance(error, TimedOut):
            outcomes[case.kind].fail(f"{case.title}, seed {run.seed}: longer than {_SECONDS} s", "hangs")
        else:
            _once_more(run, at, outcomes[case.kind])
        return at + 1


def _once_more(run: Run, number: int, outcome: Outcome) -> None:
    """A case that ended the child: the program itself reads in a child of its own, which may die, and says so."""
    from tests.faults.hostile.trial import _catalog, attempt

    folder, case = run.new_folder(), make(number, run.seed)
    with _catalog(folder / "again.pim") as workspace:
        answer = {"title": case.title} | attempt(workspace, case, folder)
    outcome.count("ended a child")
    outcome.count(answer["answer"])
    if answer["answer"] == "failed":
        outcome.fail(f"{case.title}, seed {run.seed}: {answer['why']}")


def _note(outcome: Outcome, answer: dict[str, Any], seed: int) -> None:
    outcome.count("files")
    outcome.count(answer["answer"])
    if answer["real"]:
        outcome.count("in a child of its own")
    if answer["answer"] == "failed":
        outcome.fail(f"{answer['title']}, seed {seed}: {answer['why']}")
    if answer["seconds"] > _SECONDS:
        outcome.fail(f"{answer['title']}, seed {seed}: {answer['seconds']:.0f} s", "hangs")


def _verdict(whole: Outcome, answer: dict[str, Any], which: str) -> None:
    whole.count("catalogues verified")
    whole.count("products", answer["products"])
    for problem in answer["problems"][:3]:
        whole.fail(f"{which}: {problem}")


def _real_files(run: Run) -> Outcome:
    outcome = Outcome("real messy files")
    files = [[kind, str(path)] for kind, path in real_files()]
    if not files:
        outcome.skipped = f"there is no {SHARED} beside the project"
        return outcome
    wanted = _some(files, run.pick(smoke=30, short=len(files), long=len(files)))
    with Worker(Limits(memory_mb=_MEMORY_MB, seconds=_SECONDS)) as worker:
        for answer in worker.stream(trial.run_files, (wanted, str(Path(run.new_folder())))):
            if "problems" in answer:
                _verdict(outcome, answer, "the real files")
            else:
                _note(outcome, answer, run.seed)
    return outcome


def _some(files: Sequence[list[str]], count: int) -> list[list[str]]:
    step = max(1, len(files) // count)
    return list(files[::step])[:count]
