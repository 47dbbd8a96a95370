"""Is what is stored sound? The database's own checks do not look at content, so every record has a hash of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

import orjson

from pim.catalog.family import Family
from pim.catalog.record import Record
from pim.catalog.structure import RECORD_TYPES, Structure, record_uid
from pim.i18n import _
from pim.isolation import Cancelled
from pim.storage import dialect
from pim.storage.checking_apart import apart_problems
from pim.storage.checking_history import history_problems
from pim.storage.checking_products import OnProgress, ProductCheck, link_problems
from pim.storage.errors import DamagedCatalog
from pim.storage.media import all_media, blob_path, unsound_rows
from pim.storage.publications import content_of, unsound_publications
from pim.storage.records import content_hash, has_hashes, load_structure
from pim.storage.store import Store

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
    """Everything wrong with an open catalogue: pages, schema, records against their hashes, what is derived of products,
    what refers to them, history, search, images against their names."""
    with store.snapshot() as connection:
        sections = (
            _page_problems(connection), _schema_problems(connection), _record_problems(connection),
            link_problems(connection), _publication_problems(connection),
        )  # fmt: skip
        for section in sections:
            yield from _as_far_as_readable(section)
        structure = _structure(connection)
        if structure is not None:
            yield from _as_far_as_readable(ProductCheck(connection, structure).problems(on_progress))
            unsound = _unsound_records(connection)
            yield from _as_far_as_readable(apart_problems(connection, structure))
            yield from _as_far_as_readable(history_problems(connection, structure, unsound, on_progress))
    yield from _as_far_as_readable(_search_problems(store))
    yield from _as_far_as_readable(_media_problems(store, on_progress))


def _as_far_as_readable(section: Iterator[str]) -> Iterator[str]:
    """The findings of a section; that it cannot be read to its end is one more."""
    try:
        yield from section
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - damaged bytes may be taken for anything; whatever it is, it is a finding
        yield _("it cannot be read to the end: {detail}").format(detail=error)


def _page_problems(connection: sqlite3.Connection) -> Iterator[str]:
    yield from (str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok")


def _schema_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Tables, columns and indexes that are missing or foreign; a trigger of a stranger would work on every edit."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < dialect.SCHEMA_VERSION:
        return  # what an older one had is known to the step that takes it on
    wanted, found = _fresh_shape(), _shape(connection)
    for kind, name in sorted({key for key in {*wanted, *found} if wanted.get(key) != found.get(key)}):
        yield _not_saved(kind, name)


@cache
def _fresh_shape() -> dict[tuple[str, str], list[Any]]:
    """What a new catalogue has; worked out once, because making a schema takes longer than checking a small catalogue."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        dialect.create_schema(fresh)
        return _shape(fresh)
    finally:
        fresh.close()


def _shape(connection: sqlite3.Connection) -> dict[tuple[str, str], list[Any]]:
    """(type, name) -> the columns of everything in a database."""
    names = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    found: dict[tuple[str, str], list[Any]] = {key: [] for key in names}
    for kind, name in names:
        if kind in ("table", "index"):
            found[kind, name] = connection.execute(f"SELECT * FROM pragma_{kind}_xinfo(?)", (name,)).fetchall()
    return found


def _structure(connection: sqlite3.Connection) -> Structure | None:
    """The structure of the snapshot; None when it cannot be read, which the check of its records has told."""
    try:
        return load_structure(connection)
    except Exception:  # noqa: BLE001 - see _as_far_as_readable
        return None


def _unsound_records(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """(kind, uid) of the structure records that are not what was saved."""
    from pim.storage.tables import STRUCTURE_TABLES  # brings SQLAlchemy, which opening a window need not wait for

    return {
        (kind, uid)
        for kind, table in STRUCTURE_TABLES.items()
        for uid, body, digest in connection.execute(f"SELECT uid, body, hash FROM {table.name}")
        if _record(kind, uid, body, digest) is None
    }


def _record_problems(connection: sqlite3.Connection) -> Iterator[str]:
    unsound = _unsound_records(connection)
    yield from (_not_saved(kind, uid) for kind, uid in sorted(unsound))
    found: dict[str, list[tuple[int, str, Any]]] = {}
    for family, place, code, body in connection.execute(
        "SELECT family, position, code, body FROM variant_structure ORDER BY family, position"
    ):
        found.setdefault(family, []).append((place, code, orjson.loads(body)))
    for uid, body in connection.execute("SELECT uid, body FROM family ORDER BY uid"):
        own = found.pop(uid, [])
        if ("family", uid) not in unsound:
            variants = Family.from_json(orjson.loads(body)).variants
            if own != [(place, variant.code, variant.to_json()) for place, variant in enumerate(variants)]:
                yield _not_saved("variant_structure", uid)
    yield from (_not_saved("variant_structure", uid) for uid in found)
    facts = connection.execute("SELECT name, value, hash FROM catalog") if has_hashes(connection, "catalog") else ()
    for name, value, digest in facts:
        if content_hash((name, value)) != digest:
            yield _not_saved("catalog", name)


def _not_saved(kind: str, code: str) -> str:
    return _("{kind} {code} is not what was saved").format(kind=kind, code=code)


def _record(kind: str, uid: str, body: str, digest: bytes) -> Record | None:
    """The record, None when it is not what was saved."""
    try:
        data = orjson.loads(body)
        record = RECORD_TYPES[kind].from_json(data)
        return record if content_hash(data) == digest and record_uid(record) == uid else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def _publication_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Listings that are not what was published, and those that a channel received but that are gone."""
    yield from (_not_saved("publication", operation) for operation in unsound_publications(connection))
    # A channel whose first export is being folded in has listings before it has a publication.
    channels = {row[0] for row in connection.execute("SELECT channel FROM publication UNION SELECT uid FROM channel")}
    for channel, uid, sku, digest, body in connection.execute(
        "SELECT p.channel, p.root_uid, p.sku, p.hash, c.body FROM published_listing p"
        " LEFT JOIN listing_content c ON c.hash=p.hash"
    ):
        content = content_of(digest, body) if body is not None else {"root": {}}
        if content is None:
            yield _("a published listing is not what was saved")
        elif (content["root"].get("uid"), content["root"].get("sku"), channel in channels) != (uid, sku, True):
            yield _("the published listing of {sku} is missing").format(sku=sku)
    for digest, body in connection.execute(
        "SELECT hash, body FROM listing_content WHERE hash NOT IN (SELECT hash FROM published_listing)"
    ):
        if content_of(digest, body) is None:
            yield _("a published listing is not what was saved")
    half = connection.execute("SELECT label FROM edit WHERE state='applying'")
    yield from (_("“{label}” was not finished").format(label=row[0]) for row in half)


def _search_problems(store: Store) -> Iterator[str]:
    """The full-text indexes against their texts. The database checks them by a command that needs the writer."""
    if not store.writable:
        return
    for table in dialect.SEARCH_INSERT:
        try:
            with store.transaction() as connection:
                connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")
        except (sqlite3.DatabaseError, DamagedCatalog):
            yield _("the search index {name} does not fit the products").format(name=table)


def _media_problems(store: Store, on_progress: OnProgress) -> Iterator[str]:
    with store.reader() as connection:
        yield from (_("image {name} is not what was saved").format(name=name) for name in unsound_rows(connection))
    for done, medium in enumerate(all_media(store)):
        path = blob_path(store, medium.sha256)
        if path is None:
            yield _("image {name} is missing").format(name=medium.name)
            continue
        with path.open("rb") as file:
            size = path.stat().st_size
            if size != medium.bytes or file_digest(file, "sha256").hexdigest() != medium.sha256:
                yield _("image {name} is not what was saved").format(name=medium.name)
        on_progress(done, 0, _("Checking images"))
