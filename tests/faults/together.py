"""Kinds of faults side by side: each in a process, a folder and a home of its own, a few at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from tests.faults.fault import Fault, Outcome, Run
from tests.faults.report import Row

# The longest begin, so that no processor has nothing to do while the last one works.
_LONGEST = ("hostile", "model", "kill", "power", "steps", "damage", "locales", "bombs", "typing")
_ROOT = Path(__file__).parents[2]


def side_by_side(run: Run, faults: Sequence[Fault], jobs: int) -> list[Row]:
    """Tries each fault in a process of its own, `jobs` at a time; the rows are in the order of `faults`."""
    waiting = sorted(faults, key=lambda fault: _LONGEST.index(fault.name) if fault.name in _LONGEST else len(_LONGEST))
    running: dict[str, subprocess.Popen[bytes]] = {}
    codes: dict[str, int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                fault = waiting.pop(0)
                running[fault.name] = _start(run, fault)
            time.sleep(0.05)
            ended = {name: code for name, process in running.items() if (code := process.poll()) is not None}
            codes |= ended
            running = {name: process for name, process in running.items() if name not in ended}
    finally:
        for process in running.values():
            process.terminate()
            process.wait()
    return [row for fault in faults for row in _rows(run, fault, codes[fault.name])]


def _start(run: Run, fault: Fault) -> subprocess.Popen[bytes]:
    length = [] if run.length == "short" else [f"--{run.length}"]
    return subprocess.Popen(
        [
            sys.executable, "-m", "tests.faults", *length, "--only", fault.name, "--seed", str(run.seed), "--jobs", "1",
            "--json", str(_found(run, fault)), "--folder", str(run.folder.parent),
        ],
        cwd=_ROOT, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _found(run: Run, fault: Fault) -> Path:
    return run.folder / f"{fault.name}.json"


def _rows(run: Run, fault: Fault, code: int) -> list[Row]:
    """What the process found; that it ended without a word is a failure."""
    path = _found(run, fault)
    if not path.exists():
        return [Row(fault, Outcome("stopped", failures=[f"its process ended with {code} and found nothing"]), 0.0)]
    rows = orjson.loads(path.read_bytes())["rows"]
    return [
        Row(fault, Outcome(row["part"], row["counts"], row["failures"], row["skipped"]), row["seconds"]) for row in rows
    ]
