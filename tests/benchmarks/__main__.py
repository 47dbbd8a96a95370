"""`python -m tests.benchmarks [--products N] [--shape NAME] [--json FILE] [--only TEXT]`: the table of what things cost.

Figures are medians of CPU time, taken in turns with a control; nothing here depends on how fast the machine is. Exit
code 0 when every operation ran (goals that are missed are shown, not failed), 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import orjson

import tests.benchmarks.operations  # noqa: F401 - registers every operation
from pim.garbage import look_rarely
from tests.benchmarks.bench import SHAPES, Bench
from tests.benchmarks.operation import OPERATIONS, Row
from tests.benchmarks.report import as_json, as_table, in_words

_SMOKE = 500


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    products = options.products or (_SMOKE if options.smoke else 100_000)
    with tempfile.TemporaryDirectory(prefix="pim-bench-", dir=options.folder) as folder:
        look_rarely()  # as the commands of a terminal do
        bench = Bench(Path(folder), products, shape=options.shape, smoke=options.smoke, keep=options.keep)
        shape = f"{options.shape}, {'names of fashion-44k' if bench.shape.is_real else 'all made up'}"
        print(f"{products:,} products ({shape}); CPU time, median of the pairs\n", file=sys.stderr)
        try:
            rows = run(bench, options.only)
        finally:
            bench.close()
    print(as_table(rows))
    if options.json:
        options.json.write_bytes(orjson.dumps(as_json(rows, products, shape), option=orjson.OPT_INDENT_2) + b"\n")
    return 0


def run(bench: Bench, only: str = "") -> list[Row]:
    """Runs the operations whose names hold `only`, and before them the first one, where the catalogue is not loaded."""
    rows: list[Row] = []
    for place, operation in enumerate(OPERATIONS):
        if only not in operation.name if place else bench.is_loaded:
            continue
        if operation.most is not None and bench.products > operation.most:
            print(f"   left out: {operation.name} (up to {operation.most:,} products)", file=sys.stderr, flush=True)
            continue
        begun = time.perf_counter()
        found = operation.rows(bench)
        rows.extend(found)
        print(f"{time.perf_counter() - begun:7.1f} s  {'; '.join(map(in_words, found))}", file=sys.stderr, flush=True)
    return rows


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--products", type=int, default=0, help="size of the catalogue (default 100,000)")
    parser.add_argument("--shape", choices=SHAPES, default="wide", help="50 or 79 values a product, or 12 columns")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--smoke", action="store_true", help=f"{_SMOKE} products: whether everything runs and controls agree")
    parser.add_argument("--only", default="", help="only operations whose names hold this text")
    parser.add_argument("--folder", type=Path, help="where the catalogue is made and removed again")
    parser.add_argument("--keep", type=Path, help="make the catalogue here and leave it; one that is here is not loaded again")
    options = parser.parse_args(arguments)
    if options.products < 0 or 0 < options.products < 100:
        parser.error("--products is at least 100")
    return options


if __name__ == "__main__":
    sys.exit(main())
