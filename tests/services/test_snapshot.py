"""The snapshot an export stands on."""

from __future__ import annotations

from pathlib import Path

from pim.services.snapshot import sentences, take_snapshot
from tests.builders import CLOCK, a_product, a_workspace


def test_the_same_reasons_are_kept_once(tmp_path: Path) -> None:
    """Of a million products a third may be held back, nearly all of them for one of a few reasons."""
    products = [a_product(f"P-{n}", title="Cup", family="mug") for n in range(3)]  # without a price: held
    with a_workspace(tmp_path, *products) as workspace:
        found = take_snapshot(workspace, ["web"], CLOCK.now(), tmp_path)
    held = found.held["web"]
    assert [sku for sku, _reasons in held] == ["P-0", "P-1", "P-2"]
    assert held[0][1] and len({id(reasons) for _sku, reasons in held}) == 1
    said = sentences(held, found.structure)
    assert [sku for sku, _words in said] == ["P-0", "P-1", "P-2"]
    assert said[0][1] and len({id(words) for _sku, words in said}) == 1
