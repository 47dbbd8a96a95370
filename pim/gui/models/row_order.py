"""Which product stands in which row: the snapshot of a query, with the variants of unfolded models between."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence


class RowOrder:
    """Eight bytes per product and one for its depth; nothing here asks the catalogue.

    The way back, from a product to its row, is laid out when it is first asked for: hundreds are asked for at a time,
    and looking through a hundred thousand ids for each of them would be felt.
    """

    def __init__(self) -> None:
        self.ids: array[int] = array("q")
        self._depths = bytearray()
        self._places: dict[int, int] = {}
        self.open: set[int] = set()

    def __len__(self) -> int:
        return len(self.ids)

    def replace(self, ids: Sequence[int]) -> None:
        """Top-level products only; everything is folded."""
        self.ids = array("q", ids)
        self._depths = bytearray(len(self.ids))
        self.open.clear()
        self._places = {}

    def id_at(self, row: int) -> int:
        """The id in a row, 0 outside."""
        return self.ids[row] if 0 <= row < len(self.ids) else 0

    def row_of(self, number: int) -> int:
        """The row of a product, -1 when it is not shown."""
        if not self._places:
            self._places = dict(zip(self.ids, range(len(self.ids)), strict=True))
        return self._places.get(number, -1)

    def rows_of(self, numbers: Collection[int], near: Iterable[range] = ()) -> list[int]:
        """The rows of some products, in no order; looked for in the ranges `near` before the way back is laid out."""
        found = {}
        for rows in near:
            for row in range(rows.start, min(rows.stop, len(self.ids))):
                if self.ids[row] in numbers:
                    found[self.ids[row]] = row
            if len(found) == len(numbers):
                return list(found.values())
        return [row for row in map(self.row_of, numbers) if row >= 0]

    def depth(self, row: int) -> int:
        """0 for what the query found, 1 or 2 for what is unfolded below it."""
        return self._depths[row] if 0 <= row < len(self._depths) else 0

    def roots(self) -> array[int]:
        """What the query found, without what is unfolded."""
        if not self.open:
            return self.ids
        return array("q", (number for number, depth in zip(self.ids, self._depths, strict=True) if not depth))

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
        self._places = {}

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
        self._places = {}
