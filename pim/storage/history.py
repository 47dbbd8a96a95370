"""The edits that were made, and what each changed. Edits are only ever appended."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from pim.catalog.edit import Edit, Patch
from pim.catalog.identifiers import new_uid
from pim.i18n import _
from pim.storage.errors import damaged

DONE, APPLYING, REVERTED = "done", "applying", "reverted"
_COMPRESS_OVER = 1_000  # bytes; shorter patches shrink by less than it costs to begin
FOUNDING = "new"  # the source of the edit that gives a new catalogue its first structure
_ADDRESS = itemgetter(0, 1)  # of a patch: kind and uid
_COLUMNS = "id, uid, operation, label, who, source, at, undoes, redoes, undone_by, state, products, details"


class Step(NamedTuple):
    """An edit as history keeps it. `undone_by` is the number of the edit that took it back, None while it stands."""

    number: int
    uid: str
    operation: str
    label: str
    who: str
    source: str
    at: str
    undoes: int | None
    redoes: int | None
    undone_by: int | None
    state: str
    products: int
    details: dict[str, Any]


def begin(connection: sqlite3.Connection, edit: Edit, at: str, state: str) -> int:
    """Adds the edit's own row and returns its number."""
    number = int(connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM edit").fetchone()[0])
    details = orjson.dumps(dict(edit.details)).decode()
    said = (edit.operation or new_uid(), edit.label, edit.who, edit.source, at, edit.undoes, edit.redoes)
    row = (number, uid_of(*said, details), *said, None, state, 0, details)
    connection.execute(f"INSERT INTO edit({_COLUMNS}) VALUES({','.join('?' * 13)})", row)
    for taken_back in (edit.undoes, edit.redoes):
        if taken_back is not None:
            connection.execute("UPDATE edit SET undone_by=? WHERE id=?", (number, taken_back))
    return number


def uid_of(*said: str | int | None) -> str:
    """The uid of an edit, from operation, label, who, source, at, undoes, redoes and details as stored: a hash of what it
    says of itself, so that it can be noticed when that changes."""
    return blake2b(orjson.dumps(said), digest_size=16).hexdigest()


def append(connection: sqlite3.Connection, number: int, patches: Sequence[Patch]) -> None:
    """Adds patches to an edit: one row per run of patches of the same record."""
    next_id = int(connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM change").fetchone()[0])
    rows: list[tuple[int, int, str, str, bytes, bytes]] = []
    uids: set[str] = set()
    for (kind, uid), run in groupby(patches, key=_ADDRESS):
        body = orjson.dumps([patch[2:] for patch in run])
        row = (next_id + len(rows), number, kind, uid, _packed(body))
        rows.append((*row, hash_of_change(*row)))
        if kind == "product":
            uids.add(uid)
    connection.executemany("INSERT INTO change VALUES(?,?,?,?,?,?)", rows)
    connection.execute("UPDATE edit SET products=products+? WHERE id=?", (len(uids), number))


def hash_of_change(number: int, edit: int, kind: str, uid: str, patches: bytes) -> bytes:
    """8 bytes over a row of `change` as stored, so that it can be noticed when any of it changes; short, because there are
    more of these rows than of any others."""
    return blake2b(f"{number} {edit} {kind} {uid} ".encode() + patches, digest_size=8).digest()


def _packed(body: bytes) -> bytes:
    return zlib.compress(body, 1) if len(body) > _COMPRESS_OVER else body


def _unpacked(body: bytes) -> Any:
    return orjson.loads(body if body[:1] == b"[" else zlib.decompress(body))


def _patches_in(kind: str, uid: str, body: bytes) -> list[Patch]:
    try:
        return [Patch(kind, uid, *parts) for parts in _unpacked(body)]
    except (ValueError, TypeError, zlib.error) as error:
        raise damaged(error) from error


def finish(connection: sqlite3.Connection, number: int, state: str) -> None:
    """Ends an edit that was written in batches."""
    connection.execute("UPDATE edit SET state=? WHERE id=?", (state, number))
    if state == REVERTED:
        connection.execute("UPDATE edit SET undone_by=NULL WHERE undone_by=?", (number,))


def step(connection: sqlite3.Connection, number: int) -> Step | None:
    """One edit by number."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM edit WHERE id=?", (number,)).fetchone()
    return _step(row) if row else None


def step_of_operation(connection: sqlite3.Connection, operation: str) -> Step | None:
    """The edit that an operation made, if it did."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM edit WHERE operation=?", (operation,)).fetchone()
    return _step(row) if row else None


def steps(
    connection: sqlite3.Connection,
    before: int | None = None,
    limit: int = 200,
    *,
    sources: Sequence[str] = (),
    who: str = "",
    least_products: int = 0,
) -> list[Step]:
    """The newest edits first, those that were finished; `before` a number, for the next page.

    `sources` (empty = any), `who` (empty = anybody) and `least_products` leave others out.
    """
    where, parameters = ["id<?", "state=?", "products>=?"], [before or 1 << 60, DONE, least_products]
    if sources:
        where.append(f"source IN ({','.join('?' * len(sources))})")
        parameters.extend(sources)
    if who:
        where.append("who=?")
        parameters.append(who)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM edit WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?", (*parameters, limit)
    )
    return [_step(row) for row in rows]


def people(connection: sqlite3.Connection) -> list[str]:
    """Everybody who made an edit, by name."""
    return [row[0] for row in connection.execute("SELECT DISTINCT who FROM edit WHERE who<>'' ORDER BY who")]


def changes(
    connection: sqlite3.Connection, number: int, after: int = 0, limit: int = 200
) -> list[tuple[int, list[Patch]]]:
    """Up to `limit` records that an edit changed, in the order they were written: (place, patches of the record).

    `after` is the place of the last one of the page before.
    """
    rows = connection.execute(
        "SELECT id, kind, uid, patches FROM change WHERE edit_id=? AND id>? ORDER BY id LIMIT ?", (number, after, limit)
    )
    return [(place, _patches_in(kind, uid, body)) for place, kind, uid, body in rows]


def unfinished(connection: sqlite3.Connection) -> list[Step]:
    """Edits that a crash left half written."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM edit WHERE state=? ORDER BY id DESC", (APPLYING,))
    return [_step(row) for row in rows]


def _step(row: Sequence[Any]) -> Step:
    return Step._make((*row[:12], orjson.loads(row[12])))


def patches(connection: sqlite3.Connection, number: int, *, newest_first: bool = False) -> Iterator[Patch]:
    """The patches of an edit in the order they were written (or the reverse)."""
    order = "DESC" if newest_first else "ASC"
    rows = connection.execute(f"SELECT kind, uid, patches FROM change WHERE edit_id=? ORDER BY id {order}", (number,))
    for kind, uid, body in rows:
        found = _patches_in(kind, uid, body)
        yield from reversed(found) if newest_first else found


def changes_of(connection: sqlite3.Connection, uid: str, limit: int = 200) -> list[tuple[Step, list[Patch]]]:
    """What happened to one record, newest first."""
    rows = connection.execute(
        "SELECT edit_id, kind, patches FROM change WHERE uid=? ORDER BY id DESC LIMIT ?", (uid, limit)
    ).fetchall()
    found: list[tuple[Step, list[Patch]]] = []
    for number, kind, body in rows:
        known = step(connection, number)
        if known is not None and known.state == DONE:
            found.append((known, _patches_in(kind, uid, body)))
    return found


def known_records(connection: sqlite3.Connection, records: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these records (kind, uid) any edit has touched: one of them that is created now is coming back."""
    return {
        (kind, uid)
        for kind, uid in records
        if connection.execute("SELECT 1 FROM change WHERE uid=? AND kind=? LIMIT 1", (uid, kind)).fetchone()
    }


def last_undoable(connection: sqlite3.Connection) -> Step | None:
    """The newest edit that is not undone and not itself an undo; never the one that set the catalogue up.

    One Ctrl+Z too many would leave a catalogue without locales and fields.
    """
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM edit WHERE state=? AND undoes IS NULL AND undone_by IS NULL AND source<>?"
        " ORDER BY id DESC LIMIT 1", (DONE, FOUNDING),
    ).fetchone()  # fmt: skip
    return _step(row) if row else None


def last_redoable(connection: sqlite3.Connection) -> Step | None:
    """The last undo that can be redone: not redone yet, and no new edit after it (undos and redos aside)."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM edit u WHERE state=? AND undoes IS NOT NULL AND undone_by IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM edit n WHERE n.id>u.id AND n.undoes IS NULL AND n.redoes IS NULL AND n.state=?)"
        " ORDER BY id DESC LIMIT 1", (DONE, DONE),
    ).fetchone()  # fmt: skip
    return _step(row) if row else None


def newest_changes(connection: sqlite3.Connection, number: int, limit: int, before: int = 1 << 60) -> list[int]:
    """The ids of an edit's newest change rows below `before`, newest first."""
    rows = connection.execute(
        "SELECT id FROM change WHERE edit_id=? AND id<? ORDER BY id DESC LIMIT ?", (number, before, limit)
    )
    return [row[0] for row in rows]


def remove_changes(connection: sqlite3.Connection, ids: Sequence[int], but_of: Container[str] = ()) -> None:
    """Forgets change rows of an edit that is being taken back because it was never finished.

    Those of the records `but_of` stay: what was made or removed and is left so has to be told by something.
    """
    if but_of:
        uids = {one: connection.execute("SELECT uid FROM change WHERE id=?", (one,)).fetchone()[0] for one in ids}
        ids = [one for one in ids if uids[one] not in but_of]
    removed = connection.executemany("DELETE FROM change WHERE id=?", [(one,) for one in ids]).rowcount
    if ids and removed < len(ids):
        raise damaged(_("its pages lead in circles"))  # the same rows would be taken back for ever


def patches_of_changes(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Patch]:
    """The patches of these change rows (ids newest first), newest patch first."""
    found: list[Patch] = []
    for number in ids:
        kind, uid, body = connection.execute("SELECT kind, uid, patches FROM change WHERE id=?", (number,)).fetchone()
        found.extend(reversed(_patches_in(kind, uid, body)))
    return found
