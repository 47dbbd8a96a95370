"""What shows a picture is told when it arrives, and no longer when it is gone."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget

from pim.gui.views.products.sheet_parts.header import Picture
from pim.gui.views.products.sheet_parts.rows_list import ProductLine

MAKERS = [lambda desk: Picture(desk, 40), lambda desk: ProductLine(desk, "Cup", "CUP", "abc")]


@pytest.mark.parametrize("make", MAKERS, ids=["picture", "line"])
def test_a_picture_that_arrives_late_finds_nobody(make: Callable[[Any], QWidget], desk: Any, qtbot: Any) -> None:
    shown = make(desk)
    if isinstance(shown, Picture):
        shown.set_image("abc")
    desk.thumbnails.arrived.emit("abc")
    shiboken6.delete(shown)
    gc.collect()
    desk.thumbnails.arrived.emit("abc")  # an exception in a slot fails the test
