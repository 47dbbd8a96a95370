"""Rows as lines of a CSV file, letter by letter what `csv.writer` writes of them with every empty cell.

Most cells of a wide table are empty, and rows with cells in the same columns have the same delimiters around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

_END = "\r\n"
_REMEMBERED = 5_000  # different sets of columns


class Lines:
    """The lines of one table: `headings` are its columns, at least two."""

    def __init__(self, headings: Sequence[str], delimiter: str) -> None:
        self._delimiter = delimiter
        self._places = {name: place for place, name in enumerate(headings)}
        self._special = re.compile(f'[{re.escape(delimiter)}"\r\n]')
        self._known: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}

    def line(self, row: Mapping[str, str]) -> str:
        """The line of these cells by heading; the others are empty."""
        names, pieces = self._shape(tuple(row))
        cells = list(map(row.__getitem__, names))
        pieces = pieces.copy()
        pieces[1::2] = cells
        line = "".join(pieces)
        # The last two characters are its end.
        if '"' in line or "\n" in line[:-1] or "\r" in line[:-2] or line.count(self._delimiter) >= len(self._places):
            pieces[1::2] = map(self._quoted, cells)
            line = "".join(pieces)
        return line

    def _quoted(self, cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if self._special.search(cell) else cell

    def _shape(self, names: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """The headings in the order of the columns, and what stands before, between and behind their cells, with a
        place for each of these."""
        found = self._known.get(names)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[names] = self._made(names)
        return found

    def _made(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        ordered = sorted(names, key=self._places.__getitem__)
        edges = [0, *map(self._places.__getitem__, ordered), len(self._places) - 1]
        pieces = [""] * (2 * len(ordered) + 1)
        pieces[::2] = [self._delimiter * (after - before) for before, after in pairwise(edges)]
        pieces[-1] += _END
        return ordered, pieces
