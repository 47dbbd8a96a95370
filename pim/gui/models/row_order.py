"""Which product stands in which row: the snapshot of a query, with the variants of unfolded models between."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Sequence

_AT_ONCE = 4096  # ids


class RowOrder:
    """Eight bytes per product and one for its depth; nothing here asks the catalogue.

    The way back, from a product to its row, is looked for when it is asked for, and kept until the order changes: a table
    of it would take eight times as much memory, and of a million products a fifth of a second to make.
    """

    def __init__(self) -> None:
        self.ids: array[int] = array("q")
        self._depths = bytearray()
        self._found: dict[int, int] = {}  # rows looked for since the order changed, -1 for what is not there
        self.open: set[int] = set()

    def __len__(self) -> int:
        return len(self.ids)

    def replace(self, ids: Sequence[int]) -> None:
        """Top-level products only; everything is folded."""
        self.ids = array("q", ids)
        self._depths = bytearray(len(self.ids))
        self.open.clear()
        self._found = {}

    def id_at(self, row: int) -> int:
        """The id in a row, 0 outside."""
        return self.ids[row] if 0 <= row < len(self.ids) else 0

    def ids_in(self, spans: Iterable[range]) -> array[int]:
        """The ids in rows, in their order; nothing is looked at one by one."""
        found: array[int] = array("q")
        for rows in spans:
            found.extend(self.ids[rows.start : rows.stop])
        return found

    def row_of(self, number: int) -> int:
        """The row of a product, -1 when it is not shown."""
        return self.rows_of((number,))[number]

    def rows_of(self, numbers: Iterable[int]) -> dict[int, int]:
        """id -> row of some products, -1 for those that are not shown; looked for together, in one go through all."""
        wanted = set(numbers)
        missing = wanted - self._found.keys()
        for start in range(0, len(self.ids), _AT_ONCE):
            if not missing:
                break
            part = self.ids[start : start + _AT_ONCE]
            if not missing.isdisjoint(part):
                here = {number: start + place for place, number in enumerate(part) if number in missing}
                self._found.update(here)
                missing -= here.keys()
        self._found.update(dict.fromkeys(missing, -1))
        return {number: self._found[number] for number in wanted}

    def rows_within(self, numbers: Collection[int], ranges: Iterable[range]) -> list[int] | None:
        """The rows of some products, in no order, when all are found in `ranges`; None when others have to be looked at."""
        found = {}
        for rows in ranges:
            for row in range(rows.start, min(rows.stop, len(self.ids))):
                if self.ids[row] in numbers:
                    found[self.ids[row]] = row
            if len(found) == len(numbers):
                return list(found.values())
        return None

    def depth(self, row: int) -> int:
        """0 for what the query found, 1 or 2 for what is unfolded below it."""
        return self._depths[row] if 0 <= row < len(self._depths) else 0

    def roots(self) -> array[int]:
        """What the query found, without what is unfolded."""
        if not self.open:
            return self.ids
        found: array[int] = array("q")
        for folded in re.finditer(b"\0+", self._depths):
            found.extend(self.ids[folded.start() : folded.end()])
        return found

    @property
    def root_count(self) -> int:
        """How many products the query found."""
        return self._depths.count(0) if self.open else len(self.ids)

    def insert_below(self, row: int, children: Sequence[int]) -> None:
        """Unfold a model."""
        depth = self._depths[row] + 1
        self.open.add(self.ids[row])
        self.ids[row + 1 : row + 1] = array("q", children)
        self._depths[row + 1 : row + 1] = bytes([depth]) * len(children)
        self._found = {}

    def end_of(self, row: int) -> int:
        """The row after the last one unfolded below `row`."""
        depth, end = self._depths[row], row + 1
        while end < len(self.ids) and self._depths[end] > depth:
            end += 1
        return end

    def children(self, row: int) -> list[int]:
        """What is directly below an unfolded row."""
        depth = self._depths[row] + 1
        return [self.ids[n] for n in range(row + 1, self.end_of(row)) if self._depths[n] == depth]

    def fold(self, row: int) -> None:
        """Take away what is unfolded below a row."""
        end = self.end_of(row)
        self.open.difference_update(self.ids[row:end])
        del self.ids[row + 1 : end]
        del self._depths[row + 1 : end]
        self._found = {}
