"""Exports: the snapshot, each format's files, the proof that they are the catalogue, and all of it in one."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from pim.catalog.listing import Listing
from pim.channels import ADAPTERS
from pim.channels.adapter import Adapter, Context
from pim.channels.proof import prove
from pim.services import exporting
from pim.services.snapshot import Snapshot, take_snapshot
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, paired, timed
from tests.benchmarks.operation import PER_SECOND, Finding, Goal, at_least, finding, operation, over

_CHANNELS = ("csv", "shopify")
_SHARE = 0.4  # of the bare writer's rate: at most 2.5 times its time


@operation(
    "snapshot for two channels: listings resolved and spooled",
    control="a scan of all documents, orjson.loads, one line of orjson.dumps per product and channel",
)
def snapshot(bench: Bench) -> list[Finding]:
    def measured(_pair: int) -> None:
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            take_snapshot(bench.workspace, _CHANNELS, bench.workspace.store.clock.now(), Path(folder))

    def control(_pair: int) -> None:
        with tempfile.TemporaryFile(dir=bench.folder) as file:
            for (document,) in bench.raw.connection.execute("SELECT document FROM product_document"):
                data = orjson.loads(document)
                file.writelines(orjson.dumps([channel, data]) for channel in _CHANNELS)

    pairs = paired(measured, control, bench.long_pairs(), warm=False)
    return [finding(pairs, PER_SECOND, bench.products)]


@operation("export: write and prove", control="")
def export_parts(bench: Bench) -> list[Finding]:
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(dir=bench.folder) as name:
        folder = Path(name)
        taken = take_snapshot(bench.workspace, _CHANNELS, bench.workspace.store.clock.now(), folder)
        for code in _CHANNELS:
            found.extend(_Channel(bench, taken, code, folder).findings())
    return found


class _Channel:
    """Writing and proving one channel, each with its control."""

    def __init__(self, bench: Bench, taken: Snapshot, code: str, folder: Path) -> None:
        self._bench, self._code = bench, code
        self._spool = taken.channels[code]
        self._context: Context = exporting.context_of(bench.workspace, taken, code, lambda *_a: None, len(self._spool))
        self._adapter: Adapter = ADAPTERS.get(self._context.channel.adapter)
        place: Callable[[Listing], Any] = lambda listing: self._adapter.place(listing, self._context)  # noqa: E731
        self._spool = self._spool.arranged(place)
        self._folder = folder / f"{code}-files"
        self._folder.mkdir()

    def findings(self) -> Iterator[Finding]:
        self._write(0)
        files = {path: path.read_bytes() for path in sorted(self._folder.rglob("*")) if path.is_file()}
        bare = _BARE[self._code]
        ready = {path: bare.ready(body) for path, body in files.items()}
        pairs = self._bench.long_pairs()
        target = self._folder.parent / "bare"

        def write_bare(_pair: int) -> None:
            for path, rows in ready.items():
                bare.write(target.with_suffix(path.suffix), rows)

        write = paired(self._write, write_bare, pairs, warm=False)
        yield Finding(
            measured=write.measured, control=write.control, unit=PER_SECOND, count=self._spool.items, peak_mb=write.peak_mb,
            part=f"write {self._code}", goal=at_least(_SHARE), control_is=f"{bare.name} over the same rows, ready",
        )  # fmt: skip

        def read_bare(_pair: int) -> None:
            for path, body in files.items():
                if bare.ready(path.read_bytes()) != bare.ready(body):
                    raise AssertionError("the file changed")

        proof = paired(self._prove, read_bare, pairs, warm=False)
        yield Finding(
            measured=proof.measured, control=proof.control, unit=PER_SECOND, count=self._spool.items, peak_mb=proof.peak_mb,
            part=f"prove {self._code}", goal=_PROVEN, control_is=f"{bare.reader} of the files twice, compared whole",
        )  # fmt: skip

    def _write(self, _pair: int) -> None:
        items = (self._adapter.item(listing, self._context) for listing in self._spool)
        self._adapter.write(items, self._context, self._folder)

    def _prove(self, _pair: int) -> None:
        tally, differing = prove(self._adapter, self._context, self._spool, self._folder)
        if differing or not tally.compared:
            raise AssertionError(f"{len(differing)} products differ, {tally.compared} values compared")


_PROVEN: Goal = over(10_000, PER_SECOND)  # three channels of 50,000 products in 15 s


class _Bare:
    """A format's least: read into ready rows, and written from them."""

    def __init__(self, name: str, reader: str, ready: Callable[[bytes], Any], write: Callable[[Path, Any], None]) -> None:
        self.name, self.reader, self.ready, self.write = name, reader, ready, write


def _csv_rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(body.decode("utf-8-sig").splitlines(keepends=True)))


def _write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _json_lines(body: bytes) -> list[Any]:
    """Each JSON value of a file: its lines, or the whole."""
    try:
        return [orjson.loads(line) for line in body.splitlines() if line]
    except orjson.JSONDecodeError:
        whole = orjson.loads(body)
        return [whole]


def _write_json(path: Path, values: list[Any]) -> None:
    with path.open("wb") as file:
        file.writelines(orjson.dumps(value) for value in values)


_BARE = {
    "csv": _Bare("csv.writer", "csv.reader", _csv_rows, _write_csv),
    "shopify": _Bare("orjson.dumps", "orjson.loads", _json_lines, _write_json),
}


@operation("export csv and shopify_json end to end, parity 0", control="")
def export(bench: Bench) -> list[Finding]:
    target = bench.folder / "export"

    def run(_pair: int) -> None:
        report = exporting.run_export(bench.workspace, to=target, channels=_CHANNELS)
        if report.has_failed or report.parity.differences:
            raise AssertionError(str(report.to_json())[:2000])

    costs: list[Cost] = []
    peak = 0.0
    for _pair in range(bench.long_pairs()):
        cost, highest = timed(run)
        costs.append(cost)
        peak = max(peak, highest)
    return [Finding(measured=costs, unit=PER_SECOND, count=bench.products, peak_mb=peak)]
