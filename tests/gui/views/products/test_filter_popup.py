"""The filter popup by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from pim.catalog.filters import Condition
from pim.gui.painting.side import COUNT_ROLE
from pim.gui.views.products.filter_fields import filter_fields
from pim.gui.views.products.filter_popup import FilterPopup
from pim.gui.widgets.choice_list import ChoiceList
from pim.gui.widgets.value_editors import LineEditor

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def test_the_arrows_choose_an_operator_and_tab_leads_to_the_value(desk, qtbot) -> None:
    under = QWidget()
    qtbot.addWidget(under)
    fields = filter_fields(desk.structure, desk.locale)
    popup = FilterPopup(desk.theme, fields, desk.convention, under)
    with qtbot.waitExposed(popup):
        popup.show()
    qtbot.keyClicks(popup.focusWidget(), "sku")
    qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    operator = popup.findChild(QComboBox)
    operator.setFocus()
    qtbot.keyClick(operator, Qt.Key.Key_Down)
    qtbot.keyClick(operator, Qt.Key.Key_Down)
    assert operator.currentIndex() == 2
    assert QApplication.focusWidget() is operator
    # The editor of the new operator is shown one turn of the event loop later.
    qtbot.waitUntil(popup._value.isVisible)
    qtbot.keyClick(operator, Qt.Key.Key_Tab)
    value = QApplication.focusWidget()
    assert isinstance(value, LineEditor)
    qtbot.keyClick(value, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is operator


def test_a_choice_says_how_many_products_have_it_and_choosing_it_is_all(desk, qtbot) -> None:
    under = QWidget()
    qtbot.addWidget(under)
    asked: list[str] = []

    def count(field: str, then, owner: QWidget) -> None:
        asked.append(field)
        then({"1": 7, "0": 1234})

    fields = filter_fields(desk.structure, desk.locale)
    popup = FilterPopup(desk.theme, fields, desk.convention, under, count=count)
    made: list[Condition] = []
    popup.made.connect(made.append)
    with qtbot.waitExposed(popup):
        popup.show()
    qtbot.keyClicks(popup.focusWidget(), "status")
    qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    choices = popup._value
    assert isinstance(choices, ChoiceList)
    assert asked == ["enabled"]
    assert [choices.list.item(n).data(COUNT_ROLE) for n in range(2)] == ["7", "1,234"]
    qtbot.keyClicks(popup.focusWidget(), "dis")
    qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    assert made == [Condition("enabled", "=", ("0",))]


def test_nothing_is_chosen_where_the_search_leaves_nothing(desk, qtbot) -> None:
    under = QWidget()
    qtbot.addWidget(under)
    fields = filter_fields(desk.structure, desk.locale)
    popup = FilterPopup(desk.theme, fields, desk.convention, under, Condition("enabled", "=", ("0",)))
    made: list[Condition] = []
    popup.made.connect(made.append)
    with qtbot.waitExposed(popup):
        popup.show()
    assert popup._value.current() == "0"
    qtbot.keyClicks(popup.focusWidget(), "qqq")
    qtbot.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    assert made == []
