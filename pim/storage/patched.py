"""What patches make of a record, when what is stored is what they expect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pim.catalog.edit import Patch
from pim.catalog.errors import Conflict
from pim.catalog.product import Product
from pim.catalog.record import Record
from pim.catalog.structure import RECORD_TYPES
from pim.i18n import _
from pim.storage.errors import check_hash
from pim.storage.products import Stored, packed
from pim.storage.write import Change

_NAMED = 10  # conflicts named in a message


def patched_record(old: Record | None, patch: Patch) -> Record | None:
    """The record after a patch. Raises `Conflict` when what is stored is not the patch's `before`."""
    stored: Any = old.to_json() if old else None
    if patch.key:
        stored = stored.get(patch.key) if stored else None
    if stored != patch.before or (patch.key and old is None):
        what = _("{kind} {code}").format(kind=patch.kind, code=patch.uid)
        raise Conflict(_("{what} was changed in the meantime.").format(what=what), (patch.uid,))
    if not patch.key:
        return RECORD_TYPES[patch.kind].from_json(patch.after) if patch.after is not None else None
    assert old is not None
    return old.with_field(patch.key, patch.after)


def patched_product(stored: Stored | None, patches: Sequence[Patch]) -> Change:
    """(before, after) of one product. Raises `Conflict` naming the keys that are not as the edit expects, and
    `DamagedCatalog` when what is stored is not what was saved."""
    before = stored.product if stored else None
    if stored:
        check_hash(stored.product.sku, packed(stored.product)[1], stored.hash)
    product = before
    for patch in patches:
        if (patch.key and product is None) or part_of(product, patch.key) != patch.before:
            raise _product_conflict(product, patches)
        if not patch.key:
            product = Product.from_json(patch.after) if patch.after is not None else None
        elif product is not None:
            product = product.with_parts({patch.key: patch.after})
    return before, product


def part_of(product: Product | None, key: str) -> Any:
    """The JSON value under a part key, the whole record under ""; None when there is none."""
    if product is None:
        return None
    return product.part(key) if key else product.to_json()


def _product_conflict(product: Product | None, patches: Sequence[Patch]) -> Conflict:
    if product is None:
        return Conflict(_("A product that this step changes does not exist any more."))
    keys = [p.key for p in patches if part_of(product, p.key) != p.before]
    names = tuple(f"{product.sku} {key}".rstrip() for key in keys)
    shown = ", ".join(names[:_NAMED])
    return Conflict(_("Changed in the meantime: {names}.").format(names=shown), names)
