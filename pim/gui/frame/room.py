"""A room: what the frame needs to know of it, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

ROOM_ORDER = ("home", "products", "media", "channels", "print", "activity", "structure")


@dataclass
class Room:
    """One entry of the sidebar with its page.

    `make` builds the page when the room is first shown (start-up stays fast). `load` imports the code which that needs;
    called on a reader thread while nobody waits, so that the first showing is fast too. `sidebar` is the widget shown
    below the rooms, made with the frame. `search(text)` filters the page while the user types in the search
    box; `focus_search` is what Ctrl+F does instead, if the room has a box of its own. `shortcuts` maps key
    sequences ("Ctrl+N") to actions that work while the room is shown. `activated` is called at every entry,
    `opened` once, when the window of the catalogue has been made. `panes` gives the widgets F6 steps through, in
    order; one with a method `entry()` says where it is entered. `follow_link` is called, once the room is shown,
    with what a link from another room asks for.
    """

    code: str
    title: str
    icon: str
    make: Callable[[], QWidget]
    sidebar: QWidget | None = None
    wants_locale: bool = False
    wants_channel: bool = False
    at_bottom: bool = False
    part_of: str = ""
    search: Callable[[str], None] | None = None
    focus_search: Callable[[], None] | None = None
    activated: Callable[[], None] | None = None
    panes: Callable[[], list[QWidget]] | None = None
    follow_link: Callable[..., None] | None = None
    opened: Callable[[], None] | None = None
    load: Callable[[], object] | None = None
    shortcuts: dict[str, Callable[[], object]] = field(default_factory=dict)
