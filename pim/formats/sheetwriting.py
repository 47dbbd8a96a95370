"""Writing one sheet as XLSX, row by row in flat memory. The same rows give the same bytes.

Texts stay texts: a cell is never a formula and never a link, and what is typed over one later stays a text too. Numbers
and dates become numbers and dates only where their number format shows exactly the text they came from.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import compress
from typing import IO, BinaryIO, NamedTuple

from pim.formats.errors import FormatError
from pim.formats.sheetparts import DATE, HEADING, PACKAGE, TEXT, Styles, letters, workbook_parts
from pim.formats.writing import TextSink
from pim.formats.xlsxscan import MAX_ROWS
from pim.i18n import _

MAX_COLUMNS = 16_384
MAX_LENGTH = 32_767  # of one cell, in UTF-16 code units
YES, NO = "TRUE", "FALSE"  # what is written in a yes_no column as such
_SURELY_SHORT = MAX_LENGTH // 2
_REMEMBERED = 20_000  # different cells of one column
_MAX_BYTES = (1 << 31) - (1 << 22)  # more needs ZIP64, which not every reader of workbooks knows
_BETWEEN = "\xac"  # printable, and hardly ever in a text: the texts of a row are looked at together
_LEVEL = 3  # of deflate: beyond it time grows and the file hardly shrinks
# A control character is written as its code, and an underscore that a reader would take for the beginning of such a code.
_CONTROL = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
_SPECIAL = re.compile(rf"[&<>{_CONTROL}]|_(?=x[0-9A-Fa-f]{{4}}(?:_|[{_CONTROL}]))")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NUMBER = re.compile(r"(-?(?:0|[1-9]\d*)(?:\.(\d+))?)(?: (.+))?", re.DOTALL | re.ASCII)
_DIGITS = 15  # that a spreadsheet keeps
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)  # before it spreadsheets count a day that never was


class SheetColumn(NamedTuple):
    """`kind` is text, number, date (ISO) or yes_no (`YES`, `NO`): what cells become where they can, else they are texts.

    A number is written with `unit` behind a space, where there is one. `width` is in characters.
    """

    heading: str
    kind: str = "text"
    width: int = 20
    unit: str = ""


def too_long(text: str) -> bool:
    """Whether a text is longer than a cell can hold."""
    return len(text) * 2 > MAX_LENGTH and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_LENGTH


def write_sheet(out: BinaryIO, name: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[str]]) -> int:
    """Writes a workbook of one sheet: bold headings that stay in view and filter, then `rows`; returns how many.

    A row has at most as many cells as there are columns, "" for an empty one. Raises `FormatError` for what a workbook cannot
    hold; where it is stopped half-way, what is in `out` is no workbook.
    """
    if len(columns) > MAX_COLUMNS:
        text = _("A workbook has at most {most} columns; this table has {n}.")
        raise FormatError(text.format(most=MAX_COLUMNS, n=len(columns)))
    styles = Styles()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for part, xml in PACKAGE.items():
            _store(archive, part, xml)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part_file:
            count = _Sheet(part_file, columns, styles).write(rows)
        for part, xml in workbook_parts(name, f"$A$1:${letters(len(columns))}${count + 1}", styles).items():
            _store(archive, part, xml)
        for entry in archive.infolist():
            entry.create_system = 3  # the same on every system
    return count


def _store(archive: zipfile.ZipFile, part: str, xml: str) -> None:
    with archive.open(part, "w") as file:
        file.write(xml.encode())


class _Sheet:
    """The XML of the sheet itself."""

    def __init__(self, part: IO[bytes], columns: Sequence[SheetColumn], styles: Styles) -> None:
        self._sink = TextSink(part)
        self._columns, self._styles = columns, styles
        # What the address of a column's cells begins with, and what its typed texts become.
        self._cells = [(letters(number), self._typed(column)) for number, column in enumerate(columns, 1)]

    def _typed(self, column: SheetColumn) -> _Typed | None:
        if column.kind == "number":
            return _Typed(lambda text: _number(text, column.unit, self._styles))
        return {"date": _Typed(_date), "yes_no": _Typed(_yes_no)}.get(column.kind)

    def write(self, rows: Iterable[Sequence[str]]) -> int:
        self._sink.write(_START + "".join(self._widths()) + "</cols><sheetData>")
        heads = (_text_cell(f"{at}1", column.heading, HEADING) for (at, *_), column in zip(self._cells, self._columns))
        self._sink.write(f'<row r="1">{"".join(heads)}</row>')
        number = 1
        for number, row in enumerate(rows, 2):
            if number > MAX_ROWS:
                raise FormatError(_("A workbook has at most {n} rows; this table has more.").format(n=MAX_ROWS))
            self._sink.write(self._row(str(number), row))
            if self._sink.written > _MAX_BYTES:
                raise FormatError(_("The table is too large for a workbook: row {row} passes 2 GB.").format(row=number))
        area = f"A1:{self._cells[-1][0]}{number}"
        self._sink.write(_END.format(area=area))
        self._sink.flush()
        return number - 1

    def _widths(self) -> Iterable[str]:
        for number, column in enumerate(self._columns, 1):
            style = f' style="{TEXT}"' if column.kind == "text" else ""
            yield f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"{style}/>'

    def _row(self, number: str, row: Sequence[str]) -> str:
        parts = [f'<row r="{number}">']
        add, is_plain = parts.append, _are_plain(row)
        for (at, typed), text in compress(zip(self._cells, row), row):
            if typed is not None and (end := typed[text]):
                add(f'<c r="{at}{number}{end}')
            elif is_plain:
                add(f'<c r="{at}{number}" t="inlineStr" s="{TEXT}"><is><t>{text}</t></is></c>')
            else:
                add(_text_cell(at + number, text, TEXT))
        add("</row>")
        return "".join(parts)


class _Typed(dict[str, str]):
    """The cells of a typed column by their texts, from behind the address on; "" where the text has to stay one. Kept,
    because they come again and again."""

    def __init__(self, cell: Callable[[str], str]) -> None:
        self._cell = cell

    def __missing__(self, text: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        cell = self[text] = self._cell(text)
        return cell


def _number(text: str, unit: str, styles: Styles) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None or (found[3] or "") != unit:
        return ""
    number, decimals = found[1], len(found[2] or "")
    digits = number.lstrip("-0.").replace(".", "")
    if len(digits) > _DIGITS or decimals > _DIGITS or (number[0] == "-" and not digits):
        return ""
    style = styles.number(decimals, unit)
    return f'" s="{style}"><v>{number}</v></c>' if style else ""


def _date(text: str) -> str:
    day = _day(text)
    return "" if day is None or day < _FIRST_DAY else f'" s="{DATE}"><v>{(day - _DAY_ZERO).days}</v></c>'


def _day(text: str) -> date | None:
    """The day, where the text is one in the form that a date cell shows."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _yes_no(text: str) -> str:
    return f'" t="b"><v>{"1" if text == YES else "0"}</v></c>' if text in (YES, NO) else ""


def _are_plain(row: Sequence[str]) -> bool:
    """Whether all texts of a row can surely be written as they are; asked of all at once, because nearly always they can."""
    whole = f"{_BETWEEN}{_BETWEEN.join(row)}{_BETWEEN}"
    return _is_plain(whole) and f"{_BETWEEN} " not in whole and f" {_BETWEEN}" not in whole


def _is_plain(text: str) -> bool:
    """Whether nothing in a text is escaped; quicker than a regular expression. Spaces at its ends are another matter."""
    return (
        len(text) < _SURELY_SHORT and text.isprintable()
        and not ("&" in text or "<" in text or ">" in text or "_x" in text)
    )  # fmt: skip


def _text_cell(place: str, text: str, style: int) -> str:
    if too_long(text):
        message = _("The text in cell {cell} is longer than {n} characters, which is all a workbook holds.")
        raise FormatError(message.format(cell=place, n=MAX_LENGTH))
    is_plain = _is_plain(text)
    body = text if is_plain else _SPECIAL.sub(_escaped, text)
    keep = "" if is_plain and text == text.strip(" ") else ' xml:space="preserve"'
    return f'<c r="{place}" t="inlineStr" s="{style}"><is><t{keep}>{body}</t></is></c>'


def _escaped(found: re.Match[str]) -> str:
    return _MARKUP.get(found[0]) or f"_x{ord(found[0]):04X}_"


_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView tabSelected="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols>'
)
# Identifiers are meant to be texts: no green triangle says that they look like numbers.
_END = (
    '</sheetData><autoFilter ref="{area}"/>'
    '<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
)
