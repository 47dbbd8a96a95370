"""Whole collections wait for a pause, and happen; none on another thread than the one of the window."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QApplication

from pim.gui import garbage
from pim.gui.garbage import Garbage


class Knot:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def made(qapp: QApplication, monkeypatch) -> Iterator[Garbage]:
    monkeypatch.setattr(garbage, "FIRST", 0)
    monkeypatch.setattr(garbage, "LATER", 0)
    found = Garbage(qapp)
    yield found
    found.give_back()


def knots() -> int:
    return sum(isinstance(one, Knot) for one in gc.get_objects())


def test_a_pause_is_used_and_input_is_not_disturbed(qapp, made, monkeypatch) -> None:
    window = QWindow()
    made._watch(window)
    Knot()
    place = QPointF(1, 1)
    button = Qt.MouseButton.NoButton
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, place, place, button, button, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, moved)
    monkeypatch.setattr(garbage, "OVERDUE", 1_000_000)
    monkeypatch.setattr(garbage, "LATER", 1)
    assert not made.look()
    monkeypatch.setattr(garbage, "IDLE", -1.0)
    assert made.look()
    assert knots() == 0


def test_while_workers_are_busy_nobody_looks_through_what_they_hold(qapp, monkeypatch) -> None:
    monkeypatch.setattr(garbage, "FIRST", 0)
    monkeypatch.setattr(garbage, "IDLE", -1.0)
    monkeypatch.setattr(garbage, "LATER", 1_000)
    busy = [True]
    found = Garbage(qapp, lambda: bool(busy))
    try:
        assert not found.look()
        busy.clear()
        assert found.look()
        busy.append(True)
        monkeypatch.setattr(garbage, "LATER", 1)  # put off for long enough
        monkeypatch.setattr(garbage, "OVERDUE", -1)
        assert found.look()
    finally:
        found.give_back()


def test_what_a_worker_leaves_is_found_on_the_ui_thread(qapp, made, monkeypatch) -> None:
    monkeypatch.setattr(garbage, "FIRST", 1_000_000)
    found: set[int] = set()
    monkeypatch.setattr(Knot, "__del__", lambda _self: found.add(threading.get_ident()), raising=False)
    worker = threading.Thread(target=lambda: [Knot() for _ in range(20_000)])
    worker.start()
    worker.join()
    assert found == set()
    assert not made.look()
    assert found == {threading.get_ident()}
    assert knots() == 0


def test_python_collects_by_itself_only_before_and_after(qapp) -> None:
    found = Garbage(qapp)
    assert not gc.isenabled()
    assert gc.get_freeze_count() > 0
    found.give_back()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
