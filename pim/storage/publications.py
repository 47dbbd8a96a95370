"""What each channel received: publications, the hash of each listing, and the listings themselves by content."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from pim.catalog.listing import Listing
from pim.storage.products import chunks, marks
from pim.storage.records import content_hash, has_hashes


class Publication(NamedTuple):
    """One channel's part of an export. `summary` is the report's entry; `at` and `as_of` ISO 8601."""

    operation: str
    channel: str
    revision: int
    as_of: str
    at: str
    folder: str
    summary: dict[str, Any]


def listing_body(listing: Listing) -> bytes:
    """A listing as canonical JSON."""
    return orjson.dumps(listing.to_json(), option=orjson.OPT_SORT_KEYS)


def listing_hash(listing: Listing) -> bytes:
    """16 bytes that change when anything a channel receives of a product changes."""
    return blake2b(listing_body(listing), digest_size=16).digest()


def content_of(digest: bytes, body: bytes) -> Any:
    """The JSON of a kept listing (as `storage.received` keeps it); None when it is not the one its hash names."""
    try:
        content = zlib.decompress(body)
    except (zlib.error, TypeError):
        return None
    return orjson.loads(content) if blake2b(content, digest_size=16).digest() == digest else None


def unsound_publications(connection: sqlite3.Connection) -> list[str]:
    """The operations of publications whose row is not what was written."""
    if not has_hashes(connection, "publication"):
        return []
    return [row[0] for row in connection.execute("SELECT * FROM publication") if content_hash(row[:7]) != row[7]]


def published_hashes(connection: sqlite3.Connection, channel: str, root_uids: Iterable[str]) -> dict[str, bytes]:
    """root uid -> hash of the listing the channel received last."""
    found: dict[str, bytes] = {}
    for chunk in chunks(root_uids):
        rows = connection.execute(
            f"SELECT root_uid, hash FROM published_listing WHERE channel=? AND root_uid IN ({marks(chunk)})",
            (channel, *chunk),
        )
        found.update(rows.fetchall())
    return found


def published_listing(connection: sqlite3.Connection, channel: str, root_uid: str) -> Listing | None:
    """The listing the channel received last; None when it received none."""
    row = connection.execute(
        "SELECT c.body FROM published_listing p JOIN listing_content c ON c.hash=p.hash WHERE p.channel=? AND p.root_uid=?",
        (channel, root_uid),
    ).fetchone()
    return Listing.from_json(orjson.loads(zlib.decompress(row[0]))) if row else None


def record(connection: sqlite3.Connection, publication: Publication) -> None:
    """Keeps one channel's publication, when all it received is kept (see `storage.received`). The same operation again
    changes nothing."""
    row = (*publication[:6], orjson.dumps(publication.summary).decode())
    connection.execute(
        "INSERT INTO publication VALUES(?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING", (*row, content_hash(row))
    )


def publications(connection: sqlite3.Connection, channel: str = "", limit: int = 100) -> list[Publication]:
    """The newest publications first, of one channel or of all."""
    where, parameters = ("WHERE channel=?", [channel]) if channel else ("", [])
    rows = connection.execute(
        f"SELECT * FROM publication {where} ORDER BY at DESC, channel LIMIT ?", (*parameters, limit)
    )
    return [Publication._make((*row[:6], orjson.loads(row[6]))) for row in rows]


def recorded(connection: sqlite3.Connection, operations: Iterable[str]) -> set[str]:
    """Those of these operations whose publications were recorded."""
    found: set[str] = set()
    for chunk in chunks(operations):
        rows = connection.execute(f"SELECT operation FROM publication WHERE operation IN ({marks(chunk)})", chunk)
        found.update(row[0] for row in rows)
    return found


def is_shown(connection: sqlite3.Connection, channel: str, operation: str) -> bool:
    """Whether the listings kept as published on `channel` are those of `operation`, whatever was repeated since."""
    row = connection.execute(
        "SELECT operation, summary FROM publication WHERE channel=? ORDER BY rowid DESC LIMIT 1", (channel,)
    ).fetchone()  # by the order they were folded in: a clock may be put back
    return row is not None and operation in (row[0], orjson.loads(row[1]).get("unchanged"))


def last_edit(connection: sqlite3.Connection) -> str:
    """The uid of the newest edit, which stands for everything that edits changed until then; "" before the first."""
    row = connection.execute("SELECT uid FROM edit ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def used_pictures(connection: sqlite3.Connection) -> list[str]:
    """The SHA-256 of every picture that a product shows."""
    return [row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM product_image")]


class State(NamedTuple):
    """Where one top-level product stands on one channel. `reasons` are `catalog.readiness.Reason` parts as JSON."""

    root_id: int
    channel: str
    state: str
    reasons: list[Any]
    hash: bytes | None
    revision: int
    rule_version: int
    valid_until: str


def save_states(connection: sqlite3.Connection, states: Iterable[State]) -> None:
    """Keeps states, replacing older ones of the same product and channel. They may have been worked out before a product
    or a channel was removed: its states are left out."""
    states = list(states)
    channels = {row[0] for row in connection.execute("SELECT uid FROM channel")}
    roots = set(tree_revisions(connection, {state.root_id for state in states}))
    connection.executemany(
        "INSERT INTO channel_state VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(root_id, channel) DO UPDATE SET state=excluded.state,"
        " reasons=excluded.reasons, hash=excluded.hash, revision=excluded.revision, rule_version=excluded.rule_version,"
        " valid_until=excluded.valid_until",
        [
            (s[0], s[1], s[2], orjson.dumps(s[3]).decode(), *s[4:])
            for s in states
            if s.root_id in roots and s.channel in channels
        ],
    )


# A state is old when its product changed since, or the structure did, or a date in it has come.
_STALE = (
    "p.parent_id IS NULL AND (s.root_id IS NULL OR s.revision<p.tree_revision OR s.rule_version<? OR s.valid_until<?)"
)


def stale_roots(
    connection: sqlite3.Connection, channel: str, version: int, today: date, limit: int, after: int = 0,
    end: int | None = None,
) -> list[int]:  # fmt: skip
    """Ids above `after`, and up to `end`, of up to `limit` top-level products whose state on `channel` is old, in their
    order."""
    rows = connection.execute(
        "SELECT p.id FROM product p LEFT JOIN channel_state s ON s.root_id=p.id AND s.channel=?"
        f" WHERE p.id>? AND p.id<=? AND {_STALE} ORDER BY p.id LIMIT ?",
        (channel, after, 1 << 62 if end is None else end, version, today.isoformat(), limit),
    )
    return [row[0] for row in rows]


def nth_product(connection: sqlite3.Connection, after: int, count: int) -> int | None:
    """The id of the product that is `count` places behind id `after`; None when there are not so many."""
    row = connection.execute("SELECT id FROM product WHERE id>? ORDER BY id LIMIT 1 OFFSET ?", (after, count - 1))
    found = row.fetchone()
    return int(found[0]) if found else None


def roots_of(connection: sqlite3.Connection, uids: Iterable[str]) -> list[int]:
    """The ids of the top-level products that these products are, or are below of; unknown uids are left out."""
    found: set[int] = set()
    for chunk in chunks(uids):
        rows = connection.execute(f"SELECT root_id FROM product WHERE uid IN ({marks(chunk)})", chunk)
        found.update(row[0] for row in rows)
    return sorted(found)


def load_states(connection: sqlite3.Connection, root_ids: Iterable[int]) -> Iterator[State]:
    """The kept states of these products on all channels."""
    for chunk in chunks(root_ids):
        rows = connection.execute(f"SELECT * FROM channel_state WHERE root_id IN ({marks(chunk)})", chunk)
        for row in rows:
            yield State._make((*row[:3], orjson.loads(row[3]), *row[4:]))


def count_states(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """channel -> state -> number of top-level products."""
    found: dict[str, dict[str, int]] = {}
    for channel, state, count in connection.execute(
        "SELECT channel, state, COUNT(*) FROM channel_state GROUP BY channel, state"
    ):
        found.setdefault(channel, {})[state] = count
    return found


def tree_revisions(connection: sqlite3.Connection, root_ids: Iterable[int]) -> dict[int, int]:
    """root id -> the newest edit within its tree; ids that are no top-level product are left out."""
    found: dict[int, int] = {}
    for chunk in chunks(root_ids):
        rows = connection.execute(
            f"SELECT id, tree_revision FROM product WHERE parent_id IS NULL AND id IN ({marks(chunk)})", chunk
        )
        found.update(rows.fetchall())
    return found


def blocked_reasons(connection: sqlite3.Connection, channel: str) -> tuple[int, list[tuple[list[str], int]]]:
    """How many top-level products are blocked on a channel, and (reason parts, number of products) for each reason."""
    found: dict[bytes, tuple[list[str], int]] = {}
    products = 0
    rows = connection.execute("SELECT reasons FROM channel_state WHERE channel=? AND state='blocked'", (channel,))
    for (reasons,) in rows:
        products += 1
        for parts in {orjson.dumps(reason[1:]) for reason in orjson.loads(reasons)}:
            found[parts] = (orjson.loads(parts), found.get(parts, ([], 0))[1] + 1)
    return products, sorted(found.values(), key=lambda entry: -entry[1])
