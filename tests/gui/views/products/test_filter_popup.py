"""The filter popup by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from pim.gui.views.products.filter_fields import filter_fields
from pim.gui.views.products.filter_popup import FilterPopup
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
