"""Deleting products with everything below them: what it takes along, and the step itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from pim.catalog.edit import Edit, Patch, product_patches
from pim.catalog.errors import UnknownRecord
from pim.catalog.identifiers import sku_key
from pim.catalog.product import Product
from pim.i18n import _, format_number, ngettext
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import lists
from pim.storage.commit import LARGE, CatalogChanged
from pim.storage.products import chunks, load_where

_TOGETHER = 500  # products whose data are in memory at a time


class Deletion(NamedTuple):
    """What deleting would take: the products, what is below them, and (SKU, link type, SKU deleted) of links to them."""

    skus: tuple[str, ...]
    below: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]


def plan_deletion(workspace: Workspace, uids: Iterable[str]) -> Deletion:
    """What deleting these products would take with it, and who refers to them; nothing is changed."""
    chosen = dict.fromkeys(uids)
    with workspace.reading() as connection:
        gone = lists.with_below(connection, chosen)
        links = lists.links_to(connection, gone)
    skus = set(gone.values())
    return Deletion(
        tuple(gone[uid] for uid in chosen if uid in gone),
        tuple(sku for uid, sku in gone.items() if uid not in chosen),
        tuple((sku, kind, gone[target]) for sku, kind, target in links if sku not in skus),
    )


def delete_products(
    workspace: Workspace, uids: Iterable[str], *, source: str = "grid", on_progress: OnProgress = no_progress
) -> CatalogChanged:
    """Deletes products with everything below them, and the links to them, as one step.

    Many are deleted in batches; `on_progress` may raise `Cancelled`. Raises `UnknownRecord`.
    """
    wanted = dict.fromkeys(uids)
    with workspace.reading() as connection:
        gone = lists.with_below(connection, wanted)
        linked = {sku_key(sku) for sku, _kind, _target in lists.links_to(connection, gone)}
        others = [r.product for r in load_where(connection, "sku_key", sorted(linked)) if r.product.uid not in gone]
    if not gone.keys() >= wanted.keys():
        raise UnknownRecord(_("A product to delete does not exist any more."))
    label = ngettext("{count} product deleted", "{count} products deleted", len(gone)).format(count=format_number(len(gone)))
    if len(gone) == 1:
        label = _("{sku} deleted").format(sku=next(iter(gone.values())))
    patches, edit = _patches(workspace, list(reversed(gone)), gone, others), Edit(label=label, patches=(), source=source)
    if len(gone) <= LARGE // 4:
        return workspace.apply(dataclasses.replace(edit, patches=tuple(patches)))
    return workspace.apply_large(edit, patches, total=len(gone), on_progress=on_progress)


def _patches(
    workspace: Workspace, lowest_first: list[str], gone: Container[str], others: Iterable[Product]
) -> Iterator[Patch]:
    for other in others:
        yield from product_patches(other, _unlinked(other, gone))
    for some in chunks(lowest_first, _TOGETHER):
        with workspace.reading() as connection:
            found = {row.product.uid: row.product for row in load_where(connection, "uid", some)}
        for uid in some:
            if uid in found:  # somebody else may have deleted it meanwhile
                yield from product_patches(found[uid], None)


def _unlinked(product: Product, gone: Container[str]) -> Product:
    kept = {kind: tuple(uid for uid in uids if uid not in gone) for kind, uids in product.associations.items()}
    return dataclasses.replace(product, associations={kind: uids for kind, uids in kept.items() if uids})
