"""Texts that somebody is typing and has not finished: kept beside the catalogue's data, outside history."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from pim.storage.store import Store


class Draft(NamedTuple):
    """The `text` typed for part `key` of the product `uid`, last kept `at` (ISO 8601)."""

    uid: str
    key: str
    text: str
    at: str


def keep(store: Store, texts: Mapping[tuple[str, str], str | None]) -> None:
    """Keeps these texts by (uid, key) in one durable transaction; None takes a draft away.

    A text of a product that never was is not kept: what made the product was taken back while somebody typed.
    """
    gone = [address for address, text in texts.items() if text is None]
    kept = [(*address, text, store.now()) for address, text in texts.items() if text is not None]
    with store.transaction() as connection:
        connection.executemany("DELETE FROM draft WHERE record_uid=? AND key=?", gone)
        connection.executemany("INSERT OR REPLACE INTO draft(record_uid, key, text, at) VALUES(?,?,?,?)", kept)
        forget_homeless(connection)


def forget_homeless(connection: sqlite3.Connection) -> None:
    """Removes the texts of products that are neither there nor in the history, from which they could come back."""
    connection.execute(
        "DELETE FROM draft WHERE NOT EXISTS (SELECT 1 FROM product WHERE uid=record_uid)"
        " AND NOT EXISTS (SELECT 1 FROM change WHERE uid=record_uid)"
    )


def of_products(connection: sqlite3.Connection) -> list[Draft]:
    """The drafts of products that are there, oldest first."""
    rows = connection.execute(
        "SELECT d.record_uid, d.key, d.text, d.at FROM draft d JOIN product p ON p.uid=d.record_uid ORDER BY d.at, d.key"
    )
    return [Draft._make(row) for row in rows]
