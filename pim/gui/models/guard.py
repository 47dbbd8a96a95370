"""Model methods are called from C++, where an exception would end the process: log it, answer something harmless."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

_log = logging.getLogger("pim.gui")
Method = TypeVar("Method", bound=Callable[..., Any])


def guarded(fallback: Any = None) -> Callable[[Method], Method]:
    """Have a method answer `fallback` instead of raising; what went wrong is in the log with its traceback."""

    def wrap(method: Method) -> Method:
        @functools.wraps(method)
        def safe(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except Exception:  # noqa: BLE001 - C++ is above us
                _log.exception("%s failed", method.__qualname__)
                return fallback

        return safe  # type: ignore[return-value]

    return wrap
