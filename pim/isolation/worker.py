"""Calls into a child process: once (`run`, `stream`) or many times (`Worker`)."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from pim import i18n
from pim.isolation.process import Child, Limits, OnProgress

Errors = tuple[type[Exception], ...]


class Worker:
    """One child process for many calls, one call at a time (a second thread waits).

    The child starts with the first call, and again after a crash, a deadline or a cancel.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: Child | None = None
        self._turn = threading.Lock()
        self._owner: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(
        self,
        function: Callable[..., Any] | str,
        args: Sequence[Any] = (),
        *,
        on_progress: OnProgress | None = None,
        errors: Errors = (),
    ) -> Any:
        """Call a module-level function, given as itself or as "package.module:name", and return its result.

        Arguments and result are plain data (see `wire`). A parameter named `on_progress` gets a reporter.
        Exceptions of the classes `errors` are raised again as themselves, with their positional arguments;
        others as ChildFailed. Raises OutOfMemory, TimedOut, ChildDied, and Cancelled if `on_progress` does.
        """
        with self._conversation(function, args, stream=False) as child:
            return child.result(on_progress, errors)

    def stream(
        self,
        function: Callable[..., Any] | str,
        args: Sequence[Any] = (),
        *,
        on_progress: OnProgress | None = None,
        errors: Errors = (),
    ) -> Iterator[Any]:
        """Yield what a generator function yields in the child; otherwise like `call`.

        The child runs at most a few items ahead. An iterator that is dropped half-way ends the child.
        """
        with self._conversation(function, args, stream=True) as child:
            yield from child.items(on_progress, errors)

    def close(self) -> None:
        """End the child; the worker can still be used and would start another."""
        child, self._child = self._child, None
        if child is not None:
            child.stop()

    @contextmanager
    def _conversation(
        self, function: Callable[..., Any] | str, args: Sequence[Any], *, stream: bool
    ) -> Iterator[Child]:
        """Hold the child for one question; if anything stays unread, the child is not used again."""
        if self._owner == threading.get_ident():
            raise RuntimeError("this worker is still streaming to this thread; use a second Worker")
        with self._turn:
            self._owner = threading.get_ident()
            try:
                child = self._living_child()
                child.ask(self._request(function, args, stream))
                yield child
            finally:
                self._owner = None
                if self._child is not None and not self._child.idle:
                    self.close()

    def _living_child(self) -> Child:
        if self._child is not None and self._child.has_ended():
            self.close()
        if self._child is None:
            self._child = Child(self._limits)
        return self._child

    def _request(
        self, function: Callable[..., Any] | str, args: Sequence[Any], stream: bool
    ) -> dict[str, Any]:
        name = function if isinstance(function, str) else f"{function.__module__}:{function.__qualname__}"
        return {
            "function": name,
            "args": list(args),
            "stream": stream,
            "seconds": self._limits.seconds,
            "language": i18n.language(),
        }


def run(
    function: Callable[..., Any] | str,
    args: Sequence[Any] = (),
    *,
    on_progress: OnProgress | None = None,
    errors: Errors = (),
    limits: Limits | None = None,
) -> Any:
    """`Worker.call` in a child of its own."""
    with Worker(limits) as worker:
        return worker.call(function, args, on_progress=on_progress, errors=errors)


def stream(
    function: Callable[..., Any] | str,
    args: Sequence[Any] = (),
    *,
    on_progress: OnProgress | None = None,
    errors: Errors = (),
    limits: Limits | None = None,
) -> Iterator[Any]:
    """`Worker.stream` in a child of its own."""
    with Worker(limits) as worker:
        yield from worker.stream(function, args, on_progress=on_progress, errors=errors)
