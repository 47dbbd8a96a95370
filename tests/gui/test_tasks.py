"""Threads: every outcome arrives on the UI thread, late answers are dropped, edits go first."""

import threading

import pytest
from PySide6.QtCore import QObject

from pim.catalog.errors import NotNow
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


class Large:
    """A change on the writer in three parts, which lets edits through after the first and after the second."""

    def __init__(self, tasks) -> None:
        self._tasks = tasks
        self.order: list[str] = []
        self._begun, self._gate = threading.Event(), threading.Event()
        self.task = tasks.write(self._work, priority=BATCH, with_progress=True)
        assert self._begun.wait(5)

    def _work(self, on_progress) -> None:
        self._begun.set()
        assert self._gate.wait(5)
        for part in range(3):
            self.order.append(f"part {part}")
            self._tasks.writer.let_edits_through()
            on_progress(part, 3, "")
        self.order.append("end")

    def edit(self, name: str, work=None, **options: object) -> Task:
        def run() -> None:
            self.order.append(name)
            if work is not None:
                work()

        return self._tasks.write(run, **options)

    def go_on(self) -> None:
        self._gate.set()
        assert self._tasks.wait_all(5000)


def test_edits_are_done_between_the_parts_of_a_large_change_in_their_order(tasks, qtbot) -> None:
    large = Large(tasks)
    large.edit("edit 1")
    large.edit("edit 2", tasks.writer.let_edits_through)  # an edit lets nobody in
    large.edit("edit 3")
    large.go_on()
    assert large.order == ["part 0", "edit 1", "edit 2", "edit 3", "part 1", "part 2", "end"]


def test_what_an_edit_raises_is_its_own_affair(tasks, qtbot, caplog) -> None:
    large, errors, done = Large(tasks), [], []
    large.task.succeeded.connect(lambda _nothing: done.append("large"))
    large.edit("bad", lambda: int("no number"), otherwise=lambda error: errors.append(type(error)))
    large.edit("good", then=lambda _nothing: done.append("good"))
    large.edit("cancelled").cancel()
    large.go_on()
    assert (errors, done) == ([ValueError], ["good", "large"])
    assert large.order == ["part 0", "bad", "good", "part 1", "part 2", "end"]


def test_a_large_change_is_cancelled_between_edits_too(tasks, qtbot) -> None:
    large, cancelled = Large(tasks), []
    large.task.cancelled.connect(lambda: cancelled.append(True))
    large.edit("edit", large.task.cancel)
    large.edit("another")
    large.go_on()
    assert (large.order, cancelled) == (["part 0", "edit", "another"], [True])


def test_what_cannot_be_now_waits_for_the_end_and_what_follows_with_it(tasks, qtbot) -> None:
    large, said = Large(tasks), []

    def not_now() -> None:
        if "end" not in large.order:
            raise NotNow("later")

    large.edit("edit")
    waits = large.edit("structure", not_now, then=lambda _nothing: said.append("done"))
    waits.postponed.connect(lambda: said.append("waits"))
    large.edit("after it")
    large.go_on()
    assert large.order == ["part 0", "edit", "structure", "part 1", "part 2", "end", "structure", "after it"]
    assert said == ["waits", "done"]


def test_edits_are_done_while_something_is_read_aside(tasks, qtbot) -> None:
    edited, threads = threading.Event(), []

    def read() -> str:
        threads.append(threading.get_ident())
        return "read" if edited.wait(5) else "nobody was let through"

    def work() -> str:
        threads.append(threading.get_ident())
        answer = tasks.writer.aside(read)
        with pytest.raises(ValueError, match="spoilt"):
            tasks.writer.aside(spoilt)
        return answer

    def spoilt() -> None:
        raise ValueError("spoilt")

    answers: list[str] = []
    tasks.write(work, priority=BATCH, then=answers.append)
    tasks.write(edited.set)
    assert tasks.wait_all(5000)
    assert (answers, len(set(threads))) == (["read"], 2)
    assert tasks.writer.aside(lambda: "at once") == "at once"  # nothing is being written here
