"""What a fault is: the run it is given, the outcomes it returns, the registry."""

from __future__ import annotations

import random
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Length = Literal["smoke", "short", "long"]


@dataclass(frozen=True)
class Run:
    """How a fault is to be tried. `folder` is its own, empty, and removed when it is done; `part` is what `--only` asks
    for after the fault's name ("kill: images"), "" for all of it."""

    folder: Path
    length: Length = "short"
    seed: int = 1
    part: str = ""
    report: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True)

    def pick(self, *, smoke: int, short: int, long: int) -> int:
        """A number by the length of the run."""
        return {"smoke": smoke, "short": short, "long": long}[self.length]

    def random(self, *about: object) -> random.Random:
        """Chance that is the same whenever seed and `about` are."""
        return random.Random("/".join(map(str, (self.seed, *about))))

    def wants(self, part: str) -> bool:
        """Whether the row called `part` is asked for; a fault whose rows take long asks before each."""
        return self.part in part

    def new_folder(self) -> Path:
        """An empty folder within `folder`."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def say(self, text: str) -> None:
        """Tells whoever waits how far it is."""
        self.report(text)


@dataclass
class Outcome:
    """One row of the table: what was counted, and every failure as a sentence that lets somebody repeat the case."""

    part: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    skipped: str = ""

    def count(self, name: str, times: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + times

    def fail(self, sentence: str, name: str = "") -> None:
        """Adds a failure; `name` is counted with it."""
        self.failures.append(sentence)
        if name:
            self.count(name)

    @property
    def verdict(self) -> str:
        return "FAILED" if self.failures else "skipped" if self.skipped else "ok"


Trial = Callable[[Run], Iterable[Outcome]]


@dataclass(frozen=True)
class Fault:
    """A registered kind of fault: what it is called, what pim promises under it, and the function that tries it."""

    name: str
    promise: str
    trial: Trial

    def outcomes(self, run: Run) -> list[Outcome]:
        """What trying it gave. An exception becomes a failure: what was found before it stays in the table."""
        found: list[Outcome] = []
        try:
            for outcome in self.trial(run):
                found.append(outcome)  # one by one, because the next may raise
        except Exception:  # noqa: BLE001 - whatever it is, it is a finding
            found.append(Outcome("stopped", failures=[traceback.format_exc()]))
        return found or [Outcome("stopped", failures=["it tried nothing"])]


# Every kind of fault, in the order its module was found.
FAULTS: list[Fault] = []


def fault(name: str, promise: str) -> Callable[[Trial], Trial]:
    """Registers a function as a kind of fault; `promise` says in words what must hold under it."""

    def register(trial: Trial) -> Trial:
        FAULTS.append(Fault(name, promise, trial))
        return trial

    return register
