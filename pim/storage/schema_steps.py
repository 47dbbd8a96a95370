"""One step for each schema that was ever released: what makes it the next one. Steps stay as they were when released.

A step works on a copy that nobody has open, within one transaction. Its statements are written out here, not taken from
`tables`, because those change with the next schema.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pim.i18n import _
from pim.storage.errors import damaged
from pim.storage.history import hash_of_change
from pim.storage.records import content_hash

OnRows = Callable[[int, int], None]  # rows done, of how many; may raise `Cancelled`
_TOGETHER = 20_000  # rows written between two reports


class _Hashed(NamedTuple):
    """A table of schema 1 that has a hash in each row from schema 2 on; `key` and `columns` are of schema 1."""

    name: str
    columns: str
    create: str
    hashed: str
    has_number: bool = False  # its first column is what SQLite numbers rows by
    indexes: tuple[str, ...] = ()


_TWO = (
    _Hashed(
        "catalog", "name, value",
        "CREATE TABLE catalog (name TEXT NOT NULL, value TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (name))", "row",
    ),
    _Hashed(
        "change", "id, edit_id, kind, uid, patches",
        "CREATE TABLE change (id INTEGER NOT NULL, edit_id INTEGER NOT NULL, kind TEXT NOT NULL, uid TEXT NOT NULL,"
        " patches BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (id))", "change", True,
        ("CREATE INDEX change_by_edit ON change (edit_id, id)", "CREATE INDEX change_by_uid ON change (uid, id)"),
    ),
    _Hashed(
        "publication", "operation, channel, revision, as_of, at, folder, summary",
        "CREATE TABLE publication (operation TEXT NOT NULL, channel TEXT NOT NULL, revision INTEGER NOT NULL,"
        " as_of TEXT NOT NULL, at TEXT NOT NULL, folder TEXT NOT NULL, summary TEXT NOT NULL, hash BLOB NOT NULL,"
        " PRIMARY KEY (operation, channel))", "row",
    ),
    _Hashed(
        "media", "sha256, name, format, bytes, width, height, added_at, details",
        "CREATE TABLE media (sha256 TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL, bytes BIGINT NOT NULL,"
        " width INTEGER NOT NULL, height INTEGER NOT NULL, added_at TEXT NOT NULL, details TEXT NOT NULL,"
        " hash BLOB NOT NULL, PRIMARY KEY (sha256))", "row",
    ),
)  # fmt: skip


def _to_two(connection: sqlite3.Connection, on_rows: OnRows) -> None:
    """Rows of the history, of images, publications and the catalogue's facts get a hash."""
    connection.create_function("hash_of_row", -1, lambda *row: content_hash(row), deterministic=True)
    connection.create_function("hash_of_change", 5, hash_of_change, deterministic=True)
    # Catalogues of the days before the release of schema 2 have some already, under the number 1.
    wanted = [table for table in _TWO if not _has_column(connection, table.name, "hash")]
    total = sum(_count(connection, table.name) for table in wanted)
    done = 0
    for table in wanted:
        old = f"{table.name}_of_schema_1"
        connection.execute(f"ALTER TABLE {table.name} RENAME TO {old}")
        connection.execute(table.create)
        numbered = "" if table.has_number else "rowid, "  # publications are told apart by the order they came in
        take_over = (
            f"INSERT INTO {table.name}({numbered}{table.columns}, hash)"
            f" SELECT {numbered}{table.columns}, hash_of_{table.hashed}({table.columns}) FROM {old}"
            " WHERE rowid>? AND rowid<=? ORDER BY rowid"
        )
        for first, last in _ranges(connection, old):
            done += connection.execute(take_over, (first, last)).rowcount
            on_rows(done, total)
        if _count(connection, old) != _count(connection, table.name):
            raise damaged(_("table {name} cannot be read to its end").format(name=table.name))
        connection.execute(f"DROP TABLE {old}")
        for statement in table.indexes:
            connection.execute(statement)


# The indexes that lists are read along, of schema 3: they hold the parent too.
_SORTED_BY = ("sku_key", "name_fold", "price", "stock", "completeness", "updated_at", "created_at", "family")


def _to_three(connection: sqlite3.Connection, on_rows: OnRows) -> None:
    """Lists of roots, and searches for one or two letters, are answered by indexes alone."""
    statements = [
        *(f"CREATE INDEX product_by_{column} ON product ({column}, id, parent_id)" for column in _SORTED_BY),
        "CREATE INDEX search_source_by_short ON search_source (product_id, short)",
    ]
    rows = _count(connection, "product")
    for column in _SORTED_BY:
        connection.execute(f"DROP INDEX IF EXISTS product_by_{column}")
    for done, statement in enumerate(statements):
        on_rows(done * rows, len(statements) * rows)
        connection.execute(statement)


def _has_column(connection: sqlite3.Connection, table: str, column: str) -> bool:
    found = connection.execute("SELECT 1 FROM pragma_table_info(?) WHERE name=?", (table, column))
    return found.fetchone() is not None


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT COUNT(*) FROM {table} NOT INDEXED").fetchone()[0])


def _ranges(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, int]]:
    """Row numbers (above, up to) that hold up to `_TOGETHER` rows each."""
    above = -(1 << 63)
    page = f"SELECT MAX(rowid) FROM (SELECT rowid FROM {table} WHERE rowid>? ORDER BY rowid LIMIT {_TOGETHER})"
    while (last := connection.execute(page, (above,)).fetchone()[0]) is not None:
        yield above, last
        above = last


STEPS: dict[int, Callable[[sqlite3.Connection, OnRows], None]] = {1: _to_two, 2: _to_three}  # from schema n to n + 1
