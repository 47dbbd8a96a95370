"""Workbooks: XLSX, XLSB, XLS and ODS, by the fast reader where it loses nothing, else by the careful one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine
from defusedxml import ElementTree
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pim.formats import carefulxlsx, sniff, xlsxscan, zipguard
from pim.formats.cells import cell_reason, cell_text, padded_text, precision_problem
from pim.formats.decimals import table_sign
from pim.formats.describing import shape_of
from pim.formats.errors import FormatError
from pim.formats.guard import unguard
from pim.formats.table import SAMPLE_ROWS, CellProblem, ReadOptions, Row, SheetInfo, TableInfo, fit
from pim.formats.xlsxscan import MAX_SHEET_COLUMNS, Mark, Marks, Scan
from pim.i18n import _

_CONTENT = "content.xml"  # the part of an OpenDocument file with all sheets
_ZIPPED = frozenset({"xlsx", "xlsb", "ods"})
_EXACT = 1e15
MAX_REPEATED = 100
_MANY = 100_000  # rows; fewer than that are read soon enough, however they came about
_ROW = re.compile(rb"<(?:\w+:)?table-row\b")


def inspect(path: Path, name: str, options: ReadOptions) -> TableInfo:
    """The wished sheet, or the first visible one that holds something; FormatError if none does."""
    with _open(path, name) as book:
        sheets = _sheets(book)
        sheet = _choose(path, name, book, sheets, options.sheet)
        scan, page = _page(path, name, book, sheet)
        merged = len(page.merged_cell_ranges or ()) if page else 0
        first = list(islice(_ragged(path, sheet, scan, page), SAMPLE_ROWS))
        height = scan.last_row or (_height(page) if page else 0)
        if name == "ods":
            _refuse_repetition(path, height)
    shape = shape_of(first, options)
    if not shape.columns:
        raise FormatError(_("The sheet “{sheet}” of {file} is empty.").format(sheet=sheet, file=path.name))
    notes = shape.notes + _notes(sheet, sheets, scan, merged)
    return TableInfo(
        file=path.name,
        format=name,
        columns=shape.columns,
        has_header=shape.header_line > 0,
        header_line=shape.header_line,
        sheet=sheet,
        sheets=sheets,
        trim=shape.trim,
        guarded=shape.guarded,
        decimal=options.decimal or table_sign(shape.columns),
        notes=notes,
        row_estimate=max(0, height - shape.header_line),
    )


def rows(path: Path, info: TableInfo) -> Iterator[Row]:
    """The rows after the header, each as wide as the table; padding rows at the end are not counted."""
    width = len(info.columns)
    with _open(path, info.format) as book:
        waiting: list[int] = []
        for row in _ragged(path, info.sheet, *_page(path, info.format, book, info.sheet)):
            if row.line <= info.header_line:
                continue
            if row.blank:
                waiting.append(row.line)
                continue
            yield from (fit(line, (), width) for line in waiting)
            waiting.clear()
            cells = tuple(map(_cleaner(info), row.cells)) if info.trim or info.guarded else row.cells
            yield fit(row.line, cells[:width] if info.guarded else cells, width, _within(row, width))


def _height(sheet: CalamineSheet) -> int:
    """The number of the last row that holds something."""
    return sheet.end[0] + 1 if sheet.end else 0


def _refuse_repetition(path: Path, height: int) -> None:
    """An OpenDocument sheet may say of one row that it stands there a million times; no list of products does."""
    if height <= _MANY:
        return
    with zipfile.ZipFile(path) as archive, archive.open(_CONTENT) as stream:
        written = sum(len(_ROW.findall(line)) for line in iter(lambda: stream.read(1 << 20), b""))
    if height > MAX_REPEATED * written:
        text = _("{file} is refused: it has {n} rows, but only {written} are written, the others are repetitions.")
        raise FormatError(text.format(file=path.name, n=height, written=written))


def _cleaner(info: TableInfo) -> Callable[[str], str]:
    """What to do to each cell: trim, take the formula guard away, or both."""
    if info.trim and info.guarded:
        return lambda cell: unguard(cell.strip())
    return str.strip if info.trim else unguard


def _within(row: Row, width: int) -> tuple[CellProblem, ...]:
    """The problems of cells that belong to the table."""
    return tuple(problem for problem in row.problems if problem.column is None or problem.column < width)


def _open(path: Path, name: str) -> CalamineWorkbook:
    """The workbook, once its container is known to be harmless; macros and links are never touched."""
    if name in _ZIPPED:
        with zipfile.ZipFile(path) as archive:
            zipguard.check(archive, path)
            if name == "ods":
                _refuse_broken(archive)
    try:
        return CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError as error:
        raise FormatError(sniff.encrypted(path)) from error


def _refuse_broken(archive: zipfile.ZipFile) -> None:
    """Raises `ParseError` when the XML is not whole: where a table has no end, the fast reader looks for it for ever."""
    parser = ElementTree.DefusedXMLParser(target=_Nothing())
    with archive.open(_CONTENT) as stream:
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            parser.feed(chunk)
    parser.close()


class _Nothing:
    """What is made of XML of which only the form is looked at."""

    def close(self) -> None:
        """Nothing was made."""


def _sheets(book: CalamineWorkbook) -> tuple[SheetInfo, ...]:
    """The sheets that hold cells, in order; charts and macro sheets are left out."""
    return tuple(
        SheetInfo(meta.name, meta.visible != SheetVisibleEnum.Visible)
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
    )


def _choose(
    path: Path, name: str, book: CalamineWorkbook, sheets: tuple[SheetInfo, ...], wish: str | None
) -> str:
    """The name of the sheet to read."""
    if wish is not None:
        if wish in {sheet.name for sheet in sheets}:
            return wish
        names = ", ".join(sheet.name for sheet in sheets)
        text = _("{file} has no sheet “{sheet}”. Its sheets are: {names}.")
        raise FormatError(text.format(file=path.name, sheet=wish, names=names))
    if len(sheets) == 1:
        return sheets[0].name
    for sheet in sorted(sheets, key=lambda sheet: sheet.hidden):
        _marks, page = _page(path, name, book, sheet.name)
        if page is None or page.start is not None:
            return sheet.name
    raise FormatError(_("{file} has no sheet with anything in it.").format(file=path.name))


def _scan(path: Path, name: str, sheet: str) -> Scan:
    """What the sheet's XML tells before it is read; other formats have no such XML."""
    return xlsxscan.scan(path, sheet) if name == "xlsx" else Scan()


def _page(path: Path, name: str, book: CalamineWorkbook, sheet: str) -> tuple[Scan, CalamineSheet | None]:
    """What the sheet's XML tells, and the sheet as the fast reader has it, None where it is not for that one.

    The last one is kept: an import describes a sheet, profiles its columns and looks for variants, one after the other in
    one child process, and each of them would parse it anew.
    """
    now = path.stat()
    place = (str(path), sheet, now.st_ino, now.st_mtime_ns, now.st_size)
    if place not in _LAST_PAGE:
        _LAST_PAGE.clear()  # before the next one is parsed: two of them may not fit
        scan = _scan(path, name, sheet)
        _LAST_PAGE[place] = scan, None if scan.sparse else book.get_sheet_by_name(sheet)
    return _LAST_PAGE[place]


_LAST_PAGE: dict[tuple[str, str, int, int, int], tuple[Scan, CalamineSheet | None]] = {}


def _ragged(path: Path, sheet: str, scan: Scan, page: CalamineSheet | None) -> Iterator[Row]:
    """Every row of the sheet from row 1, with its problems."""
    if page is None:
        return carefulxlsx.rows(path, sheet, scan.last_column > MAX_SHEET_COLUMNS)
    return _fast(page, scan.marks)


def _fast(sheet: CalamineSheet, marks: Marks) -> Iterator[Row]:
    """The rows as the fast reader gives them, with marked cells put right."""
    for number, values in enumerate(sheet.iter_rows(), start=1):
        del values[MAX_SHEET_COLUMNS:]
        cells = tuple([value if type(value) is str else cell_text(value) for value in values])
        lost = [at for at, value in enumerate(values) if type(value) is float and abs(value) >= _EXACT]
        row = Row(number, cells, tuple(_lost(at, values[at], cells[at]) for at in lost))
        yield _corrected(row, values, marks[number]) if number in marks else row


def _corrected(row: Row, values: list[Any], marks: Mapping[int, Mark]) -> Row:
    """The row with the zeros that its number formats show, and its error cells and dead formulas reported."""
    cells = [*row.cells, *[""] * (max(marks) + 1 - len(row.cells))]
    problems = list(row.problems)
    for at, mark in sorted(marks.items()):
        if mark.code == "zeros":
            cells[at] = padded_text(values[at] if at < len(values) else None, int(mark.text)) or cells[at]
        else:
            cells[at] = ""
            problems.append(CellProblem(at, mark.code, mark.text, cell_reason(mark.code, mark.text)))
    return Row(row.line, tuple(cells), tuple(problems))


def _lost(index: int, value: object, text: str) -> CellProblem:
    """The problem of a number with more digits than a spreadsheet keeps."""
    return CellProblem(index, "precision", text, precision_problem(value) or "")


def _notes(sheet: str, sheets: tuple[SheetInfo, ...], scan: Scan, merged: int) -> tuple[str, ...]:
    """What the person should know about the workbook."""
    notes = []
    others = [other.name for other in sheets if other.name != sheet]
    if others:
        text = _("The sheet “{sheet}” is read. Other sheets: {names}.")
        notes.append(text.format(sheet=sheet, names=", ".join(others)))
    if any(other.hidden and other.name == sheet for other in sheets):
        notes.append(_("This sheet is hidden in the workbook."))
    if merged:
        notes.append(_("Merged cells ({n}): the value stands in the first cell only.").format(n=merged))
    if scan.sparse:
        text = _(
            "The sheet has cells far away: rows after {rows} blank ones, columns after {columns} are ignored."
        )
        notes.append(text.format(rows=carefulxlsx.MAX_BLANK_ROWS, columns=MAX_SHEET_COLUMNS))
    return tuple(notes)
