"""One snapshot feeds every channel: top-level products with everything below them, read within one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from pim.catalog.product import Product
from pim.i18n import _
from pim.storage.bounded import LEVELS, onward
from pim.storage.errors import damaged
from pim.storage.products import Stored, load_where, skus_by_uid

_ROOTS = 200  # top-level products read at a time: flat memory

Lines = list[list[Product]]


class Tree:
    """One top-level product: `lines` as `build_listing` wants them, and the row of its root."""

    __slots__ = ("lines", "root", "skus")

    def __init__(self, root: Stored, lines: Lines, skus: dict[str, str]) -> None:
        self.root, self.lines, self.skus = root, lines, skus


def trees(connection: sqlite3.Connection, root_ids: Sequence[int] | None = None) -> Iterator[Tree]:
    """The trees of the given roots, or of all in order of SKU, in flat memory. Use it within a snapshot."""
    if root_ids is not None:
        for start in range(0, len(root_ids), _ROOTS):
            yield from _trees(connection, list(root_ids[start : start + _ROOTS]))
        return
    last = ""
    while True:
        # The “+” keeps it to the index of SKUs: by that of parents all that are left would be sorted, for every few of them.
        rows = connection.execute(
            "SELECT id, sku_key FROM product WHERE +parent_id IS NULL AND sku_key>? ORDER BY sku_key LIMIT ?",
            (last, _ROOTS),
        ).fetchall()
        if not rows:
            return
        yield from _trees(connection, [row[0] for row in rows])
        last = onward(last, rows[-1][1])


def _trees(connection: sqlite3.Connection, ids: list[int]) -> Iterator[Tree]:
    by_root: dict[int, list[Stored]] = {}
    for stored in load_where(connection, "root_id", ids):
        by_root.setdefault(stored.root_id, []).append(stored)
    targets = {
        uid
        for members in by_root.values()
        for stored in members
        for uids in stored.product.associations.values()
        for uid in uids
    }
    skus = skus_by_uid(connection, sorted(targets)) if targets else {}
    for number in ids:
        if number in by_root:
            yield _tree(number, by_root[number], skus)


def _tree(root_id: int, members: list[Stored], skus: dict[str, str]) -> Tree:
    by_id = {stored.id: stored for stored in members}
    below: dict[int, list[Stored]] = {}
    for stored in sorted(members, key=lambda s: s.id):
        if stored.parent_id is not None:
            below.setdefault(stored.parent_id, []).append(stored)
    root = by_id.get(root_id)
    if root is None:
        raise damaged(_("the model above a product is missing"))
    lines: Lines = [[root.product]]
    _leaves(root, [root.product], below, lines)
    return Tree(root, lines, skus)


def _leaves(above: Stored, line: list[Product], below: dict[int, list[Stored]], lines: Lines) -> None:
    if len(line) > LEVELS:
        raise damaged(_("a product is below more than two models"))
    for stored in below.get(above.id, ()):
        own = [*line, stored.product]
        if stored.product.kind == "model":
            _leaves(stored, own, below, lines)
        else:
            lines.append(own)
