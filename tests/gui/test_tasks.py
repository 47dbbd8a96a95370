"""Threads: every outcome arrives on the UI thread, late answers are dropped, edits go first."""

import threading

import pytest
from PySide6.QtCore import QObject

from pim.gui.tasks import BATCH, EDIT, Task
from pim.isolation import Cancelled


def test_a_result_arrives_on_the_ui_thread(tasks, qtbot) -> None:
    seen: list[tuple[str, threading.Thread]] = []
    task = tasks.read(
        lambda: threading.current_thread().name,
        then=lambda name: seen.append((name, threading.current_thread())),
    )
    with qtbot.waitSignal(task.finished):
        pass
    assert seen[0][1] is threading.main_thread()
    assert seen[0][0] != threading.main_thread().name


def test_an_error_is_delivered_logged_and_not_a_success(tasks, qtbot, caplog) -> None:
    errors: list[Exception] = []
    results: list[object] = []

    def work() -> None:
        raise ValueError("no such attribute")

    task = tasks.read(work, then=results.append, otherwise=errors.append, label="look up")
    with qtbot.waitSignal(task.finished):
        pass
    assert [str(error) for error in errors] == ["no such attribute"]
    assert results == []
    assert "look up" in caplog.text


def test_an_error_nobody_handles_is_reported(tasks, qtbot, caplog) -> None:
    with qtbot.waitSignal(tasks.unhandled) as caught:
        tasks.read(int, "x")
    assert isinstance(caught.args[0], ValueError)


def test_cancel_stops_the_work_at_its_next_report(tasks, qtbot) -> None:
    started = threading.Event()

    def work(on_progress) -> None:
        for step in range(10**9):
            on_progress(step, 10**9, "")
            started.set()

    task = tasks.write(work, with_progress=True)
    assert started.wait(5)
    with qtbot.waitSignals([task.cancelled, task.finished]):
        task.cancel()


def test_a_queued_task_that_is_cancelled_never_starts(tasks, qtbot) -> None:
    gate = threading.Event()
    ran: list[int] = []
    first = tasks.write(gate.wait, 5)
    second = tasks.write(ran.append, 1)
    second.cancel()
    with qtbot.waitSignals([first.finished, second.cancelled]):
        gate.set()
    assert ran == []


def test_a_late_answer_is_dropped(tasks, qtbot) -> None:
    gate, started = threading.Event(), threading.Event()
    seen: list[str] = []

    def slow() -> str:
        started.set()
        gate.wait(5)
        return "old"

    old = tasks.read(slow, then=seen.append, replaces="page")
    assert started.wait(5)
    new = tasks.read(lambda: "new", then=seen.append, replaces="page")
    with qtbot.waitSignal(new.finished):
        pass
    with qtbot.waitSignal(old.cancelled):
        gate.set()
    assert seen == ["new"]


def test_the_answer_for_a_destroyed_owner_is_dropped(tasks, qtbot) -> None:
    gate, owner = threading.Event(), QObject()
    seen: list[bool] = []
    task = tasks.read(lambda: gate.wait(5), then=seen.append, owner=owner)
    del owner
    with qtbot.waitSignal(task.finished):
        gate.set()
    assert seen == []


def test_edits_run_before_batches_and_one_at_a_time(tasks, qtbot) -> None:
    gate = threading.Event()
    order: list[str] = []
    tasks.write(gate.wait, 5)
    tasks.write(order.append, "batch", priority=BATCH)
    tasks.write(order.append, "edit 1", priority=EDIT)
    last = tasks.write(order.append, "edit 2", priority=EDIT)
    gate.set()
    assert tasks.wait_all(5000)
    assert order == ["edit 1", "edit 2", "batch"]
    assert last is not None


def test_progress_is_relayed_and_thinned(tasks, qtbot) -> None:
    seen: list[object] = []

    def work(on_progress) -> str:
        for step in range(1, 20_001):
            on_progress(step, 20_000, f"{step} of 20000")
        return "done"

    task = tasks.read(work, with_progress=True)
    task.progress.connect(lambda done, total, text: seen.append(done))
    with qtbot.waitSignal(task.succeeded):
        pass
    assert seen[-1] == 20_000
    assert len(seen) < 500


def test_finished_tasks_are_forgotten(tasks, qtbot) -> None:
    for _attempt in range(20):
        tasks.read(int)
    assert tasks.wait_all(5000)
    qtbot.waitUntil(lambda: not Task._running)
    assert tasks.count == 0


def test_after_shutdown_nothing_is_taken(tasks, qtbot) -> None:
    assert tasks.shutdown()
    with pytest.raises(RuntimeError, match="closing"):
        tasks.read(int)


def test_shutdown_lets_queued_edits_finish(tasks, qtbot) -> None:
    gate = threading.Event()
    done: list[str] = []
    tasks.write(gate.wait, 5)
    tasks.write(done.append, "kept")
    gate.set()
    assert tasks.shutdown(5000)
    assert done == ["kept"]


def test_a_report_after_cancel_raises(qapp) -> None:
    task = Task(int, (), {})
    task.cancel()
    with pytest.raises(Cancelled):
        task.report(1, 2)
    task.run()
    task._deliver("cancelled", None)
