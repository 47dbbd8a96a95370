"""People go on working while a large import is written: every row is accounted for as things are then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pim.catalog.edit import Edit
from pim.catalog.product import Product
from pim.services import backing_up, deleting, editing
from pim.services.importing import committing
from pim.services.workspace import Workspace
from pim.storage.pacing import Pace
from tests.builders import a_product, creation
from tests.services.importing_tables import bring_in, catalog, products, write


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(committing, "LARGE", 4)
    for name in ("least", "first", "most"):
        monkeypatch.setattr(Pace, name, 1)
    with catalog(tmp_path) as opened:
        bring_in(opened, write(tmp_path, "sku,title\n" + "".join(f"A-{n},Cup {n}\n" for n in range(5))))
        yield opened


def test_rows_of_what_people_changed_meanwhile_are_accounted_for(workspace: Workspace, tmp_path: Path) -> None:
    known: dict[str, Product] = products(workspace)
    names = iter(range(1_000))

    def interfere() -> None:
        if next(names) != 1:  # when the first product has been written
            return
        editing.change_parts(
            workspace, {known["A-1"].uid: {"title@en_GB": "Mine"}, known["A-2"].uid: {"brand": "Mine"}}
        )
        deleting.delete_products(workspace, [known["A-3"].uid])
        workspace.apply(Edit(label="Mine", patches=creation(a_product("N-1", title="Mine"))))

    workspace.give_way = interfere
    rows = "".join(f"A-{n},Bowl {n}\n" for n in range(5)) + "N-0,New\nN-1,New\n"
    report = bring_in(workspace, write(tmp_path, "sku,title\n" + rows))
    assert (report.created, report.updated, report.values_left) == (1, 4, 1)
    assert [(found.line, found.value, found.reason) for found in report.rejections] == [
        (5, "A-3", "The product was deleted in the meantime."),
        (8, "N-1", "SKU “N-1” was given to another product in the meantime."),
    ]
    found = {sku: product.values["title@en_GB"] for sku, product in products(workspace).items()}
    assert found == {"A-0": "Bowl 0", "A-1": "Mine", "A-2": "Bowl 2", "A-4": "Bowl 4", "N-0": "New", "N-1": "Mine"}
    assert products(workspace)["A-2"].values["brand"] == "Mine"
    assert [backup.reason for backup in backing_up.backups(workspace)] == ["import"]


def test_a_large_import_that_changes_nothing_after_all_is_no_step(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"A-{n},Cup {n},cup{n}.jpg\n" for n in range(5))
    before = workspace.revision()
    report = bring_in(workspace, write(tmp_path, "sku,title,images\n" + rows))
    assert (report.edit, report.updated, len(report.images_missing)) == (None, 0, 5)
    assert workspace.revision() == before


def test_edits_are_saved_while_the_backup_before_a_small_import_is_made(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of a very large catalogue takes minutes, however few rows are imported."""
    monkeypatch.setattr(committing, "LARGE", 2_000)
    known = products(workspace)
    done: list[str] = []

    def beside(function: Callable[[], object]) -> object:
        editing.change_parts(workspace, {known["A-1"].uid: {"title@en_GB": "Mine"}})
        done.append("edited")
        return function()

    workspace.give_way, workspace.aside = lambda: None, beside
    report = bring_in(workspace, write(tmp_path, "sku,title\nA-0,Bowl 0\nA-1,Bowl 1\nN-0,New\n"))
    assert (done, report.created, report.updated, report.values_left) == (["edited"], 1, 2, 1)
    found = {sku: product.values["title@en_GB"] for sku, product in products(workspace).items()}
    assert (found["A-0"], found["A-1"], found["N-0"]) == ("Bowl 0", "Mine", "New")
    assert [backup.reason for backup in backing_up.backups(workspace)] == ["import"]
    workspace.undo()
    found = {sku: product.values["title@en_GB"] for sku, product in products(workspace).items()}
    assert (found["A-0"], found["A-1"], "N-0" in found) == ("Cup 0", "Mine", False)
