"""Exports: the snapshot, each format's files, the proof that they are the catalogue, and all of it in one."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import openpyxl
import orjson
from python_calamine import CalamineWorkbook

from pim.catalog.listing import Listing
from pim.channels import ADAPTERS
from pim.channels.adapter import Adapter, Context
from pim.channels.proof import prove
from pim.services import exporting
from pim.services.snapshot import Snapshot, take_snapshot
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, paired, timed
from tests.benchmarks.operation import (
    LARGEST,
    PER_SECOND,
    SECONDS,
    Finding,
    Goal,
    Unit,
    at_least,
    at_most,
    finding,
    operation,
    over,
    under,
)

_CHANNELS = ("csv", "shopify")
_SHARE = 0.4  # of the bare writer's rate: at most 2.5 times its time
_RATES = {"csv": over(20_000, PER_SECOND), "shopify": over(15_000, PER_SECOND), "xlsx": over(3_000, PER_SECOND)}
_PARITY = 15.0 / 50_000  # seconds a product may take, over all channels but the printed one


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


@operation("export: write and prove", control="", most=LARGEST)
def export_parts(bench: Bench) -> list[Finding]:
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(dir=bench.folder) as name:
        folder = Path(name)
        taken = take_snapshot(bench.workspace, _CHANNELS, bench.workspace.store.clock.now(), folder)
        channels = [_Channel(bench, taken, code, folder) for code in _CHANNELS]
        for channel in channels:
            found.extend(channel.findings())
        found.extend(_Channel(bench, taken, "csv", folder, adapter="xlsx").findings())
        together = [reduce(Cost.plus, costs) for costs in zip(*(channel.proof for channel in channels), strict=True)]
        found.append(
            Finding(measured=together, unit=_A_FIFTY_THOUSAND, count=bench.products, part="parity of both, 50,000 products",
                    goal=under(_PARITY * 50_000, _A_FIFTY_THOUSAND))
        )  # fmt: skip
    return found


# Both channels' proofs; the printed one's is counted apart, with printing.
_A_FIFTY_THOUSAND = Unit("s", lambda seconds, count: seconds * 50_000 / count)


class _Channel:
    """Writing and proving one channel, each with its control; what is sold there is of the channel `code` in any case."""

    def __init__(self, bench: Bench, taken: Snapshot, code: str, folder: Path, adapter: str = "") -> None:
        self._bench, self._code = bench, adapter or code
        self._spool = taken.channels[code].view()
        self._context: Context = exporting.context_of(bench.workspace, taken, code, lambda *_a: None, len(self._spool))
        if adapter:
            self._context = replace(self._context, channel=replace(self._context.channel, adapter=adapter), memo={})
        self._adapter: Adapter = ADAPTERS.get(self._context.channel.adapter)
        place: Callable[[Listing], Any] = lambda listing: self._adapter.place(listing, self._context)  # noqa: E731
        self._spool.arrange(place)
        self._folder = folder / f"{self._code}-files"
        self._folder.mkdir()

    def findings(self) -> Iterator[Finding]:
        self._write(0)
        files = {path: path.read_bytes() for path in sorted(self._folder.rglob("*")) if path.is_file()}
        bare = _BARE[self._code]
        ready = {path: bare.ready(body) for path, body in files.items()}
        pairs = self._bench.long_pairs()
        target = self._folder.parent / f"{self._code}-bare"

        def write_bare(_pair: int) -> None:
            for path, rows in ready.items():
                bare.write(target.with_suffix(path.suffix), rows)

        write = paired(self._write, write_bare, pairs, warm=False)
        yield Finding(
            measured=write.measured, control=write.control, unit=PER_SECOND, count=self._spool.items, peak_mb=write.peak_mb,
            part=f"listings to {self._code}", goal=_RATES[self._code], control_is=f"{bare.name} over the same rows, ready",
        )  # fmt: skip
        made = [self._adapter.ready(listing, self._context) for listing in self._spool]

        def write_made(_pair: int) -> None:
            self._adapter.write(iter(made), self._context, self._folder)

        ready_made = paired(write_made, write_bare, pairs, warm=False)
        made.clear()  # memory of what follows is its own
        yield Finding(
            measured=ready_made.measured, control=ready_made.control, unit=PER_SECOND, count=self._spool.items,
            peak_mb=ready_made.peak_mb, part=f"ready items to {self._code}", goal=at_least(_SHARE),
            control_is=f"{bare.name} over the same rows, ready",
        )  # fmt: skip

        def read_bare(_pair: int) -> None:
            for path, body in files.items():
                if bare.ready(path.read_bytes()) != bare.ready(body):
                    raise AssertionError("the file changed")

        proof = paired(self._prove, read_bare, pairs, warm=False)
        self.proof = proof.measured
        yield Finding(
            measured=proof.measured, control=proof.control, unit=PER_SECOND, count=self._spool.items, peak_mb=proof.peak_mb,
            part=f"prove {self._code}", goal=_PROVEN.get(self._code),
            control_is=f"{bare.reader} of the files twice, compared whole",
        )  # fmt: skip

    def _write(self, _pair: int) -> None:
        items = (self._adapter.ready(listing, self._context) for listing in self._spool)
        self._adapter.write(items, self._context, self._folder)

    def _prove(self, _pair: int) -> None:
        tally, differing = prove(self._adapter, self._context, self._spool, self._folder)
        if differing or not tally.compared:
            raise AssertionError(f"{len(differing)} products differ, {tally.compared} values compared")


_PROVEN: dict[str, Goal] = dict.fromkeys(_CHANNELS, over(10_000, PER_SECOND))  # three of 50,000 products in 15 s


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


def _xlsx_rows(body: bytes) -> list[list[Any]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return [[None if cell == "" else cell for cell in row] for row in rows]  # the writer takes no time over None


def _write_xlsx(path: Path, rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(path)


_BARE = {
    "csv": _Bare("csv.writer", "csv.reader", _csv_rows, _write_csv),
    "shopify": _Bare("orjson.dumps", "orjson.loads", _json_lines, _write_json),
    "xlsx": _Bare("openpyxl, write only,", "calamine", _xlsx_rows, _write_xlsx),
}


@operation("export csv and shopify_json end to end, parity 0", control="")
def export(bench: Bench) -> list[Finding]:
    costs: list[Cost] = []
    peak = 0.0
    for _pair in range(bench.long_pairs()):
        cost, highest = timed(lambda pair: _export(bench, bench.folder / f"export-{pair}"), _pair)
        costs.append(cost)
        peak = max(peak, highest)
    return [Finding(measured=costs, unit=PER_SECOND, count=bench.products, peak_mb=peak)]


@operation(
    "export again after no change", control="the same export into an empty folder, every file written and proved",
    goal=at_most(0.2), most=LARGEST,
)  # fmt: skip
def export_again(bench: Bench) -> list[Finding]:
    """Into the folder of the full export of the same pair: the ledger then knows what is shown there."""
    measured: list[Cost] = []
    control: list[Cost] = []
    peak = 0.0
    for pair in range(bench.long_pairs()):
        target = bench.folder / f"full-{pair}"
        full, _peak = timed(lambda _pair, target=target: _export(bench, target))  # type: ignore[misc]
        before = _bytes(target)
        again, highest = timed(lambda _pair, target=target: _export(bench, target))  # type: ignore[misc]
        if _bytes(target) != before:
            raise AssertionError("the files are others")
        control.append(full)
        measured.append(again)
        peak = max(peak, highest)
    return [Finding(measured=measured, control=control, unit=SECONDS, peak_mb=peak)]


def _export(bench: Bench, target: Path) -> None:
    report = exporting.run_export(bench.workspace, to=target, channels=_CHANNELS)
    if report.has_failed or report.parity.differences:
        raise AssertionError(str(report.to_json())[:2000])


def _bytes(target: Path) -> dict[str, str]:
    """The checksum of every data file shown in an export's folder."""
    found = {}
    for path in sorted(path for code in _CHANNELS for path in (target / code).rglob("*") if path.is_file()):
        with path.open("rb") as file:
            found[str(path.relative_to(target))] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
