"""Standings after publishing and after a hold: worked out without judging every product again, and exact all the same."""

from pathlib import Path

import pytest

from pim.catalog.filters import Query
from pim.services import browsing, creating, editing, readiness
from pim.services.exporting import run_export
from pim.services.standings import set_held
from pim.services.workspace import Workspace, create_catalog, open_catalog
from pim.storage.errors import DamagedCatalog

TITLES = {"A": "Apple", "B": "Bowl", "C": "", "D": "Drum"}


@pytest.fixture
def workspace(tmp_path: Path):
    with create_catalog(tmp_path / "shop.pim") as made:
        for sku, title in TITLES.items():
            creating.add_product(made, sku=sku, values={"title": title})
        yield made


def stored(workspace: Workspace) -> dict[str, str]:
    """SKU -> state on the channel csv, as it is kept now."""
    with workspace.reading() as connection:
        from pim.storage.publications import load_states

        ids = list(browsing.product_ids(workspace, Query(roots_only=True)))
        names = {row.id: row.sku for row in browsing.rows(workspace, ids)}
        return {names[s.root_id]: s.state for s in load_states(connection, ids) if s.channel == "csv"}


def afresh(workspace: Workspace) -> dict[str, str]:
    """The same, every product judged again."""
    with workspace.store.transaction() as connection:
        connection.execute("UPDATE channel_state SET rule_version=0")
    readiness.renew_all(workspace)
    return stored(workspace)


def test_publishing_needs_no_second_judgement(workspace: Workspace, tmp_path: Path) -> None:
    readiness.renew_all(workspace)
    assert stored(workspace) == {"A": "new", "B": "new", "C": "blocked", "D": "new"}
    run_export(workspace, to=tmp_path / "out", channels=["csv"])
    assert not readiness.pending(workspace)
    kept = stored(workspace)
    assert kept == {"A": "in_sync", "B": "in_sync", "C": "blocked", "D": "in_sync"}
    assert kept == afresh(workspace)


def test_a_change_after_publishing_shows_and_goes_with_its_undo(workspace: Workspace, tmp_path: Path) -> None:
    run_export(workspace, to=tmp_path / "out", channels=["csv"])
    editing.set_value(workspace, uid=browsing.uid_of(workspace, "A"), key="title", text="Apricot")
    readiness.renew_all(workspace)
    assert stored(workspace)["A"] == "changed"
    workspace.undo()
    readiness.renew_all(workspace)
    assert stored(workspace)["A"] == "in_sync"


def test_holding_one_product_leaves_the_others_alone(workspace: Workspace) -> None:
    readiness.renew_all(workspace)
    set_held(workspace, "csv", browsing.uid_of(workspace, "B"), True)
    ids = list(browsing.product_ids(workspace, Query(roots_only=True)))
    assert len(readiness._stale(workspace, 100)) == 1
    assert {s["csv"].state for s in readiness.states(workspace, ids).values()} == {"new", "held", "blocked"}
    assert stored(workspace) == afresh(workspace)


def test_renewing_ends_when_a_product_stays_old_whatever_is_done(workspace: Workspace) -> None:
    """As one does whose row says that it belongs to another tree: it is in none."""
    with workspace.store.transaction() as connection:
        connection.execute("UPDATE product SET root_id=77 WHERE sku='A'")
    with pytest.raises(DamagedCatalog, match="pim restore"):
        readiness.renew_all(workspace)


def test_renewing_a_catalogue_that_is_open_for_reading_does_nothing(workspace: Workspace) -> None:
    with open_catalog(workspace.folder, read_only=True) as reader:
        readiness.renew_all(reader)
    assert stored(workspace) == {}
