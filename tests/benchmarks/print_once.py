"""One print in a process of its own: `python -m tests.benchmarks.print_once FOLDER COUNT PICTURES`, and its memory."""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
from PIL import Image
from stdnum import ean

from pim.printing.document import Block, Card, CatalogDocument, Fact, Section, VariantTable
from pim.printing.pictures import save
from pim.printing.render import render

_IN_A_SECTION = 60
_PLACED = (599, 449)  # pixels of a 4:3 picture in its place on a page of six
_WORDS = ("turned", "beech", "brushed", "aluminium", "dimmable", "a", "two", "metre", "textile", "cable", "lamp", "every", "room")
_PAUSE = 0.05  # seconds between two looks at memory


def main(folder: Path, count: int, pictures: int) -> None:
    """Prints `count` cards with the `pictures` in `folder`; memory is the highest of this process and the compiler's."""
    illustrated = document(folder, count, pictures)
    with _watched() as seen:
        render(illustrated, folder / "alone.pdf")
    sys.stdout.buffer.write(orjson.dumps({"peak_mb": max(seen)}))


def make_pictures(folder: Path, count: int) -> None:
    """Pictures with a photograph's worth of detail, each another."""
    for number in range(count):
        noise = Image.frombytes("RGB", (40, 30), random.Random(number).randbytes(40 * 30 * 3))
        save(noise.resize(_PLACED, Image.Resampling.BICUBIC), folder / str(number))


def document(folder: Path, count: int, pictures: int) -> CatalogDocument:
    """A catalogue of `count` cards, illustrated with the `pictures` in `folder` in turns; 0: without."""
    cards = [_card(number, folder / f"{number % pictures}.jpg" if pictures else None) for number in range(count)]
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


@contextmanager
def _watched() -> Iterator[list[float]]:
    """The memory (MB) of this process and its children together, looked at again and again while the block runs."""
    done = threading.Event()
    seen = [_resident_mb()]

    def watch() -> None:
        while not done.wait(_PAUSE):
            seen.append(_resident_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


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


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
