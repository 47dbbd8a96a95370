"""Damaged catalogues: bits, pages, headers, lengths, journals and images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pim.isolation import ChildDied, Limits, OutOfMemory, TimedOut, Worker
from tests.faults.damaged import material, trial
from tests.faults.fault import Outcome, Run, fault

_TOGETHER = 50
_SECONDS = 60
_MISSED = 1_000  # of so many bits that changed data one may stay unnoticed


@fault("damage", "a damaged catalogue is refused in words or opened, never changed; verify finds what SQLite does not")
def damage(run: Run) -> Iterator[Outcome]:
    total = run.pick(smoke=30, short=200, long=1_200)
    outcomes = {mutation.__name__: Outcome(mutation.__name__) for mutation in material.DAMAGES}
    base = material.make_base(run.new_folder())
    with Worker(Limits(memory_mb=2048, seconds=_SECONDS)) as worker:
        first = 0
        while first < total:
            first = _batch(run, worker, (str(base), first, min(_TOGETHER, total - first)), outcomes)
            run.say(f"damage: {first:,} of {total:,}")
    yield from outcomes.values()
    yield from _bits(outcomes["one_bit"])


def _batch(run: Run, worker: Worker, cases: tuple[str, int, int], outcomes: dict[str, Outcome]) -> int:
    base, first, count = cases
    last: dict[str, Any] = {"number": first}
    try:
        for answer in worker.stream(trial.run, (base, first, count, run.seed, str(run.new_folder()))):
            last = answer
            if "begun" not in answer:
                _note(outcomes[answer["kind"]], answer, run.seed)
        return first + count
    except (TimedOut, OutOfMemory, ChildDied) as error:
        outcomes[last["kind"]].fail(
            f"damage {last['number']} (seed {run.seed}), {last['how']}: {error}", "crashes or hangs"
        )
        return int(last["number"]) + 1


def _note(outcome: Outcome, answer: dict[str, Any], seed: int) -> None:
    which = f"damage {answer['number']} (seed {seed}), {answer['how']}"
    outcome.count("catalogues")
    outcome.count(answer["answer"])
    if answer["answer"] == "failed":
        outcome.fail(f"{which}: {answer['why']}")
    if answer["touched"]:
        outcome.fail(f"{which}: opening it changed {answer['touched']}", "touched")
    if not answer["backup"]:
        outcome.fail(f"{which}: no backup is offered ({answer['why']})", "without a backup offered")
    _compare(outcome, answer, which)


def _compare(outcome: Outcome, answer: dict[str, Any], which: str) -> None:
    """What the damage changed, and who noticed."""
    if answer["kind"] == "image":
        answer["changed"] = ["media files"]
    kept = [table for table in answer["changed"] if table != "search"]
    if not answer["changed"]:
        outcome.count("harmless")
    elif not kept:
        outcome.count("search index only")
        outcome.count("of these found by verify", answer["found"])
    else:
        outcome.count("data changed")
        outcome.count("found by verify", answer["found"])
        outcome.count("found by SQLite alone", answer["sqlite"])
        if not answer["found"]:
            outcome.count(f"not found in {'+'.join(kept)}")
            if answer["kind"] != "one_bit":
                outcome.fail(f"{which}: verify finds nothing, though {', '.join(kept)} changed")


def _bits(bits: Outcome) -> Iterator[Outcome]:
    """The share of flipped bits that verify finds, against what the database finds alone."""
    changed, found = bits.counts.get("data changed", 0), bits.counts.get("found by verify", 0)
    outcome = Outcome("share of bits found")
    outcome.count("bits that changed data", changed)
    if changed:
        outcome.count("‰ found by verify", 1000 * found // changed)
        outcome.count("‰ found by SQLite alone", 1000 * bits.counts.get("found by SQLite alone", 0) // changed)
        if changed - found > max(1, changed // _MISSED):
            names = ", ".join(
                f"{number} {name}" for name, number in bits.counts.items() if name.startswith("not found")
            )
            outcome.fail(f"{found} of {changed} found, fewer than 999 in 1,000: {names}")
    yield outcome
