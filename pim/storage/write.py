"""Writing products with everything derived from them, in the transaction of the edit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from operator import is_

from pim.catalog.edit import changed_keys
from pim.catalog.errors import CatalogError, Conflict
from pim.catalog.identifiers import fold_text, sku_key
from pim.catalog.product import Product
from pim.i18n import _
from pim.storage.derive import Derived, Rules, derive
from pim.storage.lines import (
    AFTER,
    BEFORE,
    Above,
    Node,
    Nodes,
    changes_sums,
    has_tree,
    id_of,
    is_new_model,
    line_of,
    roots_of,
)
from pim.storage.products import (
    Stored,
    chunks,
    extras_of,
    load_below,
    load_where,
    marks,
    packed,
    save_extras,
)
from pim.storage.rows import write_rows
from pim.storage.write_derived import DerivedWriter, Work

Change = tuple[Product | None, Product | None]
Written = tuple[Node, Product, Derived, list[int]]  # a product after the edit, and the ids of its line, root first

_TABLES_BY_PRODUCT = ("product_document", "stock", "association", "declared_exception", "completeness", "search_source")


class ProductWriter:
    """Writes batches of product changes of one edit. `revision` is the edit's number, `now` an ISO 8601 text."""

    def __init__(
        self, connection: sqlite3.Connection, rules: Rules, revision: int, now: str, rule_version: int
    ) -> None:
        self._connection = connection
        self._rules = rules
        self._revision = revision
        self._now = now
        self._rule_version = rule_version
        self._derived = DerivedWriter(connection)

    def save(self, changes: Sequence[Change], stored: Iterable[Stored] = ()) -> list[str]:
        """Writes the changes; `stored` are the rows already loaded of their `before` products.

        Returns the uids of all products whose data changed, those below a changed model included. Raises `Conflict`
        when a SKU is taken, `CatalogError` when a parent is missing.
        """
        nodes = self._nodes(changes, {row.product.uid: row for row in stored})
        above = self._above(nodes)
        work = [self._derive(node, nodes, above) for node in nodes.values()]
        self._delete([node for node in nodes.values() if node.after is None])
        self._free_skus([node for node in nodes.values() if node.direct])
        self._write_rows(work, nodes, above)
        save_extras(self._connection, [(node.id, node.before, node.after) for node in nodes.values() if node.direct])
        self._derived.write(work)
        self._update_models(nodes, above)
        return list(nodes)

    def renew(self, rows: Sequence[Stored]) -> None:
        """Derives products again under the present rules, whatever was derived before; nothing else changes."""
        nodes = {
            r.product.uid: Node(r.id, r.product, r.product, r.revision, r.created_at, r.updated_at, False, True)
            for r in rows
        }
        above = self._above(nodes)
        work = [self._derive(node, nodes, above) for node in nodes.values()]
        self._write_rows(work, nodes, above)
        self._derived.write(work)
        self._sum_models(nodes.values(), nodes, above)

    def _nodes(self, changes: Sequence[Change], known: Above) -> Nodes:
        next_id = int(self._connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM product").fetchone()[0])
        nodes: Nodes = {}
        models = []
        for before, after in changes:
            uid = (after or before).uid  # type: ignore[union-attr]
            row = known.get(uid)
            number, created = (row.id, row.created_at) if row else (next_id, self._now)
            next_id += row is None
            stale = row is not None and row.rule_version < self._rule_version
            nodes[uid] = Node(number, before, after, self._revision, created, self._now, True, stale)
            if before is not None and before.kind == "model":
                models.append(number)
        for below in load_below(self._connection, models):
            product = below.product
            if product.uid not in nodes and not _is_untouched(product, nodes):
                stale = below.rule_version < self._rule_version
                nodes[product.uid] = Node(
                    below.id, product, product, below.revision, below.created_at, below.updated_at, False, stale
                )
        return nodes

    def _above(self, nodes: Nodes) -> Above:
        """The products above those of the batch that are not in it, by uid."""
        found: Above = {}
        wanted = {p.parent for n in nodes.values() for p in (n.before, n.after) if p and p.parent} - nodes.keys()
        while wanted:
            rows = load_where(self._connection, "uid", sorted(wanted))
            found.update({row.product.uid: row for row in rows})
            wanted = {row.product.parent for row in rows if row.product.parent} - found.keys() - nodes.keys()
        return found

    def _derive(self, node: Node, nodes: Nodes, above: Above) -> Work:
        before = line_of(node.before, nodes, above, BEFORE) if node.before else []
        after = line_of(node.after, nodes, above, AFTER) if node.after else []
        new = derive(after, self._rules) if after else None
        if new is not None and len(before) == len(after) and all(map(is_, before, after)):
            return Work(node, new, new)
        old = derive(before, self._rules) if before else None
        return Work(node, old, new)

    def _delete(self, gone: list[Node]) -> None:
        ids = [(node.id,) for node in gone]
        if not ids:
            return
        self._derived.remove_search([node.id for node in gone])
        for table in _TABLES_BY_PRODUCT:
            self._connection.executemany(f"DELETE FROM {table} WHERE product_id=?", ids)
        self._connection.executemany("DELETE FROM channel_state WHERE root_id=?", ids)
        self._connection.executemany("DELETE FROM product WHERE id=?", ids)

    def _free_skus(self, nodes: list[Node]) -> None:
        """Products that take a new SKU let go of the old one first: two of a batch may exchange theirs."""
        renamed = [(f"\0{n.id}", n.id) for n in nodes if n.before and n.after and n.before.sku != n.after.sku]
        self._connection.executemany("UPDATE product SET sku_key=? WHERE id=?", renamed)

    def _write_rows(self, work: Sequence[Work], nodes: Nodes, above: Above) -> None:
        written: list[Written] = [
            (node, node.after, new, [id_of(each.uid, nodes, above) for each in line_of(node.after, nodes, above, AFTER)])
            for node, _old, new in work
            if node.after is not None and new is not None
        ]
        sums = _sums_of_new(written)
        rows, documents = [], []
        for node, product, new, ids in written:
            digest = None
            if node.direct:
                document, digest = packed(product)
                documents.append((node.id, document))
            stock, variants = sums.get(node.id, (new.stock, 0))
            rows.append((
                node.id, product.uid, product.sku, sku_key(product.sku), product.kind, ids[-2] if len(ids) > 1 else None,
                ids[0], product.family, int(product.enabled), new.name, fold_text(new.name), new.price, stock, new.percent,
                new.image, variants, node.created_at, node.updated_at, node.revision, node.revision, extras_of(product),
                self._rule_version, digest,
            ))  # fmt: skip
        try:
            write_rows(self._connection, rows, {node.id for node in nodes.values() if node.before is None})
        except sqlite3.IntegrityError as error:
            raise self._sku_conflict(work) from error
        self._connection.executemany(
            "INSERT INTO product_document VALUES(?, ?) ON CONFLICT(product_id) DO UPDATE SET document=excluded.document",
            documents,
        )

    def _sku_conflict(self, work: Sequence[Work]) -> CatalogError:
        for node, _old, _new in work:
            if node.after is None:
                continue
            taken = self._connection.execute(
                "SELECT sku FROM product WHERE sku_key=? AND uid<>?", (sku_key(node.after.sku), node.after.uid)
            ).fetchone()
            if taken:
                text = _("SKU “{sku}” is already used by “{other}”.").format(sku=node.after.sku, other=taken[0])
                return Conflict(text, (node.after.sku,))
        return Conflict(_("The same SKU was given twice."))

    def _update_models(self, nodes: Nodes, above: Above) -> None:
        """Counts and sums of models over what is below them, and the newest edit within each root's tree."""
        roots = roots_of(nodes.values(), nodes, above)
        lone = {node.id for node in nodes.values() if node.after and not has_tree(node.after)}
        new = {node.id for node in nodes.values() if node.before is None}  # their rows say it already
        for chunk in chunks(sorted((roots | lone) - new)):
            self._connection.execute(
                f"UPDATE product SET tree_revision=MAX(tree_revision, ?) WHERE id IN ({marks(chunk)})", (self._revision, *chunk)
            )
        if summed := [node for node in nodes.values() if changes_sums(node)]:
            self._sum_models(summed, nodes, above)

    def _sum_models(self, summed: Iterable[Node], nodes: Nodes, above: Above) -> None:
        roots = roots_of(summed, nodes, above)
        middle = {node.id for node in nodes.values() if node.after and node.after.kind == "model" and node.after.parent}
        middle |= {row.id for row in above.values() if row.product.parent}
        new = {node.id for node in nodes.values() if is_new_model(node)}  # their rows say it already
        for column, ids in (("parent_id", middle - new), ("root_id", roots - new)):
            for chunk in chunks(sorted(ids)):
                self._connection.execute(_SUM_BELOW.format(column=column, marks=marks(chunk)), chunk)


def _sums_of_new(written: Sequence[Written]) -> dict[int, tuple[float | None, int]]:
    """Stock and number of the variants below each new model: all of them are in the batch that creates it."""
    found: dict[int, tuple[float | None, int]] = {node.id: (None, 0) for node, *_others in written if is_new_model(node)}
    for _node, product, new, ids in written if found else ():
        if product.kind == "variant":
            for number in found.keys() & ids[:-1]:
                stock, variants = found[number]
                found[number] = (new.stock if stock is None else stock + (new.stock or 0), variants + 1)
    return found


def _is_untouched(product: Product, nodes: Nodes) -> bool:
    """Whether a product has values of its own for everything that changes in the models above it."""
    above = nodes.get(product.parent)
    if above is None:
        return False
    while above is not None:
        before, after = above.before, above.after
        if before is None or after is None or not all(key in product.values for key in changed_keys(before, after)):
            return False
        above = nodes.get(after.parent)
    return True


# Of models between a root and its leaves by `parent_id`, of roots by `root_id`.
_SUM_BELOW = (
    "UPDATE product SET (variants, stock)="
    "(SELECT COUNT(*), SUM(c.stock) FROM product c WHERE c.{column}=product.id AND c.kind='variant')"
    " WHERE kind='model' AND id IN ({marks})"
)
