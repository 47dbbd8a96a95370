"""The patches that give products other parts than are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pim.catalog.edit import PRODUCT, Patch, product_patches
from pim.catalog.errors import UnknownRecord
from pim.catalog.value_key import is_value_key
from pim.i18n import _
from pim.services.workspace import Workspace
from pim.storage.document_lines import stored_documents
from pim.storage.products import load_products


def part_patches(
    workspace: Workspace, uids: Sequence[str], parts: Mapping[str, Mapping[str, Any]], *, with_gone: bool = False
) -> list[Patch]:
    """Patches between what is stored of these products and `parts` of them (part key -> JSON value, None takes away).

    What is already so is left out. Raises `UnknownRecord` for a product that is gone. `with_gone` gives it patches as well,
    for a large edit: whether it was deleted meanwhile is known when they are written.
    """
    if all(is_value_key(key) for key in {key for uid in uids for key in parts[uid]}):
        return _value_patches(workspace, uids, parts, with_gone)
    with workspace.reading() as connection:
        products = load_products(connection, uids)
    patches: list[Patch] = []
    for uid in uids:
        if uid not in products:
            patches.extend(_of_gone(uid, parts[uid], with_gone))
            continue
        before = products[uid]
        patches.extend(product_patches(before, before.with_parts(parts[uid])))
    return patches


def _value_patches(
    workspace: Workspace, uids: Sequence[str], parts: Mapping[str, Mapping[str, Any]], with_gone: bool
) -> list[Patch]:
    """The same for values alone, which need no whole products."""
    with workspace.reading() as connection:
        stored = stored_documents(connection, uids)
    patches: list[Patch] = []
    for uid in uids:
        if uid not in stored:
            patches.extend(_of_gone(uid, parts[uid], with_gone))
            continue
        document = stored[uid]
        for key, value in parts[uid].items():
            before, after = document.value(key), list(value) if isinstance(value, tuple) else value
            if before != after:
                patches.append(Patch(PRODUCT, uid, key, before, after))
    return patches


def _of_gone(uid: str, parts: Mapping[str, Any], with_gone: bool) -> list[Patch]:
    if not with_gone:
        raise UnknownRecord(_("A product that this step changes does not exist any more."))
    return [Patch(PRODUCT, uid, key, None, value) for key, value in parts.items()]
