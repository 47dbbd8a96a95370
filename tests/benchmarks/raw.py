"""The file that controls work on: the catalogue's own tables and indexes, filled and changed by bare prepared statements."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from pim.storage import dialect

# Tables by what names the rows of some products in them.
_BY_PRODUCT = {
    "product": "id", "product_document": "product_id", "product_category": "product_id", "product_image": "product_id",
    "stock": "product_id", "association": "product_id", "declared_exception": "product_id", "index_text": "product_id",
    "index_number": "product_id", "index_date": "product_id", "index_option": "product_id",
    "completeness": "product_id", "search_source": "product_id", "change": "id",
}  # fmt: skip
_SMALL = ("catalog", "index_field", "completeness_scope", "edit")


class Ready(NamedTuple):
    """Rows ready to be written, by table; documents and patches are still values, because writing JSON is part of it."""

    rows: dict[str, list[tuple[Any, ...]]]


class Raw:
    """`connection` writes with the settings of a catalogue's writer: WAL, FULL."""

    def __init__(self, path: Path, catalogue: sqlite3.Connection) -> None:
        is_new = not path.exists()
        self.connection = dialect.connect_writer(path)
        if is_new:
            self._make_tables(catalogue)
        self._forms: dict[str, str] = {}
        for table in _BY_PRODUCT:
            columns = len(self.connection.execute(f"PRAGMA table_info({table})").fetchall())
            self._forms[table] = f"INSERT INTO {table} VALUES({','.join('?' * columns)})"

    def _make_tables(self, catalogue: sqlite3.Connection) -> None:
        for (sql,) in catalogue.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND (type='index' OR sql LIKE 'CREATE VIRTUAL%'"
            " OR (type='table' AND name NOT LIKE 'search_short%' AND name NOT LIKE 'search_text%'))"
            " ORDER BY type='index'"
        ).fetchall():
            self.connection.execute(sql)

    def close(self) -> None:
        self.connection.close()

    def write(self, ready: Ready) -> None:
        """Writes products with all that is derived from them and their history, in one transaction."""
        execute_many = self.connection.executemany
        self.connection.execute("BEGIN IMMEDIATE")
        for table, rows in ready.rows.items():
            made = _WRITTEN.get(table, list)(rows)
            execute_many(self._forms[table], made)
        texts = ready.rows["search_source"]
        execute_many(dialect.SEARCH_INSERT["search_short"], [(row[0], row[1]) for row in texts])
        execute_many(dialect.SEARCH_INSERT["search_text"], [(row[0], row[2]) for row in texts])
        self.connection.execute("COMMIT")

    def copy_small_tables(self, catalogue: sqlite3.Connection) -> None:
        """Takes over the tables that have a few rows only."""
        for table in _SMALL:
            rows = catalogue.execute(f"SELECT * FROM {table}").fetchall()
            self.connection.execute(f"DELETE FROM {table}")
            if rows:
                self.connection.executemany(f"INSERT INTO {table} VALUES({','.join('?' * len(rows[0]))})", rows)

    def one(self, sql: str, *parameters: object) -> Any:
        """The first row of a query."""
        return self.connection.execute(sql, parameters).fetchone()

    def all(self, sql: str, *parameters: object) -> list[Any]:
        """Every row of a query."""
        return self.connection.execute(sql, parameters).fetchall()


def read_ready(catalogue: sqlite3.Connection, after: int, after_change: int, count: int = 1 << 40) -> Ready:
    """The rows of the next `count` products with ids above `after`, and of as many changes above `after_change`."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for table, column in _BY_PRODUCT.items():
        first = after_change if table == "change" else after
        where = f"WHERE {column}>? AND {column}<=?"
        found = catalogue.execute(f"SELECT * FROM {table} {where}", (first, first + count)).fetchall()
        rows[table] = _READ.get(table, list)(found)
    return Ready(rows)


def differing_tables(catalogue: sqlite3.Connection, raw: sqlite3.Connection, tables: tuple[str, ...] = ()) -> list[str]:
    """The tables by product whose rows are not the same in both files."""
    found = []
    for table in tables or _BY_PRODUCT:
        own, other = (c.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for c in (catalogue, raw))
        if own != other:
            found.append(table)
    return found


def packed(body: bytes) -> bytes:
    """Patches as history keeps them."""
    return zlib.compress(body, 1) if len(body) > 1_000 else body


def _unpacked(body: bytes) -> Any:
    return orjson.loads(body if body[:1] == b"[" else zlib.decompress(body))


def _documents(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(number, orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()) for number, document in rows]


def _changes(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:4], packed(orjson.dumps(row[4])), *row[5:]) for row in rows]


_READ = {
    "product_document": lambda rows: [(number, orjson.loads(text)) for number, text in rows],
    "change": lambda rows: [(*row[:4], _unpacked(row[4]), *row[5:]) for row in rows],
}
_WRITTEN = {"product_document": _documents, "change": _changes}
