"""Is what is stored sound? The database's own checks do not look at content, so every record has a hash of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path

import orjson

from pim.catalog.product import Product
from pim.i18n import _
from pim.storage import dialect
from pim.storage.media import all_media, blob_path
from pim.storage.products import load_where
from pim.storage.records import content_hash
from pim.storage.store import Store
from pim.storage.tables import STRUCTURE_TABLES

OnProgress = Callable[[int, int, str], None]
_TOGETHER = 500
_NAMED = 20  # problems of one kind that are named


def check_database(path: Path) -> list[str]:
    """What is wrong with a database file that nobody has open; empty when it is a sound catalogue of this schema."""
    is_sqlite, application, version = dialect.read_header(path)
    if not is_sqlite or application != dialect.APPLICATION_ID or version > dialect.SCHEMA_VERSION:
        return [_("it is not a catalogue of this version")]
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        return quick_problems(connection)
    except sqlite3.DatabaseError as error:
        return [str(error)]
    finally:
        connection.close()


def quick_problems(connection: sqlite3.Connection) -> list[str]:
    """SQLite's quick check, and the presence of every table."""
    found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(20)") if row[0] != "ok"]
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    missing = {"catalog", "product", "product_document", "edit", "change"} - tables
    return found + [_("table {name} is missing").format(name=name) for name in sorted(missing)]


def problems(store: Store, on_progress: OnProgress) -> Iterator[str]:
    """Everything wrong with an open catalogue: pages, records against their hashes, links, images against their names."""
    with store.snapshot() as connection:
        yield from (str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok")
        yield from _record_problems(connection)
        yield from _product_problems(connection, on_progress)
        yield from _link_problems(connection)
    yield from _media_problems(store, on_progress)


def _record_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for kind, table in STRUCTURE_TABLES.items():
        for uid, body, digest in connection.execute(f"SELECT uid, body, hash FROM {table.name}"):
            try:
                sound = content_hash(orjson.loads(body)) == digest
            except ValueError:
                sound = False
            if not sound:
                yield _("{kind} {code} is not what was saved").format(kind=kind, code=uid)


def _product_problems(connection: sqlite3.Connection, on_progress: OnProgress) -> Iterator[str]:
    total = connection.execute("SELECT COUNT(*) FROM product").fetchone()[0]
    done, last = 0, -1
    while True:
        rows = connection.execute(
            "SELECT id, sku, hash FROM product WHERE id>? ORDER BY id LIMIT ?", (last, _TOGETHER)
        ).fetchall()
        if not rows:
            return
        last, done = rows[-1][0], done + len(rows)
        try:
            stored = {row.id: row.product for row in load_where(connection, "id", [row[0] for row in rows])}
        except (ValueError, KeyError, TypeError):
            stored = _one_by_one(connection, [row[0] for row in rows])
        for number, sku, digest in rows:
            if number not in stored or content_hash(stored[number].to_json()) != digest:
                yield _("product {sku} is not what was saved").format(sku=sku)
        on_progress(done, total, _("Checking products"))


def _one_by_one(connection: sqlite3.Connection, ids: list[int]) -> dict[int, Product]:
    found: dict[int, Product] = {}
    for number in ids:
        try:
            found.update({row.id: row.product for row in load_where(connection, "id", (number,))})
        except (ValueError, KeyError, TypeError):
            continue  # left out, and so reported by whoever asked
    return found


def _link_problems(connection: sqlite3.Connection) -> Iterator[str]:
    lost = connection.execute(
        "SELECT c.sku FROM product c LEFT JOIN product p ON p.id=c.parent_id WHERE c.parent_id IS NOT NULL AND p.id IS NULL"
        " LIMIT ?", (_NAMED,),
    )  # fmt: skip
    yield from (_("the model above {sku} is missing").format(sku=row[0]) for row in lost)
    half = connection.execute("SELECT label FROM edit WHERE state='applying'")
    yield from (_("“{label}” was not finished").format(label=row[0]) for row in half)


def _media_problems(store: Store, on_progress: OnProgress) -> Iterator[str]:
    for done, medium in enumerate(all_media(store)):
        path = blob_path(store, medium.sha256)
        if path is None:
            yield _("image {name} is missing").format(name=medium.name)
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != medium.sha256:
                yield _("image {name} is not what was saved").format(name=medium.name)
        on_progress(done, 0, _("Checking images"))
