"""`python -m tests.faults [--smoke | --long] [--only TEXT] [--seed N] [--json FILE]`: breaks things, counts what held.

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
from tests.faults.fault import FAULTS, Run
from tests.faults.report import Row, as_json, as_table


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="pim-faults-", dir=options.folder) as folder:
        os.environ["PIM_HOME"] = str(Path(folder, "home"))
        run = Run(Path(folder), options.length or "short", options.seed)
        rows = attempt(run, options.only)
    print(as_table(rows))
    if options.json:
        options.json.write_bytes(orjson.dumps(as_json(rows, run), option=orjson.OPT_INDENT_2) + b"\n")
    return 1 if any(row.outcome.failures for row in rows) else 0


def attempt(run: Run, only: str = "") -> list[Row]:
    """Tries the faults whose names hold `only` ("name: part" for one row of some), each in a folder of its own."""
    rows: list[Row] = []
    name, _colon, part = only.partition(": ")
    for fault in FAULTS:
        if name not in fault.name:
            continue
        run.say(f"{fault.name}: {fault.promise}")
        with tempfile.TemporaryDirectory(prefix="fault-", dir=run.folder) as folder:
            begun = time.perf_counter()
            outcomes = fault.outcomes(replace(run, folder=Path(folder), part=part))
            seconds = time.perf_counter() - begun
        found = [Row(fault, outcome, seconds) for outcome in outcomes]
        rows += found
        run.say(f"{seconds:7.1f} s  {fault.name}: {', '.join(sorted({row.outcome.verdict for row in found}))}")
    return rows


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
    options = parser.parse_args(arguments)
    if not any(options.only.partition(": ")[0] in fault.name for fault in FAULTS):
        parser.error(f"no kind of fault is called like {options.only}: {', '.join(fault.name for fault in FAULTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
