"""Declared exceptions of the whole catalogue: which values differ on which channel on purpose."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

import orjson


class StoredException(NamedTuple):
    """One declared exception with the product it belongs to. `until` is the last day it holds (ISO date), "" for no end."""

    uid: str
    sku: str
    name: str
    image: str
    key: str
    channel: str
    value: Any
    reason: str
    author: str
    until: str


def exceptions(connection: sqlite3.Connection, channel: str = "", limit: int = 1000) -> list[StoredException]:
    """The exceptions of one channel or of all, those that end first before the others, then by SKU."""
    where, parameters = ("WHERE e.channel=?", [channel]) if channel else ("", [])
    rows = connection.execute(
        "SELECT p.uid, p.sku, p.name, p.image, e.key, e.channel, e.value, e.reason, e.author, e.until"
        f" FROM declared_exception e JOIN product p ON p.id=e.product_id {where}"
        " ORDER BY e.until='', e.until, p.sku_key, e.key LIMIT ?", (*parameters, limit),
    )  # fmt: skip
    return [StoredException._make((*row[:6], orjson.loads(row[6]), *row[7:])) for row in rows]


def count_exceptions(connection: sqlite3.Connection) -> int:
    """How many exceptions are declared."""
    return int(connection.execute("SELECT COUNT(*) FROM declared_exception").fetchone()[0])


def ending_by(connection: sqlite3.Connection, day: str) -> int:
    """How many exceptions end on or before `day` (ISO date)."""
    sql = "SELECT COUNT(*) FROM declared_exception WHERE until<>'' AND until<=?"
    return int(connection.execute(sql, (day,)).fetchone()[0])
