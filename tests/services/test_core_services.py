"""Creating, structuring, exporting, backing up and checking, each on a real catalogue."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pim.catalog.attribute import Attribute, Option
from pim.catalog.errors import CatalogError, Conflict, InvalidValue
from pim.catalog.filters import Query
from pim.channels import ADAPTERS
from pim.clock import FixedClock
from pim.isolation import Cancelled
from pim.services import backing_up, browsing, checking, creating, deleting, editing, exporting, structuring
from pim.services.export_report import ExportReport
from pim.services.workspace import Workspace, open_catalog
from pim.storage import publications
from tests.builders import CLOCK, MOMENT, a_family_of_variants, a_product, a_workspace, publications_of, two_levels


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    products = [a_product(sku, title=f"Cup {sku}", price="5", values={"price:USD": "6"}) for sku in ("A", "B", "C")]
    with a_workspace(tmp_path, *products, *a_family_of_variants("M", title="Mug", price="9")) as opened:
        yield opened


def uid(workspace: Workspace, sku: str) -> str:
    return browsing.uid_of(workspace, sku)


def test_variants_need_axes_of_their_own(workspace: Workspace) -> None:
    above = uid(workspace, "M")
    with pytest.raises(CatalogError, match="differ in color"):
        creating.add_product(workspace, sku="V", parent=above)
    with pytest.raises(CatalogError, match="“M-red” has the same values"):
        creating.add_product(workspace, sku="V", parent=above, values={"color": "Red"})
    with pytest.raises(InvalidValue, match="not an option"):
        creating.add_product(workspace, sku="V", parent=above, values={"color": "green"})
    structuring.save_records(workspace, [Option(attribute="color", code="green", labels={"en_GB": "Green"})])
    made = creating.add_product(workspace, sku="V", parent=above, values={"color": "green"})
    assert browsing.view_product(workspace, uid=made).product.family == "mug"
    with pytest.raises(Conflict, match="already used"):
        creating.add_product(workspace, sku=" v\u200b")


def test_a_copy_has_everything_but_what_belongs_to_one_product_only(workspace: Workspace) -> None:
    first = uid(workspace, "A")
    editing.set_values(workspace, [editing.CellChange(first, "gtin", "4006381333931")])
    editing.set_stock(workspace, uid=first, quantities={"paris": "3"})
    copy = browsing.view_product(workspace, uid=creating.duplicate_product(workspace, uid=first, sku="A-copy")).product
    assert copy.values == {"title@en_GB": "Cup A", "price:EUR": "5", "price:USD": "6"}
    assert copy.stock == {}
    creating.duplicate_product(workspace, uid=uid(workspace, "M"), sku="N")
    assert {p.sku for p in browsing.view_product(workspace, sku="N").below} == {"N-red", "N-blue"}


def test_deleting_takes_links_and_variants_along_and_undo_brings_all_back(workspace: Workspace) -> None:
    a, b, m = (uid(workspace, sku) for sku in "ABM")
    editing.set_links(workspace, uid=a, kind="goes_with", targets=[b, m])
    plan = deleting.plan_deletion(workspace, [b, m])
    assert (set(plan.below), set(plan.links)) == (
        {"M-red", "M-blue"},
        {("A", "goes_with", "B"), ("A", "goes_with", "M")},
    )
    deleting.delete_products(workspace, [b, m])
    assert browsing.totals(workspace) == (2, 0, 2)
    assert browsing.view_product(workspace, uid=a).product.associations == {}
    workspace.undo()
    assert browsing.view_product(workspace, uid=a).product.associations == {"goes_with": (b, m)}
    assert browsing.totals(workspace) == (4, 2, 5)


def test_a_large_deletion_goes_in_parts_and_takes_variants_before_their_models(workspace: Workspace, monkeypatch) -> None:
    monkeypatch.setattr(deleting, "LARGE", 4)
    monkeypatch.setattr(deleting, "_TOGETHER", 1)
    a, b, m, red = (uid(workspace, sku) for sku in ("A", "B", "M", "M-red"))
    editing.set_links(workspace, uid=a, kind="goes_with", targets=[b, m])
    before = {sku: browsing.view_product(workspace, sku=sku).product for sku in ("A", "B", "M", "M-red", "M-blue")}
    done: list[tuple[int, int]] = []
    deleting.delete_products(workspace, [red, b, m], on_progress=lambda n, total, _text: done.append((n, total)))
    assert done[-1][0] >= done[-1][1] == 4
    assert browsing.totals(workspace) == (2, 0, 2)
    assert checking.verify(workspace)["sound"] is True
    workspace.undo()
    assert {sku: browsing.view_product(workspace, sku=sku).product for sku in before} == before


def test_editing_refuses_as_a_whole(workspace: Workspace) -> None:
    changes = [
        editing.CellChange(uid(workspace, "A"), "price", "7"),
        editing.CellChange(uid(workspace, "B"), "price", "x"),
    ]
    revision = workspace.revision()
    with pytest.raises(InvalidValue):
        editing.set_values(workspace, changes)
    with pytest.raises(CatalogError, match="needs a reason"):
        editing.declare_exception(workspace, uid=uid(workspace, "A"), key="title#web", text="x", reason=" ")
    with pytest.raises(CatalogError, match="family of its model"):
        editing.change_family(workspace, [uid(workspace, "M-red")], "")
    with pytest.raises(CatalogError, match="no location"):
        editing.set_stock(workspace, uid=uid(workspace, "A"), quantities={"nowhere": "1"})
    assert workspace.revision() == revision
    editing.move_to_category(workspace, [uid(workspace, "A"), uid(workspace, "B")], "mugs")
    assert browsing.category_counts(workspace) == {"mugs": 2}
    editing.change_family(workspace, [uid(workspace, "M")], "")
    assert browsing.view_product(workspace, sku="M-red").product.family == ""


def test_the_family_of_a_model_typed_into_a_cell_is_that_of_its_variants(workspace: Workspace) -> None:
    model, variant = uid(workspace, "M"), uid(workspace, "M-red")
    editing.set_values(workspace, [editing.CellChange(model, ".family", "")])
    assert browsing.view_product(workspace, uid=variant).product.family == ""
    with pytest.raises(CatalogError, match="family of its model"):
        editing.set_values(workspace, [editing.CellChange(variant, ".family", "mug")])
    both = [editing.CellChange(one, ".family", "mug") for one in (variant, model)]
    editing.set_values(workspace, both)
    assert browsing.view_product(workspace, uid=variant).product.family == "mug"


def test_a_model_of_the_second_level_has_the_family_of_the_first(tmp_path: Path) -> None:
    with a_workspace(tmp_path, *two_levels("T")) as workspace:
        with pytest.raises(CatalogError, match="family of its model"):
            editing.change_family(workspace, [uid(workspace, "T-red")], "")
        editing.change_family(workspace, [uid(workspace, "T")], "")
        assert {browsing.view_product(workspace, sku=sku).product.family for sku in ("T-red", "T-red-s")} == {""}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("attribute", "title"),
        ("option", "color/red"),
        ("family", "mug"),
        ("category", "home"),
        ("price_list", "EUR"),
        ("locale", "en_GB"),
    ],
)
def test_what_is_used_is_not_deleted_unless_forced(workspace: Workspace, kind: str, code: str) -> None:
    assert structuring.usage(workspace, kind, code).is_used
    with pytest.raises(Conflict, match="is used by"):
        structuring.delete_record(workspace, kind, code)
    structure = workspace.structure
    structuring.delete_record(workspace, kind, code, force=True)
    assert code not in workspace.structure.of_kind(kind)
    exporting.run_export(workspace, to=workspace.folder.parent / "out", channels=["web"])
    workspace.undo()
    assert workspace.structure.records == structure.records


def test_structure_is_checked_before_it_is_saved(workspace: Workspace) -> None:
    shade = Attribute(code="shade", type="simple_select")
    structuring.save_records(
        workspace, [shade, Option(attribute="shade", code="dark")]
    )  # one step, one after the other
    for bad, reason in (
        (Attribute(code="Not A Code"), "not a code"),
        (Attribute(code="x", type="nonsense"), "type"),
        (Attribute(code="x", rules={"pattern": "("}), "pattern"),
        (Attribute(code="x", type="measurement"), "unit"),
        (Option(attribute="gone", code="x"), "no attribute"),
        (Option(attribute="shade", code="a|b"), "code"),
    ):
        with pytest.raises(CatalogError, match=reason):
            structuring.save_records(workspace, [bad])
    with pytest.raises(CatalogError, match="below itself"):
        structuring.move_category(workspace, "shop", "mugs", 0)


def exported(workspace: Workspace, to: Path, **options: Any) -> ExportReport:
    return exporting.run_export(workspace, to=to, **options)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_difference_is_taken_out_and_the_rest_rewritten(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter = type(ADAPTERS.get("csv"))
    item = adapter.item

    def wrong(self: Any, listing: Any, context: Any) -> Any:
        made = item(self, listing, context)
        return str_replaced(made) if listing.sku == "B" else made

    def str_replaced(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("Cup B", "Cup X")
        if isinstance(value, dict):
            return {key: str_replaced(part) for key, part in value.items()}
        return type(value)(str_replaced(part) for part in value) if isinstance(value, (list, tuple)) else value

    monkeypatch.setattr(adapter, "item", wrong)
    report = exported(workspace, tmp_path / "out", channels=["web"])
    (channel,) = report.channels
    assert (channel.status, channel.products) == ("ok", 2)  # of A, B and C; M lacks a price
    assert "B" in {sku for sku, _reasons in channel.held}
    assert report.parity.differences > 0
    assert b"Cup B" not in b"".join(files(tmp_path / "out").values())
    assert b"Cup A" in b"".join(files(tmp_path / "out").values())


def test_a_failing_channel_keeps_its_files_and_the_others_go_on(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    exported(workspace, out)
    before = files(out / "current" / "print")
    adapter = type(ADAPTERS.get("csv"))
    write = adapter.write

    def failing(self: Any, items: Any, context: Any, folder: Path) -> Any:
        if context.channel.code == "print":
            raise OSError("no space")
        return write(self, items, context, folder)

    monkeypatch.setattr(adapter, "write", failing)
    editing.set_value(workspace, uid=uid(workspace, "A"), key="title", text="New name")
    report = exported(workspace, out)
    assert {c.channel: c.status for c in report.channels} == {"web": "ok", "print": "failed"}
    assert files(out / "current" / "print") == before
    assert b"New name" in b"".join(files(out / "current" / "web").values())


def test_cancelling_an_export_leaves_the_old_set(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported(workspace, out)
    before = files(out.resolve())

    def cancel(done: int, total: int, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        exported(workspace, out, on_progress=cancel)
    assert files(out.resolve()) == before


def test_the_same_moment_gives_the_same_bytes_and_reading_only_may_export(workspace: Workspace, tmp_path: Path) -> None:
    exported(workspace, tmp_path / "one", as_of=MOMENT)
    with open_catalog(workspace.folder, read_only=True) as reading:
        assert not reading.writable
        exported(reading, tmp_path / "two", as_of=MOMENT)
    assert files(tmp_path / "one" / "current") == files(tmp_path / "two" / "current")
    assert len({p.operation for p in publications_of(workspace)}) == 2  # the reader's export was folded in
    with workspace.reading() as connection:
        assert set(publications.published_hashes(connection, "web", [uid(workspace, "A")])) == {uid(workspace, "A")}


def test_backups_are_verified_thinned_and_restored_without_losing_what_was_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = workspace.folder
    for days in (400, 200, 199, 45, 44, 3, 2, 2, 1):
        moment = MOMENT - timedelta(days=days, hours=days % 2)
        name = f"{moment:%Y%m%dT%H%M%S}-r{days}.backup"
        (folder / "backups" / name).write_bytes(b"x")
    path = backing_up.back_up(workspace)
    kept = [b.revision for b in backing_up.list_backups(folder)]
    assert path.exists() and kept[0] == workspace.revision()
    assert 400 not in kept and 3 in kept and len([r for r in kept if r in (200, 199)]) == 1
    editing.set_value(workspace, uid=uid(workspace, "A"), key="title", text="After the backup")
    workspace.close()
    aside = backing_up.restore(path, folder, CLOCK)
    assert aside is not None and sqlite3.connect(aside).execute("SELECT COUNT(*) FROM product").fetchone()[0] == 6
    with open_catalog(folder, clock=CLOCK) as again:
        assert browsing.view_product(again, sku="A").product.values["title@en_GB"] == "Cup A"
        assert backing_up.back_up_if_due(again) is None
    later = FixedClock(MOMENT + timedelta(hours=1))
    with open_catalog(folder, clock=later) as again:
        editing.set_value(again, uid=uid(again, "A"), key="title", text="Changed")
        assert backing_up.back_up_if_due(again) is not None
        assert backing_up.back_up_if_due(again) is None


def test_verify_finds_one_flipped_bit(workspace: Workspace) -> None:
    assert checking.verify(workspace)["sound"] is True
    with workspace.store.transaction() as connection:
        connection.execute(
            "UPDATE product_document SET document=replace(document, 'Cup B', 'Cup C')"
        )
    found = checking.verify(workspace)
    assert found["problems"] == ["product B is not what was saved"]
    with workspace.store.transaction() as connection:
        connection.execute("UPDATE family SET body=replace(body, 'by_color', 'by_colour')")
    assert len(checking.verify(workspace)["problems"]) == 2


def test_check_counts_every_product_once_per_channel(workspace: Workspace) -> None:
    found = checking.check(workspace)
    for channel in found["channels"]:
        assert sum(channel["readiness"].values()) == found["products"] == 4
    assert browsing.count_products(workspace, Query(roots_only=True)) == 4
