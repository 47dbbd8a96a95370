"""What sets a catalogue up is not taken back by one undo too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.catalog.errors import CatalogError
from pim.services.workspace import create_catalog


def test_a_new_catalog_has_nothing_to_undo(tmp_path: Path) -> None:
    with create_catalog(tmp_path / "shop.pim") as workspace:
        assert workspace.next_undo() is None
        with pytest.raises(CatalogError, match="nothing to undo"):
            workspace.undo()
        with pytest.raises(CatalogError, match="not undone"):
            workspace.undo(1)
        assert workspace.structure.locales and workspace.structure.attributes
