"""`python -m tests.faults [--smoke | --long] [--only TEXT] [--seed N] [--json FILE]`: breaks things, counts what held.

Kinds are tried side by side, one on each processor, each in a process of its own (`together`).

Exit code 0 when every promise held or was skipped with a reason, 1 when one failed, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import orjson

import tests.faults.kinds  # noqa: F401 - registers every kind of fault
from tests.faults.fault import FAULTS, Fault, Run
from tests.faults.report import Row, as_json, as_table
from tests.faults.together import side_by_side

# Children are started by the hundred. Where compiled modules may not be kept, each would compile the program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="pim-faults-", dir=options.folder) as folder:
        os.environ["PIM_HOME"] = str(Path(folder, "home"))
        run = Run(Path(folder), options.length or "short", options.seed)
        together = options.jobs > 1 and len(wanted(options.only)) > 1
        rows = side_by_side(run, wanted(options.only), options.jobs) if together else attempt(run, options.only)
    print(as_table(rows))
    if options.json:
        options.json.write_bytes(orjson.dumps(as_json(rows, run), option=orjson.OPT_INDENT_2) + b"\n")
    return 1 if any(row.outcome.failures for row in rows) else 0


def attempt(run: Run, only: str = "") -> list[Row]:
    """Tries the wanted faults one after another, each in a folder of its own."""
    rows: list[Row] = []
    part = only.partition(": ")[2]
    for fault in wanted(only):
        run.say(f"{fault.name}: {fault.promise}")
        with tempfile.TemporaryDirectory(prefix="fault-", dir=run.folder) as folder:
            begun = time.perf_counter()
            outcomes = fault.outcomes(replace(run, folder=Path(folder), part=part))
            seconds = time.perf_counter() - begun
        found = [Row(fault, outcome, seconds) for outcome in outcomes]
        rows += found
        run.say(f"{seconds:7.1f} s  {fault.name}: {', '.join(sorted({row.outcome.verdict for row in found}))}")
    return rows


def wanted(only: str) -> list[Fault]:
    """The fault called so, else those whose names hold `only` ("name: part" asks for one row of some)."""
    name = only.partition(": ")[0]
    return [fault for fault in FAULTS if fault.name == name] or [fault for fault in FAULTS if name in fault.name]


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--smoke", dest="length", action="store_const", const="smoke", help="whether every kind runs")
    length.add_argument("--long", dest="length", action="store_const", const="long", help="as long as it takes")
    parser.add_argument(
        "--only", default="", help="only faults whose names hold this text, or one part: “kill: images”"
    )
    parser.add_argument("--seed", type=int, default=1, help="another number tries other places (default 1)")
    parser.add_argument("--json", type=Path, help="also write the outcomes to this file")
    parser.add_argument("--folder", type=Path, help="where catalogues are made and removed again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="kinds tried at a time (one a processor)")
    options = parser.parse_args(arguments)
    if not wanted(options.only):
        parser.error(f"no kind of fault is called like {options.only}: {', '.join(fault.name for fault in FAULTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
