"""Keys are called what stands on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pim.gui.widgets.buttons import IconButton
from pim.gui.widgets.key_names import shown_keys
from pim.gui.widgets.labels import KeyHint
from pim.i18n import set_language


@pytest.fixture
def french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language("en")


def test_keys_in_english() -> None:
    assert shown_keys("Ctrl+Shift+Return") == "Ctrl+Shift+Enter"
    assert shown_keys("Alt+Up") == "Alt+↑"


def test_keys_in_french(french, theme, qtbot) -> None:
    assert shown_keys("Ctrl+Shift+Return") == "Ctrl+Maj+Entrée"
    assert shown_keys("Shift+F10") == "Maj+F10"
    hint, button = KeyHint(theme, "Ctrl Enter"), IconButton(theme, "x", "Clear", shortcut="Esc")
    for widget in (hint, button):
        qtbot.addWidget(widget)
    assert hint.text() == "Ctrl Entrée"
    assert button.toolTip() == "Clear (Échap)"
