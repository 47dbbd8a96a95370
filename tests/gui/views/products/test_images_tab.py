"""The words of pictures, by keyboard."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pim.catalog.product import ImageUse
from pim.gui.frame.tab_order import stops
from pim.gui.views.products.sheet_parts.images_strip import ImagesStrip
from pim.gui.views.products.sheet_parts.images_tab import ImagesTab


def shown_with(*alts: str) -> SimpleNamespace:
    """As much of a shown product as the tab reads."""
    images = tuple(ImageUse(str(number) * 64, f"{number}.jpg", alt={"en_GB": alt}) for number, alt in enumerate(alts))
    product = SimpleNamespace(uid="p", images=images)
    return SimpleNamespace(product=product, locale="en_GB", view=SimpleNamespace(images=images, line=(product,)))


def test_tab_goes_on_where_the_rows_were_renewed(desk, qtbot, settle) -> None:
    tab = ImagesTab(desk)
    qtbot.addWidget(tab)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.show_product(shown_with("one", "two"))  # type: ignore[arg-type]
    tab._stops[2].setFocus(Qt.FocusReason.TabFocusReason)
    tab.show_product(shown_with("changed", "two"))  # type: ignore[arg-type]
    assert QApplication.focusWidget() is tab._stops[2]
    assert tab._stops[2].text() == "two"
    tab.show_product(shown_with("changed"))  # type: ignore[arg-type]
    assert QApplication.focusWidget() not in tab._stops
    settle()


def test_the_keys_stay_at_the_pictures_when_one_is_added(desk, qtbot, settle) -> None:
    strip = ImagesStrip(desk)
    qtbot.addWidget(strip)
    with qtbot.waitExposed(strip):
        strip.show()
    strip.show_product(shown_with())  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(stops(strip)) == 1)
    stops(strip)[-1].setFocus(Qt.FocusReason.TabFocusReason)
    strip.show_product(shown_with("one"))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(stops(strip)) == 2 and QApplication.focusWidget() in stops(strip))
    settle()
