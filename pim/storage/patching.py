"""Edits of values only: each product's document is read and written as it is stored, and what depends on the keys follows.

The same rules as for whole products (`write.ProductWriter`), asked for the touched keys alone. What this cannot know is
left to it: anything that moves, creates or removes products, and whatever was derived under older rules.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pim.catalog.completeness import Completeness
from pim.catalog.edit import Patch
from pim.catalog.identifiers import fold_text
from pim.catalog.product import MODEL
from pim.catalog.value_key import is_value_key
from pim.storage.bounded import LEVELS, line_above
from pim.storage.derive import Entry, Rules, Uses, percent_of
from pim.storage.document import Document
from pim.storage.errors import check_hash
from pim.storage.products import chunks, load_extras_json, marks
from pim.storage.write_derived import DerivedWriter

_SELECT = (
    "SELECT p.id, p.uid, p.sku, p.kind, p.family, p.enabled, p.parent_id, p.root_id, p.extras, p.rule_version, d.document,"
    " p.hash FROM product p JOIN product_document d ON d.product_id=p.id"
)
_ENABLED = ".enabled"


class Raw:
    """A product as it is stored, with the values that the edit `changes`: (before, after) by key, None for none."""

    __slots__ = (
        "changes", "document", "enabled", "extras", "family", "hash", "id", "kind", "parent_id", "root_id", "rule_version",
        "sku", "uid",
    )  # fmt: skip

    def __init__(self, row: Sequence[Any]) -> None:
        (
            self.id, self.uid, self.sku, self.kind, self.family, self.enabled, self.parent_id, self.root_id, self.extras,
            self.rule_version, document, self.hash,
        ) = row  # fmt: skip
        self.document = Document(document)
        self.changes: dict[str, tuple[Any, Any]] = {}

    def patch(self, patches: Sequence[Patch]) -> bool:
        """Writes `after` of each patch; False when something is not as a patch expects it."""
        for _kind, _uid, key, before, after in patches:
            if key == _ENABLED:
                if bool(self.enabled) != before:
                    return False
                self.enabled = int(bool(after))
                continue
            if not self.document.change(key, before, after):
                return False
            self.changes[key] = (self.changes[key][0] if key in self.changes else before, after)
        return True

    def check(self, extras: dict[str, Any]) -> None:
        """Raises `DamagedCatalog` when it is not what was saved."""
        check_hash(self.sku, self.document.hash(self._head(), extras), self.hash)

    def packed(self, extras: dict[str, Any]) -> tuple[str, bytes]:
        """The text of its document, and the hash of its content."""
        return self.document.packed(self._head(), extras)

    def _head(self) -> dict[str, Any]:
        head = {"uid": self.uid, "sku": self.sku, "kind": self.kind, "enabled": bool(self.enabled)}
        if self.family:
            head["family"] = self.family
        return head


_NOTHING: dict[str, Any] = {}
_OF_EDITED = ("updated_at", "revision", "hash", "enabled")
_OF_LONE = (*_OF_EDITED, "tree_revision")


@dataclass(slots=True)
class _Renewal:
    """What an edit changes in the derived data of one product."""

    columns: dict[str, Any]
    gone: list[Entry]
    come: list[Entry]
    cells: tuple[Completeness, ...] | None = None
    texts: tuple[int, str, str] | None = None


class PatchWriter:
    """Writes one batch of value patches of an edit. `revision` is the edit's number, `now` an ISO 8601 text."""

    def __init__(
        self, connection: sqlite3.Connection, rules: Rules, revision: int, now: str, rule_version: int
    ) -> None:
        self._connection, self._rules, self._rule_version = connection, rules, rule_version
        self._revision, self._now = revision, now
        self._all: dict[int, Raw] = {}

    def save(self, patches: Mapping[str, Sequence[Patch]]) -> list[str] | None:
        """Writes patches by uid. Returns the uids of all products whose data changed, those below a model included.

        None, and nothing is written, when they are not values alone or not all of them fit: that is for whoever writes
        whole products, and who can name what does not fit. Raises `DamagedCatalog`, and nothing is written, when one of them
        is not what was saved.
        """
        keys = {patch.key for own in patches.values() for patch in own}
        if not all(key == _ENABLED or is_value_key(key) for key in keys):
            return None
        edited = self._load("uid", patches)
        extras = load_extras_json(self._connection, [(raw.id, raw.extras) for raw in edited if raw.extras])
        for raw in edited:
            raw.check(extras.get(raw.id, _NOTHING))
        if len(edited) != len(patches) or not all(raw.patch(patches[raw.uid]) for raw in edited):
            return None
        edited.sort(key=lambda raw: raw.id)
        below = self._load_below(edited)
        if any(raw.rule_version != self._rule_version for raw in (*edited, *below)):
            return None
        self._load_above(edited)
        renewed = {raw.id: found for raw in (*edited, *below) if (found := self._renewal(raw)) is not None}
        self._write_rows(edited, below, renewed, extras)
        self._write_derived(renewed)
        return [raw.uid for raw in edited] + [raw.uid for raw in below if raw.id in renewed]

    def _load(self, column: str, values: Iterable[Any]) -> list[Raw]:
        found: list[Raw] = []
        for chunk in chunks(values):
            rows = self._connection.execute(f"{_SELECT} WHERE p.{column} IN ({marks(chunk)})", chunk)
            found.extend(map(Raw, rows.fetchall()))
        self._all.update((raw.id, raw) for raw in found)
        return found

    def _load_below(self, edited: Sequence[Raw]) -> list[Raw]:
        found: list[Raw] = []
        level = {raw.id for raw in edited if raw.kind == MODEL and raw.changes}
        for _depth in range(LEVELS):  # damaged rows may be above each other
            below: list[tuple[int, str]] = []
            for chunk in chunks(sorted(level)):
                rows = self._connection.execute(
                    f"SELECT id, kind FROM product WHERE parent_id IN ({marks(chunk)})", chunk
                )
                below.extend(rows)
            found.extend(self._load("id", [number for number, _kind in below if number not in self._all]))
            level = {number for number, kind in below if kind == MODEL}
        return found

    def _load_above(self, edited: Iterable[Raw]) -> None:
        wanted = {raw.parent_id for raw in edited if raw.parent_id is not None} - self._all.keys()
        while wanted:
            above = self._load("id", sorted(wanted))
            wanted = {raw.parent_id for raw in above if raw.parent_id is not None} - self._all.keys()

    def _renewal(self, raw: Raw) -> _Renewal | None:
        """What changes in what is derived of a product; None when none of its effective values does."""
        line = [raw] if raw.parent_id is None else self._line(raw)
        family, uses = line[0].family, self._rules.uses
        changed = [(key, old, new, uses(family, key)) for key, old, new in _changed(line) if old != new]
        if not changed:
            return None
        found = _Renewal({}, [], [])
        self._renew_indexed(family, changed, found)
        self._renew_merged(raw, line, changed, found)
        return found

    def _line(self, raw: Raw) -> list[Raw]:
        return line_above(raw, lambda each: None if each.parent_id is None else self._all[each.parent_id])

    def _renew_indexed(self, family: str, changed: Sequence[tuple[str, Any, Any, Uses]], found: _Renewal) -> None:
        """What depends on one value alone."""
        for key, old, new, uses in changed:
            if uses.indexed:
                before = self._rules.entries_of(key, _frozen(old)) if old is not None else ()
                after = self._rules.entries_of(key, _frozen(new)) if new is not None else ()
                if before != after:
                    found.gone += [entry for entry in before if entry not in after]
                    found.come += [entry for entry in after if entry not in before]
            if uses.price:
                found.columns["price"] = self._rules.price(family, {} if new is None else {key: new})

    def _renew_merged(
        self, raw: Raw, line: Sequence[Raw], changed: Sequence[tuple[str, Any, Any, Uses]], found: _Renewal
    ) -> None:
        """What depends on other values of the product as well, inherited ones too."""
        is_named = is_searched = is_counted = False
        for _key, old, new, uses in changed:
            is_named |= uses.name
            is_searched |= uses.searched
            is_counted |= uses.required and (old is None) != (new is None)
        if not (is_named or is_searched or is_counted):
            return
        rules, family = self._rules, line[0].family
        values = {key: _frozen(value) for each in line for key, value in each.document.values().items()}
        if is_named:
            found.columns["name"] = name = rules.name(family, values)
            found.columns["name_fold"] = fold_text(name)
        if is_searched:
            found.texts = (raw.id, rules.short(family, raw.sku, values), rules.texts.body(values))
        if is_counted:
            found.cells = rules.matrices.cells(family, values, has_images=_has_images(line), model=_model(line))
            found.columns["completeness"] = percent_of(found.cells)

    def _write_rows(
        self,
        edited: Sequence[Raw],
        below: Sequence[Raw],
        renewed: Mapping[int, _Renewal],
        extras: Mapping[int, dict[str, Any]],
    ) -> None:
        updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        documents: list[tuple[str, int]] = []
        for raw in edited:
            columns = renewed[raw.id].columns if raw.id in renewed else _NOTHING
            document, digest = raw.packed(extras.get(raw.id, _NOTHING))
            if raw.changes:
                documents.append((document, raw.id))
            row = (*columns.values(), self._now, self._revision, digest, raw.enabled)
            if raw.kind != MODEL and raw.parent_id is None:
                updates.setdefault((*columns, *_OF_LONE), []).append((*row, self._revision, raw.id))
            else:
                updates.setdefault((*columns, *_OF_EDITED), []).append((*row, raw.id))
        for raw in below:
            if raw.id in renewed and (found := renewed[raw.id].columns):
                updates.setdefault(tuple(found), []).append((*found.values(), raw.id))
        self._connection.executemany("UPDATE product_document SET document=? WHERE product_id=?", documents)
        for names, rows in updates.items():
            assigned = ",".join(f"{name}=?" for name in names)
            self._connection.executemany(f"UPDATE product SET {assigned} WHERE id=?", rows)
        roots = {raw.root_id for raw in edited if raw.kind == MODEL or raw.parent_id is not None}
        self._connection.executemany(
            "UPDATE product SET tree_revision=MAX(tree_revision, ?) WHERE id=?",
            [(self._revision, root) for root in sorted(roots)],
        )

    def _write_derived(self, renewed: Mapping[int, _Renewal]) -> None:
        writer = DerivedWriter(self._connection)
        writer.write_entries(
            ((number, found.gone) for number, found in renewed.items()),
            ((number, found.come) for number, found in renewed.items()),
        )
        writer.write_cells((number, found.cells) for number, found in renewed.items() if found.cells is not None)
        writer.write_search(found.texts for found in renewed.values() if found.texts is not None)


def _changed(line: Sequence[Raw]) -> Iterator[tuple[str, Any, Any]]:
    """(key, effective value before, after) of what is edited in a line; the two may be the same."""
    if len(line) == 1:
        for key, (before, after) in line[0].changes.items():
            yield key, before, after
        return
    for key in dict.fromkeys(key for each in line for key in each.changes):
        yield key, _effective(line, key, 0), _effective(line, key, 1)


def _effective(line: Sequence[Raw], key: str, side: int) -> Any:
    """The effective value before (0) or after (1) the edit; None when there is none."""
    for raw in reversed(line):
        value = raw.changes[key][side] if key in raw.changes else raw.document.value(key)
        if value is not None:
            return value
    return None


def _frozen(value: Any) -> Any:
    return tuple(value) if value.__class__ is list else value


def _has_images(line: Sequence[Raw]) -> bool:
    return any(raw.document.rest().get("images") for raw in line)


def _model(line: Sequence[Raw]) -> tuple[str, int] | None:
    return (line[0].document.rest().get("variant_structure", ""), len(line)) if line[-1].kind == MODEL else None
