"""Does the history lead to what is stored? Each patch must begin where the one before it ended, the last one at the record.

Every row has a hash of its own besides, so that it can be told which edit was damaged, not only whose history.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from pim.catalog.edit import PRODUCT, Patch
from pim.catalog.product import Product
from pim.catalog.record import Record
from pim.catalog.structure import RECORD_TYPES, Structure
from pim.i18n import _
from pim.storage import history
from pim.storage.checking_products import Current, OnProgress, current_products
from pim.storage.products import chunks
from pim.storage.records import content_hash, has_hashes

_STATES = (history.DONE, history.APPLYING, history.REVERTED)
_TOGETHER = 200  # records looked at together
Known = Product | Record | None


def history_problems(
    connection: sqlite3.Connection, structure: Structure, unsound: Container[tuple[str, str]], on_progress: OnProgress
) -> Iterator[str]:
    """Edits that contradict each other, and records whose history does not lead to them.

    `unsound` are structure records (kind, uid) that are known not to be what was saved.
    """
    yield from _edit_problems(connection)
    yield from _change_problems(connection)
    check = _HistoryCheck(connection, structure, unsound)
    changes = connection.execute("SELECT uid, kind, id, edit_id FROM change ORDER BY uid, id")
    done = 0
    for batch in chunks((list(rows) for _uid, rows in groupby(changes, key=itemgetter(0))), _TOGETHER):
        yield from check.problems(batch)
        done += len(batch)
        on_progress(done, 0, _("Checking the history"))


class _HistoryCheck:
    def __init__(
        self, connection: sqlite3.Connection, structure: Structure, unsound: Container[tuple[str, str]]
    ) -> None:
        self._connection = connection
        self._structure = structure
        self._unsound = unsound
        # An edit that was taken back half-way left standing what somebody else had changed meanwhile: there its own
        # patches are gone, and the next one does not begin where the last one ends.
        taken_back = connection.execute("SELECT id FROM edit WHERE state<>?", (history.DONE,)).fetchall()
        self._taken_back = {row[0] for row in taken_back}

    def problems(self, batch: Sequence[Sequence[Sequence[Any]]]) -> Iterator[str]:
        """What is wrong with these records, each given as its changes (uid, kind, id, edit)."""
        stored = current_products(self._connection, [rows[0][0] for rows in batch])
        for rows in batch:
            for kind in dict.fromkeys(row[1] for row in rows):
                uid, own = rows[0][0], [row for row in rows if row[1] == kind]
                try:
                    fits = self._leads(kind, uid, own, stored.get(uid))
                except Exception:  # noqa: BLE001 - damaged bytes may be taken for anything; whatever it is, it is not sound
                    fits = False
                if not fits:
                    yield _("the history of {kind} {code} does not lead to what is stored").format(kind=kind, code=uid)

    def _leads(self, kind: str, uid: str, rows: Sequence[Sequence[Any]], stored: Current | None) -> bool:
        """Whether the patches follow each other, and end at what is stored."""
        newest_first = history.patches_of_changes(self._connection, [row[2] for row in reversed(rows)])
        known: Known = None
        for number, patch in enumerate(reversed(newest_first)):
            if number == 0 and (patch.key or patch.before is not None):
                return False  # nothing begins but with its creation
            if not _begins_at(known, patch) and not self._taken_back:
                return False
            known = _after(known, patch)
        if kind != PRODUCT:
            return (kind, uid) in self._unsound or known == self._structure.of_kind(kind).get(uid)
        if known is None or stored is None:
            return known is None and stored is None
        assert isinstance(known, Product)
        is_newest = stored.revision == rows[-1][3] or stored.revision in self._taken_back
        return is_newest and content_hash(known.to_json()) == stored.hash


def _begins_at(known: Known, patch: Patch) -> bool:
    if not patch.key:
        return known == _record(patch.kind, patch.before)
    if isinstance(known, Product):
        return bool(known.part(patch.key) == patch.before)
    return known is not None and bool(known.to_json().get(patch.key) == patch.before)


def _after(known: Known, patch: Patch) -> Known:
    if not patch.key:
        return _record(patch.kind, patch.after)
    if isinstance(known, Product):
        return known.with_parts({patch.key: patch.after})
    return known.with_field(patch.key, patch.after) if known is not None else None


def _record(kind: str, data: Any) -> Known:
    if data is None:
        return None
    return Product.from_json(data) if kind == PRODUCT else RECORD_TYPES[kind].from_json(data)


def _edit_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Edits that say something else than their uid was made of, have an unknown state, or are undone by no edit."""
    rows = connection.execute(
        "SELECT id, uid, state, undone_by, operation, label, who, source, at, undoes, redoes, details FROM edit ORDER BY id"
    ).fetchall()
    taking_back = {back: row[0] for row in rows for back in row[9:11] if back}
    for number, uid, state, undone_by, *said in rows:
        sound = state in _STATES and history.uid_of(*said) == uid
        if not sound or (undone_by is not None and taking_back.get(number) != undone_by):
            yield _("edit {number} is not what was saved").format(number=number)
    lost = connection.execute(
        "SELECT COUNT(*) FROM change c LEFT JOIN edit e ON e.id=c.edit_id WHERE e.id IS NULL"
    ).fetchone()[0]
    if lost:
        yield _("rows of {table} that belong to no edit: {count}").format(count=lost, table="change")
    counted = connection.execute(
        "SELECT e.id, e.products, COUNT(DISTINCT c.uid), COUNT(c.uid) FROM edit e LEFT JOIN change c"
        " ON c.edit_id=e.id AND c.kind=? WHERE e.state=? GROUP BY e.id", (PRODUCT, history.DONE),
    )  # fmt: skip
    for number, products, least, most in counted:
        if not least <= products <= most:
            yield _("edit {number} is not what was saved").format(number=number)


def _change_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Edits of which a row is not what was written; what follows from it for a record is told of the record."""
    if not has_hashes(connection, "change"):
        return
    rows = connection.execute("SELECT id, edit_id, kind, uid, patches, hash FROM change")
    for number in sorted({row[1] for row in rows if history.hash_of_change(*row[:5]) != row[5]}, key=str):
        yield _("edit {number} is not what was saved").format(number=number)
