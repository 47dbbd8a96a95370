"""What an operation is, what it finds, and the rows of the table that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.measuring import Cost, Pairs

if TYPE_CHECKING:
    from tests.benchmarks.bench import Bench


class Unit(NamedTuple):
    """How a number of seconds for `count` things is shown."""

    name: str
    of: Callable[[float, int], float]


MILLISECONDS = Unit("ms", lambda seconds, count: 1000 * seconds / count)
SECONDS = Unit("s", lambda seconds, count: seconds)
PER_SECOND = Unit("products/s", lambda seconds, count: count / max(seconds, 1e-9))
MEGABYTES = Unit("MB", lambda seconds, count: seconds)
TIMES = Unit("times", lambda seconds, count: seconds)


class Goal(NamedTuple):
    """What is aimed at: `text` for the table, `met(measured, ratio)` decides."""

    text: str
    met: Callable[[float, float], bool]


def at_most(times: float) -> Goal:
    """The measured figure is at most `times` the control's."""
    return Goal(f"<= {times:g} x", lambda measured, ratio: ratio <= times)


def at_least(times: float) -> Goal:
    """The measured rate is at least `times` the control's."""
    return Goal(f">= {times:g} x", lambda measured, ratio: ratio >= times)


def under(limit: float, unit: Unit) -> Goal:
    """The measured figure itself is at most `limit`."""
    return Goal(f"<= {limit:g} {unit.name}", lambda measured, ratio: measured <= limit)


def over(limit: float, unit: Unit) -> Goal:
    """The measured figure itself is at least `limit`."""
    return Goal(f">= {limit:g} {unit.name}", lambda measured, ratio: measured >= limit)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an operation found. `measured` and `control` are costs pair by pair; `count` things are in each.

    `part` tells several findings of one operation apart, `goal` and `control_is` replace the operation's own; `pairs`
    is said where the costs stand for more of them.
    """

    measured: Sequence[Cost]
    control: Sequence[Cost] = ()
    unit: Unit = MILLISECONDS
    count: int = 1
    peak_mb: float = 0.0
    part: str = ""
    goal: Goal | None = None
    control_is: str = ""
    pairs: int = 0


def finding(pairs: Pairs, unit: Unit = MILLISECONDS, count: int = 1, part: str = "") -> Finding:
    """The finding of paired runs."""
    return Finding(
        measured=pairs.measured, control=pairs.control, unit=unit, count=count, peak_mb=pairs.peak_mb, part=part
    )


class Row(NamedTuple):
    """One row of the table. `measured`, `control` and `ratio` are of CPU time: medians over `pairs`.

    `wall` and `control_wall` are the same figures of wall time; `control_is` says what the control does.
    """

    operation: str
    measured: float
    unit: str
    control: float | None
    ratio: float | None
    goal: str
    met: bool | None
    peak_mb: float
    wall: float
    control_wall: float | None
    pairs: int
    control_is: str


@dataclass(frozen=True)
class Operation:
    """A registered operation: `run` measures it on a bench of up to `most` products."""

    name: str
    goal: Goal | None
    control_is: str
    run: Callable[[Bench], list[Finding]]
    most: int | None = None

    def rows(self, bench: Bench) -> list[Row]:
        return [self._row(found) for found in self.run(bench)]

    def _row(self, found: Finding) -> Row:
        def shown(costs: Sequence[Cost], place: int) -> list[float]:
            return [found.unit.of(cost[place], found.count) for cost in costs]

        measured, control = shown(found.measured, 0), shown(found.control, 0)
        ratio = median(m / max(c, 1e-9) for m, c in zip(measured, control, strict=True)) if control else None
        goal = found.goal or self.goal
        return Row(
            operation=f"{self.name}{', ' if found.part else ''}{found.part}",
            measured=median(measured), unit=found.unit.name, control=median(control) if control else None, ratio=ratio,
            goal=goal.text if goal else "", met=goal.met(median(measured), ratio or 0.0) if goal else None,
            peak_mb=found.peak_mb, wall=median(shown(found.measured, 1)),
            control_wall=median(shown(found.control, 1)) if control else None, pairs=found.pairs or len(measured),
            control_is=found.control_is or self.control_is,
        )  # fmt: skip


LARGEST = 200_000  # products: `most` of operations whose cost has nothing to do with the catalogue's size

# Every operation, in the order the table shows and the run needs.
OPERATIONS: list[Operation] = []
Runner = Callable[["Bench"], list[Finding]]


def operation(
    name: str, *, control: str, goal: Goal | None = None, most: int | None = None
) -> Callable[[Runner], Runner]:
    """Registers a function as an operation; `control` describes in words what its control does.

    In a catalogue of more than `most` products it is left out: it costs the same there, or holds in memory what it compares.
    """

    def register(run: Runner) -> Runner:
        OPERATIONS.append(Operation(name, goal, control, run, most))
        return run

    return register
