"""The guarded child's work done in this process: for thousands of files a child each would take hours.

The boundary is the same, and stricter: what the real one would still turn into a refusal in words nobody understands
(an exception that the parser's own boundary let through) is an error here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from types import TracebackType
from typing import Any
from unittest.mock import patch

from pim.isolation import Limits, OnProgress, OutOfMemory, wire

_USERS = ("pim.services.importing.guarded", "pim.services.media")
_MESSAGE = 1 << 28


class Inside:
    """Stands in for `pim.isolation.Worker`; arguments and answers go through the real wire."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def __enter__(self) -> Inside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing was started."""

    def call(
        self, function: Callable[..., Any], args: Sequence[Any] = (), *, on_progress: OnProgress | None = None,
        errors: tuple[type[Exception], ...] = (),
    ) -> Any:  # fmt: skip
        with _memory(self.limits):
            return _carried(function(*_carried(list(args)), **_extra(function)))

    def stream(
        self, function: Callable[..., Any], args: Sequence[Any] = (), *, on_progress: OnProgress | None = None,
        errors: tuple[type[Exception], ...] = (),
    ) -> Iterator[Any]:  # fmt: skip
        with _memory(self.limits):
            for item in function(*_carried(list(args)), **_extra(function)):
                yield _carried(item)


@contextmanager
def _memory(limits: Limits) -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        raise OutOfMemory(f"over {limits.memory_mb} MB") from error


def _extra(function: Callable[..., Any]) -> dict[str, Any]:
    wanted = "on_progress" in inspect.signature(function).parameters
    return {"on_progress": lambda done, total, text="": None} if wanted else {}


def _carried(value: Any) -> Any:
    stream = BytesIO()
    wire.send(stream, value)
    stream.seek(0)
    return wire.receive(stream, _MESSAGE)


@contextmanager
def without_children() -> Iterator[None]:
    """Everything that would start a guarded child works in this process."""
    patches = [patch.object(import_module(name), "Worker", Inside) for name in _USERS]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
