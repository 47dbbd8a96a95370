"""Any steps in any order: the catalogue and a plain dictionary say the same after each of them."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.fault import Outcome, Run, fault
from tests.faults.model.catalog import Catalog

_STEPS = 50  # of one machine, before the next begins with a fresh catalogue
_QUIET = re.compile(r"^state\.\w+\(\)\n", re.MULTILINE)  # what was looked at after each step, and steps without choices
_SHOWN = (
    "steps", "refused", "undo", "undo of an older step", "redo", "reopen", "import", "export", "values compared", "searches",
)  # fmt: skip


@fault(
    "model", "every step in any order leaves what a plain dictionary says, undoable, found, complete and exported so"
)
def model(run: Run) -> Iterator[Outcome]:
    outcome = Outcome("steps")
    counts: Counter[str] = Counter()
    rounds, machines = run.pick(smoke=1, short=1, long=5), run.pick(smoke=5, short=24, long=44)
    for number in range(rounds):
        attributes = {"counts": counts, "every_export": run.length == "long"}
        machine = seed(run.seed * 10_000 + number)(type("Catalog", (Catalog,), attributes))
        if problem := _tried(machine, machines):
            outcome.fail(f"round {number} (seed {run.seed}): {problem}")
        run.say(f"model: {number + 1} of {rounds} rounds, {counts['steps']:,} steps")
    for name in dict.fromkeys((*_SHOWN, *sorted(counts))):
        outcome.count(name, counts[name])
    yield outcome


def _tried(machine: type[Catalog], times: int) -> str:
    """What went wrong, with the steps that led there; "" when nothing did."""
    # Without shrinking: one failure would take minutes to make smaller, and the steps are short enough to read.
    these = settings(
        max_examples=times, stateful_step_count=_STEPS, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        run_state_machine_as_test(machine, settings=these, _min_steps=_STEPS)
    except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
        return _QUIET.sub("", traceback.format_exc())
    return ""
