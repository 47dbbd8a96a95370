"""The narrow product rows: a stored row is changed in the columns that differ, so that the others' indexes stay untouched."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Sequence
from typing import Any

from pim.storage.products import chunks, marks

COLUMNS = (
    "id", "uid", "sku", "sku_key", "kind", "parent_id", "root_id", "family", "enabled", "name", "name_fold", "price",
    "stock", "completeness", "image", "variants", "created_at", "updated_at", "revision", "tree_revision", "extras",
    "rule_version", "hash",
)  # fmt: skip
_INSERT = f"INSERT INTO product({','.join(COLUMNS)}) VALUES({marks(COLUMNS)})"
_KEPT = ("id", "uid", "created_at", "tree_revision")
_CHANGEABLE = tuple(n for n, name in enumerate(COLUMNS) if name not in _KEPT)
# What a model sums up over the products below it; written by whoever sums.
_SUMMED = tuple(COLUMNS.index(name) for name in ("stock", "variants"))
_CHANGEABLE_IN_MODELS = tuple(n for n in _CHANGEABLE if n not in _SUMMED)
_KIND, _HASH = COLUMNS.index("kind"), COLUMNS.index("hash")


def write_rows(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]], new: Container[int] = ()) -> None:
    """Inserts rows (values in the order of `COLUMNS`), or updates those whose id is stored. Raises IntegrityError.

    A hash of None keeps the one that is stored. `new` are ids that are known not to be stored.
    """
    stored: dict[int, tuple[Any, ...]] = {}
    for chunk in chunks(row[0] for row in rows if row[0] not in new):
        found = connection.execute(f"SELECT {','.join(COLUMNS)} FROM product WHERE id IN ({marks(chunk)})", chunk)
        stored.update((row[0], row) for row in found)
    updates: dict[tuple[int, ...], list[list[Any]]] = {}
    for row in rows:
        if (old := stored.get(row[0])) is not None and (changed := _changed(old, row)):
            updates.setdefault(changed, []).append([*(row[n] for n in changed), row[0]])
    for changed, values in updates.items():
        columns = ",".join(f"{COLUMNS[n]}=?" for n in changed)
        connection.executemany(f"UPDATE product SET {columns} WHERE id=?", values)
    connection.executemany(_INSERT, [row for row in rows if row[0] not in stored])


def _changed(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[int, ...]:
    """The places of the columns in which two rows of a product differ."""
    places = _CHANGEABLE_IN_MODELS if old[_KIND] == new[_KIND] == "model" else _CHANGEABLE
    return tuple(n for n in places if old[n] != new[n] and not (n == _HASH and new[n] is None))
