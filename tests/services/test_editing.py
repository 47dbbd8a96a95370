"""Changing products: what is refused and why, and the parts that are no plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.catalog.attribute import Attribute
from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError
from pim.catalog.structure import Structure
from pim.i18n import format_number
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


def test_an_exception_needs_a_value_and_a_reason(tmp_path: Path) -> None:
    """Text of which nothing is left when it is read is no value: nobody would see what was declared."""
    product = a_product("A", title="Cup")
    with a_workspace(tmp_path, product) as workspace:
        for text, reason, words in (("\x00", "asked for", "value is empty"), ("Mug", " ", "needs a reason")):
            with pytest.raises(CatalogError, match=words):
                editing.declare_exception(workspace, uid=product.uid, key="title#web", text=text, reason=reason)
        assert browsing.view_product(workspace, sku="A").product == product


def test_a_value_of_a_product_that_is_gone_is_refused_with_all_others(tmp_path: Path) -> None:
    product = a_product("A", title="Cup")
    with a_workspace(tmp_path, product) as workspace:
        revision = workspace.revision()
        with pytest.raises(CatalogError, match="does not exist any more"):
            editing.set_values(workspace, [CellChange(uid, "brand", "Acme") for uid in (product.uid, "gone")])
        assert workspace.revision() == revision


def test_more_products_than_one_transaction_holds_are_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named after what changed, done and taken back as a whole, told on the way."""
    monkeypatch.setattr(editing, "LARGE", 3)
    products = [a_product(f"A-{number}", title="Cup") for number in range(8)]
    with a_workspace(tmp_path, *products) as workspace:
        parts = {"brand": "Acme", "depth": "3", ".enabled": False, ".categories": ["mugs"]}
        done: list[tuple[int, int]] = []
        editing.change_parts(
            workspace, {product.uid: parts for product in products},
            on_progress=lambda *told: done.append((told[0], told[1])),
        )  # fmt: skip
        step = workspace.next_undo()
        assert step is not None and step.label == "brand, depth, Status …, 8 products"
        assert done and all(total == len(products) for _done, total in done)

        def found() -> list[tuple[object, ...]]:
            views = [browsing.view_product(workspace, uid=product.uid).product for product in products]
            return [(p.values.get("brand"), p.enabled, p.categories) for p in views]

        assert set(found()) == {("Acme", False, ("mugs",))}
        workspace.undo()
        assert set(found()) == {(None, True, ())}


def test_a_change_of_many_products_is_named_with_a_number_that_can_be_read(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        label = editing._label(workspace.structure, {f"uid-{number}": {"brand": "Acme"} for number in range(20_000)})
    assert label == f"brand, {format_number(20_000)} products"
    assert "20000" not in label


def test_a_part_on_a_channel_is_named_by_the_channel_s_label() -> None:
    records = (Attribute(code="title", labels={"en": "Title"}), Channel(code="shopify", labels={"en": "Web shop"}))
    structure = Structure()
    for record in records:
        structure = structure.with_record(record.kind, record.code, record)
    assert editing.part_name(structure, "title#shopify") == "Title on Web shop"
    assert editing.part_name(structure, "title#gone") == "Title on gone"
