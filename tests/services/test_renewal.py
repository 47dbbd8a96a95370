"""Standings brought up to date step by step: what changed at once, the rest in a round; nothing is looked at twice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pim.catalog.filters import Query
from pim.clock import FixedClock
from pim.services import browsing, creating, editing, readiness, renewal, standings, structuring
from pim.services.renewal import Renewal
from pim.services.workspace import Workspace, create_catalog
from pim.storage import publications

SKUS = ("A", "B", "C", "D", "E")


@pytest.fixture
def workspace(tmp_path: Path):
    clock = FixedClock(datetime(2026, 3, 1, tzinfo=UTC))
    with create_catalog(tmp_path / "shop.pim", clock=clock) as made:
        for sku in SKUS:
            creating.add_product(made, sku=sku, values={"title": f"Thing {sku}"})
        yield made


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SKUs that are judged, in their order; in steps of two products."""
    monkeypatch.setattr(renewal, "_LOOKED_AT", 2)
    found: list[str] = []
    states = readiness.Judge.states

    def noted(self, tree, *args):
        found.append(tree.root.product.sku)
        return states(self, tree, *args)

    monkeypatch.setattr(readiness.Judge, "states", noted)
    return found


def finish(renewal: Renewal, changed=()) -> int:
    """How many calls it took."""
    calls = 1
    while renewal.some(10, changed):
        changed, calls = (), calls + 1
    return calls


def test_a_round_goes_through_all_products_once(workspace: Workspace, judged: list[str]) -> None:
    one = Renewal(workspace)
    assert finish(one) == 3  # two products, two, the last one
    assert judged == list(SKUS)
    assert not readiness.pending(workspace)
    assert finish(one) == 1
    assert judged == list(SKUS)


def test_what_changed_comes_first_and_the_round_goes_on(workspace: Workspace, judged: list[str]) -> None:
    one = Renewal(workspace)
    assert one.some(10)
    changed = editing.set_value(workspace, uid=browsing.uid_of(workspace, "E"), key="title", text="")
    assert one.some(10, changed.uids)
    assert judged == ["A", "B", "E"]
    finish(one)
    assert judged == ["A", "B", "E", "C", "D"]
    assert not readiness.pending(workspace)


def test_a_change_after_the_round_is_all_that_is_looked_at(
    workspace: Workspace, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Renewal(workspace)
    finish(one)
    monkeypatch.setattr(publications, "stale_roots", None)  # a look at every product
    changed = editing.set_value(workspace, uid=browsing.uid_of(workspace, "C"), key="title", text="Cup")
    assert finish(one, changed.uids) == 1
    assert judged == [*SKUS, "C"]
    assert not standings.standing(workspace, pending=False).pending


def test_another_structure_another_day_or_anything_asks_for_a_round(workspace: Workspace, judged: list[str]) -> None:
    one = Renewal(workspace)
    finish(one)
    channel = workspace.structure.channels["csv"]
    structuring.save_records(workspace, [channel.with_field("required", ["brand"])])
    finish(one)
    assert judged == [*SKUS, *SKUS]
    assert not readiness.pending(workspace)
    with workspace.store.transaction() as connection:
        connection.execute("UPDATE channel_state SET valid_until='2026-03-05'")
    finish(one)
    assert judged == [*SKUS, *SKUS]
    workspace.store.clock = FixedClock(datetime(2026, 3, 6, tzinfo=UTC))
    finish(one)
    assert judged == 3 * [*SKUS]
    with workspace.store.transaction() as connection:
        connection.execute("DELETE FROM channel_state")
    finish(one, None)
    assert judged == 4 * [*SKUS]
    ids = list(browsing.product_ids(workspace, Query(roots_only=True)))
    assert {found["csv"].state for found in readiness.states(workspace, ids).values()} == {"blocked"}
