"""One import in a process of its own: `python -m tests.benchmarks.import_once TABLE CATALOGUE` prints what it took."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import orjson

from pim.garbage import look_rarely
from pim.services.importing import ImportOptions, run_import
from pim.services.workspace import create_catalog
from tests.benchmarks.measuring import peak_mb


def main(table: Path, catalogue: Path) -> None:
    """Imports into a new catalogue; CPU includes the child that parses, memory is that of both at their highest."""
    look_rarely()  # as the command does
    begun, cpu = time.perf_counter(), time.process_time()
    with create_catalog(catalogue, locales=("en_GB",), currencies=("EUR",), who="bench") as workspace:
        report = run_import(workspace, [table], ImportOptions(create_attributes=True))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "cpu": time.process_time() - cpu + children.ru_utime + children.ru_stime, "wall": time.perf_counter() - begun,
        "peak_mb": peak_mb() + children.ru_maxrss / 1024, "created": report.created, "rejected": report.rows.rejected,
    }  # fmt: skip
    sys.stdout.buffer.write(orjson.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
