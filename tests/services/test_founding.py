"""What sets a catalogue up is there whole or not at all, and is not taken back by one undo too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.catalog.errors import CatalogError
from pim.isolation import Cancelled
from pim.services.demo import create_demo
from pim.services.workspace import create_catalog


def test_a_new_catalog_has_nothing_to_undo(tmp_path: Path) -> None:
    with create_catalog(tmp_path / "shop.pim") as workspace:
        assert workspace.next_undo() is None
        with pytest.raises(CatalogError, match="nothing to undo"):
            workspace.undo()
        with pytest.raises(CatalogError, match="not undone"):
            workspace.undo(1)
        assert workspace.structure.locales and workspace.structure.attributes


def test_a_demo_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def cancel(done: int, total: int, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        create_demo(tmp_path / "demo.pim", on_progress=cancel)
    assert list(tmp_path.iterdir()) == []
