"""The products of one batch of changes, the lines they stand in, and the roots of their trees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pim.catalog.errors import CatalogError
from pim.catalog.product import Product
from pim.i18n import _
from pim.storage.products import Stored

BEFORE, AFTER = 1, 2  # the side of a batch: its products before the edit, or after it
_LEVELS = 3  # a root, a model below it, a variant


class Node(NamedTuple):
    """One product of a batch, before and after.

    `direct`: the edit itself changes it, not only something above it. `stale`: what is stored of its derived data was
    worked out under older rules, so that it cannot be told from the present ones what is stored.
    """

    id: int
    before: Product | None
    after: Product | None
    revision: int
    created_at: str
    updated_at: str
    direct: bool
    stale: bool = False


Nodes = dict[str, Node]
Above = dict[str, Stored]


def line_of(product: Product | None, nodes: Nodes, above: Above, side: int) -> list[Product]:
    """The line of a product, root first, among the products of `side`. Raises `CatalogError` for one that cannot be."""
    assert product is not None
    line = [product]
    while line[0].parent:
        uid = line[0].parent
        parent = nodes[uid][side] if uid in nodes else above[uid].product if uid in above else None
        if not isinstance(parent, Product):
            if side == BEFORE:
                break  # it was created under a parent that this same edit creates or had removed
            raise CatalogError(_("The model above “{sku}” does not exist.").format(sku=product.sku))
        if parent in line:
            raise CatalogError(_("“{sku}” cannot be below itself.").format(sku=product.sku))
        line.insert(0, parent)
        if side == AFTER and len(line) > _LEVELS:
            raise CatalogError(_("“{sku}” would be below more than two models.").format(sku=product.sku))
    return line


def id_of(uid: str, nodes: Nodes, above: Above) -> int:
    """The local id of a product of the batch or above it."""
    return nodes[uid].id if uid in nodes else above[uid].id


def has_tree(product: Product) -> bool:
    """Whether a product has anything above or can have anything below it."""
    return product.kind == "model" or bool(product.parent)


def roots_of(some: Iterable[Node], nodes: Nodes, above: Above) -> set[int]:
    """The ids of the roots of every tree that `some` of a batch are in, before or after."""
    return {_root_id(p, nodes, above) for n in some for p in (n.before, n.after) if p and has_tree(p)}


def is_new_model(node: Node) -> bool:
    """Whether the edit creates a model: all that is below it is in the same batch."""
    return node.before is None and node.after is not None and node.after.kind == "model"


def changes_sums(node: Node) -> bool:
    """Whether what the models above sum up, stock and number of variants, may be another one."""
    before, after = node.before, node.after
    if before is None or after is None:
        return True
    return (before.kind, before.parent, before.stock) != (after.kind, after.parent, after.stock)


def _root_id(product: Product, nodes: Nodes, above: Above) -> int:
    """Climbs from this very version of the product: a variant that moved had another root before."""
    root, seen = product.uid, {product.uid}
    parent = product.parent
    while parent and parent not in seen:
        node = nodes.get(parent)
        found = (node.after or node.before) if node else above[parent].product if parent in above else None
        if found is None:
            break
        seen.add(parent)
        root, parent = parent, found.parent
    return id_of(root, nodes, above)
