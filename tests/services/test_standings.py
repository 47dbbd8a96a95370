"""Where channels stand, what they would receive, what is held, declared and published."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.catalog.edit import Edit, record_patches
from pim.catalog.errors import CatalogError, UnknownRecord
from pim.services import differences, editing, exporting, folding, readiness, standings
from pim.services.export_report import ExportReport
from pim.services.renewal import Renewal
from pim.services.workspace import Workspace
from pim.storage import commit
from pim.storage.commit import CatalogChanged
from pim.storage.write import ProductWriter
from tests.builders import a_family_of_variants, a_product, a_workspace
from tests.storage.afresh import assert_derived_is_fresh


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    model, *variants = a_family_of_variants(values={"title@en_GB": "Mug", "price:EUR": "9.00", "price:USD": "10.00"})
    products = (
        a_product("A", title="Alpha", price="12.00", values={"brand": "Ours"}),
        a_product("B", title="Beta", price="7.00"),
        a_product("C", values={"price:EUR": "3.00"}),  # without a title: blocked
        model,
        *variants,
    )
    with a_workspace(tmp_path, *products) as made:
        readiness.renew_all(made)
        yield made


def uid(workspace: Workspace, sku: str) -> str:
    from pim.services.browsing import uid_of

    return uid_of(workspace, sku)


def renewed(workspace: Workspace) -> Renewal:
    renewal = Renewal(workspace)
    while renewal.some():
        pass
    return renewal


def counts(workspace: Workspace, code: str = "web") -> dict[str, int]:
    renewed(workspace)
    found = standings.standing(workspace)
    return dict(next(channel.counts for channel in found.channels if channel.code == code))


def publish(workspace: Workspace, tmp_path: Path) -> ExportReport:
    report = exporting.run_export(workspace, to=tmp_path / "out")
    assert [channel.error for channel in report.channels] == ["", ""]
    return report


def waiting(workspace: Workspace, code: str = "web") -> dict[str, differences.ProductDifference]:
    found = differences.differences(workspace, code, standings.waiting(workspace, code), "en_GB")
    return {product.sku: product for product in found}


def test_before_the_first_publication_everything_is_new_or_blocked(workspace: Workspace) -> None:
    assert counts(workspace) == {"new": 3, "blocked": 1}
    found = standings.standing(workspace)
    assert next((c.code, c.last, c.to_send, c.is_ready) for c in found.channels) == ("web", None, 3, False)
    assert not found.pending
    assert waiting(workspace)["C"].reasons[0] == "title en_GB is missing"
    assert waiting(workspace)["A"].values > 3


def test_a_change_is_told_with_its_field_before_and_after(workspace: Workspace, tmp_path: Path) -> None:
    publish(workspace, tmp_path)
    assert counts(workspace) == {"in_sync": 3, "blocked": 1}
    editing.set_value(workspace, uid=uid(workspace, "A"), key="price:EUR", text="12.50")
    editing.set_value(workspace, uid=uid(workspace, "A"), key="brand", text="")
    assert counts(workspace) == {"in_sync": 2, "changed": 1, "blocked": 1}
    product = waiting(workspace)["A"]
    # What the customer pays follows from the price and is not told twice.
    assert [(c.field, c.before, c.after) for c in product.changes] == [
        ("price:EUR", "12.00", "12.50"), ("brand", "Ours", None),
    ]  # fmt: skip
    assert product.state == "changed"


def test_what_variants_inherit_is_told_once_their_own_change_with_their_sku(
    workspace: Workspace, tmp_path: Path
) -> None:
    publish(workspace, tmp_path)
    editing.set_value(workspace, uid=uid(workspace, "M"), key="title@en_GB", text="Cup")
    editing.set_value(workspace, uid=uid(workspace, "M-red"), key="price:EUR", text="8.00")
    counts(workspace)
    changes = waiting(workspace)["M"].changes
    assert [(c.sku, c.field, c.before, c.after) for c in changes] == [
        ("", "title@en_GB", "Mug", "Cup"), ("", "title@fr_FR", "Mug", "Cup"), ("M-red", "price:EUR", "9.00", "8.00"),
    ]  # fmt: skip


def test_a_held_product_stays_behind_shows_its_changes_and_is_released_by_undo(
    workspace: Workspace, tmp_path: Path
) -> None:
    publish(workspace, tmp_path)
    editing.set_value(workspace, uid=uid(workspace, "B"), key="price:EUR", text="1.00")
    standings.set_held(workspace, "web", uid(workspace, "B"), True)
    assert counts(workspace)["held"] == 1
    assert counts(workspace, "print").get("held") is None
    product = waiting(workspace)["B"]
    assert product.is_held
    assert product.reasons == ("held back by hand",)
    assert [c.after for c in product.changes] == ["1.00"]
    workspace.undo()
    assert counts(workspace)["changed"] == 1
    standings.set_held(workspace, "web", uid(workspace, "B"), True)
    standings.set_held(workspace, "web", uid(workspace, "B"), False)
    assert workspace.structure.channels["web"].held == ()


def test_holding_what_is_not_there_is_refused(workspace: Workspace) -> None:
    with pytest.raises(CatalogError, match="does not exist any more"):
        standings.set_held(workspace, "web", "nobody", True)
    with pytest.raises(UnknownRecord, match="no channel"):
        standings.set_held(workspace, "moon", uid(workspace, "A"), True)


def test_the_ledger_keeps_exceptions_by_name_and_the_matrix_of_the_last_publication(
    workspace: Workspace, tmp_path: Path
) -> None:
    editing.declare_exception(
        workspace,
        uid=uid(workspace, "A"),
        key="title@en_GB#web",
        text="Alpha!",
        reason="louder there",
        until="2026-12-31",
    )
    (declared,) = standings.declared(workspace)
    assert (declared.sku, declared.key, declared.value, declared.until) == (
        "A",
        "title@en_GB#web",
        "Alpha!",
        "2026-12-31",
    )
    assert standings.declared(workspace, "print") == []
    report = publish(workspace, tmp_path)
    fields = standings.parity_fields(workspace)
    assert fields["title"]["web"]["exception"] == 1
    assert "exception" not in fields["title"]["print"]
    published = standings.ledger(workspace, report.operation)
    assert {one.channel for one in published} == {"web", "print"}
    details = {one.channel: one.summary["parity"]["details"] for one in published}
    assert [(d["sku"], d["kind"], d["found"]) for d in details["web"]] == [("A", "exception", "Alpha!")]
    assert details["print"] == []
    assert folding.fold(workspace) == 0


def test_completeness_of_a_large_catalogue_follows_a_changed_requirement_between_other_work(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More products than one edit renews itself: the lists are brought up to date while the window lives."""
    renewal = renewed(workspace)
    monkeypatch.setattr(commit, "LARGE", 3)
    monkeypatch.setattr(ProductWriter, "renew", None)  # a requirement asks for no product to be derived whole
    channel = workspace.structure.channels["web"]
    patches = tuple(record_patches(channel, dataclasses.replace(channel, required=("brand",))))
    workspace.apply(Edit(label="Requirement", patches=patches))
    assert standings.standing(workspace).pending
    assert workspace.is_stale()
    heard: list[CatalogChanged] = []
    workspace.subscribe(heard.append)
    rounds = 1
    while renewal.some(1):
        rounds += 1
    assert rounds > 2
    assert CatalogChanged(workspace.revision(), None, frozenset(), "") in heard
    assert not standings.standing(workspace).pending
    assert_derived_is_fresh(workspace)
