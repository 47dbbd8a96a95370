"""One theme for all tests of the room: a new one would style every widget again that is still alive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pim.gui.theme.theme import Theme


@pytest.fixture(scope="package")
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme in the system font."""
    made = Theme(qapp, "light", reduced_motion=True)
    yield made
    made.close()
