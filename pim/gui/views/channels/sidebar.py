"""The sidebar of the room Channels: the channels with what waits, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.sidebar import SidebarSection
from pim.i18n import _, format_number

if TYPE_CHECKING:
    from pim.services.standings import Standing

PARITY, EXCEPTIONS, LEDGER = "parity", "exceptions", "ledger"


class ChannelsSidebar(QWidget):
    """`channel_chosen(code)`, `shared_chosen(parity|exceptions|ledger)`, `new_channel`."""

    channel_chosen = Signal(str)
    shared_chosen = Signal(str)
    new_channel = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._channels = SidebarSection(theme, _("Channels"), _("New channel"))
        self._channels.chosen.connect(self.channel_chosen)
        self._channels.plus_clicked.connect(self.new_channel)
        self._shared = SidebarSection(theme, _("Shared"))
        self._shared.chosen.connect(self.shared_chosen)
        self._shared.add(PARITY, _("Parity report"), "equals")
        self._shared.add(EXCEPTIONS, _("Exceptions"), "git-fork")
        self._shared.add(LEDGER, _("Ledger"), "receipt")
        layout.addWidget(self._channels)
        layout.addWidget(self._shared)

    def show_standing(self, standing: Standing, locale: str, current: str) -> None:
        """The channels with what is new or changed on them; `current` is a channel or a shared entry."""
        codes = [channel.code for channel in standing.channels]
        if codes != list(self._channels.entries):
            self._channels.clear()
            for channel in standing.channels:
                self._channels.add(channel.code, channel.channel.label(locale), channel.icon)
        for channel in standing.channels:
            entry = self._channels.entries[channel.code]
            entry.set_text(channel.channel.label(locale))
            entry.set_count(format_number(channel.to_send) if channel.to_send else "")
        differences = sum(
            int(cell.get("difference", 0))
            for channel in standing.channels if channel.last
            for cell in channel.last.summary.get("matrix", ()) if cell["channel"] == channel.code
        )  # fmt: skip
        self._shared.entries[PARITY].set_count(format_number(differences) if differences else "")
        self._shared.entries[EXCEPTIONS].set_count(format_number(standing.exceptions) if standing.exceptions else "")
        self.set_current(current)

    def set_current(self, current: str) -> None:
        """Select an entry."""
        for section in (self._channels, self._shared):
            section.set_current(current)
