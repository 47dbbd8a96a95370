"""What the columns of a file hold, found in one pass over all its rows in the guarded child process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any, Self

from pim.formats import reading
from pim.formats.table import TableInfo
from pim.services.surveying.cell_shapes import SHAPES, shape_of

KEPT_VALUES = 60  # different values kept per column, to propose options and show examples
_BLOCK = 1_000  # rows taken together, column by column
_DEEP = 20 * _BLOCK  # rows whose values are looked at closely; the rest is only counted for uniqueness
_DISTINCT = 5_000  # different values counted per column
_REPEATS = 0.3  # share of repeated values above which a column cannot identify


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """`filled` cells among `rows` (looked at closely), `distinct` values (counted to 5,000), `shapes` how many different
    values have which shape, `values` some of them, `longest` in characters, `repeated` = cells that repeat an earlier
    one over all rows (-1 = not counted to the end: too many)."""

    name: str
    rows: int = 0
    filled: int = 0
    distinct: int = 0
    longest: int = 0
    repeated: int = 0
    all_rows: int = 0
    all_filled: int = 0
    shapes: dict[str, int]
    values: tuple[str, ...] = ()

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value and none repeats."""
        return self.repeated == 0 and self.all_filled == self.all_rows > 0

    def share(self, *names: str) -> float:
        """The share of different values that have one of these shapes."""
        return sum(self.shapes.get(name, 0) for name in names) / self.distinct if self.distinct else 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {part.name for part in fields(cls)}
        return cls(**{**{k: v for k, v in data.items() if k in known}, "values": tuple(data["values"])})


class _Column:
    """The running account of one column."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.filled = self.longest = self.all_filled = self.repeated = 0
        self.seen: set[str] = set()
        self.hashes: set[int] | None = set()
        self.shapes: dict[str, int] = dict.fromkeys(SHAPES, 0)
        self.values: list[str] = []

    def add(self, cells: Sequence[str], *, closely: bool) -> None:
        """Counts the cells of the next rows, and looks at their values `closely`."""
        if not closely and self.hashes is None:
            return
        texts = [text for cell in cells if (text := cell.strip())]
        if closely:
            self.rows += len(cells)
            self._look(texts)
        self._count(texts)

    def _look(self, texts: list[str]) -> None:
        self.filled += len(texts)
        for text in texts:
            if text not in self.seen and len(self.seen) < _DISTINCT:
                self.seen.add(text)
                self.longest = max(self.longest, len(text))
                for shape in shape_of(text):
                    self.shapes[shape] += 1
                if len(self.values) < KEPT_VALUES:
                    self.values.append(text[:200])

    def _count(self, texts: list[str]) -> None:
        """Counts for uniqueness; gives up when too many repeat."""
        if self.hashes is None:
            return
        for mark in map(hash, map(str.casefold, texts)):
            self.all_filled += 1
            if mark not in self.hashes:
                self.hashes.add(mark)
                continue
            self.repeated += 1
            if self.repeated > 50 and self.repeated > _REPEATS * self.all_filled:
                self.hashes, self.repeated = None, -1
                return

    def result(self, rows: int) -> dict[str, Any]:
        return ColumnProfile(
            name=self.name, rows=self.rows, filled=self.filled, distinct=len(self.seen), longest=self.longest,
            repeated=self.repeated, all_rows=rows, all_filled=self.all_filled, shapes=self.shapes,
            values=tuple(self.values),
        ).to_json()  # fmt: skip


def profile_file(path: str, info: dict[str, Any]) -> list[dict[str, Any]]:
    """The profiles of all columns, as JSON values; called in the child."""
    table = TableInfo.from_json(info)
    columns = [_Column(name) for name in table.names]
    filled = (row.cells for row in reading.rows(Path(path), table) if not row.blank)
    rows = 0
    while block := list(islice(filled, _BLOCK)):
        closely = rows < _DEEP
        rows += len(block)
        for column, cells in zip(columns, zip(*block, strict=True), strict=True):
            column.add(cells, closely=closely)
    return [column.result(rows) for column in columns]
