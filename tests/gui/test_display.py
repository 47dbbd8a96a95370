"""Before QApplication: one clear sentence when no window can open."""

import sys

import pytest

from pim.gui.display import missing_libraries, why_no_window

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack these")


def test_no_screen_is_said_in_one_sentence() -> None:
    reason = why_no_window({})
    assert "DISPLAY" in reason
    assert "\n" not in reason


def test_offscreen_needs_no_screen() -> None:
    assert "DISPLAY" not in why_no_window({"QT_QPA_PLATFORM": "offscreen"})


def test_missing_libraries_are_named_by_package() -> None:
    assert missing_libraries({"libdoes-not-exist.so.9": "some-package", "libc.so.6": "libc6"}) == [
        "some-package"
    ]
