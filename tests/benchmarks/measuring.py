"""CPU and wall time, memory peaks, and pairs: what is measured and its control, in turns."""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Work = Callable[[int], object]
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Cost(NamedTuple):
    """Seconds of CPU (this process and the child processes that ended) and of wall time."""

    cpu: float
    wall: float

    def plus(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall)


NOTHING = Cost(0.0, 0.0)


class Pairs(NamedTuple):
    """Costs of the measured work and of its control, pair by pair, and the highest memory (MB) during the former."""

    measured: list[Cost]
    control: list[Cost]
    peak_mb: float


def _now() -> Cost:
    children = os.times()
    return Cost(time.process_time() + children.children_user + children.children_system, time.perf_counter())


class Meter:
    """Adds up what is done between `start` and `stop`; `peak_mb` is the highest memory of those stretches."""

    def __init__(self) -> None:
        self.cost, self.peak_mb = NOTHING, 0.0

    def start(self) -> None:
        _forget_peak()
        self._begun = _now()

    def stop(self) -> None:
        now = _now()
        self.cost = self.cost.plus(Cost(now.cpu - self._begun.cpu, now.wall - self._begun.wall))
        self.peak_mb = max(self.peak_mb, peak_mb())

    def taken(self) -> Cost:
        """The cost so far; the next one starts at nothing."""
        found, self.cost = self.cost, NOTHING
        return found


def timed(work: Work, number: int = 0, *, collect: bool = True) -> tuple[Cost, float]:
    """What `work(number)` costs, and the highest memory (MB) meanwhile; `collect` removes garbage of others before."""
    meter = Meter()
    if collect:
        gc.collect()
    meter.start()
    work(number)
    meter.stop()
    return meter.cost, meter.peak_mb


def paired(measured: Work, control: Work, pairs: int, *, warm: bool = True) -> Pairs:
    """Runs both in turns, each first in every other pair. Both get the pair's number; `warm` adds one unmeasured pair.

    The unmeasured pair has the number `pairs`.
    """
    if warm:
        measured(pairs)
        control(pairs)
    found = Pairs([], [], 0.0)
    for number in range(pairs):
        sides = [(measured, found.measured), (control, found.control)]
        for work, costs in sides if number % 2 == 0 else reversed(sides):
            cost, peak = timed(work, number)
            costs.append(cost)
            if work is measured:
                found = found._replace(peak_mb=max(found.peak_mb, peak))
    return found


def _forget_peak() -> None:
    """Starts the kernel's record of this process's highest memory anew; only Linux can."""
    try:
        _RESET.write_text("5", encoding="ascii")
    except OSError:
        return


def peak_mb() -> float:
    """The highest memory of this process in MB: since the last `Meter.start` on Linux, else since its start."""
    try:
        return _status_mb("VmHWM")
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mb() -> float:
    """The memory (MB) this process has now; the highest it ever had where the system does not tell."""
    try:
        return _status_mb("VmRSS")
    except (OSError, StopIteration):
        return peak_mb()


def _status_mb(name: str) -> float:
    status = _STATUS.read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / 1024
