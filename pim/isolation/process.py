"""One running child process: started, listened to, watched, ended."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pim.i18n import _
from pim.isolation import wire
from pim.isolation.child import OUT_OF_MEMORY
from pim.isolation.errors import Cancelled, ChildDied, ChildFailed, IsolationError, OutOfMemory, TimedOut

OnProgress = Callable[[int, int, str], None]
"""`on_progress(done, total, text)`; total 0 = unknown. It may raise `Cancelled`: the child is then killed.
While the child says nothing, the last report is repeated ten times a second, so that a cancel is heard."""

_PAUSE = 0.1  # seconds between two looks at the deadline and at cancel
_AHEAD = 4  # answers read ahead; beyond that the child waits, which keeps a stream's memory flat
_TAIL = 4000  # bytes of the child's last words that are looked at
_MEMORY_SIGNS = ("MemoryError", "memory allocation", "bad_alloc", "out of memory", "Cannot allocate memory")
_START = "from pim.isolation.child import serve; serve()"


@dataclass(frozen=True)
class Limits:
    """What the child may use: address space in MiB (0 = no limit; not enforced on Windows and macOS), seconds
    for one call or for one batch of a stream, and MiB for one answer."""

    memory_mb: int = 1024
    seconds: float = 120.0
    answer_mb: int = 256


class Child:
    """A child process and the thread that reads its answers. `idle` = every question was answered."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._words = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed in stop()
        self._process = _start(limits, self._words)
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers: queue.Queue[list[Any] | None] = queue.Queue(_AHEAD)
        self._nonsense = ""
        self._stopped = False
        self._reader = threading.Thread(target=self._read, name="pim-child-reader", daemon=True)
        self._reader.start()
        self.idle = True

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    def ask(self, request: dict[str, Any]) -> None:
        """Send one request. Raises TypeError if an argument is not plain data, ChildDied if it is gone."""
        self.idle = False
        try:
            wire.send(self._requests, request)
        except OSError:
            raise self._death() from None

    def result(self, on_progress: OnProgress | None, errors: tuple[type[Exception], ...]) -> Any:
        """The one answer to the last request."""
        kind, value = self._next(on_progress)
        self.idle = kind in ("done", "error")
        if kind != "done":
            raise self._failure(kind, value, errors)
        return value

    def items(self, on_progress: OnProgress | None, errors: tuple[type[Exception], ...]) -> Iterator[Any]:
        """The answers to the last request, as they come."""
        kind, value = self._next(on_progress)
        while kind == "item":
            yield value
            kind, value = self._next(on_progress)
        self.idle = kind in ("done", "error")
        if kind != "done":
            raise self._failure(kind, value, errors)

    def stop(self) -> None:
        """Kill the child and let go of everything that belonged to it; who waits for it gets Cancelled."""
        self._stopped = True
        self._process.kill()
        while self._reader.is_alive():  # it may be waiting for room in the queue
            with contextlib.suppress(queue.Empty):
                self._answers.get(timeout=0.01)
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):  # what was not sent to a dead child is not missed
            self._requests.close()
        cast(BinaryIO, self._process.stdout).close()
        self._words.close()
        with contextlib.suppress(queue.Full):  # then there is something else to wake up the one who waits
            self._answers.put_nowait(None)

    def _read(self) -> None:
        """In a thread, because a pipe cannot be waited for with a deadline on every system."""
        answers = cast(BinaryIO, self._process.stdout)
        try:
            while True:
                self._answers.put(_checked(wire.receive(answers, self._limits.answer_mb << 20)))
        except EOFError:
            pass  # the usual end: the child is gone, the sentinel below says so
        except wire.BadMessage as error:
            self._nonsense = str(error)
        self._answers.put(None)

    def _next(self, on_progress: OnProgress | None) -> list[Any]:
        """The next answer that is not progress; looks at the deadline and at cancel while it waits."""
        deadline = time.monotonic() + self._limits.seconds
        progress: list[Any] = [0, 0, ""]
        while True:
            answer = self._wait()
            if answer is not None and answer[0] != "progress":
                return answer
            progress = answer[1] if answer else progress
            if on_progress is not None:
                on_progress(*progress)
            if time.monotonic() > deadline:
                raise TimedOut(_timed_out(self._limits.seconds))

    def _wait(self) -> list[Any] | None:
        try:
            answer = self._answers.get(timeout=_PAUSE)
        except queue.Empty:
            return None
        if self._stopped:
            raise Cancelled
        if answer is None:
            raise self._death()
        return answer

    def _failure(self, kind: str, value: Any, errors: tuple[type[Exception], ...]) -> Exception:
        """The exception behind an answer that is not a result."""
        if kind == "memory":
            return OutOfMemory(_out_of_memory(self._limits.memory_mb))
        for known in errors:
            if value["type"] == f"{known.__module__}:{known.__qualname__}":
                with contextlib.suppress(TypeError):  # its arguments do not fit: ChildFailed tells it
                    return known(*value["args"])
        return ChildFailed(value["type"].rpartition(":")[2], value["text"], value["trace"])

    def _death(self) -> IsolationError:
        """Why the child went without an answer, as far as can be known."""
        if self._nonsense:
            self._process.kill()
            text = _("The file could not be processed: the result is not usable ({why}).")
            return ChildDied(text.format(why=self._nonsense))
        code = self._process.wait()
        words = self._last_words()
        if code in (OUT_OF_MEMORY, -signal.SIGKILL) or any(sign in words for sign in _MEMORY_SIGNS):
            return OutOfMemory(_out_of_memory(self._limits.memory_mb))
        if code == -getattr(signal, "SIGXCPU", 0):
            return TimedOut(_timed_out(self._limits.seconds))
        text = _("The file could not be processed: its reader stopped unexpectedly (code {code}).")
        death = ChildDied(text.format(code=code))
        death.add_note(words)
        return death

    def _last_words(self) -> str:
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - _TAIL))
        return self._words.read().decode("utf-8", "replace")


def _checked(answer: Any) -> list[Any]:
    """The answer if it has one of the known shapes; a child that was taken over may send anything."""
    match answer:
        case ["done" | "item" | "memory", _]:
            pass
        case ["progress", [int(), int(), str()]]:
            pass
        case ["error", {"type": str(), "args": list(), "text": str(), "trace": str()}]:
            pass
        case _:
            raise wire.BadMessage("unknown answer")
    return cast("list[Any]", answer)


def _start(limits: Limits, words: BinaryIO) -> "subprocess.Popen[bytes]":
    """A fresh interpreter that finds the same modules as this one, wherever it was started."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(path or str(Path.cwd()) for path in sys.path))
    environment["MALLOC_ARENA_MAX"] = "2"  # glibc reserves 64 MiB of address space per thread otherwise
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-c", _START, str(limits.memory_mb << 20)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        env=environment,
    )


def _out_of_memory(memory_mb: int) -> str:
    return _(
        "The file could not be processed: it needs more memory than the {limit} MB that are allowed for it. "
        "Please split it or save it in a simpler form."
    ).format(limit=memory_mb)


def _timed_out(seconds: float) -> str:
    return _(
        "The file could not be processed: nothing came back within {seconds} seconds. "
        "Please split it or save it in a simpler form."
    ).format(seconds=round(seconds))
