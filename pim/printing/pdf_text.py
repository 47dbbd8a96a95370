"""The letters of a PDF page, run by run, in the order in which they were written, with their exact font size.

Reads with PDFium and nothing else. Three things that PDFium's own text extraction blurs are kept apart: a
hyphen
that belongs to the word from one that only ends a line, letters that stand in the file from blanks that
PDFium adds,
and page furniture (repeated table heads, marked as artifact) from content.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_LINE_END_HYPHEN = 0x02  # what PDFium reports for U+002D and U+00AD at the end of a line
_BEARING = 0.02  # em; the space right of a hyphen's ink within its advance is 0.07 em in Inter
_BLANK = " "
_MADE_UP = (0x20, 0x0D, 0x0A)
_BUFFER = 4096  # bytes of one ActualText


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that were written in one go: their text, font size in points, and height on the page in
    points.
    """

    text: str
    size: float
    baseline: float = 0.0


def runs(page: pypdfium2.PdfPage) -> Iterator[Run]:
    """The runs of `page` in writing order, page furniture left out."""
    textpage = page.get_textpage()
    try:
        last: Run | None = None
        for run in _written(page, textpage):
            if last is None or not _repeats_cluster(last, run):
                last = run
                yield run
    finally:
        textpage.close()


def _written(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[Run]:
    letters, ends = _letters(textpage)
    group = -2
    for text_object in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        raw = text_object.raw
        previous, group = group, pdfium.FPDFPageObj_GetMarkedContentID(raw)
        artifact, text = _marks(raw)
        if artifact:
            continue
        codes = letters.get(_address(raw), [])
        if text is None and not codes:
            text = _BLANK  # PDFium passes over objects without ink: a blank that stands alone
        elif text is None and not _is_line_break(codes, previous != group):
            text = _decoded(codes) + (_BLANK if _lost_blank(codes, text_object, textpage, ends) else "")
        yield Run((text or "").replace("\u00ad", ""), _size(raw), text_object.get_matrix().f)


def _repeats_cluster(base: Run, run: Run) -> bool:
    """An accent set above its letter by hand is a run of its own, which says letter and accent once more."""
    if not run.text or not unicodedata.combining(run.text[-1]) or not base.text.endswith(run.text):
        return False
    return 0.001 < abs(run.baseline - base.baseline) < 0.6 * run.size


def _letters(textpage: pypdfium2.PdfTextPage) -> tuple[dict[int, list[int]], dict[int, int]]:
    """UTF-16 units, and the number of the last letter, by text object.

    Blanks and line ends that PDFium makes up between letters that stand apart fall away.
    """
    found: dict[int, list[int]] = {}
    ends: dict[int, int] = {}
    for index in range(textpage.count_chars()):
        owner = pdfium.FPDFText_GetTextObject(textpage, index)
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if not owner or (code in _MADE_UP and pdfium.FPDFText_IsGenerated(textpage, index)):
            continue
        address = _address(owner)
        found.setdefault(address, []).append(code)
        ends[address] = index
    return found, ends


def _lost_blank(
    codes: list[int], text_object: pypdfium2.PdfObject, textpage: pypdfium2.PdfTextPage, ends: dict[int, int]
) -> bool:
    """PDFium swallows a blank after a hyphen at the end of a line; the object is still as wide as with it.

    A blank has no ink but starts where the hyphen's advance ends, which lies clearly right of the hyphen's
    ink.
    """
    if not codes or codes[-1] != _LINE_END_HYPHEN:
        return False
    left, right, bottom, top = (ctypes.c_double() for _side in range(4))
    pdfium.FPDFText_GetCharBox(textpage, ends[_address(text_object.raw)], left, right, bottom, top)
    edge: float = text_object.get_bounds()[2]
    return edge - right.value > _BEARING * _size(text_object.raw)


def _is_line_break(codes: list[int], new_group: bool) -> bool:
    """A hyphen added by hyphenation is set apart from its word: alone, and in marked content of its own."""
    return codes == [_LINE_END_HYPHEN] and new_group


def _decoded(codes: list[int]) -> str:
    units = (ord("-") if code == _LINE_END_HYPHEN else code for code in codes)
    joined = b"".join(
        unit.to_bytes(2, "little") if unit < 0x10000 else chr(unit).encode("utf-16-le") for unit in units
    )
    return joined.decode("utf-16-le", errors="replace")


def _address(raw: object) -> int:
    return ctypes.addressof(raw.contents)  # type: ignore[attr-defined]


def _size(raw: object) -> float:
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(raw, size)
    return size.value


def _marks(raw: object) -> tuple[bool, str | None]:
    """Whether an object is page furniture, and the text that its span says it stands for, if any."""
    artifact, actual = False, None
    for index in range(pdfium.FPDFPageObj_CountMarks(raw)):
        mark = pdfium.FPDFPageObj_GetMark(raw, index)
        artifact = artifact or _mark_name(mark) == "Artifact"
        text = _actual_text(mark)
        actual = actual if text is None else text
    return artifact, actual


def _mark_name(mark: object) -> str:
    length = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * 32)()
    pdfium.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length)
    return bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", errors="replace")


def _actual_text(mark: object) -> str | None:
    """The raw bytes are read and decoded here, because PDFium's string getter mangles UTF-16."""
    length = ctypes.c_ulong()
    buffer = (ctypes.c_ubyte * _BUFFER)()
    if not pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", buffer, _BUFFER, length):
        return None
    data = bytes(buffer)[: length.value]
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", errors="replace")
    return data.decode("latin-1")
