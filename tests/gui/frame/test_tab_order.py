"""Tab follows the eye, whatever was built first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from pim.gui.frame.main_window import MainWindow
from pim.gui.frame.room import Room
from pim.gui.frame.tab_order import neighbour, stops


def named(widget: QWidget, name: str) -> QWidget:
    widget.setObjectName(name)
    return widget


@pytest.fixture
def sheet(qtbot) -> QWidget:
    """Two panes; in the right one a field is put before what was there already."""
    splitter = QSplitter()
    left = QWidget()
    QVBoxLayout(left).addWidget(named(QPushButton("a"), "left"))
    right, inside, line = QScrollArea(), QWidget(), QHBoxLayout()
    fields = QVBoxLayout(inside)
    fields.addWidget(named(QPushButton("last"), "last"))
    fields.addWidget(named(QPushButton("off"), "off"))
    fields.itemAt(1).widget().setEnabled(False)
    line.addWidget(named(QComboBox(), "unit"))
    line.insertWidget(0, named(QLineEdit(), "number"))
    line.insertWidget(0, QLabel("Width"))
    fields.insertLayout(0, line)
    right.setWidget(inside)
    right.setWidgetResizable(True)
    splitter.addWidget(right)
    splitter.insertWidget(0, left)
    qtbot.addWidget(splitter)
    splitter.resize(500, 300)
    with qtbot.waitExposed(splitter):
        splitter.show()
    return splitter


def test_stops_are_in_reading_order(sheet) -> None:
    assert [stop.objectName() for stop in stops(sheet)] == ["left", "number", "unit", "last"]


def test_an_area_with_text_only_can_be_scrolled_by_keys(qtbot) -> None:
    area = QScrollArea()
    area.setWidget(QLabel("A long text"))
    qtbot.addWidget(area)
    with qtbot.waitExposed(area):
        area.show()
    assert stops(area) == [area]


def test_neighbours_go_round_the_end(sheet) -> None:
    left, number, _unit, last = stops(sheet)
    assert neighbour(sheet, left, forward=True) is number
    assert neighbour(sheet, left, forward=False) is last
    assert neighbour(sheet, last, forward=True) is left
    assert neighbour(sheet, sheet, forward=True) is None


def test_tab_in_the_window_finds_what_was_built_late(qtbot, theme, settings) -> None:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(named(QLineEdit(), "second"))
    window = MainWindow(theme, settings, [Room("home", "Home", "house", lambda: page)])
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.show_room("home")
    layout.insertWidget(0, named(QLineEdit(), "first"))
    first = page.findChild(QLineEdit, "first")
    qtbot.waitUntil(lambda: first.isVisible() and first.y() < page.findChild(QLineEdit, "second").y())
    first.setFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == "second"
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget().objectName() == "first"
