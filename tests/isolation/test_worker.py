"""The guarded child: answers, limits, deaths, cancel, streams."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from pim import i18n
from pim.isolation import (
    Cancelled,
    ChildDied,
    ChildFailed,
    Limits,
    OutOfMemory,
    TimedOut,
    Worker,
    run,
    stream,
)
from tests.isolation import work


def test_plain_data_crosses_both_ways() -> None:
    values = ["é\u2028\x00", 1, 2.5, True, None, b"\x00\xff", ["a", [b"b"]], {"k": {"deep": b"d"}}]
    assert run(work.echo, values) == values


def test_function_can_be_named() -> None:
    assert run("tests.isolation.work:echo", (1,)) == [1]


def test_one_worker_serves_many_calls_with_one_process() -> None:
    with Worker() as worker:
        assert len({worker.call(work.process) for _ in range(20)}) == 1


def test_threads_take_turns() -> None:
    got: list[list[int]] = []
    with Worker() as worker:

        def ask(n: int) -> None:
            got.append(worker.call(work.echo, (n,)))

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(got) == [[n] for n in range(8)]


def test_prints_do_not_disturb_the_conversation() -> None:
    assert run(work.noisy) == "clean"


def test_the_child_speaks_the_same_language() -> None:
    i18n.set_language("fr")
    assert run(work.language) == "fr"


def test_progress_arrives() -> None:
    seen: list[tuple[int, int, str]] = []
    assert run(work.count, (20,), on_progress=lambda *report: seen.append(report)) == 20
    assert seen[-1] == (20, 20, "row 20")
    assert [report[0] for report in seen] == sorted(report[0] for report in seen)


def test_cancel_is_heard_while_the_child_says_nothing(tmp_path: Path) -> None:
    note = tmp_path / "process"

    def give_up(done: int, total: int, text: str) -> None:
        if note.exists() and note.read_text():
            raise Cancelled

    with pytest.raises(Cancelled):
        run(work.write_process_and_sleep, (str(note),), on_progress=give_up)
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_known_exceptions_come_back_as_themselves() -> None:
    with pytest.raises(work.Refused) as caught:
        run(work.refuse, errors=(work.Refused,))
    assert (caught.value.file, caught.value.line) == ("a.csv", 7)


def test_other_exceptions_keep_name_text_and_trace() -> None:
    with pytest.raises(ChildFailed, match="the third column is odd") as caught:
        run(work.fail)
    assert caught.value.kind == "ValueError"
    assert "work.py" in caught.value.trace


def test_results_that_are_not_plain_are_refused() -> None:
    with pytest.raises(ChildFailed, match="only plain data|not JSON serializable"):
        run(work.not_plain)


def test_arguments_that_are_not_plain_are_refused() -> None:
    with Worker() as worker:
        with pytest.raises(TypeError):
            worker.call(work.echo, ({1},))
        assert worker.call(work.echo, (1,)) == [1]


@pytest.mark.parametrize(
    ("deed", "error", "words"),
    [
        (work.eat_memory, OutOfMemory, "more memory than the 512 MB"),
        (work.eat_memory_natively, OutOfMemory, "more memory"),
        (work.crash, ChildDied, "stopped unexpectedly"),
    ],
)
def test_the_worker_survives_the_death_of_its_child(deed: object, error: type[Exception], words: str) -> None:
    with Worker(Limits(memory_mb=512)) as worker:
        with pytest.raises(error, match=words):
            worker.call(deed)  # type: ignore[arg-type]
        assert worker.call(work.echo, ("alive",)) == ["alive"]


def test_the_deadline_ends_the_child() -> None:
    # The start of a child counts too: on a machine with much else to do it takes a good part of a second.
    with Worker(Limits(seconds=2)) as worker:
        start = time.monotonic()
        with pytest.raises(TimedOut, match="nothing came back"):
            worker.call(work.sleep, (30,))
        assert time.monotonic() - start < 10
        worker.call(work.sleep, (0,))


def test_an_idle_child_that_was_killed_is_replaced() -> None:
    with Worker() as worker:
        first = worker.call(work.process)
        os.kill(first, signal.SIGKILL)
        time.sleep(0.2)
        assert worker.call(work.process) != first


def test_a_stream_yields_everything_in_order() -> None:
    assert [row[0] for row in stream(work.rows, (500, 10))] == [str(n) for n in range(500)]


def test_a_stream_does_not_run_ahead(tmp_path: Path) -> None:
    note = tmp_path / "reached"
    rows = stream(work.rows_ahead, (str(note),))
    next(rows)
    time.sleep(1)
    reached = int(note.read_text())
    rows.close()
    assert reached < 20


def test_a_stream_gives_what_came_before_the_error() -> None:
    got = []
    with pytest.raises(work.Refused):
        for item in stream(work.breaks_after_two, errors=(work.Refused,)):
            got.append(item)
    assert got == [1, 2]


def test_a_dropped_stream_frees_the_worker() -> None:
    with Worker() as worker:
        rows = worker.stream(work.rows, (1000, 100_000))
        next(rows)
        with pytest.raises(RuntimeError, match="still streaming"):
            worker.call(work.process)
        rows.close()
        assert worker.call(work.echo, (1,)) == [1]


def test_an_answer_over_the_limit_is_refused() -> None:
    with pytest.raises(ChildDied, match="too large"):
        run(work.large, (3 << 20,), limits=Limits(answer_mb=1))


def test_closing_from_elsewhere_frees_the_one_who_waits() -> None:
    worker = Worker()
    worker.call(work.process)
    threading.Timer(0.3, worker.close).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        worker.call(work.sleep, (30,))
    assert time.monotonic() - start < 10
    assert worker.call(work.echo, (1,)) == [1]
    worker.close()


@pytest.mark.parametrize("answer", [[], "done", ["error", {}], ["progress", ["1", 2, ""]], ["surprise", 1]])
def test_answers_of_a_child_that_was_taken_over_are_refused(answer: object) -> None:
    with pytest.raises(ChildDied, match="not usable"):
        run(work.answer_freely, (answer,))


def test_the_child_ends_with_its_parent() -> None:
    worker = Worker()
    child = worker.call(work.process)
    held = worker._child
    assert held is not None
    held._requests.close()  # what the system does when the parent dies
    for _ in range(100):
        if held.has_ended():
            break
        time.sleep(0.05)
    assert held.has_ended()
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_child_starts_quickly() -> None:
    run(work.process)  # warm the disk cache
    start = time.monotonic()
    run(work.process)
    assert time.monotonic() - start < 3
