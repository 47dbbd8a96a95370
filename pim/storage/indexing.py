"""Indexes that are built when a field is first used as a filter or for sorting, and kept from then on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.storage.bounded import onward
from pim.storage.conditions import document_value
from pim.storage.derive import INDEX_TABLES, MAX_INDEXED, add_field
from pim.storage.store import Store

_TOGETHER = 5_000  # products of one transaction: edits go on in between
_BUILDING = "building"  # in `used_at`: edits keep the index up to date already, but it does not hold everything yet
USED_AT = ("", _BUILDING)


def ready_fields(connection: sqlite3.Connection) -> dict[str, int]:
    """Value key -> field id of every index that may be read."""
    # In one row: for each the thread that reads would take Python from the one that paints.
    text = "SELECT json_group_object(key, id) FROM index_field WHERE used_at<>?"
    found: dict[str, int] = orjson.loads(connection.execute(text, (_BUILDING,)).fetchone()[0])
    return found


def announce(connection: sqlite3.Connection, structure: Structure, keys: Sequence[str]) -> None:
    """Adds the fields, unreadable until `build` has filled them. What a crash left half built is taken up again."""
    known = dict(connection.execute("SELECT key, id FROM index_field").fetchall())
    for key in keys:
        if key not in known:
            number = add_field(connection, key, structure.attributes[attribute_of(key)].type_of.index)
            connection.execute("UPDATE index_field SET used_at=? WHERE id=?", (_BUILDING, number))


def build(store: Store) -> None:
    """Fills every announced field in one scan of the products, and lets it be read."""
    with store.reader() as connection:
        waiting = connection.execute("SELECT id, key, type FROM index_field WHERE used_at=?", (_BUILDING,)).fetchall()
    last: int | None = -1
    while waiting and last is not None:
        with store.transaction() as connection:
            last = _fill(connection, waiting, last)
            if last is None:
                connection.execute("UPDATE index_field SET used_at='' WHERE used_at=?", (_BUILDING,))


def _fill(connection: sqlite3.Connection, fields: Sequence[tuple[int, str, str]], after: int) -> int | None:
    """Indexes the products after an id; returns the last one, None when there are no more."""
    end = connection.execute(
        "SELECT MAX(id) FROM (SELECT id FROM product WHERE id>? ORDER BY id LIMIT ?)", (after, _TOGETHER)
    ).fetchone()[0]
    if end is None:
        return None
    onward(after, int(end))
    for number, key, kind in fields:
        value = document_value(key)
        connection.execute(
            f"INSERT INTO {INDEX_TABLES[kind]} SELECT ?, substr(v, 1, {MAX_INDEXED}), id FROM"
            f" (SELECT p.id AS id, {value.text} AS v FROM product p WHERE p.id>? AND p.id<=?) WHERE v IS NOT NULL"
            " ON CONFLICT DO NOTHING", (number, *value.parameters, after, end),
        )  # fmt: skip
    return int(end)
