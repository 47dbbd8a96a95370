"""Reading the bar and QR codes of a printed file as a scanner would: from the drawn page, never
from its text.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from pim.printing import preview

_DPI = 300  # bars of 0.264 mm are 3 pixels wide, which a reader needs


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """A code found on a page (1 = first): its kind as zxing-cpp names it ("EAN13", "QRCode") and what
    it says.
    """

    page: int
    kind: str
    text: str


def scan(pdf: Path, pages: Collection[int] | None = None, *, dpi: int = _DPI) -> Iterator[ScannedCode]:
    """The codes of the given pages, or of all, page by page from top to bottom. Raises PrintProblem.

    A page takes about half a second: give a sample of pages where all would take too long.
    """
    for number, sheet in preview.sheets(pdf, pages):
        yield from _found(number, sheet, dpi)


def sample(count: int, wanted: int) -> tuple[int, ...]:
    """`wanted` pages spread evenly over `count` pages, first and last included; all when there are fewer."""
    if wanted >= count:
        return tuple(range(1, count + 1))
    if wanted < 2:
        return (1,) if wanted else ()
    return tuple(sorted({1 + round(step * (count - 1) / (wanted - 1)) for step in range(wanted)}))


def _found(number: int, sheet: pypdfium2.PdfPage, dpi: int) -> Iterator[ScannedCode]:
    import zxingcpp

    codes = zxingcpp.read_barcodes(preview.drawn(sheet, dpi))
    placed = sorted(codes, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    for code in placed:
        yield ScannedCode(number, code.format.name, code.text)
