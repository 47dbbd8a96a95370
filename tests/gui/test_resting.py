"""Counting again after changes: one question for many changes, one at a time, and a rest as long answers deserve."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject

from pim.gui import resting
from pim.gui.resting import REST, RestingTimer
from pim.gui.tasks import Task


class Clock:
    def __init__(self, monkeypatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(resting, "time", SimpleNamespace(monotonic=lambda: self.now))


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def timer(qapp):
    owner = QObject()
    yield RestingTimer(5, owner)
    owner.deleteLater()


def asked(timer: RestingTimer) -> Task:
    task = Task(lambda: 1, (), {})
    timer.watch(task)
    return task


def answer(task: Task, qtbot) -> None:
    with qtbot.waitSignal(task.finished):
        task.run()


def test_several_changes_are_one_question(timer, qtbot) -> None:
    times: list[int] = []
    timer.timeout.connect(lambda: times.append(1))
    with qtbot.waitSignal(timer.timeout):
        for _ in range(5):
            timer.soon()
    assert times == [1] and not timer.isActive()


def test_a_change_while_the_answer_is_on_its_way_waits_for_it(timer, clock, qtbot) -> None:
    task = asked(timer)
    timer.soon()
    assert not timer.isActive()
    answer(task, qtbot)
    assert timer.isActive()


def test_an_answer_that_took_long_is_followed_by_a_rest(timer, clock, qtbot) -> None:
    task = asked(timer)
    clock.now += 2.0
    answer(task, qtbot)
    assert not timer.isActive()  # nothing changed
    clock.now += 1.0
    timer.soon()
    assert timer.remainingTime() > 1000 * (2.0 * REST - 1.0) - 500
    timer.stop()
    clock.now += 2.0 * REST
    timer.soon()
    assert timer.remainingTime() <= 5


def test_an_answer_nobody_wants_any_more_ends_nothing(timer, clock, qtbot) -> None:
    older, newer = asked(timer), asked(timer)
    answer(older, qtbot)
    timer.soon()
    assert not timer.isActive()
    answer(newer, qtbot)
    assert timer.isActive()


def test_a_closing_window_asks_nothing(timer) -> None:
    timer.watch(None)
    timer.soon()
    assert timer.isActive()
    timer.stop()
