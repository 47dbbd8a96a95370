"""Changing products: what is refused and why, and the parts that are no plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.catalog.errors import CatalogError
from pim.services import browsing, editing
from pim.services.editing import CellChange
from tests.builders import a_product, a_workspace


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        (".sku", " ", "needs a SKU"), (".enabled", "perhaps", "neither yes nor no"), (".family", "tool", "no family"),
        (".categories", "attic", "no category"), (".images", "a.png", "cannot be set like this"),
    ],
)  # fmt: skip
def test_a_fixed_part_is_refused_with_its_reason(tmp_path: Path, key: str, text: str, reason: str) -> None:
    product = a_product("A", title="Cup")
    with a_workspace(tmp_path, product) as workspace:
        with pytest.raises(CatalogError, match=reason):
            editing.set_values(workspace, [CellChange(product.uid, key, text)])
        assert browsing.view_product(workspace, sku="A").product == product


def test_exceptions_stock_and_restoring(tmp_path: Path) -> None:
    product = a_product("A", title="Cup")
    with a_workspace(tmp_path, product) as workspace:
        uid = product.uid
        editing.declare_exception(workspace, uid=uid, key="title#web", text="Mug", reason="asked for", until="2026-12-31")
        assert browsing.view_product(workspace, uid=uid).product.exceptions["title@en_GB#web"].until == "2026-12-31"
        editing.declare_exception(workspace, uid=uid, key="title#web", text=" ", reason="")
        with pytest.raises(CatalogError, match="names no channel"):
            editing.declare_exception(workspace, uid=uid, key="title", text="Mug", reason="x")
        editing.set_stock(workspace, uid=uid, quantities={"attic": "2", "paris": "3"}, create_locations=True)
        assert "attic" in workspace.structure.locations
        editing.set_stock(workspace, uid=uid, quantities={"attic": ""})
        editing.restore_part(workspace, uid=uid, key="title@en_GB", value="Goblet")
        with pytest.raises(CatalogError, match="no link type"):
            editing.set_links(workspace, uid=uid, kind="spare", targets=[])
        with pytest.raises(CatalogError, match="does not exist any more"):
            editing.change_parts(workspace, {"gone": {".enabled": False}})
        found = browsing.view_product(workspace, uid=uid).product
        assert (found.values["title@en_GB"], found.exceptions, list(found.stock)) == ("Goblet", {}, ["paris"])
