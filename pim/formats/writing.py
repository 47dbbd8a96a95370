"""Writing tables: delimited text by RFC 4180, and JSON lines. The same input gives the same bytes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

import orjson

from pim.formats.describing import GUARD_MARK
from pim.formats.errors import FormatError
from pim.formats.guard import guard
from pim.i18n import _

_BUFFERED = 1 << 16


@dataclass(frozen=True, slots=True)
class Delimited:
    """How to write a delimited text.

    `bom` for spreadsheet programs; `guarded` puts the formula guard before dangerous cells and marks the
    table with an empty last column, so that reading it here takes exactly those away again.
    """

    delimiter: str = ","
    bom: bool = False
    guarded: bool = False
    line_end: str = "\r\n"


class TextSink:
    """Text in, bytes out, in pieces of 64 KiB; `written` counts the bytes."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._parts: list[str] = []
        self._size = 0
        self.written = 0

    def write(self, text: str) -> int:
        """Take one line."""
        self._parts.append(text)
        self._size += len(text)
        if self._size > _BUFFERED:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Hand everything on; FormatError for text that no file can hold."""
        try:
            self.written += self._out.write("".join(self._parts).encode("utf-8"))
        except UnicodeEncodeError as error:
            text = _("A text contains half a character (a lone surrogate) and cannot be written.")
            raise FormatError(text) from error
        self._parts.clear()
        self._size = 0


def write_delimited(
    out: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[str]], how: Delimited | None = None
) -> int:
    """Write a header and rows of the same width as UTF-8; returns how many rows.

    Raises ValueError for a row of another width and FormatError for text that cannot be written.
    """
    how = how or Delimited()
    width, count, sink = len(header), 0, TextSink(out)
    writer = csv.writer(sink, delimiter=how.delimiter, lineterminator=how.line_end)
    if how.bom:
        sink.write("\ufeff")
    writer.writerow([*header, GUARD_MARK] if how.guarded else header)
    for row in rows:
        if len(row) != width:
            raise ValueError(f"row {count + 1} has {len(row)} cells, the header {width}")
        if any("\0" in cell for cell in row):
            raise FormatError(_("A text contains a NUL character and cannot be written."))
        writer.writerow([*map(guard, row), ""] if how.guarded else row)
        count += 1
    sink.flush()
    return count


def json_bytes(value: Any, *, sort_keys: bool = False, indent: bool = False) -> bytes:
    """JSON as UTF-8: keys in the given order or sorted; FormatError for what JSON cannot say exactly.

    Decimals must be given as text: JSON numbers would pass through floating point on the other side.
    """
    options = (orjson.OPT_SORT_KEYS if sort_keys else 0) | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, option=options)
    except (TypeError, orjson.JSONEncodeError) as error:
        raise FormatError(_("A value cannot be written as JSON: {reason}.").format(reason=error)) from error


def write_json_lines(out: BinaryIO, values: Iterable[Any]) -> int:
    """One JSON value a line, each ended by a line feed; returns how many."""
    count = 0
    for value in values:
        out.write(json_bytes(value) + b"\n")
        count += 1
    return count


def write_json_array(out: BinaryIO, values: Iterable[Any], before: bytes = b"", after: bytes = b"") -> int:
    """One JSON array in flat memory, one element a line, between `before` and `after`; returns how many."""
    count = 0
    out.write(before + b"[")
    for value in values:
        out.write((b",\n" if count else b"\n") + json_bytes(value))
        count += 1
    out.write((b"\n]" if count else b"]") + after + b"\n")
    return count
