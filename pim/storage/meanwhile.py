"""What people change while a large edit is being written, and what that edit leaves as it is because of it.

A large edit is written in batches, and single edits are committed between two of them. A single edit is the newer word:

- A part (product, key) that a person changed since the large edit was asked for is left as the person has it.
- A product that a person deleted is not changed any more, and nothing is created below it; one that a person changed is
  not removed any more, nor is a model above it.
- A product whose SKU a person has given to another one meanwhile is not created; a changed SKU stays what it was.
- Other parts of the same product are written: the two changes meet in the product, key by key.
- A change of structure has to wait, unless it only adds a record: what it would mean for half of a large edit is unclear.

The same rules hold when the large edit is taken back because it was cancelled or interrupted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from pim.catalog.edit import PRODUCT, Patch
from pim.catalog.identifiers import sku_key
from pim.i18n import _
from pim.storage import history
from pim.storage.products import chunks, marks

Address = tuple[str, str]  # kind, uid
_OF_THE_SCREEN = frozenset(("saved_view", "mapping"))  # structure records that no product depends on


class Left(NamedTuple):
    """What a large edit left as it was: the number of single `values`, and the `records` (uid -> why) it neither
    created, nor changed, nor removed, as pairs."""

    values: int = 0
    records: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.records)


NOTHING = Left()


@dataclass
class Sifted:
    """What of a batch is still to be written, and what is left; it counts when the batch has been committed."""

    patches: Sequence[Patch]
    values: int = 0
    records: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # uids of products that were to be created


class Meanwhile:
    """The edits that are newer than the large edit `number`: those after it, and those after edit `since` before it."""

    def __init__(self, number: int, since: int) -> None:
        self._number, self._seen = number, since
        self._keys: dict[Address, set[str]] = {}
        self._gone: set[str] = set()  # products that were deleted, or are not created
        self._taken: dict[str, str] = {}  # folded SKU -> uid of the product that has got it
        self._values, self._records = 0, dict[str, str]()

    @property
    def left(self) -> Left:
        """What was left so far."""
        return Left(self._values, tuple(self._records.items()))

    def sift(self, connection: sqlite3.Connection, patches: Sequence[Patch]) -> Sifted:
        """What of a batch is to be written, as things stand in this transaction."""
        self._look(connection)
        if not self._keys:
            return Sifted(patches)
        found = Sifted(())
        kept: list[Patch] = []
        for (kind, uid), run in groupby(patches, key=lambda patch: (patch.kind, patch.uid)):
            kept.extend(self._kept((kind, uid), list(run), found))
        found.patches = _without_roofs(connection, kept, found)
        return found

    def count(self, sifted: Sifted) -> None:
        """The batch has been committed."""
        self._values += sifted.values
        self._records.update(sifted.records)
        self._gone |= sifted.missing

    def _look(self, connection: sqlite3.Connection) -> None:
        newer = connection.execute("SELECT id FROM edit WHERE id>? ORDER BY id", (self._seen,)).fetchall()
        for (number,) in newer:
            self._seen = number
            if number != self._number:
                for patch in history.patches(connection, number):
                    self._remember(patch)

    def _remember(self, patch: Patch) -> None:
        self._keys.setdefault((patch.kind, patch.uid), set()).add(patch.key)
        if patch.kind != PRODUCT:
            return
        if not patch.key and patch.after is None:
            self._gone.add(patch.uid)
        if (sku := _sku_in(patch, patch.before)) and self._taken.get(sku_key(sku)) == patch.uid:
            del self._taken[sku_key(sku)]
        if sku := _sku_in(patch, patch.after):
            self._taken[sku_key(sku)] = patch.uid

    def _kept(self, address: Address, run: list[Patch], found: Sifted) -> Iterable[Patch]:
        """What is written of one record."""
        kind, uid = address
        changed = self._keys.get(address, set())
        if why := self._why_whole(run, changed, found) if kind == PRODUCT else "":
            found.records[uid] = why
            if any(not patch.key and patch.before is None for patch in run):
                found.missing.add(uid)
            return ()
        if changed and any(not patch.key for patch in run):
            found.records[uid] = _("It was changed in the meantime.")
            return ()
        kept = [patch for patch in run if patch.key not in changed and not self._cannot_be(patch, found)]
        found.values += len(run) - len(kept)
        return kept

    def _why_whole(self, run: Sequence[Patch], changed: set[str], found: Sifted) -> str:
        """Why nothing at all is written of a product; "" when something is."""
        uid = run[0].uid
        if "" in changed or uid in self._gone or uid in found.missing:
            return self._records.get(uid) or found.records.get(uid) or _("The product was deleted in the meantime.")
        record = next((p.after for p in run if not p.key and p.before is None and p.after is not None), None)
        if record is None:
            return ""
        if self._taken.get(sku_key(record["sku"]), uid) != uid:
            return _("SKU “{sku}” was given to another product in the meantime.").format(sku=record["sku"])
        if self._is_gone(record.get("parent", ""), found):
            return _("The model above “{sku}” does not exist.").format(sku=record["sku"])
        return ""

    def _cannot_be(self, patch: Patch, found: Sifted) -> bool:
        """Whether a change of one part is impossible since what people changed meanwhile."""
        if patch.kind != PRODUCT or not patch.after:
            return False
        if patch.key == ".sku":
            return self._taken.get(sku_key(patch.after), patch.uid) != patch.uid
        return patch.key == ".parent" and self._is_gone(patch.after, found)

    def _is_gone(self, uid: str, found: Sifted) -> bool:
        return uid in self._gone or uid in found.missing


def _sku_in(patch: Patch, side: Any) -> str:
    """The SKU on one side of a patch; "" when it does not say."""
    if patch.key == ".sku":
        return side or ""
    return side["sku"] if not patch.key and side is not None else ""


def _without_roofs(connection: sqlite3.Connection, patches: list[Patch], found: Sifted) -> list[Patch]:
    """The patches without the removal of models that something is still below."""
    while removed := {p.uid for p in patches if p.kind == PRODUCT and not p.key and p.after is None}:
        staying: set[str] = set()
        for chunk in chunks(sorted(removed)):
            rows = connection.execute(
                "SELECT a.uid, b.uid FROM product a JOIN product b ON b.parent_id=a.id"
                f" WHERE a.uid IN ({marks(chunk)})", chunk,
            )  # fmt: skip
            staying.update(above for above, below in rows if below not in removed)
        if not staying:
            break
        found.records.update(dict.fromkeys(sorted(staying), _("Something below it was changed in the meantime.")))
        patches = [patch for patch in patches if patch.kind != PRODUCT or patch.uid not in staying]
    return patches


def goes_between(patch: Patch) -> bool:
    """Whether a change means the same whatever a large edit has written so far: one of products, or a new record."""
    return patch.kind == PRODUCT or patch.kind in _OF_THE_SCREEN or (not patch.key and patch.before is None)


def changes_structure(connection: sqlite3.Connection, number: int) -> bool:
    """Whether an edit changed records of structure, too."""
    found = connection.execute("SELECT 1 FROM change WHERE edit_id=? AND kind<>? LIMIT 1", (number, PRODUCT))
    return found.fetchone() is not None
