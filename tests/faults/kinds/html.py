"""Hostile HTML in every view: nothing outside the program's own files is opened, nobody is called."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults.fault import Outcome, Run, fault

# What the payloads name. None of these has a reason to be opened by a window.
_BAIT = re.compile(
    r'"(/etc/(hostname|group|hosts|issue|passwd)[^"]*|//server[^"]*|[^"]*onerror[^"]*|[^"]*/a\.png[^"]*|[^"]*/x\.png[^"]*)"'
)
_CALL = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?")
_WATCHED = "trace=open,openat,openat2,connect,stat,lstat,statx,access,newfstatat"
# C libraries look these up for names of hosts and users, whatever is shown.
_LIBRARIES = ("/etc/passwd", "/etc/group", "/etc/hosts")
_BEGIN, _END = "/pim-views-begin", "/pim-views-end"


@fault("html", "hostile HTML shown in every view opens no file and calls nobody")
def html(run: Run) -> Iterator[Outcome]:
    outcome = Outcome("every view")
    if reason := _why_unwatched():
        outcome.skipped = reason
        yield outcome
        return
    log = run.folder / "calls"
    watched = ["strace", "-f", "-qq", "-s", "300", "-e", _WATCHED, "-o", str(log)]
    shown = [
        sys.executable,
        "-m",
        "tests.faults.hostile.views",
        str(run.new_folder()),
        str(run.pick(smoke=12, short=0, long=0)),  # twelve hold some that Qt opens by itself
    ]
    done = subprocess.run(
        [*watched, *shown], capture_output=True, check=False, encoding="utf-8", errors="replace", timeout=900,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    if done.returncode:
        outcome.fail(done.stderr[-3_000:])
    else:
        for line in done.stdout.splitlines():
            name, _blank, number = line.rpartition(" ")
            outcome.count(name, int(number))
        _judge(log, outcome)
    yield outcome


def _why_unwatched() -> str:
    """Why calls cannot be watched here; empty when they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", os.devnull, "true"], capture_output=True, check=False, encoding="utf-8")
    return "" if tried.returncode == 0 else f"strace may not watch here: {tried.stderr.strip()[:200]}"


def _judge(log: Path, outcome: Outcome) -> None:
    """Looks at the calls made between the two marks, which the views leave by asking for files that do not exist."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    marks = [number for number, line in enumerate(lines) if _BEGIN in line or _END in line]
    if len(marks) < 2:
        outcome.fail("the marks of the views are not in the log of strace")
        return
    between, control = lines[marks[0] + 1 : marks[-1]], lines[marks[-1] :]
    if not any(_bait(line) for line in control):
        outcome.fail("what Qt opens by itself was not seen: nothing was watched")
    outcome.count("calls watched", len(between))
    for line in between:
        if _CALL.search(line):
            outcome.fail(line, "connections")
        if _bait(line):
            outcome.fail(line, "files of payloads touched")
    outcome.count("opened by the control", sum(map(_bait, control)))
    outcome.count("connections", 0)
    outcome.count("files of payloads touched", 0)


def _bait(line: str) -> bool:
    """Whether a call asks for a file that only a payload names."""
    found = _BAIT.search(line)
    return found is not None and found[1] not in _LIBRARIES
