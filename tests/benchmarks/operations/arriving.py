"""A supplier's table brought in from end to end, in a process of its own, so that its memory is its own."""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

import orjson

from pim.services.workspace import open_catalog
from tests.benchmarks import import_once
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import NOTHING, Cost, Meter
from tests.benchmarks.operation import MEGABYTES, PER_SECOND, Finding, operation, under
from tests.benchmarks.raw import Raw, read_ready


@operation(
    "import a CSV of 12 columns, end to end",
    control="csv.reader over the file, and the rows it became, ready but for their JSON, in prepared statements",
)
def import_csv(bench: Bench) -> list[Finding]:
    own: list[Cost] = []
    raw: list[Cost] = []
    peaks: list[Cost] = []
    with tempfile.TemporaryDirectory(dir=bench.folder) as name:
        table = Path(name) / "styles.csv"
        bench.shape.write_table(table, bench.products)
        for pair in range(bench.long_pairs()):
            catalogue = Path(name) / f"import{pair}.pim"
            found = _import(table, catalogue, bench.products)
            own.append(Cost(found["cpu"], found["wall"]))
            peaks.append(Cost(found["peak_mb"], found["peak_mb"]))
            raw.append(_control(table, catalogue, Path(name) / f"raw{pair}.db"))
    return [
        Finding(measured=own, control=raw, unit=PER_SECOND, count=bench.products, peak_mb=peaks[0].cpu),
        Finding(
            measured=peaks, unit=MEGABYTES, part="peak memory", peak_mb=peaks[0].cpu, goal=under(400, MEGABYTES),
            control_is="none: resident memory of the importing process and of its parsing child, added",
        ),
    ]  # fmt: skip


def _import(table: Path, catalogue: Path, rows: int) -> dict[str, float]:
    import subprocess

    command = [sys.executable, "-m", import_once.__name__, str(table), str(catalogue)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"the import ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
    found: dict[str, float] = orjson.loads(done.stdout)
    if found["created"] != rows:
        raise AssertionError(f"{found['created']} products were made of {rows} rows")
    return found


def _control(table: Path, catalogue: Path, path: Path) -> Cost:
    meter = Meter()
    with open_catalog(catalogue, read_only=True) as workspace, workspace.reading() as connection:
        raw, last, change = Raw(path, connection), 0, 0
        raw.copy_small_tables(connection)
        meter.start()
        with table.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _row in csv.reader(file))
        meter.stop()
        while rows > 0:
            ready = read_ready(connection, last, change, 5_000)
            if not ready.rows["product"]:
                break
            meter.start()
            raw.write(ready)
            meter.stop()
            last, change = (max(row[0] for row in ready.rows[name]) for name in ("product", "change"))
        raw.close()
    return meter.cost.plus(NOTHING)
