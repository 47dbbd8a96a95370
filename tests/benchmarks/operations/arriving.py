"""A supplier's table brought in from end to end, in a process of its own, so that its memory is its own."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import orjson
import python_calamine

from pim.services.workspace import open_catalog
from tests.benchmarks import import_once
from tests.benchmarks.bench import Bench
from tests.benchmarks.fashion import Fashion
from tests.benchmarks.measuring import NOTHING, Cost, Meter
from tests.benchmarks.operation import MEGABYTES, PER_SECOND, Finding, Goal, operation, over, under
from tests.benchmarks.raw import Raw, read_ready
from tests.benchmarks.wide import Wide

_ROWS = over(3_000, PER_SECOND)
_ROWS_AT_MOST = 100_000  # the catalogue they are imported into is a new one


_CONTROL = "the file's rows read ({reader}), and what they became, ready but for their JSON, in prepared statements"


@operation("import a CSV of 12 columns, end to end", control=_CONTROL.format(reader="csv.reader"), most=_ROWS_AT_MOST)
def narrow_csv(bench: Bench) -> list[Finding]:
    return _end_to_end(bench, Fashion().write_table, "styles.csv", goal=over(100_000 / 9, PER_SECOND))


@operation("import a CSV of 40 columns, end to end", control=_CONTROL.format(reader="csv.reader"), goal=_ROWS, most=_ROWS_AT_MOST)
def wide_csv(bench: Bench) -> list[Finding]:
    return _end_to_end(bench, _write_csv, "supplier.csv", goal=_ROWS)


@operation(
    "import an XLSX of 40 columns, end to end", control=_CONTROL.format(reader="python-calamine"), goal=_ROWS,
    most=_ROWS_AT_MOST,
)  # fmt: skip
def wide_workbook(bench: Bench) -> list[Finding]:
    return _end_to_end(bench, _write_workbook, "supplier.xlsx", goal=_ROWS)


def _write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(Wide().rows(count))


def _write_workbook(path: Path, count: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    for row in Wide().rows(count):
        sheet.append(row)
    book.save(path)


def _end_to_end(bench: Bench, write: Callable[[Path, int], None], file: str, *, goal: Goal) -> list[Finding]:
    own: list[Cost] = []
    raw: list[Cost] = []
    peaks: list[Cost] = []
    with tempfile.TemporaryDirectory(dir=bench.folder) as name:
        table, rows = Path(name) / file, bench.at_once
        write(table, rows)
        for pair in range(bench.long_pairs()):
            catalogue = Path(name) / f"import{pair}.pim"
            found = _import(table, catalogue, rows)
            own.append(Cost(found["cpu"], found["wall"]))
            peaks.append(Cost(found["peak_mb"], found["peak_mb"]))
            raw.append(_control(table, catalogue, Path(name) / f"raw{pair}.db"))
    return [
        Finding(measured=own, control=raw, unit=PER_SECOND, count=rows, peak_mb=peaks[0].cpu, goal=goal),
        Finding(
            measured=peaks, unit=MEGABYTES, part="peak memory", peak_mb=peaks[0].cpu, goal=under(400, MEGABYTES),
            control_is="none: resident memory of the importing process and of its parsing child, added",
        ),
    ]  # fmt: skip


def _import(table: Path, catalogue: Path, rows: int) -> dict[str, float]:
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
        rows = _read(table)
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


def _read(table: Path) -> int:
    """The number of the file's rows, all of them read by the plainest reader."""
    if table.suffix == ".xlsx":
        return sum(1 for _row in python_calamine.load_workbook(table).get_sheet_by_index(0).iter_rows())
    with table.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file))
