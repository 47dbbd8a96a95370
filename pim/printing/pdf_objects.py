"""The objects of a PDF file that the compiler has just written, as bytes.

No general reader of PDF files: it knows what typst writes (one plain cross-reference table, no compressed objects) and
refuses anything else.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Self

from pim.i18n import _
from pim.printing.errors import PrintProblem

_LINE = 20  # bytes of one line of the cross-reference table
_PAREN = re.compile(rb"[()\\]")
_STREAM = b">>\nstream\n"
REFERENCE = re.compile(rb"(\d+) 0 R")


def unexpected(what: str) -> PrintProblem:
    """What to raise when the compiler wrote something in another shape than it used to."""
    return PrintProblem(_("The parts of the catalogue cannot be bound together: {what}.").format(what=what))


class PdfObjects:
    """The objects of one file by number, read when asked for. To be closed by the caller, or used in a `with`."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = int(self._after(b"startxref\n", self._data.rfind(b"startxref\n")).split()[0])
        self._offsets = self._table(table)
        bounds = [*sorted(filter(None, self._offsets)), table]
        self._ends = dict(pairwise(bounds))
        self.head = self._data[: bounds[0]]
        self.trailer = self._after(b"trailer\n", self._data.find(b"trailer\n", table))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._data.close()

    @property
    def size(self) -> int:
        """One more than the highest number."""
        return len(self._offsets)

    def is_used(self, number: int) -> bool:
        """Whether there is an object of that number."""
        return self._offsets[number] > 0

    def body(self, number: int) -> tuple[bytes, bytes]:
        """An object in two parts: its value, and its stream with what closes it (empty when it has none)."""
        start = self._offsets[number]
        whole = self._data[start : self._ends[start]]
        opening, closing = b"%d 0 obj\n" % number, whole.rfind(b"\nendobj")
        if not whole.startswith(opening) or closing < 0:
            raise unexpected(f"object {number}")
        inside = whole[len(opening) : closing]
        cut = inside.find(_STREAM)  # line ends in texts are escaped, so this is no text
        return (inside, b"") if cut < 0 else (inside[: cut + 2], inside[cut + 2 :])

    def _after(self, word: bytes, start: int) -> bytes:
        if start < 0:
            raise unexpected(word.decode().strip())
        return self._data[start + len(word) :]

    def _table(self, start: int) -> list[int]:
        """Where each object starts; 0 for a number that is not used."""
        head = re.compile(rb"xref\n0 (\d+)\r?\n").match(self._data, start)
        if head is None:
            raise unexpected("xref")
        lines = (head.end() + number * _LINE for number in range(int(head[1])))
        return [int(self._data[at : at + 10]) if self._data[at + 17 : at + 18] == b"n" else 0 for at in lines]


def referred(body: bytes, key: bytes) -> int | None:
    """The number of the object that the entry `key` of a dictionary refers to."""
    found = re.search(rb"/%s (\d+) 0 R" % key, body)
    return int(found[1]) if found else None


def pieces(value: bytes) -> Iterator[tuple[bytes, bytes]]:
    """An object's value as pairs: what stands before a text in parentheses, and that text; the last text is empty."""
    start = 0
    while (opening := value.find(b"(", start)) >= 0:
        end = _text_end(value, opening)
        yield value[start:opening], value[opening:end]
        start = end
    yield value[start:], b""


def _text_end(value: bytes, opening: int) -> int:
    depth, at = 0, opening
    while found := _PAREN.search(value, at):
        at = found.end()
        if found[0] == b"\\":
            at += 1
            continue
        depth += 1 if found[0] == b"(" else -1
        if depth == 0:
            return at
    raise unexpected("text")
