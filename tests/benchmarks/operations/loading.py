"""Loading the whole catalogue; every later operation works on the two files that this one fills."""

from __future__ import annotations

from itertools import islice

from pim.catalog.edit import PRODUCT, Edit, Patch
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, Meter
from tests.benchmarks.operation import PER_SECOND, Finding, at_least, operation
from tests.benchmarks.raw import differing_tables, read_ready

_PAIR = 5_000  # products: what one pair loads, and what the control writes in one transaction


@operation(
    "load: values, indexes, completeness, search, history",
    goal=at_least(0.6),
    control="the same rows of all tables and both search indexes, ready but for their JSON, in prepared statements, 5,000"
    " products in one transaction",
)
def load(bench: Bench) -> list[Finding]:
    loading = _Loading(bench)
    loading.run()
    with bench.workspace.reading() as connection:
        bench.raw.copy_small_tables(connection)
        if bench.smoke and (differing := differing_tables(connection, bench.raw.connection)):
            raise AssertionError(f"the control stored something else in {differing}")
    return [
        Finding(measured=loading.measured, control=loading.control, unit=PER_SECOND, count=loading.pair, peak_mb=loading.peak_mb)
    ]


class _Loading:
    """Loads part after part, each as an edit of its own, and lets the control take turns."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.pair = min(_PAIR, bench.products // 40 * 20)  # whole blocks of the shape: a model with its variants
        self.measured: list[Cost] = []
        self.control: list[Cost] = []
        self.peak_mb = 0.0
        self._meter = Meter()
        with bench.workspace.reading() as connection:
            structure = read_ready(connection, 0, 0)
        bench.raw.write(structure)
        self._last, self._last_change = 0, max(row[0] for row in structure.rows["change"])

    def run(self) -> None:
        edit = Edit(label="Load", patches=(), source="benchmark")
        products = self._bench.shape.products(self._bench.products)
        while some := list(islice(products, self.pair)):
            patches = [Patch(PRODUCT, p.uid, "", None, p.to_json()) for p in some]
            self._meter.start()
            self._bench.workspace.apply_large(edit, patches, total=len(patches))
            self._meter.stop()
            self._finish_pair(len(patches))

    def _finish_pair(self, count: int) -> None:
        """Lets the control load what the program has loaded since the last time."""
        cost = self._meter.taken()
        with self._bench.workspace.reading() as connection:
            ready = read_ready(connection, self._last, self._last_change)
        meter = Meter()
        meter.start()
        self._bench.raw.write(ready)
        meter.stop()
        self._last, self._last_change = (max(row[0] for row in ready.rows[name]) for name in ("product", "change"))
        if count == self.pair:  # a shorter last one would not compare
            self.measured.append(cost)
            self.control.append(meter.cost)
        self.peak_mb = max(self.peak_mb, self._meter.peak_mb)
