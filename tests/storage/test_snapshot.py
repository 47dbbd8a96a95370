"""All products, read tree by tree."""

from __future__ import annotations

from pathlib import Path

from pim.storage.snapshot import trees
from tests.builders import a_product, a_workspace


def test_the_next_products_are_found_along_an_index(tmp_path: Path) -> None:
    """To sort all that are left for every two hundred of them took half an hour with a million products."""
    asked: list[str] = []
    products = a_product("B"), a_product("a"), a_product("C")
    with a_workspace(tmp_path, *products) as workspace, workspace.reading() as connection:
        connection.set_trace_callback(asked.append)
        skus = [tree.root.product.sku for tree in trees(connection)]
        connection.set_trace_callback(None)
        next_ones = [sql for sql in asked if "LIMIT" in sql]
        plans = [str(connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()) for sql in next_ones]
    assert skus == ["a", "B", "C"]
    assert len(plans) == 2 and all("product_by_sku_key" in plan and "TEMP B-TREE" not in plan for plan in plans), plans
