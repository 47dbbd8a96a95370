"""What runs inside the child process: take a request, call the function, send what it gives."""

import faulthandler
import importlib
import inspect
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from pim import i18n
from pim.garbage import look_rarely
from pim.isolation import wire

OUT_OF_MEMORY = 77  # exit code when not even the answer "out of memory" could be given
_REQUEST_LIMIT = 1 << 31
_PROGRESS_PAUSE = 0.05  # seconds between two progress messages


def serve() -> NoReturn:
    """Answer requests until the parent closes the pipe. argv[1] is the memory limit in bytes, 0 for none."""
    faulthandler.enable()
    look_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    requests, answers = _take_pipes()
    _limit_memory(int(sys.argv[1]))
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, inbox), daemon=True).start()
    while True:
        _answer(inbox.get(), answers)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves: a library that prints must not write into the conversation."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _listen(requests: BinaryIO, inbox: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Queue the requests; when the parent is gone, end at once even in the middle of work."""
    try:
        while True:
            inbox.put(wire.receive(requests, _REQUEST_LIMIT))
    except EOFError:
        os._exit(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _answer(request: dict[str, Any], answers: BinaryIO) -> None:
    try:
        i18n.set_language(request["language"])
        _limit_processor(request["seconds"])
        _work(request, answers)
    except MemoryError:
        _send_or_die(answers, ["memory", None])
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        _send_or_die(answers, ["error", _describe(error)])


def _work(request: dict[str, Any], answers: BinaryIO) -> None:
    function = _find(request["function"])
    extra = {"on_progress": _reporter(answers)} if _wants_progress(function) else {}
    result = function(*request["args"], **extra)
    if request["stream"]:
        for item in result:
            wire.send(answers, ["item", item])
            _limit_processor(request["seconds"])
        result = None
    wire.send(answers, ["done", result])


def _find(name: str) -> Callable[..., Any]:
    """The function behind "package.module:name"; the name comes from the parent, never from a file."""
    module, _colon, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]


def _wants_progress(function: Callable[..., Any]) -> bool:
    return "on_progress" in inspect.signature(function).parameters


def _reporter(answers: BinaryIO) -> Callable[[int, int, str], None]:
    last = 0.0

    def report(done: int, total: int, text: str = "") -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or now - last >= _PROGRESS_PAUSE:
            last = now
            wire.send(answers, ["progress", [done, total, text]])

    return report


def _describe(error: Exception) -> dict[str, Any]:
    kind = type(error)
    plain = all(isinstance(arg, str | int | float | None) for arg in error.args)
    return {
        "type": f"{kind.__module__}:{kind.__qualname__}",
        "args": list(error.args) if plain else [str(error)],
        "text": str(error),
        "trace": traceback.format_exc(),
    }


def _send_or_die(answers: BinaryIO, message: list[Any]) -> None:
    """The parent reads a missing answer as a death, so die when the answer cannot be given."""
    try:
        wire.send(answers, message)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (OSError, TypeError):
        traceback.print_exc()
        os._exit(1)


def _limit_memory(size: int) -> None:
    """Cap the address space; not possible on Windows, where only the deadline guards."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if size:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _limit_processor(seconds: float) -> None:
    """A second guard beside the parent's deadline: it also ends a child whose parent was killed."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = (seconds + 2) * (os.cpu_count() or 1) + used.ru_utime + used.ru_stime
    resource.setrlimit(resource.RLIMIT_CPU, (int(allowed) + 1, resource.RLIM_INFINITY))
