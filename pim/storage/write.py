"""Writing products with everything derived from them, in the transaction of the edit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pim.catalog.errors import CatalogError, Conflict
from pim.catalog.identifiers import fold_text, sku_key
from pim.catalog.product import Product
from pim.i18n import _
from pim.storage import dialect
from pim.storage.derive import INDEX_TABLES, Derived, Rules, derive
from pim.storage.products import (
    Stored,
    chunks,
    document_of,
    extras_of,
    load_below,
    load_where,
    marks,
    save_extras,
)
from pim.storage.records import content_hash, dump

Change = tuple[Product | None, Product | None]

_PRODUCT_COLUMNS = (
    "id", "uid", "sku", "sku_key", "kind", "parent_id", "root_id", "family", "enabled", "name", "name_fold", "price",
    "stock", "completeness", "image", "variants", "created_at", "updated_at", "revision", "tree_revision", "extras",
    "rule_version", "hash",
)  # fmt: skip
_KEPT = ("id", "uid", "variants", "created_at", "tree_revision")
_UPSERT = (
    f"INSERT INTO product({','.join(_PRODUCT_COLUMNS)}) VALUES({marks(_PRODUCT_COLUMNS)}) ON CONFLICT(id) DO UPDATE SET "
    + ",".join(f"{name}=excluded.{name}" for name in _PRODUCT_COLUMNS if name not in _KEPT)
)
_TABLES_BY_PRODUCT = ("product_document", "stock", "association", "declared_exception", "completeness", "search_source")


class _Node(NamedTuple):
    """One product of a batch, before and after. `direct`: the edit itself changes it, not only something above it."""

    id: int
    before: Product | None
    after: Product | None
    revision: int
    created_at: str
    updated_at: str
    direct: bool


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
        self._scopes = _load_scopes(connection)

    def save(self, changes: Sequence[Change], stored: Iterable[Stored] = ()) -> list[str]:
        """Writes the changes; `stored` are the rows already loaded of their `before` products.

        Returns the uids of all products whose data changed, those below a changed model included. Raises `Conflict`
        when a SKU is taken, `CatalogError` when a parent is missing.
        """
        nodes = self._nodes(changes, {row.product.uid: row for row in stored})
        above = self._above(nodes)
        work = [(node, *self._derive(node, nodes, above)) for node in nodes.values()]
        self._delete([node for node in nodes.values() if node.after is None])
        self._write_rows([(node, new) for node, _old, new in work if node.after and new], nodes, above)
        self._write_derived(work)
        self._update_models(nodes, above)
        return list(nodes)

    def renew(self, rows: Sequence[Stored]) -> None:
        """Derives products again under the present rules, whatever was derived before; nothing else changes."""
        nodes = {
            r.product.uid: _Node(r.id, r.product, r.product, r.revision, r.created_at, r.updated_at, False)
            for r in rows
        }
        above = self._above(nodes)
        work: list[tuple[_Node, Derived | None, Derived | None]] = [
            (node, None, self._derive(node, nodes, above)[1]) for node in nodes.values()
        ]
        self._write_rows([(node, new) for node, _old, new in work if new], nodes, above)
        self._write_derived(work)
        self._sum_models(_roots(nodes, above))

    def _nodes(self, changes: Sequence[Change], known: dict[str, Stored]) -> dict[str, _Node]:
        next_id = int(self._connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM product").fetchone()[0])
        nodes: dict[str, _Node] = {}
        models = []
        for before, after in changes:
            uid = (after or before).uid  # type: ignore[union-attr]
            row = known.get(uid)
            number, created = (row.id, row.created_at) if row else (next_id, self._now)
            next_id += row is None
            nodes[uid] = _Node(number, before, after, self._revision, created, self._now, True)
            if before is not None and before.kind == "model":
                models.append(number)
        for below in load_below(self._connection, models):
            product = below.product
            if product.uid not in nodes:
                nodes[product.uid] = _Node(
                    below.id, product, product, below.revision, below.created_at, below.updated_at, False
                )
        return nodes

    def _above(self, nodes: dict[str, _Node]) -> dict[str, Stored]:
        """The products above those of the batch that are not in it, by uid."""
        found: dict[str, Stored] = {}
        wanted = {p.parent for n in nodes.values() for p in (n.before, n.after) if p and p.parent} - nodes.keys()
        while wanted:
            rows = load_where(self._connection, "uid", sorted(wanted))
            found.update({row.product.uid: row for row in rows})
            wanted = {row.product.parent for row in rows if row.product.parent} - found.keys() - nodes.keys()
        return found

    def _derive(
        self, node: _Node, nodes: dict[str, _Node], above: dict[str, Stored]
    ) -> tuple[Derived | None, Derived | None]:
        old = derive(_line(node.before, nodes, above, 1), self._rules) if node.before else None
        new = derive(_line(node.after, nodes, above, 2), self._rules) if node.after else None
        return old, new

    def _delete(self, gone: list[_Node]) -> None:
        ids = [(node.id,) for node in gone]
        if not ids:
            return
        self._remove_search([node.id for node in gone])
        for table in _TABLES_BY_PRODUCT:
            self._connection.executemany(f"DELETE FROM {table} WHERE product_id=?", ids)
        self._connection.executemany("DELETE FROM channel_state WHERE root_id=?", ids)
        self._connection.executemany("DELETE FROM product WHERE id=?", ids)

    def _write_rows(self, work: list[tuple[_Node, Derived]], nodes: dict[str, _Node], above: dict[str, Stored]) -> None:
        rows, documents = [], []
        for node, new in work:
            product = node.after
            assert product is not None
            line = _line(product, nodes, above, 2)
            ids = [_id_of(each.uid, nodes, above) for each in line]
            document = document_of(product)
            rows.append(self._row(node, product, new, ids, content_hash(product.to_json())))
            if node.direct:
                documents.append((node.id, dump(document).decode()))
        try:
            self._connection.executemany(_UPSERT, rows)
        except sqlite3.IntegrityError as error:
            raise self._sku_conflict(work) from error
        self._connection.executemany(
            "INSERT INTO product_document VALUES(?, ?) ON CONFLICT(product_id) DO UPDATE SET document=excluded.document",
            documents,
        )

    def _row(self, node: _Node, product: Product, new: Derived, ids: list[int], digest: bytes) -> tuple[Any, ...]:
        return (
            node.id, product.uid, product.sku, sku_key(product.sku), product.kind, ids[-2] if len(ids) > 1 else None,
            ids[0], product.family, int(product.enabled), new.name, fold_text(new.name), new.price, new.stock, new.percent,
            new.image, 0, node.created_at, node.updated_at, node.revision, node.revision, extras_of(product),
            self._rule_version, digest,
        )  # fmt: skip

    def _sku_conflict(self, work: list[tuple[_Node, Derived]]) -> CatalogError:
        for node, _new in work:
            if node.after is None:
                continue
            taken = self._connection.execute(
                "SELECT sku FROM product WHERE sku_key=? AND uid<>?", (sku_key(node.after.sku), node.after.uid)
            ).fetchone()
            if taken:
                text = _("SKU “{sku}” is already used by “{other}”.").format(sku=node.after.sku, other=taken[0])
                return Conflict(text, (node.after.sku,))
        return Conflict(_("The same SKU was given twice."))

    def _write_derived(self, work: list[tuple[_Node, Derived | None, Derived | None]]) -> None:
        save_extras(self._connection, [(node.id, node.before, node.after) for node, _o, _n in work if node.direct])
        self._write_entries(work)
        for table, column in (("product_category", "categories"), ("product_image", "images")):
            self._write_sets(table, column, work)
        cells = [
            (node.id, self._scope(cell.channel, cell.locale), cell.filled, cell.required)
            for node, old, new in work
            if new is not None and (old is None or old.cells != new.cells)
            for cell in new.cells
        ]
        self._connection.executemany(
            "INSERT INTO completeness VALUES(?,?,?,?) ON CONFLICT(product_id, scope_id)"
            " DO UPDATE SET filled=excluded.filled, required=excluded.required", cells,
        )  # fmt: skip
        self._write_search(work)

    def _write_entries(self, work: list[tuple[_Node, Derived | None, Derived | None]]) -> None:
        gone: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in INDEX_TABLES}
        come: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in INDEX_TABLES}
        for node, old, new in work:
            before = old.entries if old else frozenset()
            after = new.entries if new else frozenset()
            if before == after:
                continue
            for kind, field, value in before - after:
                gone[kind].append((field, value, node.id))
            for kind, field, value in after - before:
                come[kind].append((field, value, node.id))
        for kind, table in INDEX_TABLES.items():
            if gone[kind]:
                self._connection.executemany(
                    f"DELETE FROM {table} WHERE field_id=? AND value=? AND product_id=?", gone[kind]
                )
            if come[kind]:
                come[kind].sort()
                self._connection.executemany(f"INSERT INTO {table} VALUES(?,?,?) ON CONFLICT DO NOTHING", come[kind])

    def _write_sets(self, table: str, column: str, work: list[tuple[_Node, Derived | None, Derived | None]]) -> None:
        gone: list[tuple[str, int]] = []
        come: list[tuple[str, int]] = []
        for node, old, new in work:
            before = getattr(old, column) if old else frozenset()
            after = getattr(new, column) if new else frozenset()
            gone.extend((value, node.id) for value in before - after)
            come.extend((value, node.id) for value in after - before)
        name = "category" if table == "product_category" else "sha256"
        self._connection.executemany(f"DELETE FROM {table} WHERE {name}=? AND product_id=?", gone)
        self._connection.executemany(f"INSERT INTO {table} VALUES(?,?) ON CONFLICT DO NOTHING", come)

    def _write_search(self, work: list[tuple[_Node, Derived | None, Derived | None]]) -> None:
        changed = [
            (node.id, new.short, new.body, node.before is None)
            for node, old, new in work
            if new is not None and (old is None or (old.short, old.body) != (new.short, new.body))
        ]
        self._remove_search([number for number, _s, _b, created in changed if not created])
        self._connection.executemany("INSERT INTO search_source VALUES(?,?,?)", [row[:3] for row in changed])
        self._connection.executemany(dialect.SEARCH_INSERT["search_short"], [(row[0], row[1]) for row in changed])
        self._connection.executemany(dialect.SEARCH_INSERT["search_text"], [(row[0], row[2]) for row in changed])

    def _remove_search(self, ids: list[int]) -> None:
        for chunk in chunks(ids):
            where = f"WHERE product_id IN ({marks(chunk)})"
            rows = self._connection.execute(
                f"SELECT product_id, short, body FROM search_source {where}", chunk
            ).fetchall()
            self._connection.executemany(dialect.SEARCH_DELETE["search_short"], [(row[0], row[1]) for row in rows])
            self._connection.executemany(dialect.SEARCH_DELETE["search_text"], [(row[0], row[2]) for row in rows])
            self._connection.execute(f"DELETE FROM search_source {where}", chunk)

    def _update_models(self, nodes: dict[str, _Node], above: dict[str, Stored]) -> None:
        """Counts and sums of models over what is below them, and the newest edit within each root's tree."""
        roots = _roots(nodes, above)
        lone = {node.id for node in nodes.values() if node.after and not _has_tree(node.after)}
        for chunk in chunks(sorted(roots | lone)):
            self._connection.execute(
                f"UPDATE product SET tree_revision=? WHERE id IN ({marks(chunk)})", (self._revision, *chunk)
            )
        self._sum_models(roots)

    def _sum_models(self, roots: set[int]) -> None:
        for chunk in chunks(sorted(roots)):
            self._connection.execute(_SUM_BELOW.format(column="parent_id", marks=marks(chunk)), chunk)
            self._connection.execute(_SUM_BELOW_ROOT.format(marks=marks(chunk)), chunk)

    def _scope(self, channel: str, locale: str) -> int:
        if (channel, locale) not in self._scopes:
            number = self._connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM completeness_scope").fetchone()[0]
            self._connection.execute("INSERT INTO completeness_scope VALUES(?,?,?)", (number, channel, locale))
            self._scopes[channel, locale] = number
        return self._scopes[channel, locale]


# Models between a root and its leaves, then the roots themselves.
_SUM_BELOW = (
    "UPDATE product SET"
    " variants=(SELECT COUNT(*) FROM product c WHERE c.{column}=product.id AND c.kind='variant'),"
    " stock=(SELECT SUM(c.stock) FROM product c WHERE c.{column}=product.id AND c.kind='variant')"
    " WHERE kind='model' AND root_id IN ({marks}) AND id<>root_id"
)
_SUM_BELOW_ROOT = (
    "UPDATE product SET"
    " variants=(SELECT COUNT(*) FROM product c WHERE c.root_id=product.id AND c.kind='variant'),"
    " stock=(SELECT SUM(c.stock) FROM product c WHERE c.root_id=product.id AND c.kind='variant')"
    " WHERE kind='model' AND id IN ({marks})"
)


def _roots(nodes: dict[str, _Node], above: dict[str, Stored]) -> set[int]:
    """The ids of the roots of every tree that the batch touches, before or after."""
    return {_root_id(p, nodes, above) for n in nodes.values() for p in (n.before, n.after) if p and _has_tree(p)}


def _has_tree(product: Product) -> bool:
    return product.kind == "model" or bool(product.parent)


def _line(product: Product | None, nodes: dict[str, _Node], above: dict[str, Stored], side: int) -> list[Product]:
    """The line of a product, root first; `side` 1 takes the batch's products before the edit, 2 after it."""
    assert product is not None
    line = [product]
    while line[0].parent:
        uid = line[0].parent
        parent = nodes[uid][side] if uid in nodes else above[uid].product if uid in above else None
        if not isinstance(parent, Product):
            if side == 1:
                break  # it was created under a parent that this same edit creates or had removed
            raise CatalogError(_("The model above “{sku}” does not exist.").format(sku=product.sku))
        if parent in line or len(line) > 3:
            raise CatalogError(_("“{sku}” cannot be below itself.").format(sku=product.sku))
        line.insert(0, parent)
    return line


def _id_of(uid: str, nodes: dict[str, _Node], above: dict[str, Stored]) -> int:
    return nodes[uid].id if uid in nodes else above[uid].id


def _root_id(product: Product, nodes: dict[str, _Node], above: dict[str, Stored]) -> int:
    uid = product.uid
    while True:
        node = nodes.get(uid)
        seen = (node.after or node.before) if node else above[uid].product if uid in above else None
        if seen is None or not seen.parent:
            return _id_of(uid, nodes, above) if seen else 0
        uid = seen.parent


def _load_scopes(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    rows = connection.execute("SELECT channel, locale, id FROM completeness_scope")
    return {(channel, locale): number for channel, locale, number in rows}
