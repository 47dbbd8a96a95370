"""What each kind of step looks like and is called."""

from __future__ import annotations

from collections.abc import Callable

from pim.i18n import _
from pim.services.timeline import Entry

_ICONS = {
    "publication": "broadcast",
    "import": "download-simple",
    "structure": "tree-structure",
    "new": "leaf",
    "demo": "leaf",
    "undo": "arrow-u-up-left",
    "redo": "arrow-u-up-right",
    "history": "clock-counter-clockwise",
    "terminal": "keyboard",
    "delete": "trash",
}
_NAMES: dict[str, Callable[[], str]] = {
    "publication": lambda: _("Publication"),
    "import": lambda: _("Import"),
    "structure": lambda: _("Structure"),
    "new": lambda: _("New catalogue"),
    "demo": lambda: _("Demo"),
    "undo": lambda: _("Undo"),
    "redo": lambda: _("Redo"),
    "history": lambda: _("Restored from history"),
    "terminal": lambda: _("From the terminal"),
    "grid": lambda: _("In the list"),
    "form": lambda: _("In the sheet"),
}


def icon_of(entry: Entry) -> str:
    """The icon of a step: its source, or a person or a stack for what somebody edited by hand."""
    if entry.undone is not None:
        return "arrow-u-up-left"
    return _ICONS.get(entry.kind) or ("stack" if entry.products > 1 else "user")


def kind_words(entry: Entry) -> str:
    """Where a step came from, in words."""
    if entry.kind == "grid" and entry.products > 1:
        return _("Bulk edit")
    return _NAMES[entry.kind]() if entry.kind in _NAMES else entry.kind
