"""Delimited text: whatever separates, quotes and encodes its cells, found out and streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from pim.formats import dialect as dialects
from pim.formats import encoding as encodings
from pim.formats.decimals import table_sign
from pim.formats.describing import shape_of
from pim.formats.dialect import Dialect
from pim.formats.errors import FormatError
from pim.formats.guard import unguard
from pim.formats.records import Record, records
from pim.formats.table import MAX_COLUMNS, SAMPLE_ROWS, CellProblem, ReadOptions, Row, TableInfo, fit
from pim.i18n import _

_SAMPLE_CHARS = 1 << 18
_EXPONENT = re.compile(r"[+-]?\d([.,]\d+)?E\+\d{2,}")
_ANNOUNCED = re.compile(r"sep=.\r?\n?")


def inspect(path: Path, name: str, options: ReadOptions) -> TableInfo:
    """How the delimited text in `path` is written; FormatError if the wishes contradict the file."""
    encoding = encodings.detect(path, options.encoding)
    text = _sample(path, encoding.name)
    dialect = dialects.detect(text, options.delimiter, options.quote)
    _refuse_wrong_delimiter(path, text, dialect, options)
    first = list(islice(_ragged(path, encoding.name, dialect, dialect.width), SAMPLE_ROWS))
    shape = shape_of(first, options)
    if not shape.columns:
        raise FormatError(_("{file} holds no table.").format(file=path.name))
    if len(shape.columns) > MAX_COLUMNS:
        text = _("{file} has {n} columns; at most {max} can be read. The delimiter may be wrong.")
        raise FormatError(text.format(file=path.name, n=len(shape.columns), max=MAX_COLUMNS))
    notes = encodings.describe(encoding) + shape.notes
    if len(shape.columns) == 1 and options.delimiter is None:
        notes += (_("Only one column was found. If there should be more, choose the delimiter."),)
    return TableInfo(
        file=path.name,
        format=name,
        columns=shape.columns,
        encoding=encoding.name,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        has_header=shape.header_line > 0,
        header_line=shape.header_line,
        decimal=options.decimal or table_sign(shape.columns),
        row_estimate=_estimate(path, text, encoding.name, first, shape.header_line),
        notes=notes,
        trim=shape.trim,
        guarded=shape.guarded,
        mended_line_ends=dialect.mended,
        skip_blanks_after_delimiter=dialect.skip_blanks,
    )


def rows(path: Path, info: TableInfo) -> Iterator[Row]:
    """The records after the header, each as wide as the table; broken ones with a fatal problem."""
    width = len(info.columns)
    full = width + info.guarded
    dialect = Dialect(
        info.delimiter, info.quote, full, info.skip_blanks_after_delimiter, info.mended_line_ends
    )
    start = info.header_line
    for row in _ragged(path, info.encoding, dialect, full, info.trim):
        if row.line <= start:
            continue
        cells = row.cells
        if info.trim:
            cells = tuple([cell.strip() for cell in cells])
        if info.guarded:
            cells = tuple([unguard(cell) for cell in cells[:width]])
        yield row if cells is row.cells and len(cells) == width else fit(row.line, cells, width, row.problems)


def _open(path: Path, encoding: str) -> TextIO:
    """The file as text with its line ends untouched."""
    return path.open(encoding=encoding, errors="replace", newline="")


def _sample(path: Path, encoding: str) -> str:
    """The beginning of the text, cut at a line end."""
    with _open(path, encoding) as file:
        text = file.read(_SAMPLE_CHARS)
        whole = not file.read(1)
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text if whole or cut < 0 else text[: cut + 1]


def _ragged(path: Path, encoding: str, dialect: Dialect, width: int, trim: bool = False) -> Iterator[Row]:
    """Every record of the file as it comes, with what is wrong with it."""
    with _open(path, encoding) as file:
        lines: Iterator[str] = _mended(file) if dialect.mended else iter(file)
        if dialect.skip_blanks or trim:
            lines = _tidied(lines, dialect)
        first = True
        for record in records(lines, dialect, width):
            if first and _ANNOUNCED.fullmatch(dialect.delimiter.join(record.cells)):
                first = False
                continue
            first = False
            if record.broken or record.suspicious:
                yield _troubled(record)
            else:
                yield Row(record.line, tuple(record.cells))


def _mended(lines: Iterator[str]) -> Iterator[str]:
    """Lines whose ends were doubled (CR CR LF) with one end each."""
    carry = ""
    for line in lines:
        if line == "\r\n" and carry:
            line, carry = f"{carry[:-1]}\r\n", ""
            yield line
            continue
        if carry:
            yield carry
        carry = line if line.endswith("\r") else ""
        if not carry:
            yield line
    if carry:
        yield carry


def _tidied(lines: Iterator[str], dialect: Dialect) -> Iterator[str]:
    """Lines without the blanks that pad a quoted cell before the next delimiter."""
    quote, sign = re.escape(dialect.quote), re.escape(dialect.delimiter)
    padding = re.compile(rf"(?<!{quote}){quote}[ \t]+(?={sign}|\r?\n|$)")
    for line in lines:
        yield padding.sub(dialect.quote, line)


def _troubled(record: Record) -> Row:
    """A record with broken quotes (fatal) or with characters that had to be replaced."""
    if record.broken:
        reason = _("A quote opened in this line is not closed properly, or is not doubled inside a value.")
        problem = CellProblem(None, "quotes", record.cells[0][:200], reason, fatal=True)
        return Row(record.line, tuple(record.cells), (problem,))
    problems = []
    for index, cell in enumerate(record.cells):
        if "\0" in cell:
            problems.append(CellProblem(index, "nul", cell[:200], _("NUL characters were removed.")))
        if "\ufffd" in cell:
            reason = _("The text has � in place of characters that were lost.")
            problems.append(CellProblem(index, "undecodable", cell[:200], reason))
        if _EXPONENT.fullmatch(cell.strip()):
            reason = _("A spreadsheet cut this number to an exponent: its precision is already lost.")
            problems.append(CellProblem(index, "precision", cell[:200], reason))
    return Row(record.line, tuple(cell.replace("\0", "") for cell in record.cells), tuple(problems))


def _refuse_wrong_delimiter(path: Path, text: str, dialect: Dialect, options: ReadOptions) -> None:
    """FormatError if the delimiter asked for gives one column and another one gives several."""
    if options.delimiter is None or dialect.width > 1:
        return
    other = dialects.detect(text, None, options.quote)
    if other.width > 1 and other.delimiter != options.delimiter:
        message = _("With the delimiter “{wish}” {file} has one column; with “{other}” it has {n}.")
        raise FormatError(
            message.format(wish=options.delimiter, file=path.name, other=other.delimiter, n=other.width)
        )


def _estimate(path: Path, text: str, encoding: str, first: list[Row], header_line: int) -> int:
    """About how many records follow the header: exact for short files, else by their mean length."""
    seen = sum(row.line > header_line for row in first)
    if len(first) < SAMPLE_ROWS:
        return seen
    lines = text.count("\n") or text.count("\r") or 1
    per_record = max(1.0, first[-1].line / len(first))
    sample_bytes = len(text.encode(encoding, "replace")) or 1
    return max(seen, int(path.stat().st_size / sample_bytes * lines / per_record))
