"""The cards of the channels: readiness at a glance, and the switch between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from pim.gui.moments import moment_short, moment_words
from pim.gui.painting.marks import BLOCKED, CHANGED, HELD, NEW, state_label
from pim.gui.theme.theme import Theme
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, IconLabel, Label
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.safe_text import plain_tip
from pim.gui.widgets.states import MarkCount, ProportionBar
from pim.i18n import _, format_number
from pim.services.standings import ChannelStanding

CARD_HEIGHT = 82
_LEAST_WIDTH = 168
SHOWN = (CHANGED, NEW, HELD, BLOCKED)


def last_push(standing: ChannelStanding, *, short: bool = False) -> str:
    """When the channel was published last, in words."""
    if standing.last is None:
        return _("never") if short else _("Never published")
    if short:
        return moment_short(standing.last.at)
    return _("Published {moment}").format(moment=moment_words(standing.last.at))


class ChannelCard(Card):
    """One channel; `clicked` chooses it."""

    def __init__(self, theme: Theme, locale: str, standing: ChannelStanding) -> None:
        super().__init__(theme, clickable=True, margins=(14, 10, 14, 8))
        self._theme, self._locale = theme, locale
        self.code = standing.code
        self.setFixedHeight(CARD_HEIGHT)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.body.setSpacing(6)
        self._icon = IconLabel(theme, standing.icon, "muted", 16)
        self._name = ElidedLabel(theme, "", 13, 600)
        self.head.addWidget(self._icon)
        self.head.addWidget(self._name, 1)
        self._bar = ProportionBar(theme)
        self.body.addWidget(self._bar)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(10)
        self._marks = {state: MarkCount(theme, state) for state in SHOWN}
        for mark in self._marks.values():
            self._foot.addWidget(mark)
        self._foot.addStretch(1)
        self._when = Label(theme, "", 11, 400, "muted")
        self._foot.addWidget(self._when)
        self.body.addLayout(self._foot)
        self.show_standing(standing)

    def show_standing(self, standing: ChannelStanding) -> None:
        """Show other counts."""
        name = standing.channel.label(self._locale)
        self._icon.set_icon(standing.icon)
        self._name.set_text(name)
        self._bar.set_counts(dict(standing.counts))
        words = []
        for state, mark in self._marks.items():
            count = standing.counts.get(state, 0)
            text = format_number(count)
            mark.set_state(state, text, f"{name}: {state_label(state)} {text}")
            # Marks that do not fit are told by the bar's tooltip: at most two beside the time.
            mark.setVisible(bool(count))
            if count:
                words.append(f"{state_label(state)} {text}")
        self._when.setText(last_push(standing, short=True))
        self.setAccessibleName(", ".join((name, *words, last_push(standing))))
        self.setToolTip(plain_tip(last_push(standing)))


class ChannelCards(QWidget):
    """All cards in a row, scrolling sideways when there are many. `chosen(code)`."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: dict[str, ChannelCard] = {}
        holder = QWidget()
        self._row = QHBoxLayout(holder)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._area: QScrollArea = scroll_of(holder)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cards in it take the Tab key
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self.setFixedHeight(CARD_HEIGHT)

    def show_channels(self, channels: tuple[ChannelStanding, ...], locale: str) -> None:
        """One card per channel; existing ones are kept, so that the focus stays."""
        codes = [channel.code for channel in channels]
        if codes != list(self._cards):
            for card in self._cards.values():
                self._row.removeWidget(card)
                card.deleteLater()
            self._cards = {channel.code: self._made(channel, locale) for channel in channels}
        for channel in channels:
            self._cards[channel.code].show_standing(channel)
        needed = len(codes) * (_LEAST_WIDTH + 10)
        self.setFixedHeight(CARD_HEIGHT + (10 if needed > self._area.viewport().width() > 0 else 0))

    def _made(self, channel: ChannelStanding, locale: str) -> ChannelCard:
        card = ChannelCard(self._theme, locale, channel)
        card.clicked.connect(lambda code=channel.code: self.chosen.emit(code))
        self._row.addWidget(card, 1)
        return card

    def entry(self) -> QWidget | None:
        """Where F6 enters: the chosen card."""
        return next((card for card in self._cards.values() if card.property("chosen")), None)

    def set_current(self, code: str) -> None:
        """Mark one card as chosen."""
        for name, card in self._cards.items():
            card.set_chosen(name == code)
