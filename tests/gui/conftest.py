"""One theme per test, and no task may be left running."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from pim.gui.tasks import Tasks
from pim.gui.theme.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme in the system font."""
    made = Theme(qapp, "light", reduced_motion=True)
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path) -> QSettings:
    """Empty settings of this test only."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Worker threads that must have nothing left to do when the test ends."""
    made = Tasks()
    yield made
    assert made.shutdown(5000), "a task is still running"
