"""What stands between models and Qt: no exception goes up, no tool tip is taken for HTML."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from pim.gui.models.guard import guarded

_HOSTILE = "<p style=\"background:url('file:///etc/issue')\">x"
_Role = Qt.ItemDataRole


class _Model(QAbstractTableModel):
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 1

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 1

    @guarded(None)
    def data(self, index: Any, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.EditRole:
            raise ValueError("no")
        return _HOSTILE

    @guarded(None)
    def headerData(self, section: int, orientation: Any, role: int = _Role.DisplayRole) -> Any:
        return _HOSTILE


def test_tool_tips_of_models_are_shown_as_they_are() -> None:
    model = _Model()
    assert model.index(0, 0).data(_Role.DisplayRole) == _HOSTILE, "a view paints it as text"
    for tip in (model.index(0, 0).data(_Role.ToolTipRole), model.headerData(0, Qt.Orientation.Horizontal, _Role.ToolTipRole)):
        assert tip.startswith("<qt>&lt;p style=")
        assert "<p" not in tip


def test_what_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert _Model().index(0, 0).data(_Role.EditRole) is None
    assert "failed" in caplog.text
