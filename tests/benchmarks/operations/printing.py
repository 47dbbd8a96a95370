"""On paper: a thousand products with pictures against the same pages without, and the highest memory of all processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson

from pim.printing.render import render
from tests.benchmarks import print_once
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, paired
from tests.benchmarks.operation import LARGEST, MEGABYTES, SECONDS, Finding, at_most, finding, operation, under


@operation(
    "print a catalogue, six on a page, pictures at placed size",
    control="the same cards without pictures",
    goal=at_most(1.2),
    most=LARGEST,
)
def printing(bench: Bench) -> list[Finding]:
    count = 60 if bench.smoke else 1000
    folder = bench.folder / "printing"
    folder.mkdir()
    print_once.make_pictures(folder, count)
    illustrated, plain = (print_once.document(folder, count, count * part) for part in (1, 0))
    pairs = paired(
        lambda _pair: render(illustrated, folder / "illustrated.pdf"), lambda _pair: render(plain, folder / "plain.pdf"),
        bench.pairs(3), warm=False,
    )  # fmt: skip
    found = [finding(pairs, SECONDS, count), _highest(folder, count, count, 1200)]
    return found if bench.smoke else [*found, _highest(folder, 10 * count, count, 2000)]


def _highest(folder: Path, count: int, pictures: int, goal: float) -> Finding:
    """The memory that printing `count` products takes; in a process of its own, because this one holds much else."""
    command = [sys.executable, "-m", print_once.__name__, str(folder), str(count), str(pictures)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"the print ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
    peak = orjson.loads(done.stdout)["peak_mb"]
    return Finding(
        measured=[Cost(peak, peak)], unit=MEGABYTES, part=f"highest memory for {count:,}", goal=under(goal, MEGABYTES),
        control_is="none: resident memory of the printing process and of the compiler, added",
    )  # fmt: skip
