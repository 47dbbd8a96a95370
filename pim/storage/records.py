"""Structure records in their tables."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from typing import Any

import orjson

from pim.catalog.record import Record
from pim.catalog.structure import RECORD_TYPES, Structure, record_uid

_TABLES = {kind: "attribute_option" if kind == "option" else kind for kind in RECORD_TYPES}


def dump(data: Any) -> bytes:
    """Canonical JSON: sorted keys, UTF-8."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def content_hash(data: Any) -> bytes:
    """16 bytes that change when any value of `data` changes."""
    return blake2b(dump(data), digest_size=16).digest()


def has_hashes(connection: sqlite3.Connection, table: str) -> bool:
    """Whether rows of a table have a hash; those of the history, images, publications and facts do since schema 2."""
    return connection.execute("SELECT 1 FROM pragma_table_info(?) WHERE name='hash'", (table,)).fetchone() is not None


def load_structure(connection: sqlite3.Connection) -> Structure:
    """Every structure record, and the version of the structure."""
    found: dict[str, dict[str, Record]] = {}
    for kind, table in _TABLES.items():
        record_type = RECORD_TYPES[kind]
        rows = connection.execute(f"SELECT uid, body FROM {table}")
        found[kind] = {uid: record_type.from_json(orjson.loads(body)) for uid, body in rows}
    return Structure(records=found, version=version(connection, "structure_version"))


def version(connection: sqlite3.Connection, name: str) -> int:
    """One of the catalogue's version numbers: structure_version, rule_version, whole_version or listing_version; 0 if unknown."""
    row = connection.execute("SELECT value FROM catalog WHERE name=?", (name,)).fetchone()
    return int(row[0]) if row else 0


def save_record(connection: sqlite3.Connection, kind: str, uid: str, record: Record | None) -> None:
    """Writes one record, or removes it (None)."""
    table = _TABLES[kind]
    if record is None:
        connection.execute(f"DELETE FROM {table} WHERE uid=?", (uid,))
    else:
        assert record_uid(record) == uid
        body = record.to_json()
        connection.execute(
            f"INSERT INTO {table}(uid, body, hash) VALUES(?, ?, ?)"
            " ON CONFLICT(uid) DO UPDATE SET body=excluded.body, hash=excluded.hash",
            (uid, dump(body).decode(), content_hash(body)),
        )
    if kind == "family":
        _save_variant_structures(connection, uid, record)


def _save_variant_structures(connection: sqlite3.Connection, family: str, record: Any) -> None:
    connection.execute("DELETE FROM variant_structure WHERE family=?", (family,))
    rows = [
        (family, structure.code, position, dump(structure.to_json()).decode())
        for position, structure in enumerate(record.variants if record else ())
    ]
    connection.executemany("INSERT INTO variant_structure VALUES(?, ?, ?, ?)", rows)


def bump_version(connection: sqlite3.Connection, name: str) -> int:
    """Counts a version number of the catalogue up and returns it."""
    number = version(connection, name) + 1
    set_version(connection, name, number)
    return number


def set_version(connection: sqlite3.Connection, name: str, number: int) -> None:
    """Sets a version number of the catalogue."""
    save_fact(connection, name, str(number))


def save_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Writes what the catalogue says of itself under `name`."""
    connection.execute(
        "INSERT INTO catalog VALUES(?, ?, ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value, hash=excluded.hash",
        (name, value, content_hash((name, value))),
    )
