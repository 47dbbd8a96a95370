"""Reading one sheet of an XLSX file back, cell by cell in flat memory, exactly as a person sees it.

For the proof of what was written: it knows nothing of how that was done. A number of more digits than its number format
shows is given with all of them, and a formula is damage, because nobody wrote one.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, fromstring

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as DefusedTree

from pim.formats.cells import number_text
from pim.formats.errors import FormatError
from pim.formats.xlsxscan import part_of
from pim.i18n import _

_CHUNK = 1 << 16
_ROW_START, _ROW_END = b"<row ", b"</row>"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BUILT_IN = {1: "0", 2: "0.00"}
_FIXED = re.compile(r'0(?:\.(0+))?(?:"([^"]*)")?')
_DATES = frozenset({"yyyy-mm-dd"})
_DAY_ZERO = date(1899, 12, 30)
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, EOFError, LookupError, ValueError, OverflowError,
)  # fmt: skip


class Shown(str):
    """What a cell shows that is no text; it equals no text, however much it looks like it."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shown) and str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        return not self == other


class Number(Shown):
    """A number or a date."""

    __slots__ = ()


YES, NO = Shown("TRUE"), Shown("FALSE")
_TRUTHS = {"1": YES, "0": NO}


def read_sheet(path: Path, name: str) -> Iterator[list[str]]:
    """The rows of the sheet, each up to its last cell; "" for an empty one. `FormatError` when the file is damaged."""
    cells = _Cells()
    try:
        with zipfile.ZipFile(path) as archive:
            part = part_of(archive, name)
            if part is None:
                raise FormatError(_("{file} has no sheet “{sheet}”.").format(file=path.name, sheet=name))
            cells.shown = [_shown(code) for code in _number_formats(archive)]
            with archive.open(part) as stream:
                yield from cells.rows(stream)
    except _DAMAGE as error:
        message = _("{file} is damaged near line {line}: {detail}")
        raise FormatError(message.format(file=path.name, line=cells.line, detail=error)) from error


Show = Callable[[str], str]


class _Cells:
    """Turns XML into rows; `shown` has for each style how a person sees a number."""

    def __init__(self) -> None:
        self.shown: list[Show] = []
        self.line = 0
        self._places: dict[str, int] = {}

    def rows(self, stream: IO[bytes]) -> Iterator[list[str]]:
        """Each row is parsed by itself; what stands around the rows, at the end, as the document that it is."""
        around: list[bytes] = []
        rest = b""
        while chunk := stream.read(_CHUNK):
            *pieces, rest = (rest + chunk).split(_ROW_END)
            for piece in pieces:
                before, start, row = piece.partition(_ROW_START)
                around.append(before)
                # Without a document around it a row cannot declare entities, so the plain parser is safe, and quick.
                yield self._row(fromstring(start + row + _ROW_END))  # noqa: S314
        DefusedTree.fromstring(b"".join(around) + rest)

    def _row(self, row: Element) -> list[str]:
        number = row.attrib["r"]
        self.line, digits, known = int(number), -len(number), self._places.get
        texts: list[str] = []
        for cell in row:
            text = self._text(cell)
            if text:
                reference = cell.attrib["r"]
                gap = (known(reference[:digits]) or self._place(reference, number)) - len(texts)
                if gap != 1:
                    if gap < 1:
                        raise ValueError(reference)
                    texts += [""] * (gap - 1)
                texts.append(text)
        return texts

    def _text(self, cell: Element) -> str:
        """The text of a cell, "" for an empty one."""
        if not len(cell):
            return ""
        (inner,) = cell  # a formula would stand beside its value
        get = cell.get
        kind = get("t", "n")
        if kind == "inlineStr":
            text = inner[0].text if len(inner) == 1 else "".join(inner.itertext())
            return _CODED.sub(_character, text) if text and "_x" in text else text or ""
        if inner.tag != "v":
            raise ValueError(get("r"))
        if kind == "n":
            return Number(self.shown[int(get("s", "0"))](inner.text or ""))
        if kind == "b":
            return _TRUTHS[inner.text or ""]
        raise ValueError(kind)

    def _place(self, reference: str, number: str) -> int:
        """The number of the column, from 1; noted for the next row."""
        letters, place = reference.removesuffix(number), 0
        for letter in letters:
            place = place * 26 + _LETTERS.index(letter) + 1
        self._places[letters] = place
        return place


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _number_formats(archive: zipfile.ZipFile) -> Iterator[str]:
    """The code of the number format of each style."""
    styles = DefusedTree.fromstring(archive.read("xl/styles.xml"))
    codes = dict(_BUILT_IN)
    for element in styles.iter():
        if element.tag.endswith("}numFmt"):
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    formats = next((element for element in styles if element.tag.endswith("}cellXfs")), ())
    for style in formats:
        yield codes.get(int(style.get("numFmtId", "0")), "")


def _shown(code: str) -> Show:
    """How numbers look in that number format."""
    if code in _DATES:
        return _day
    found = _FIXED.fullmatch(code)
    if found is None:
        return _plain
    decimals, unit = len(found[1] or ""), found[2] or ""

    def fixed(text: str) -> str:
        number = float(text)
        shown = f"{number:.{decimals}f}"
        return shown + unit if float(shown) == number else number_text(number)

    return fixed


def _plain(text: str) -> str:
    return number_text(float(text))


def _day(text: str) -> str:
    number = float(text)
    return (_DAY_ZERO + timedelta(days=number)).isoformat() if number.is_integer() else number_text(number)
