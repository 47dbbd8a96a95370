"""On paper: a thousand products with pictures against the same pages without, and the highest memory of all processes."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from stdnum import ean

from pim.printing.document import Block, Card, CatalogDocument, Fact, Section, VariantTable
from pim.printing.pictures import save
from pim.printing.render import render
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, paired
from tests.benchmarks.operation import LARGEST, MEGABYTES, SECONDS, Finding, at_most, finding, operation, under

_IN_A_SECTION = 60
_PLACED = (599, 449)  # pixels of a 4:3 picture in its place on a page of six
_WORDS = ("turned", "beech", "brushed", "aluminium", "dimmable", "a", "two", "metre", "textile", "cable", "lamp", "every", "room")
_PAUSE = 0.05  # seconds between two looks at memory


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
    illustrated = _document([_card(number, _picture(folder, number)) for number in range(count)])
    plain = _document([_card(number, None) for number in range(count)])
    peaks: list[float] = []

    def measured(_pair: int) -> None:
        with _watched(peaks):
            render(illustrated, folder / "illustrated.pdf")

    pairs = paired(measured, lambda _pair: render(plain, folder / "plain.pdf"), bench.pairs(3), warm=False)
    highest = [Cost(peak, peak) for peak in peaks]
    return [
        finding(pairs, SECONDS, count),
        Finding(measured=highest, unit=MEGABYTES, part="highest memory, with the compiler's", goal=under(1200, MEGABYTES)),
    ]


def _document(cards: list[Card]) -> CatalogDocument:
    sections = tuple(
        Section(f"Section {start // _IN_A_SECTION}", tuple(cards[start : start + _IN_A_SECTION]), ("Home",))
        for start in range(0, len(cards), _IN_A_SECTION)
    )
    return CatalogDocument("Bench", sections, publisher="Bench", as_of=datetime(2026, 11, 22, tzinfo=UTC))


def _card(number: int, image: Path | None) -> Card:
    chance = random.Random(number)
    digits = f"20{number:010}"
    colors = ("Red", "Black", "Green") if number % 3 == 0 else ()
    rows = tuple((f"LAMP-{number}-{color}", color, "34.90") for color in colors)
    return Card(
        sku=f"LAMP-{number:05}", title=f"Desk lamp no. {number}", image=image, price="€34.90",
        description=(Block(" ".join(chance.choices(_WORDS, k=35))),), gtin="" if rows else digits + ean.calc_check_digit(digits),
        variants=VariantTable(("SKU", "Colour", "Price"), rows) if rows else None,
        facts=(Fact("Height", "42 cm"), Fact("Socket", "E27")),
    )  # fmt: skip


def _picture(folder: Path, number: int) -> Path:
    """A photograph's worth of detail, different for each product."""
    noise = Image.frombytes("RGB", (40, 30), random.Random(number).randbytes(40 * 30 * 3))
    return save(noise.resize(_PLACED, Image.Resampling.BICUBIC), folder / str(number))


@contextmanager
def _watched(peaks: list[float]) -> Iterator[None]:
    """Adds to `peaks` the highest memory (MB) of this process and its children together, while the block runs."""
    done = threading.Event()
    seen = [0.0]

    def watch() -> None:
        while not done.wait(_PAUSE):
            seen.append(_resident_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        peaks.append(max(seen))


def _resident_mb() -> float:
    """Nothing where the system does not tell."""
    own = os.getpid()
    try:
        children = Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return sum(map(_process_mb, (str(own), *children)))


def _process_mb(process: str) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # it has ended meanwhile
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
