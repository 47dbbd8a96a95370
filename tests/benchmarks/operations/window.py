"""The real window on the whole catalogue, in a process of its own: launch, scrolling, jumps, and what holds it up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from pim.printing import fonts
from tests.benchmarks import window_busy as window_busy_once
from tests.benchmarks import window_once
from tests.benchmarks.bench import Bench
from tests.benchmarks.fashion import Fashion
from tests.benchmarks.measuring import Cost
from tests.benchmarks.operation import MEGABYTES, MILLISECONDS, SECONDS, TIMES, Finding, operation, under
from tests.benchmarks.screen import Screen, screen

_ROWS = 150  # to scroll over: as many as stay painted


@operation("window", control="none")
def window(bench: Bench) -> list[Finding]:
    with tempfile.TemporaryDirectory(dir=bench.folder) as name, screen() as shown:
        catalogue = Path(shutil.copytree(bench.workspace.folder, Path(name) / "window.pim"))
        rows = 20 if bench.smoke else _ROWS
        _run("prepare", catalogue, shown, rows)
        runs = [_run("measure", catalogue, shown, rows) for _ in range(bench.pairs(3))]
    where = f"none: the real window at 1440 x 900, under {shown.name}"
    return [*_figures(runs, where), *_stalls(runs, where)]


@operation("window while all products, or 100,000 of them, are edited, and as many rows imported", control="none")
def window_busy(bench: Bench) -> list[Finding]:
    with tempfile.TemporaryDirectory(dir=bench.folder) as name, screen() as shown:
        catalogue, table = (
            Path(shutil.copytree(bench.workspace.folder, Path(name) / "window.pim")),
            Path(name) / "rows.csv",
        )
        Fashion().write_table(table, bench.at_once)
        _run("prepare", catalogue, shown, 20)
        run = _child([window_busy_once.__name__, str(catalogue), str(table), str(bench.at_once)], catalogue, shown, 20)
    where = f"none: the real window, under {shown.name}"
    if run["errors"] and not run["locked"]:
        raise AssertionError(f"not everything was written: {run['errors'][:3]}")
    waits = [[sorted(each) for each in zip(*run[work], strict=True)] for work in run["stalls"]]
    return [
        *_stalls([run], where),
        Finding(
            measured=[Cost(run["locked"], run["locked"])], unit=TIMES, part="database is locked", goal=under(0, TIMES),
            control_is=where,
        ),
        *(
            Finding(
                measured=[Cost(cpu[int(len(cpu) * share)], wall[int(len(wall) * share)])],
                part=f"edit queued meanwhile is durable, {words}: {work}", goal=under(300, MILLISECONDS),
                control_is=f"{where}; CPU of all threads until then", pairs=len(cpu),
            )
            for work, (cpu, wall) in zip(run["stalls"], waits, strict=True)
            for words, share in (("p50", 0.5), ("p99", 0.99))
        ),
    ]  # fmt: skip


def _figures(runs: Sequence[dict[str, Any]], where: str) -> list[Finding]:
    resident = [Cost(run["resident"], run["resident"]) for run in runs]
    frames = [sorted(run["frames"]) for run in runs]
    alone = f"{where}; CPU of the UI thread, every row painted before, with pictures"
    return [
        Finding(
            measured=[Cost(*run["launch"]) for run in runs], unit=SECONDS, part="launch to painted rows",
            goal=under(1.0, SECONDS), control_is=f"{where}; CPU of the UI thread since its process began",
        ),
        *(
            Finding(
                measured=[Cost(*[times[int(len(times) * share)]] * 2) for times in frames], part=f"scrolling, frame {part}",
                goal=under(16, MILLISECONDS), control_is=alone, pairs=len(runs) * len(frames[0]),
            )
            for part, share in (("p50", 0.5), ("p99", 0.99))
        ),
        Finding(
            measured=[Cost(*run["jump"]) for run in runs], part="jump to the end, until text",
            goal=under(100, MILLISECONDS), control_is=f"{where}; CPU of all threads", pairs=6 * len(runs),
        ),
        Finding(
            measured=resident, unit=MEGABYTES, part="resident memory", goal=under(250, MEGABYTES), control_is=where,
            peak_mb=max(run["resident"] for run in runs),
        ),
    ]  # fmt: skip


def _stalls(runs: Sequence[dict[str, Any]], where: str) -> list[Finding]:
    return [
        Finding(
            measured=[Cost(*run["stalls"][name]) for run in runs], part=f"longest stall: {name}",
            goal=under(50, MILLISECONDS), control_is=f"{where}; CPU of the UI thread between two turns of its loop",
        )
        for name in runs[0]["stalls"]
    ]  # fmt: skip


def _run(what: str, catalogue: Path, shown: Screen, rows: int) -> dict[str, Any]:
    found = _child([window_once.__name__, what, str(catalogue)], catalogue, shown, rows)
    if what == "measure" and not found["pictured"]:
        raise AssertionError("no product on the screen had a picture")
    return found


def _child(arguments: list[str], catalogue: Path, shown: Screen, rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", *arguments]
    environment = {
        **shown.environment, "PIM_HOME": str(catalogue.parent / "home"), "BENCH_ROWS": str(rows),
        # An installed program is compiled; a tree in which nothing may be written would be compiled at every launch.
        "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(catalogue.parent / "compiled"),
        "BENCH_FONTS": str(fonts.ready()),  # cut once for all runs: that takes longer than all else
        "BENCH_BEGUN": str(time.monotonic()), "LANGUAGE": "en", "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=3600)
    if done.returncode != 0:
        raise AssertionError(f"the window ended with {done.returncode}:\n{done.stderr.decode()[-3000:]}")
    found: dict[str, Any] = orjson.loads(done.stdout or b"{}")
    return found
