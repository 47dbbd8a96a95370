"""Loaded rows by product id, least recently used first out; knows which of them are out of date."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from itertools import count

from pim.gui.models.product_rows import LoadedRow

_serials = count(1)


class RowStore:
    """At most `limit` rows. `serial(id)` changes with everything a painted row shows."""

    def __init__(self, limit: int = 4_000) -> None:
        self._limit = limit
        self._rows: OrderedDict[int, LoadedRow] = OrderedDict()
        self._serial: dict[int, int] = {}
        self._stale: set[int] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, number: int) -> LoadedRow | None:
        """The row of a product, even one out of date; None when it was never read."""
        row = self._rows.get(number)
        if row is not None:
            self._rows.move_to_end(number)
        return row

    def is_wanted(self, number: int) -> bool:
        """Whether the product has to be read (again)."""
        return number not in self._rows or number in self._stale

    def serial(self, number: int) -> int:
        """A number that no other state of this row had."""
        return self._serial.get(number, 0)

    def keep(self, rows: Iterable[LoadedRow]) -> None:
        """Take rows in."""
        for row in rows:
            self._rows[row.row.id] = row
            self._rows.move_to_end(row.row.id)
            self._stale.discard(row.row.id)
            self.touch(row.row.id)
        while len(self._rows) > self._limit:
            old, _row = self._rows.popitem(last=False)
            self._serial.pop(old, None)
            self._stale.discard(old)

    def touch(self, number: int) -> None:
        """Something a row shows is new, though the row is the same (a mark, a pending edit)."""
        self._serial[number] = next(_serials)

    def all_stale(self) -> None:
        """Everything has to be read again; until then the old rows are shown."""
        self._stale.update(self._rows)

    def stale_where(self, test: Callable[[LoadedRow], bool]) -> list[int]:
        """Mark the rows that satisfy `test`; returns their ids."""
        found = [number for number, row in self._rows.items() if test(row)]
        self._stale.update(found)
        return found

    def ids_of(self, uids: Collection[str]) -> list[int]:
        """The ids of the loaded rows of these products."""
        return [number for number, row in self._rows.items() if row.row.uid in uids]

    def rows(self) -> list[LoadedRow]:
        """Every loaded row."""
        return list(self._rows.values())

    def clear(self) -> None:
        """Forget everything (other columns, another locale)."""
        self._rows.clear()
        self._stale.clear()
