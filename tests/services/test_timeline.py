"""The timeline and the changes of a step, with what became of them since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pim.catalog.errors import UnknownRecord
from pim.catalog.product import ImageUse
from pim.isolation import Cancelled
from pim.services import editing, exporting, structuring, timeline
from pim.services.browsing import uid_of
from pim.services.workspace import Workspace
from tests.builders import a_product, a_workspace, an_attribute

SHA = "0" * 64


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path, a_product("A", title="Alpha", price="1.00"), a_product("B", title="Beta")) as made:
        yield made


def labels(workspace: Workspace, **choice: Any) -> list[str]:
    return [entry.label for entry in timeline.timeline(workspace, **choice).entries]


def price(workspace: Workspace, sku: str, text: str) -> int:
    return editing.set_value(workspace, uid=uid_of(workspace, sku), key="price:EUR", text=text).revision


def test_edits_and_publications_stand_in_one_line_of_time(workspace: Workspace, tmp_path: Path) -> None:
    report = exporting.run_export(workspace, to=tmp_path / "out")
    entries = timeline.timeline(workspace).entries
    published = [entry for entry in entries if entry.is_publication]
    assert [(e.label, e.operation) for e in published] == [("Published 2 channels", report.operation)]
    assert "parity proven" in published[0].note
    assert labels(workspace, show=timeline.PUBLICATIONS) == ["Published 2 channels"]
    assert {"Structure", "Products"} <= set(labels(workspace))


def test_it_can_be_narrowed_to_who_and_what(workspace: Workspace) -> None:
    structuring.save_records(workspace, [an_attribute("origin", "text")])
    b = uid_of(workspace, "B")
    editing.set_images(workspace, uid=b, images=[ImageUse(SHA, "b.jpg")], label="One image")
    cells = [editing.CellChange(uid_of(workspace, sku), "brand", "Ours") for sku in ("A", "B")]
    editing.set_values(workspace, cells, label="Both")
    workspace.who = "bob"
    price(workspace, "A", "2.00")
    assert labels(workspace, show=timeline.STRUCTURE) == ["Attribute: origin"]
    assert labels(workspace, show=timeline.IMAGES) == ["One image"]
    assert labels(workspace, show=timeline.BULK) == ["Both", "Products"]
    assert labels(workspace, who="bob") == ["price EUR"]
    assert timeline.people(workspace) == ["ann", "bob"]


def test_pages_follow_each_other_without_gap_or_repetition(workspace: Workspace, tmp_path: Path) -> None:
    for number in range(5):
        price(workspace, "A", f"{number + 2}.00")
    exporting.run_export(workspace, to=tmp_path / "out")
    price(workspace, "A", "9.00")
    whole = [(e.number, e.operation) for e in timeline.timeline(workspace).entries]
    found, before = [], None
    while True:
        page = timeline.timeline(workspace, before, 2)
        found += [(e.number, e.operation) for e in page.entries]
        before = page.before
        if before is None:
            break
    assert sorted(found) == sorted(whole)
    assert len(found) == 9


def test_a_change_is_shown_with_what_it_is_now(workspace: Workspace) -> None:
    number = price(workspace, "A", "2.00")
    (change,) = timeline.step_changes(workspace, number).changes
    assert (change.sku, change.name, change.field, change.before, change.after) == (
        "A", "Alpha", "price EUR", "1.00", "2.00",
    )  # fmt: skip
    assert not change.has_changed_since
    workspace.who = "bob"
    price(workspace, "A", "3.00")
    (change,) = timeline.step_changes(workspace, number).changes
    assert (change.now, change.now_by) == ("3.00", "bob")
    assert timeline.step_summary(workspace, number) == timeline.StepSummary(1, 1, 1, 1)


def test_an_undone_step_says_by_whom_and_warns_of_nothing(workspace: Workspace) -> None:
    number = price(workspace, "A", "2.00")
    workspace.undo(number)
    entry = next(e for e in timeline.timeline(workspace).entries if e.number == number)
    assert entry.undone is not None
    assert entry.undone[0] == "ann"
    assert timeline.step_summary(workspace, number).changed_since == 0


def test_created_and_deleted_products_and_structure_have_names(workspace: Workspace) -> None:
    created = next(e for e in timeline.timeline(workspace).entries if e.label == "Products")
    first = timeline.step_changes(workspace, created.number, limit=1)
    assert [(c.sku, c.before, c.after) for c in first.changes] == [("A", None, "2 values")]
    assert first.after is not None
    second = timeline.step_changes(workspace, created.number, first.after, 1)
    assert [c.sku for c in second.changes] == ["B"]
    structuring.save_records(workspace, [an_attribute("origin", "text")])
    newest = timeline.timeline(workspace).entries[0]
    (change,) = timeline.step_changes(workspace, newest.number).changes
    assert (change.sku, change.field, change.uid) == ("origin", "Attribute", "")


def test_a_step_that_does_not_exist_is_named(workspace: Workspace) -> None:
    with pytest.raises(UnknownRecord, match="no step 99"):
        timeline.step_changes(workspace, 99)
    with pytest.raises(UnknownRecord, match="no step 99"):
        timeline.step_summary(workspace, 99)


def test_counting_can_be_cancelled(workspace: Workspace) -> None:
    def stop(done: int, total: int, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        timeline.step_summary(workspace, price(workspace, "A", "2.00"), stop)
