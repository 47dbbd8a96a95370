"""A work that can be begun again and again: its prepared place, its states, what it takes; and one examined stop."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crash.runner import Job, Result, Runner
from tests.faults.crash.state import State, examine, state_of
from tests.faults.crash.work import PREPARED, Place, prepare
from tests.faults.fault import Outcome, Run


@dataclass(frozen=True)
class Known:
    """What a work does when nothing stops it: its states (before, then after each piece), I/O steps and seconds."""

    work: str
    template: Path
    states: list[State]
    steps: int
    seconds: float

    def fresh(self, run: Run) -> Path:
        """A new copy of the prepared place."""
        root = run.new_folder() / "place"
        shutil.copytree(self.template, root)
        return root


def template(run: Run, made: Callable[[Path], None] = prepare) -> Path:
    """The prepared place that works of a fault begin with."""
    root = run.new_folder() / "template"
    made(root)
    return root


def learn(run: Run, runner: Runner, work: str, prepared: Path) -> Known:
    """Lets the work go through twice: once asked for its states, once as it will be stopped."""
    known = Known(work, prepared, [state_of(Place(prepared))], 0, 0.0)
    states = _whole(runner, Job(work=work, root=str(known.fresh(run)), with_states=True))
    plain = _whole(runner, Job(work=work, root=str(known.fresh(run))))
    return Known(work, prepared, [*known.states, *(State(*state) for state in states.states)], plain.steps, plain.taken)


def each_work(
    run: Run, shim: Path | None, name: str, works: Sequence[str], tried: Callable[[Runner, Known], Outcome]
) -> Iterator[Outcome]:
    """What `tried` finds of each work that is wanted, under one runner; `name` is the fault's."""
    prepared: dict[Callable[[Path], None], Path] = {}
    with Runner(shim) as runner:
        for work in filter(run.wants, works):
            made = PREPARED.get(work, prepare)
            if made not in prepared:
                prepared[made] = template(run, made)
            outcome = tried(runner, learn(run, runner, work, prepared[made]))
            run.say(f"         {name}: {work}: {outcome.counts}")
            yield outcome


def _whole(runner: Runner, job: Job) -> Result:
    result = runner.run(job)
    if result.ended != "done":
        raise RuntimeError(f"{job.work} fails when nothing stops it: {result.trace or result.ended}")
    return result


def stop(
    run: Run, runner: Runner, known: Known, outcome: Outcome, about: str, *, by_channel: bool = False, **how: float
) -> Result:
    """One stop, examined; failures go into `outcome`, with `about` saying how to repeat it. `by_channel`: see `examine`."""
    root = known.fresh(run)
    result = runner.run(Job(work=known.work, root=str(root), **how))  # type: ignore[arg-type]
    outcome.count("runs")
    outcome.count(result.ended)
    judge(Place(root), known.states, result.acknowledged, outcome, about, by_channel=by_channel)
    shutil.rmtree(root.parent)
    return result


def judge(
    place: Place, states: list[State], acknowledged: int, outcome: Outcome, about: str, *, by_channel: bool = False
) -> None:
    """Examines what a stop left and adds what is wrong with it, each kind counted once a stop."""
    found: dict[str, str] = {}
    for verdict in examine(place, states, acknowledged, by_channel=by_channel):
        found.setdefault(verdict.kind, verdict.sentence)
    for kind, sentence in found.items():
        outcome.fail(f"{about}: {acknowledged} acknowledged; {kind}: {sentence}", kind)
