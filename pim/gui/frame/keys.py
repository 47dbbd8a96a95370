"""The keys of the frame with their words: the window binds them, the help lists them."""

from __future__ import annotations

from typing import NamedTuple

from pim.i18n import _


class Key(NamedTuple):
    """Keys and what they do."""

    keys: str
    does: str


def frame_keys() -> dict[str, str]:
    """Keys -> what they do, everywhere in the window."""
    return {
        "Ctrl+K": _("Command palette"),
        "Ctrl+F": _("Search in the room"),
        "F6": _("Next pane"),
        "Shift+F6": _("Previous pane"),
        "Ctrl+B": _("Fold the sidebar"),
        "Ctrl+L": _("Choose the locale"),
        "Ctrl+Shift+L": _("Choose the channel"),
    }


def room_keys() -> dict[str, dict[str, str]]:
    """Room code -> keys -> what they do there. A test holds it against what the rooms bind."""
    return {
        "products": {
            "Ctrl+N": _("New product"),
            "F4": _("Show or hide the sheet"),
            "Ctrl+Shift+F": _("Add a filter"),
            "Ctrl+Shift+S": _("Save the view"),
            "Ctrl+S": _("Write the open editor"),
            "Ctrl+PgDown": _("Next tab of the sheet"),
            "Ctrl+PgUp": _("Previous tab of the sheet"),
            "Ctrl+M": _("Only missing required fields"),
            "Ctrl+Return": _("Keep and go to the next incomplete product"),
        },
        "import": {"Ctrl+Return": _("Next step")},
        "structure": {
            "Ctrl+N": _("New record"),
            "Ctrl+S": _("Save"),
            "Alt+Up": _("Move up"),
            "Alt+Down": _("Move down"),
        },
    }


def grid_keys() -> list[Key]:
    """What the product list answers to by itself."""
    return [
        Key("F2", _("Edit the cell; typing and a double click do too")),
        Key("Enter", _("Commit and go down")),
        Key("Tab", _("Commit and go right")),
        Key("Esc", _("Leave the cell as it was")),
        Key("Shift+arrows", _("Extend the range")),
        Key("Ctrl+Shift+arrows", _("Extend the range to the edge")),
        Key("Ctrl+A", _("Select all loaded cells; again: all matching products")),
        Key("Ctrl+C", _("Copy as a table")),
        Key("Ctrl+V", _("Paste a table")),
        Key("Ctrl+Shift+V", _("Paste into all selected cells")),
        Key("Delete", _("Clear the cells")),
        Key("Ctrl+D", _("Fill down")),
        Key("Ctrl+R", _("Fill right")),
        Key("Alt+Down", _("Next product")),
        Key("Alt+Up", _("Previous product")),
        Key("Alt+Right", _("Unfold variants")),
        Key("Alt+Left", _("Fold variants")),
        Key("Shift+F10", _("Context menu")),
    ]
