"""Products that have values of their own for what changes above them are left alone, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.services import editing
from pim.services.workspace import Workspace
from tests.builders import a_workspace, two_levels
from tests.storage.afresh import assert_derived_is_fresh

ROOT, MIDDLE, SMALL, MEDIUM = range(4)


@pytest.mark.parametrize(
    ("parts", "touched"),
    [
        ({ROOT: {"price:EUR": "9.90"}}, {"T", "T-red", "T-red-s"}),
        ({MIDDLE: {"price:EUR": "9.90"}}, {"T-red", "T-red-s"}),
        ({ROOT: {"brand": "Other", "price:EUR": "9.90"}}, {"T", "T-red", "T-red-s", "T-red-m"}),
        # The middle changes only what both leaves override; what changes in the root still reaches them.
        ({ROOT: {"brand": "Other"}, MIDDLE: {"size": "m"}}, {"T", "T-red", "T-red-s", "T-red-m"}),
        ({ROOT: {".categories": []}}, {"T", "T-red", "T-red-s", "T-red-m"}),
        ({ROOT: {"title@en_GB#web": {"value": "Web", "reason": "shorter"}}}, {"T", "T-red", "T-red-s", "T-red-m"}),
    ],
)
def test_a_change_reaches_whoever_inherits_it(tmp_path: Path, parts: dict[int, dict[str, object]], touched: set[str]) -> None:
    products = two_levels(title="Cup", price="5.00", values={"brand": "Acme"}, categories=("mugs",))
    products[MEDIUM] = products[MEDIUM].with_parts({"price:EUR": "7.00"})
    with a_workspace(tmp_path, *products) as workspace:
        changed = editing.change_parts(workspace, {products[place].uid: new for place, new in parts.items()})
        assert _skus(workspace, changed.uids) == touched
        assert_derived_is_fresh(workspace)
        workspace.undo()
        assert_derived_is_fresh(workspace)


def _skus(workspace: Workspace, uids: frozenset[str] | None) -> set[str]:
    with workspace.reading() as connection:
        rows = connection.execute("SELECT uid, sku FROM product").fetchall()
    return {sku for uid, sku in rows if uids is None or uid in uids}
