"""The one commit path: every kind of record, conflicts, undo and redo, edits written in batches."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category, path
from pim.catalog.channel import (
    AssociationType,
    Channel,
    ImportMapping,
    Locale,
    Location,
    PriceList,
    Role,
    SavedView,
)
from pim.catalog.edit import Edit, Patch, product_patches, record_patches
from pim.catalog.errors import CatalogError, Conflict
from pim.catalog.family import Family, VariantStructure
from pim.catalog.filters import Query
from pim.catalog.product import Product
from pim.catalog.record import Record
from pim.catalog.structure import RECORD_TYPES, record_uid
from pim.isolation import Cancelled
from pim.services import browsing, editing, structuring
from pim.services.workspace import Workspace, open_catalog
from pim.storage import checking, history
from pim.storage.commit import LARGE
from pim.storage.pacing import Pace
from pim.storage.products import load_products
from tests.builders import CLOCK, a_family_of_variants, a_product, a_workspace, change, creation
from tests.storage.afresh import assert_derived_is_fresh, assert_search_index_holds

NEW_RECORDS: dict[str, tuple[Record, dict[str, Any]]] = {
    "attribute": (Attribute(code="shade", labels={"en_GB": "Shade"}), {"group": "look", "rules": {"max_length": 9}}),
    "option": (Option(attribute="color", code="green"), {"labels": {"fr_FR": "vert"}, "position": 7}),
    "family": (
        Family(code="lamp", variants=(VariantStructure(code="one", levels=(("color",),)),)),
        {"required": {"web": ["brand"]}, "variants": []},
    ),
    "category": (Category(code="sale", parent="shop"), {"parent": "home", "position": 3}),
    "channel": (Channel(code="feed", locales=("en_GB",)), {"required": ["brand"], "options": {"a": 1}}),
    "price_list": (PriceList(code="GBP", currency="GBP"), {"audience": "wholesale"}),
    "location": (Location(code="lille"), {"place": "shop"}),
    "locale": (Locale(code="de_DE"), {"fallback": "en_GB"}),
    "association_type": (AssociationType(code="spare"), {"labels": {"en_GB": "Spare part"}}),
    "role": (Role(code="tags", attribute="material"), {"attribute": "color", "by_family": {"mug": "size"}}),
    "mapping": (ImportMapping(code="nord", columns={"A": "title"}), {"options": {"header": True}}),
    "saved_view": (SavedView(code="new", columns=("sku",)), {"sort": ["-sku"], "filters": [["sku", "=", ["a"]]]}),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    with a_workspace(tmp_path, a_product("A-1", title="Cup", price="5")) as opened:
        yield opened


def stored(workspace: Workspace, uid: str) -> Product | None:
    with workspace.reading() as connection:
        return load_products(connection, [uid]).get(uid)


def one(workspace: Workspace, sku: str = "A-1") -> Product:
    return browsing.view_product(workspace, sku=sku).product


def apply(workspace: Workspace, *patches: Patch, label: str = "Step") -> int:
    return workspace.apply(Edit(label=label, patches=patches, source="test")).revision


def test_this_walk_knows_every_kind() -> None:
    assert NEW_RECORDS.keys() == RECORD_TYPES.keys()


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_a_record_is_created_changed_removed_and_all_of_it_taken_back(workspace: Workspace, kind: str) -> None:
    record, fields = NEW_RECORDS[kind]
    uid = record_uid(record)
    changed = record
    for name, value in fields.items():
        changed = changed.with_field(name, value)

    def now() -> Record | None:
        again = open_catalog(workspace.folder, read_only=True)  # what is on disk, not what is in memory
        try:
            assert again.structure.of_kind(kind) == workspace.structure.of_kind(kind)
        finally:
            again.close()
        return workspace.structure.of_kind(kind).get(uid)

    apply(workspace, *record_patches(None, record))
    assert now() == record
    apply(workspace, *record_patches(record, changed))
    assert now() == changed
    apply(workspace, *record_patches(changed, None))
    assert now() is None
    for expected in (changed, record, None):
        workspace.undo()
        assert now() == expected
    for expected in (record, changed, None):
        workspace.redo()
        assert now() == expected
    workspace.undo()
    with workspace.reading() as connection:
        steps = history.changes_of(connection, uid)
    assert len(steps) == 3 + 3 + 3 + 1
    assert list(checking.problems(workspace.store, lambda *_a: None)) == []


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_a_record_that_is_not_as_expected_is_a_conflict(workspace: Workspace, kind: str) -> None:
    record, fields = NEW_RECORDS[kind]
    name, value = next(iter(fields.items()))
    before = workspace.structure
    with pytest.raises(Conflict):
        apply(workspace, Patch(kind, record_uid(record), name, None, value))  # there is no such record
    apply(workspace, *record_patches(None, record))
    with pytest.raises(Conflict):
        apply(workspace, Patch(kind, record_uid(record), name, "other", value))
    with pytest.raises(Conflict):
        apply(workspace, *record_patches(None, record))  # it is there already
    assert workspace.structure.of_kind(kind)[record_uid(record)] == record
    assert before.of_kind(kind).keys() < workspace.structure.of_kind(kind).keys()


def test_a_product_is_created_changed_removed_and_all_of_it_taken_back(workspace: Workspace) -> None:
    product = a_product("B", title="Bowl", categories=("mugs",))
    changed = product.with_parts(
        {
            ".sku": "B-2", "title@en_GB": None, "price:EUR": "7.10", ".categories": [], ".enabled": False,
            ".stock.paris": {"quantity": "3", "at": "2026-11-22"}, ".associations.goes_with": ["x"],
            "brand#web": {"value": "Acme", "reason": "law", "author": "ann", "until": "2026-12-31"},
            ".images": [{"sha256": "ab" * 32, "name": "b.png", "role": "main", "alt": {"en_GB": "a bowl"}}],
        }
    )
    steps = (product, changed, None)
    apply(workspace, *product_patches(None, product))
    apply(workspace, *product_patches(product, changed))
    assert stored(workspace, product.uid) == changed
    apply(workspace, *product_patches(changed, None))
    for expected in (*reversed(steps[:2]), None):
        workspace.undo()
        assert stored(workspace, product.uid) == expected
    for expected in steps:
        workspace.redo()
        assert stored(workspace, product.uid) == expected
    assert_derived_is_fresh(workspace)


def test_an_edit_without_patches_is_no_step(workspace: Workspace) -> None:
    revision = workspace.revision()
    assert apply(workspace) == revision == workspace.revision()


def test_the_same_operation_is_done_once(workspace: Workspace) -> None:
    product = one(workspace)
    edit = Edit(
        label="Once", patches=tuple(product_patches(product, product.with_parts({"brand": "Acme"}))), operation="op-1"
    )
    first, second = workspace.apply(edit), workspace.apply(edit)
    assert first.revision == second.revision == workspace.revision()
    assert second.uids == frozenset()


def test_a_refused_edit_leaves_nothing_behind(workspace: Workspace) -> None:
    """Not in the database, and not in the structure that is kept in memory either."""
    revision, structure = workspace.revision(), workspace.structure
    shade = NEW_RECORDS["attribute"][0]
    taken = a_product("a-1")
    with pytest.raises(Conflict, match="already used by “A-1”"):
        apply(workspace, *record_patches(None, shade), *product_patches(None, taken))
    assert (workspace.revision(), workspace.structure) == (revision, structure)
    apply(workspace, *record_patches(None, shade))  # and can be made afterwards
    assert_derived_is_fresh(workspace)


def test_a_patch_on_a_product_that_is_gone_is_a_conflict(workspace: Workspace) -> None:
    with pytest.raises(Conflict, match="does not exist any more"):
        apply(workspace, Patch("product", "gone", "brand", None, "Acme"))
    product = one(workspace)
    change(workspace, product, {"brand": "Acme"})
    number = change_number = workspace.revision()
    gone = change(workspace, one(workspace), {"brand": None})
    apply(workspace, *product_patches(gone, None))
    with pytest.raises(Conflict, match="cannot be taken back"):
        workspace.undo(change_number + 1)  # would set the brand of what is gone
    assert workspace.revision() == number + 2


def test_two_products_may_exchange_their_skus_in_one_step(workspace: Workspace) -> None:
    a, b = one(workspace), a_product("B")
    apply(workspace, *product_patches(None, b))
    editing.change_parts(workspace, {a.uid: {".sku": "B"}, b.uid: {".sku": "A-1"}})
    assert (one(workspace, "A-1").uid, one(workspace, "B").uid) == (b.uid, a.uid)
    workspace.undo()
    assert (one(workspace, "A-1").uid, one(workspace, "B").uid) == (a.uid, b.uid)
    assert_derived_is_fresh(workspace)


def test_later_changes_of_other_keys_do_not_block_undo_but_of_the_same_key_do(workspace: Workspace) -> None:
    product = change(workspace, one(workspace), {"brand": "Acme"}, label="Brand")
    first = workspace.revision()
    product = change(workspace, product, {"depth": "3"})
    workspace.undo(first)
    assert one(workspace).values.get("brand") is None
    assert one(workspace).values["depth"] == "3"
    product = change(workspace, one(workspace), {"brand": "Nord"}, label="Brand again")
    second = workspace.revision()
    change(workspace, product, {"brand": "Sud"})
    with pytest.raises(Conflict) as refused:
        workspace.undo(second)
    assert "“Brand again” cannot be taken back" in str(refused.value)
    assert refused.value.names == ("A-1 brand",)
    assert one(workspace).values["brand"] == "Sud"


def test_undo_and_redo_are_a_chain_until_a_new_edit_and_survive_reopening(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, a_product("A-1"))
    for text in ("1", "2", "3"):
        change(workspace, one(workspace), {"depth": text}, label=f"Depth {text}")

    def depth() -> Any:
        return one(workspace).values.get("depth")

    workspace.undo()
    workspace.undo()
    assert depth() == "1"
    workspace.close()
    workspace = open_catalog(workspace.folder, clock=CLOCK)
    workspace.redo()
    workspace.redo()
    assert depth() == "3"
    with pytest.raises(CatalogError, match="nothing to redo"):
        workspace.redo()
    workspace.undo()
    assert (depth(), workspace.structure.version > 0) == ("2", True)
    change(workspace, one(workspace), {"depth": "9"})
    with pytest.raises(CatalogError, match="nothing to redo"):
        workspace.redo()
    for expected in ("2", "1", None):  # what was undone for good is not undone again
        workspace.undo()
        assert depth() == expected
    workspace.undo()  # the product
    workspace.undo()  # the structure
    with pytest.raises(CatalogError, match="nothing to undo"):
        workspace.undo()
    assert not workspace.structure.attributes
    while workspace.next_redo():
        workspace.redo()
    assert depth() == "9"
    assert_derived_is_fresh(workspace)
    workspace.close()


def test_a_model_cannot_go_below_itself_nor_deeper_than_two_levels(workspace: Workspace) -> None:
    root, red, *_rest = a_family_of_variants("M")
    apply(workspace, *creation(root, red))
    deep = a_product("deep", kind="model", parent=red.uid)
    apply(workspace, *product_patches(None, deep))
    with pytest.raises(CatalogError, match="below more than two models"):
        apply(workspace, *product_patches(None, a_product("deeper", kind="variant", parent=deep.uid)))
    with pytest.raises(CatalogError, match="below itself"):
        editing.change_parts(workspace, {root.uid: {".parent": red.uid}})
    with pytest.raises(CatalogError, match="does not exist"):
        apply(workspace, *product_patches(None, a_product("lost", kind="variant", parent="nobody")))


MANY = LARGE + 300


def many(prefix: str = "P") -> list[Product]:
    return [a_product(f"{prefix}-{n:05}", title=f"Cup {n}", price="3") for n in range(MANY)]


def counted(workspace: Workspace, search: str = "") -> int:
    return browsing.count_products(workspace, Query(search=search))


def test_a_large_edit_is_written_in_batches_undone_and_redone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "first", 12)
    seen: list[tuple[int, bool]] = []
    products = many()
    edit = Edit(label="Import", patches=(), source="import")
    workspace.apply_large(
        edit, creation(*products), total=MANY,
        on_progress=lambda done, total, text: seen.append((done, workspace.is_applying)),
    )  # fmt: skip
    assert (counted(workspace), len(seen) > 5, all(busy for _done, busy in seen)) == (MANY + 1, True, True)
    workspace.undo()
    assert counted(workspace) == 1
    workspace.redo()
    assert counted(workspace) == MANY + 1
    assert_derived_is_fresh(workspace)
    assert_search_index_holds(workspace)


def test_cancelling_a_large_edit_takes_all_of_it_back(workspace: Workspace) -> None:
    def cancel(done: int, total: int, text: str) -> None:
        with pytest.raises(CatalogError, match="large change is being written"):
            workspace.undo()
        if done >= 1000:
            raise Cancelled

    revision = workspace.revision()
    with pytest.raises(Cancelled):
        workspace.apply_large(Edit(label="Import", patches=()), creation(*many()), on_progress=cancel)
    assert (counted(workspace), workspace.revision(), workspace.is_applying) == (1, revision, False)
    assert workspace.next_undo().label == "Products"  # type: ignore[union-attr]
    assert_derived_is_fresh(workspace)
    assert_search_index_holds(workspace)


def test_what_somebody_changed_between_batches_survives_the_cancelling(workspace: Workspace) -> None:
    """The later edit keeps its values, its product and its SKU; the rest is as it was before."""
    product = one(workspace)
    products = many()
    patches = (*product_patches(product, product.with_parts({"brand": "Bulk", "depth": "1"})), *creation(*products))

    def interfere(done: int, total: int, text: str) -> None:
        if done < 1000:
            return
        editing.change_parts(workspace, {product.uid: {"brand": "Mine"}, products[0].uid: {"brand": "Mine too"}})
        raise Cancelled

    with pytest.raises(Cancelled):
        workspace.apply_large(Edit(label="Import", patches=()), patches, on_progress=interfere)
    assert one(workspace).values == {**product.values, "brand": "Mine"}
    assert counted(workspace) == 2
    assert one(workspace, "P-00000").values["brand"] == "Mine too"
    assert_derived_is_fresh(workspace)
    workspace.close()
    with open_catalog(workspace.folder, clock=CLOCK) as again:  # nothing is left to take back
        assert again.recovered == []


def test_an_edit_from_another_thread_gets_in_between_two_batches(workspace: Workspace) -> None:
    done = threading.Event()

    def write() -> None:
        editing.change_parts(workspace, {one(workspace).uid: {"brand": "Quick"}})
        done.set()

    threads: list[threading.Thread] = []

    def start(count: int, total: int, text: str) -> None:
        if not threads:
            threads.append(threading.Thread(target=write))
            threads[0].start()
            assert done.wait(10), "the quick edit waited for the large one"

    workspace.apply_large(Edit(label="Import", patches=()), creation(*many()), on_progress=start)
    threads[0].join()
    assert one(workspace).values["brand"] == "Quick"


_CHILD = """
    import sys
    from pathlib import Path
    from pim.catalog.edit import Edit
    from pim.services.workspace import open_catalog
    from tests.storage.test_commit import creation, many

    workspace = open_catalog(Path(sys.argv[1]))
    def progress(done, total, text):
        if done >= int(sys.argv[2]):
            print("written", flush=True)
            sys.stdin.read()
    workspace.apply_large(Edit(label="Import", patches=()), creation(*many()), on_progress=progress)
"""


def test_a_process_killed_in_a_large_edit_leaves_nothing_of_it(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path, a_product("A-1", title="Cup"))
    folder, revision = workspace.folder, workspace.revision()
    workspace.close()
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_CHILD), str(folder), "1200"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with open_catalog(folder, clock=CLOCK) as again:
        assert [step.label for step in again.recovered] == ["Import"]
        assert (counted(again), counted(again, "Cup"), again.revision()) == (1, 1, revision)
        assert list(checking.problems(again.store, lambda *_a: None)) == []
        assert_derived_is_fresh(again)
        assert_search_index_holds(again)
        again.apply(Edit(label="Again", patches=creation(dataclasses.replace(many()[0], sku="P-00000"))))


def test_an_undo_never_closes_a_circle_of_categories(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        first = structuring.move_category(workspace, "mugs", "", 0).revision  # shop > home > mugs
        structuring.move_category(workspace, "home", "mugs", 0)
        with pytest.raises(CatalogError, match="below itself"):
            workspace.undo(first)
        assert [node.code for node in path(workspace.structure.categories, "home")] == ["mugs", "home"]


def test_an_undo_never_leaves_a_category_below_nothing(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        made = structuring.save_records(workspace, [Category(code="sale")]).revision
        structuring.save_records(workspace, [Category(code="last", parent="sale")])
        with pytest.raises(CatalogError, match="“last” is below the category “sale”"):
            workspace.undo(made)


def test_the_same_large_operation_is_done_once(workspace: Workspace) -> None:
    patches = creation(*[a_product(f"P-{n}") for n in range(3)])
    edit = Edit(label="Import", patches=(), operation="op-2")
    first = workspace.apply_large(edit, patches)
    second = workspace.apply_large(edit, patches)
    assert (first.revision, second.uids, counted(workspace)) == (second.revision, frozenset(), 4)


def test_a_cancelled_edit_leaves_a_category_that_something_was_put_below(workspace: Workspace) -> None:
    """What cannot be taken back without breaking what a person made since stays; all the rest goes."""
    made = (Category(code="sale", parent="shop"), Category(code="rest", parent="shop"))
    patches = [patch for record in made for patch in record_patches(None, record)]

    def interfere(done: int, total: int, text: str) -> None:
        structuring.save_records(workspace, [Category(code="last", parent="sale")])
        raise Cancelled

    with pytest.raises(Cancelled):
        workspace.apply_large(
            Edit(label="Import", patches=()), [*patches, *creation(*many()[:500])], on_progress=interfere
        )
    categories = workspace.structure.categories
    assert {"sale", "last"} <= categories.keys() and "rest" not in categories
    assert counted(workspace) == 1
    assert workspace.next_undo().label != "Import"  # type: ignore[union-attr]
    assert list(checking.problems(workspace.store, lambda *_a: None)) == []
    workspace.close()
    with open_catalog(workspace.folder, clock=CLOCK) as again:
        assert again.recovered == []
        assert again.structure.categories == categories
