"""Lists sorted by one indexed value: read along the index, so that nothing is sorted or grouped."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from pim.storage.conditions import Sql
from pim.storage.derive import INDEX_TABLES

_AT_ONCE = 32768  # characters: others wait for Python until so many are taken apart


class IndexOrder(NamedTuple):
    """The order by the values that the index of type `kind` holds under `field`."""

    kind: str
    field: int
    descending: bool

    def ids(self, connection: sqlite3.Connection, matching: Sql | None, limit: int | None) -> array[int]:
        """The ids in `matching` (None: all), at most `limit`, by value and id; products without a value come last."""
        found = self._with_value(connection, matching, limit)
        if limit is None or len(found) < limit:
            found.extend(self._without_value(connection, matching, None if limit is None else limit - len(found)))
        return found

    def _with_value(self, connection: sqlite3.Connection, matching: Sql | None, limit: int | None) -> array[int]:
        table, direction = INDEX_TABLES[self.kind], " DESC" if self.descending else ""
        inside, parameters = (f" AND product_id IN ({matching.text})", matching.parameters) if matching else ("", ())
        base = f"SELECT product_id FROM {table} WHERE field_id=?{inside}"
        if self.kind != "option":
            ordered = f"{base} ORDER BY value{direction}, product_id{direction}{_tail(limit)}"
            return read_ids(connection, Sql(ordered, (self.field, *parameters)))
        # A product may have several options: the first decides.
        firsts = _read_firsts(connection, Sql(f"{base} ORDER BY value, product_id", (self.field, *parameters)))
        if self.descending:
            firsts.reverse()
        return firsts[:limit]

    def _without_value(self, connection: sqlite3.Connection, matching: Sql | None, limit: int | None) -> array[int]:
        inside, parameters = (f" AND p.id IN ({matching.text})", matching.parameters) if matching else ("", ())
        text = (
            f"SELECT p.id FROM product p WHERE p.id NOT IN (SELECT product_id FROM {INDEX_TABLES[self.kind]}"
            f" WHERE field_id=?){inside} ORDER BY p.id{' DESC' if self.descending else ''}{_tail(limit)}"
        )
        return read_ids(connection, Sql(text, (self.field, *parameters)))


def read_ids(connection: sqlite3.Connection, sql: Sql) -> array[int]:
    """The ids that a query gives: 8 bytes each."""
    found: array[int] = array("q")
    for part in _parts(connection, sql):
        found.extend(part)
    return found


def _read_firsts(connection: sqlite3.Connection, sql: Sql) -> array[int]:
    """The ids of products that a query gives, each where it comes first.

    What came before is noted in a byte for every product there may be: a dict of a million ids takes sixty times as much,
    and while it is made no other thread goes on.
    """
    found: array[int] = array("q")
    seen = bytearray(connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM product").fetchone()[0])
    for part in _parts(connection, sql):
        for number in part:
            if not seen[number]:
                seen[number] = 1
                found.append(number)
    return found


def _parts(connection: sqlite3.Connection, sql: Sql) -> Iterator[list[int]]:
    """The ids in their order, some at a time.

    SQLite writes them into one text, since for a row each the threads of a window would pass Python on a million times. It
    leaves the order of a subquery out only where nothing but count(), min() and max() is asked of it (its `select.c`).
    """
    joined = f"WITH found(number) AS ({sql.text}) SELECT group_concat(number) FROM found"
    text: str = connection.execute(joined, sql.parameters).fetchone()[0] or ""
    start = 0
    while start < len(text):
        end = text.find(",", start + _AT_ONCE)
        end = len(text) if end < 0 else end
        yield [int(number) for number in text[start:end].split(",")]
        start = end + 1


def _tail(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {int(limit)}"
