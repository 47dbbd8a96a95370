"""Starts works in processes of their own, one forked for each, and stops them as a job says.

`Runner` is the side of the harness; `python -m tests.faults.crash.runner` is the process that has the shim loaded and
everything imported, so that a stop costs no start of an interpreter.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from tests.faults.crash.shim import Shim
from tests.faults.crash.state import state_of
from tests.faults.crash.work import WORKS, Place, Work, lower_bounds

_PATIENCE = 120.0


@dataclass(frozen=True, kw_only=True)
class Job:
    """A work in `root`, and how it is stopped: killed after `seconds`, killed or failed at a step; see `Shim.arm`."""

    work: str
    root: str
    seconds: float = 0.0
    kill_at: int = 0
    fail_at: int = 0
    number: int = 0
    endless: bool = False
    log: str = ""
    with_states: bool = False


@dataclass
class Result:
    """How a work ended: pieces acknowledged, "done", "killed", "error" or "hung"; the error's words; steps counted;
    `states` after each piece (when the job asked for them)."""

    acknowledged: int = 0
    ended: str = "killed"
    error: str = ""
    kind: str = ""
    trace: str = ""
    steps: int = 0
    failed: int = 0
    taken: float = 0.0
    states: list[list[str]] = field(default_factory=list)


class Runner:
    """The process that works; a context manager. Without `shim` only kills after some time are possible."""

    def __init__(self, shim: Path | None) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        if shim is not None:
            environment["LD_PRELOAD"] = str(shim)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crash.runner"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment, cwd=Path(__file__).parents[3],
        )  # fmt: skip

    def run(self, job: Job) -> Result:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(orjson.dumps(asdict(job)) + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that works has ended with {self._process.wait()}")
        return Result(**orjson.loads(answer))

    def __enter__(self) -> Runner:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def _serve() -> None:
    lower_bounds()
    logging.disable()  # a failing disk is what the harness is about
    shim = Shim() if "LD_PRELOAD" in os.environ else None
    os.environ.pop("LD_PRELOAD", None)  # not for the guarded children of the program
    for line in sys.stdin.buffer:
        result = _forked(Job(**orjson.loads(line)), shim)
        sys.stdout.buffer.write(orjson.dumps(asdict(result)) + b"\n")
        sys.stdout.buffer.flush()


def _forked(job: Job, shim: Shim | None) -> Result:
    work = _named(job.work)  # what it imports is imported once, not in every fork
    reading, writing = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with open(writing, "wb", buffering=0) as answers:
            code = _work(work, job, shim, answers)
        os._exit(code)
    os.close(writing)
    result = Result()
    hung = _wait(child, job.seconds or _PATIENCE)
    result.taken = time.monotonic() - begun
    with open(reading, "rb") as answers:
        for line in answers:
            if line.endswith(b"\n"):
                _take(result, orjson.loads(line))
    if hung and not job.seconds:
        result.ended = "hung"
    return result


def _wait(child: int, seconds: float) -> bool:
    """Waits for the child, at most so long; whether it had to be killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _take(result: Result, line: dict[str, Any]) -> None:
    if "acknowledged" in line:
        result.acknowledged = line["acknowledged"]
        if "state" in line:
            result.states.append(line["state"])
        return
    for name, value in line.items():
        setattr(result, name, value)


def _work(work: Work, job: Job, shim: Shim | None, answers: Any) -> int:
    """In the child: does the work, writes a line after each acknowledged piece."""
    sys.stdin.close()
    os.setpgid(0, 0)
    place = Place(Path(job.root))
    log = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if job.log else -1
    if shim is not None:
        shim.arm(place.root, fail_at=job.fail_at, number=job.number, endless=job.endless, kill_at=job.kill_at, log=log)

    def answer(**line: Any) -> None:
        answers.write(orjson.dumps(line) + b"\n")

    try:
        for done, state in _pieces(work, job, place):
            if shim is not None:
                shim.mark(done)
            answer(acknowledged=done, **state)
        ended = {"ended": "done"}
    except Exception as error:  # noqa: BLE001 - what it was is told, the harness decides
        kind = " ".join(f"{one.__module__}.{one.__qualname__}" for one in type(error).__mro__[:-2])
        ended = {"ended": "error", "error": str(error), "kind": kind, "trace": traceback.format_exc()}
    counted = {"steps": shim.steps, "failed": shim.failed} if shim is not None else {}
    if shim is not None:
        shim.disarm()
    answer(**ended, **counted)
    return 0


def _pieces(work: Work, job: Job, place: Place) -> Iterator[tuple[int, dict[str, Any]]]:
    for done, _piece in enumerate(work(place), 1):
        yield done, {"state": list(state_of(place))} if job.with_states else {}


def _named(name: str) -> Work:
    """One of the works, or "module:function"."""
    module, _colon, function = name.partition(":")
    return getattr(import_module(module), function) if function else WORKS[name]


if __name__ == "__main__":
    _serve()
