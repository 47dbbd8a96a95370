"""What a channel received, taken over some listings at a time. Whoever is interrupted begins anew without harm: what was
taken over is found again, and nothing is written twice."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pim.catalog.readiness import BLOCKED, CHANGED, HELD, IN_SYNC, NEW
from pim.storage.products import chunks, marks


class Received(NamedTuple):
    """A listing that a channel received: the product's uid and SKU, the hash of the listing's canonical JSON, and that."""

    uid: str
    sku: str
    digest: bytes
    body: bytes


def not_kept(connection: sqlite3.Connection, channel: str, listings: Sequence[Received]) -> list[Received]:
    """Those of these listings that are not kept, with their content, as what the channel received last."""
    known: set[tuple[str, bytes]] = set()
    for chunk in chunks(one.uid for one in listings):
        rows = connection.execute(
            "SELECT p.root_uid, p.hash FROM published_listing p JOIN listing_content c ON c.hash=p.hash"
            f" WHERE p.channel=? AND p.root_uid IN ({marks(chunk)})",
            (channel, *chunk),
        )
        known.update(rows.fetchall())
    return [one for one in listings if (one.uid, one.digest) not in known]


def new_contents(connection: sqlite3.Connection, listings: Iterable[Received]) -> list[tuple[bytes, bytes]]:
    """(hash, packed JSON) of those of these listings whose content no channel has received yet."""
    bodies = {one.digest: one.body for one in listings}
    for chunk in chunks(list(bodies)):
        for (digest,) in connection.execute(f"SELECT hash FROM listing_content WHERE hash IN ({marks(chunk)})", chunk):
            del bodies[digest]
    return [(digest, zlib.compress(body, 3)) for digest, body in bodies.items()]


def keep(
    connection: sqlite3.Connection, channel: str, listings: Iterable[Received], contents: Iterable[tuple[bytes, bytes]]
) -> None:
    """Keeps listings as what the channel received last, and the `new_contents` among them."""
    connection.executemany("INSERT INTO listing_content VALUES(?,?) ON CONFLICT DO NOTHING", contents)
    connection.executemany(
        "INSERT INTO published_listing VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET sku=excluded.sku, hash=excluded.hash",
        [(channel, one.uid, one.sku, one.digest) for one in listings],
    )


def kept_after(connection: sqlite3.Connection, channel: str, after: str, limit: int) -> list[str]:
    """Up to `limit` uids above `after`, in their order, of products of which the channel has received a listing."""
    rows = connection.execute(
        "SELECT root_uid FROM published_listing WHERE channel=? AND root_uid>? ORDER BY root_uid LIMIT ?",
        (channel, after, limit),
    )
    return [row[0] for row in rows]


def forget(connection: sqlite3.Connection, channel: str, uids: Iterable[str]) -> None:
    """The channel does not show these products any more. What it received of them stays, as content."""
    connection.executemany(
        "DELETE FROM published_listing WHERE channel=? AND root_uid=?", [(channel, uid) for uid in uids]
    )


def compare_states(connection: sqlite3.Connection, channel: str, after: int, end: int | None) -> None:
    """Works the kept states of a channel out again after it received something, for products with ids above `after` and up
    to `end` (None: all): the listings themselves did not change, so comparing hashes is enough. A state without a hash
    (held, blocked or not sold as a whole) stays."""
    values = {
        "in_sync": IN_SYNC, "blocked": BLOCKED, "changed": CHANGED, "new": NEW, "held": HELD,
        "channel": channel, "after": after, "end": 1 << 62 if end is None else end,
    }  # fmt: skip
    connection.execute(_COMPARE_STATES, values)


_STATE_NOW = (
    "COALESCE((SELECT CASE WHEN l.hash=channel_state.hash"
    " THEN CASE WHEN channel_state.reasons='[]' THEN :in_sync ELSE :blocked END ELSE :changed END"
    " FROM product p JOIN published_listing l ON l.root_uid=p.uid AND l.channel=channel_state.channel"
    " WHERE p.id=channel_state.root_id), :new)"
)
_COMPARE_STATES = (
    f"UPDATE channel_state SET state={_STATE_NOW} WHERE root_id>:after AND root_id<=:end AND channel=:channel"
    f" AND hash IS NOT NULL AND state<>:held AND state<>{_STATE_NOW}"
)
