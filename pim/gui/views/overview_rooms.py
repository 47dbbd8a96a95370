"""Home, Channels and Activity: the rooms that look at the whole catalogue and share what they know of its channels."""

from __future__ import annotations

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.standing_watch import StandingWatch
from pim.gui.views.activity.room import ActivityRoom
from pim.gui.views.channels.room import ChannelsRoom
from pim.gui.views.home.room import HomeRoom


def overview_rooms(desk: CatalogDesk) -> list[Room]:
    """The three rooms of one window; what they share lives as long as they do."""
    watch = StandingWatch(desk)
    return [HomeRoom(desk, watch).room, ChannelsRoom(desk, watch).room, ActivityRoom(desk).room]
