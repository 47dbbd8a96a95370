"""The room Settings, at the bottom of the sidebar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.preferences import Preferences
from pim.i18n import _
from pim.services.backing_up import Backup

if TYPE_CHECKING:
    from pim.gui.views.settings.page import SettingsPage


def make_settings_room(
    desk: CatalogDesk, preferences: Preferences, restart: Callable[[], None], restore: Callable[[Backup], None]
) -> Room:
    """The room for the frame."""
    made: list[SettingsPage] = []

    def make() -> SettingsPage:
        from pim.gui.views.settings.page import SettingsPage

        made.append(SettingsPage(desk, preferences, restart, restore))
        return made[0]

    return Room(
        "settings", _("Settings"), "gear-six", make, at_bottom=True,
        activated=lambda: made[0].backups.refresh() if made else None, load=_load,
    )  # fmt: skip


def _load() -> None:
    """What the page needs."""
    import pim.gui.views.settings.page  # noqa: F401
