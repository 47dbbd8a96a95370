"""Pages of a printed file as pictures, for the screen and for scanning."""

import io
from pathlib import Path

import pypdfium2
from PIL.Image import Image

from pim.i18n import _
from pim.printing.errors import PrintProblem

POINTS_PER_INCH = 72


def page_png(pdf: Path, page: int, width: int) -> bytes:
    """Page `page` (1 = first) as PNG, `width` pixels wide. Raises PrintProblem."""
    document = opened(pdf)
    try:
        if not 1 <= page <= len(document):
            raise PrintProblem(
                _("{name} has {count} pages, there is no page {page}.").format(
                    name=pdf.name, count=len(document), page=page
                )
            )
        sheet = document[page - 1]
        image = drawn(sheet, width / sheet.get_width() * POINTS_PER_INCH)
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()
    finally:
        document.close()


def opened(pdf: Path) -> pypdfium2.PdfDocument:
    """The file, to be closed by the caller. Raises PrintProblem."""
    try:
        return pypdfium2.PdfDocument(pdf)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise PrintProblem(
            _("The printed catalogue {name} cannot be read: {error}").format(name=pdf.name, error=error)
        ) from error


def drawn(sheet: pypdfium2.PdfPage, dpi: float) -> Image:
    """A page drawn at `dpi`."""
    bitmap = sheet.render(scale=dpi / POINTS_PER_INCH)
    try:
        image: Image = bitmap.to_pil().convert("RGB")
        return image
    finally:
        bitmap.close()
