"""What is derived, compared with deriving every product again from nothing: the two must always be the same."""

from __future__ import annotations

from typing import Any

from pim.catalog.identifiers import fold_text, sku_key
from pim.services.workspace import Workspace
from pim.storage.derive import INDEX_TABLES, Derived, Rules, derive
from pim.storage.products import document_of, extras_of, load_where
from pim.storage.records import content_hash, dump


def assert_derived_is_fresh(workspace: Workspace) -> None:
    """Renews what is pending, then compares columns, indexes, completeness, categories, images and search texts."""
    while workspace.renew(1000):
        pass
    with workspace.store.snapshot() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM product ORDER BY id")]
        stored = {row.id: row for row in load_where(connection, "id", ids)}
        fields = dict(connection.execute("SELECT key, id FROM index_field").fetchall())
        rules = Rules(workspace.structure, fields)
        fresh = {number: derive([each.product for each in _line(stored, number)], rules) for number in ids}
        _stored_as_saved(connection, stored)
        _columns(connection, stored, fresh)
        _indexes(connection, fresh)
        _sets(connection, fresh)
        _completeness(connection, fresh)
        _search(connection, fresh)
        _orphans(connection)


def _line(stored: dict[int, Any], number: int) -> list[Any]:
    own = stored[number]
    return [own] if own.parent_id is None else [*_line(stored, own.parent_id), own]


def _stored_as_saved(connection: Any, stored: dict[int, Any]) -> None:
    """The documents, and the columns that say the same as the product itself."""
    for number, document in connection.execute("SELECT product_id, document FROM product_document"):
        assert document == dump(document_of(stored[number].product)).decode(), stored[number]
    rows = connection.execute("SELECT id, sku, sku_key, kind, family, enabled, name, name_fold, extras, hash FROM product")
    for number, *columns, name, folded, extras, digest in rows:
        product = stored[number].product
        assert columns == [product.sku, sku_key(product.sku), product.kind, product.family, int(product.enabled)]
        assert (folded, extras) == (fold_text(name), extras_of(product)), product.sku
        assert digest == content_hash(product.to_json()), product.sku


def _columns(connection: Any, stored: dict[int, Any], fresh: dict[int, Derived]) -> None:
    rows = connection.execute(
        "SELECT id, kind, name, price, stock, completeness, image, variants, root_id, parent_id FROM product"
    ).fetchall()
    leaves = {row[0]: row for row in rows if row[1] == "variant"}
    for number, kind, name, price, stock, percent, image, variants, root, parent in rows:
        want = fresh[number]
        assert (name, price, percent, image) == (want.name, want.price, want.percent, want.image), stored[number]
        below = _leaves_below(number, leaves, {row[0]: row[9] for row in rows})
        if kind == "model":
            sums = [one for leaf in below if (one := fresh[leaf].stock) is not None]
            assert variants == len(below), stored[number].product.sku
            assert stock == (sum(sums) if sums else None), stored[number].product.sku
        else:
            assert (variants, stock) == (0, want.stock), stored[number].product.sku
        assert root == (_top(number, {row[0]: row[9] for row in rows})), stored[number].product.sku
        assert (parent is None) == (not stored[number].product.parent)


def _top(number: int, parents: dict[int, int | None]) -> int:
    while (above := parents[number]) is not None:
        number = above
    return number


def _leaves_below(number: int, leaves: dict[int, Any], parents: dict[int, int | None]) -> list[int]:
    def is_below(leaf: int) -> bool:
        above = parents[leaf]
        return above is not None and (above == number or is_below(above))

    return [leaf for leaf in leaves if is_below(leaf)]


def _indexes(connection: Any, fresh: dict[int, Derived]) -> None:
    for kind, table in INDEX_TABLES.items():
        found = {tuple(row) for row in connection.execute(f"SELECT field_id, value, product_id FROM {table}")}
        want = {(f, v, number) for number, new in fresh.items() for k, f, v in new.entries if k == kind}
        assert found == want, kind


def _sets(connection: Any, fresh: dict[int, Derived]) -> None:
    for table, column in (("product_category", "categories"), ("product_image", "images")):
        found = {tuple(row) for row in connection.execute(f"SELECT * FROM {table}")}
        assert found == {(value, number) for number, new in fresh.items() for value in getattr(new, column)}, table


def _completeness(connection: Any, fresh: dict[int, Derived]) -> None:
    rows = connection.execute(
        "SELECT c.product_id, s.channel, s.locale, c.filled, c.required FROM completeness c"
        " JOIN completeness_scope s ON s.id=c.scope_id"
    )
    want = {(n, c.channel, c.locale, c.filled, c.required) for n, new in fresh.items() for c in new.cells}
    assert {tuple(row) for row in rows} == want


def _search(connection: Any, fresh: dict[int, Derived]) -> None:
    found = {
        row[0]: (row[1], row[2]) for row in connection.execute("SELECT product_id, short, body FROM search_source")
    }
    assert found == {number: (new.short, new.body) for number, new in fresh.items()}
    for table in ("search_short", "search_text"):
        connection_check = f"SELECT COUNT(*) FROM {table}"
        assert connection.execute(connection_check).fetchone()[0] == len(fresh)


def _orphans(connection: Any) -> None:
    for table in ("product_document", "stock", "association", "declared_exception", "completeness"):
        left = connection.execute(
            f"SELECT COUNT(*) FROM {table} WHERE product_id NOT IN (SELECT id FROM product)"
        ).fetchone()
        assert left[0] == 0, table


def assert_search_index_holds(workspace: Workspace) -> None:
    """The database's own comparison of both full-text indexes with the texts they index."""
    with workspace.store.transaction() as connection:
        for table in ("search_short", "search_text"):
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")
