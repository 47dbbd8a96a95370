"""Ready to publish: one line per channel with its bar, its counts and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.painting.marks import BLOCKED, IN_SYNC, state_label
from pim.gui.theme.theme import Theme
from pim.gui.views.channels.cards import SHOWN, last_push
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, IconLabel, rule
from pim.gui.widgets.states import MarkCount, ProportionBar
from pim.i18n import _, format_number
from pim.services.standings import ChannelStanding


class _ChannelLine(QWidget):
    """One channel. `opened(tab)` with the tab that its button leads to."""

    opened = Signal(str)

    def __init__(self, theme: Theme, locale: str, standing: ChannelStanding) -> None:
        super().__init__()
        self._locale = locale
        self.setFixedHeight(54)
        self._icon = IconLabel(theme, standing.icon, "muted", 16)
        self._name = ElidedLabel(theme, "", 13, 500)
        self._when = ElidedLabel(theme, "", 11, 400, "muted")
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addStretch(1)
        names.addWidget(self._name)
        names.addWidget(self._when)
        names.addStretch(1)
        self._bar = ProportionBar(theme)
        self._marks = {state: MarkCount(theme, state) for state in SHOWN}
        marks = QHBoxLayout()
        marks.setSpacing(14)
        for mark in self._marks.values():
            marks.addWidget(mark)
        marks.addStretch(1)
        self._button = Button(theme, "")
        self._button.setMinimumWidth(72)
        self._button.clicked.connect(lambda: self.opened.emit(self._tab))
        self._tab = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(names, 16)
        layout.addWidget(self._bar, 22)
        layout.addSpacing(8)
        layout.addLayout(marks, 20)
        layout.addWidget(self._button)
        self.show_standing(standing)

    def show_standing(self, standing: ChannelStanding) -> None:
        """Show other counts."""
        name = standing.channel.label(self._locale)
        self._name.set_text(name)
        self._icon.set_icon(standing.icon)
        self._when.set_text(last_push(standing))
        self._bar.set_counts(dict(standing.counts))
        for state, mark in self._marks.items():
            count = standing.counts.get(state, 0)
            mark.set_state(state, format_number(count), f"{name}: {state_label(state)} {format_number(count)}")
            mark.setVisible(bool(count))
        blocked = standing.counts.get(BLOCKED, 0)
        self._tab = BLOCKED if blocked else ""
        words = _("Fix {count}").format(count=format_number(blocked)) if blocked else _("Review")
        self._button.setText(words)
        self._button.setAccessibleName(f"{words}, {name}")


class ReadyCard(Card):
    """All channels. `opened(channel, tab)`."""

    opened = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Ready to publish"))
        self._theme = theme
        self.body.setSpacing(0)
        for state in (IN_SYNC, *SHOWN):
            self.head.addWidget(MarkCount(theme, state, state_label(state).lower(), 11, "muted", 400))
        self._lines: dict[str, _ChannelLine] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.body.addLayout(self._column)

    def show_channels(self, channels: tuple[ChannelStanding, ...], locale: str) -> None:
        """One line per channel; existing ones are kept, so that the focus stays."""
        if [channel.code for channel in channels] != list(self._lines):
            while (item := self._column.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self._lines = {}
            for number, channel in enumerate(channels):
                if number:
                    self._column.addWidget(rule())
                line = _ChannelLine(self._theme, locale, channel)
                line.opened.connect(lambda tab, code=channel.code: self.opened.emit(code, tab))
                self._column.addWidget(line)
                self._lines[channel.code] = line
        for channel in channels:
            self._lines[channel.code].show_standing(channel)
