"""Edits: named, undoable steps. An edit is a set of patches; undo and redo are edits as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pim.catalog.product import Product
from pim.catalog.record import Record
from pim.catalog.structure import record_uid

PRODUCT = "product"


class Patch(NamedTuple):
    """One change: the part `key` of record (`kind`, `uid`) goes from `before` to `after`, both JSON values.

    An empty key is the whole record: created when `before` is None, removed when `after` is None.
    """

    kind: str
    uid: str
    key: str
    before: Any
    after: Any

    def reversed(self) -> Patch:
        """The patch that takes this one back."""
        return Patch(self.kind, self.uid, self.key, self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A step. `label` is what people read, `source` tells where it came from (grid, form, import, terminal …).

    `operation` is a unique id chosen by whoever made the edit: the same operation is never applied twice.
    `undoes` is the number of the edit that this one takes back; `redoes` the undo that this one takes back.
    """

    label: str
    patches: tuple[Patch, ...]
    source: str = ""
    who: str = ""
    operation: str = ""
    undoes: int | None = None
    redoes: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def product_patches(before: Product | None, after: Product | None) -> list[Patch]:
    """The patches between two versions of a product, part by part; one whole-record patch at creation or removal."""
    if before is None or after is None:
        known = after or before
        if known is None:
            return []
        old, new = (before.to_json() if before else None), (after.to_json() if after else None)
        return [Patch(PRODUCT, known.uid, "", old, new)]
    return [Patch(PRODUCT, before.uid, key, before.part(key), after.part(key)) for key in changed_keys(before, after)]


def changed_keys(before: Product, after: Product) -> list[str]:
    """The part keys under which two versions of a product differ."""
    found = [key for key in _FIXED_PARTS if getattr(before, key[1:]) != getattr(after, key[1:])]
    for name, prefix in _MEMBERS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.extend(prefix + key for key in {**old, **new} if old.get(key) != new.get(key))
    return found


_FIXED_PARTS = (
    ".sku", ".kind", ".family", ".parent", ".variant_structure", ".enabled", ".categories", ".images",
)  # fmt: skip


# Field of a product -> what its members' keys begin with.
_MEMBERS = {"values": "", "exceptions": "", "stock": ".stock.", "associations": ".associations."}


def record_patches(before: Record | None, after: Record | None) -> list[Patch]:
    """The patches between two versions of a structure record, field by field."""
    known = after or before
    if known is None:
        return []
    kind, uid = known.kind, record_uid(known)
    old, new = (before.to_json() if before else None), (after.to_json() if after else None)
    if old is None or new is None:
        return [Patch(kind, uid, "", old, new)]
    return [Patch(kind, uid, name, old[name], new[name]) for name in new if old[name] != new[name]]
