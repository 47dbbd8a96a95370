"""Home, Channels and Activity: the rooms that look at the whole catalogue and share what they know of its channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.standing_watch import StandingWatch
from pim.gui.views.activity.room import ActivityRoom
from pim.gui.views.channels.room import ChannelsRoom
from pim.gui.views.home.room import HomeRoom


class OverviewRooms:
    """Made once per window. `rooms` are what the frame registers; `openers` maps a room's code to what
    `desk.go(room, **what)` calls once the room is shown."""

    def __init__(self, desk: CatalogDesk) -> None:
        self.watch = StandingWatch(desk)
        self.home = HomeRoom(desk, self.watch)
        self.channels = ChannelsRoom(desk, self.watch)
        self.activity = ActivityRoom(desk)
        self.rooms: list[Room] = [self.home.room, self.channels.room, self.activity.room]
        self.openers: dict[str, Callable[..., Any]] = {
            "channels": self.channels.open,
            "activity": self.activity.open,
        }
