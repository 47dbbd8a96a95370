"""Pages of a printed file as pictures, for the screen and for scanning."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pypdfium2
from PIL.Image import Image

from pim.i18n import _
from pim.printing.errors import PrintProblem

POINTS_PER_INCH = 72
_FRESH = 50  # pages after which a file is opened anew: the reader keeps the pictures of all pages it has seen


def opened(pdf: Path) -> pypdfium2.PdfDocument:
    """The file, to be closed by the caller. Raises PrintProblem."""
    try:
        return pypdfium2.PdfDocument(pdf)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise PrintProblem(
            _("The printed catalogue {name} cannot be read: {error}").format(name=pdf.name, error=error)
        ) from error


def sheets(pdf: Path, pages: Collection[int] | None = None) -> Iterator[tuple[int, pypdfium2.PdfPage]]:
    """The given pages (1 = first), or all, one after the other, with their numbers, in flat memory. Raises PrintProblem."""
    document = opened(pdf)
    try:
        numbers = [number for number in range(1, len(document) + 1) if pages is None or number in pages]
        for seen, number in enumerate(numbers):
            if seen and seen % _FRESH == 0:
                document.close()
                document = opened(pdf)
            page = document[number - 1]
            try:
                yield number, page
            finally:
                page.close()
    finally:
        document.close()


def drawn(sheet: pypdfium2.PdfPage, dpi: float) -> Image:
    """A page drawn at `dpi`."""
    bitmap = sheet.render(scale=dpi / POINTS_PER_INCH)
    try:
        image: Image = bitmap.to_pil().convert("RGB")
        return image
    finally:
        bitmap.close()
