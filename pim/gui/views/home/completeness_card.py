"""Completeness: channels across, locales down; a click lists what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from pim.gui.theme.theme import Theme
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, Label
from pim.gui.widgets.states import HomeCell
from pim.i18n import _
from pim.services.attention import ScopeTotal
from pim.services.standings import ChannelStanding


class CompletenessCard(Card):
    """`opened(channel, locale)` for a cell that is used."""

    opened = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Completeness"))
        self._theme = theme
        self.head.addWidget(Label(theme, _("Click a cell to list what is missing"), 11, 400, "muted"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(6)
        self.body.addLayout(self._grid)
        self._shown: object = None

    def show_totals(
        self, totals: Sequence[ScopeTotal], channels: tuple[ChannelStanding, ...], locales: Sequence[str], locale: str
    ) -> None:
        """Show the matrix; nothing is built again when nothing changed."""
        wanted = (tuple(totals), tuple((c.code, c.channel.label(locale)) for c in channels), tuple(locales))
        if wanted == self._shown:
            return
        self._shown = wanted
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        found = {(total.channel, total.locale): total for total in totals}
        self._grid.setColumnMinimumWidth(0, 64)
        for column, channel in enumerate(channels, start=1):
            self._grid.addWidget(ElidedLabel(self._theme, channel.channel.label(locale), 12, 400, "muted"), 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, code in enumerate(locales, start=1):
            self._grid.addWidget(Label(self._theme, code, 12), row, 0)
            for column, channel in enumerate(channels, start=1):
                self._grid.addWidget(self._cell(found.get((channel.code, code)), channel, code, locale), row, column)

    def _cell(self, total: ScopeTotal | None, channel: ChannelStanding, code: str, locale: str) -> HomeCell:
        name = f"{channel.channel.label(locale)}, {code}"
        if total is None or not total.products:
            return HomeCell(self._theme, None, 0, name)
        # A hundred values in a hundred thousand are not complete, whatever the rounding says.
        missing = total.products - total.complete
        percent = total.percent if not missing else min(99, total.percent)
        cell = HomeCell(self._theme, percent, missing, name)
        cell.clicked.connect(lambda: self.opened.emit(channel.code, code))
        return cell
