"""Model methods are called from C++, where an exception would end the process: log it, answer something harmless."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt

from pim.gui.widgets.safe_text import plain_tip

_log = logging.getLogger("pim.gui")
_TIP = int(Qt.ItemDataRole.ToolTipRole)
Method = TypeVar("Method", bound=Callable[..., Any])


def guarded(fallback: Any = None) -> Callable[[Method], Method]:
    """Have a method answer `fallback` instead of raising; what went wrong is in the log with its traceback.

    What `data` and `headerData` answer as a tool tip is shown as it is, never as the HTML that it may look like.
    """

    def wrap(method: Method) -> Method:
        answers_roles = method.__name__ in ("data", "headerData")

        @functools.wraps(method)
        def safe(*args: Any, **kwargs: Any) -> Any:
            try:
                found = method(*args, **kwargs)
                if found.__class__ is str and answers_roles and args[-1] == _TIP:
                    return plain_tip(found)
                return found
            except Exception:  # noqa: BLE001 - C++ is above us
                _log.exception("%s failed", method.__qualname__)
                return fallback

        return safe  # type: ignore[return-value]

    return wrap
