"""Splitting delimited text into records, so that one bad quote costs one row and not the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from pim.formats.dialect import Dialect
from pim.formats.errors import FormatError
from pim.i18n import _

MAX_RECORD_LINES = 5_000
MAX_RECORD_CHARS = 1 << 24
MAX_BAD_RECORDS = 1_000


class Record(NamedTuple):
    """The line where a record begins and its cells; `broken` if its quotes do not add up."""

    line: int
    cells: list[str]
    broken: bool = False
    suspicious: bool = False


class _TooLong(Exception):
    """A record runs over so many lines that a quote must have been left open."""


class _Feed:
    """The lines of a file, one at a time, remembering those of the current record."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.pending: list[str] = []
        self.line = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.line += 1
        pending = self.pending
        pending.append(line)
        if len(pending) > MAX_RECORD_LINES or (len(pending) > 1 and len(line) > MAX_RECORD_CHARS):
            raise _TooLong
        return line

    def begin(self) -> int:
        """Start a record; returns the number of its first line."""
        self.pending.clear()
        return self.line + 1

    def resume_after_first(self) -> str:
        """Give the first line of the record away and read the others again."""
        first, *others = self.pending
        self._again.extendleft(reversed(others))
        self.line -= len(others)
        return first


def records(lines: Iterator[str], dialect: Dialect, width: int = 0) -> Iterator[Record]:
    """The records of a text. FormatError if a thousand of them are broken: then the quote is wrong.

    With `width` given, a record over several lines that has another width is broken if its lines
    make better sense one by one: that is what an unclosed quote looks like.
    """
    feed = _Feed(lines)
    reader = _reader(feed, dialect)
    bad = 0
    while True:
        line = feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            cells = None
        if cells is not None and not _swallowed(feed.pending, cells, dialect, width):
            yield Record(line, cells, suspicious=_needs_care(feed.pending))
            continue
        bad += 1
        if bad > MAX_BAD_RECORDS:
            text = _("More than {n} rows have quotes that do not close. Choose another quote or encoding.")
            raise FormatError(text.format(n=MAX_BAD_RECORDS), line)
        yield Record(line, [feed.resume_after_first().rstrip("\r\n")], broken=True)
        reader = _reader(feed, dialect)


def _reader(feed: _Feed, dialect: Dialect) -> Iterator[list[str]]:
    """A strict parser: it complains where a lenient one would join rows silently."""
    return csv.reader(
        feed,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        strict=True,
        skipinitialspace=dialect.skip_blanks,
    )


def _swallowed(pending: list[str], cells: list[str], dialect: Dialect, width: int) -> bool:
    """True if a record over several lines has swallowed rows that stand on their own."""
    if len(pending) < 2 or width < 2 or len(cells) == width:
        return False
    alone = sum(line.count(dialect.delimiter) + 1 == width for line in pending[1:])
    return alone * 2 > len(pending) - 1


def _needs_care(pending: list[str]) -> bool:
    """True if a line may hold something to report: NUL, lost characters, a number cut to an exponent."""
    return any("\0" in line or "\ufffd" in line or "E+" in line for line in pending)
