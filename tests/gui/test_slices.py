"""Work in slices: it begins at once, lets others in between, and can be had whole."""

from __future__ import annotations

from collections.abc import Iterator

from pim.gui.slices import Slices


def counting(done: list[int], count: int = 5) -> Iterator[None]:
    for number in range(count):
        done.append(number)
        yield


def test_short_work_is_done_at_once(qapp) -> None:
    done: list[int] = []
    Slices().start(counting(done))
    assert done == [0, 1, 2, 3, 4]


def test_long_work_lets_events_in_between(qtbot, monkeypatch) -> None:
    monkeypatch.setattr("pim.gui.slices.SLICE", -1.0)
    done: list[int] = []
    slices = Slices()
    slices.start(counting(done))
    assert done == [0]
    qtbot.waitUntil(lambda: len(done) == 5)


def test_somebody_who_needs_the_result_gets_it(qtbot, monkeypatch) -> None:
    monkeypatch.setattr("pim.gui.slices.SLICE", -1.0)
    done: list[int] = []
    slices = Slices()
    slices.start(counting(done))
    slices.finish()
    assert done == [0, 1, 2, 3, 4]
    other: list[int] = []
    slices.start(counting(done))
    slices.start(counting(other))
    slices.finish()
    assert (done[5:], other) == ([0], [0, 1, 2, 3, 4])
