"""The page of the room Home: headline and cards, in two columns."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.views.home.completeness_card import CompletenessCard
from pim.gui.views.home.lists import AttentionCard, RecentCard
from pim.gui.views.home.parity_card import ParityCard
from pim.gui.views.home.ready_card import ReadyCard
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _, format_number, ngettext
from pim.services.standings import Standing

RIGHT, NARROWEST = 388, 300


class HomePage(QWidget):
    """Only the widgets; `HomeRoom` fills them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("k", "bg")
        self.headline = Label(theme, "", 20, 600)
        self.context = Label(theme, "", 13, 400, "muted", tabular=True)
        self.publish_button = Button(theme, _("Review and publish"), "primary", "broadcast", tall=True)
        self.import_button = Button(theme, _("Import a file…"), "primary", "download-simple", tall=True)
        self.import_button.hide()
        self.ready, self.parity = ReadyCard(theme), ParityCard(theme)
        self.completeness = CompletenessCard(theme)
        self.attention, self.recent = AttentionCard(theme), RecentCard(theme)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.headline)
        words.addWidget(self.context)
        head.addLayout(words, 1)
        head.addWidget(self.publish_button)
        head.addWidget(self.import_button)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, (self.ready, self.parity, self.completeness)),
            (right, (self.attention, self.recent)),
        ):
            column.setSpacing(14)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        side = QWidget()
        side.setMinimumWidth(NARROWEST)
        side.setMaximumWidth(RIGHT)
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addLayout(left, 1)
        columns.addWidget(side, 1)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(28, 22, 24, 24)
        inner.setSpacing(14)
        inner.addLayout(head)
        inner.addLayout(columns, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(content, "bg"))

    def show_headline(self, standing: Standing) -> None:
        """Where the catalogue stands, in two sentences with counts."""
        self.import_button.setVisible(standing.is_empty)
        self.publish_button.setVisible(not standing.is_empty)
        if standing.is_empty:
            self.headline.setText(_("No products yet"))
            self.context.setText(_("Import a supplier’s file, or make the first product in Products."))
            return
        channels = standing.channels
        ready = sum(channel.is_ready for channel in channels)
        form = ngettext("{ready} of {count} channel is ready", "{ready} of {count} channels are ready", len(channels))
        self.headline.setText(form.format(ready=format_number(ready), count=format_number(len(channels))))
        waiting = sum(channel.to_send for channel in channels)
        blocked = sum(channel.counts.get("blocked", 0) for channel in channels)
        parts = [
            ngettext("{n} listing to send", "{n} listings to send", waiting).format(n=format_number(waiting)),
            ngettext("{n} listing blocked", "{n} listings blocked", blocked).format(n=format_number(blocked)),
        ]
        if standing.pending:
            parts.append(_("updating…"))
        self.context.setText(", ".join(parts))

    def order_tabs(self) -> None:
        """Tab goes through the cards as one reads them, whenever their lines were made."""
        last: QWidget = self.publish_button
        for card in (self.ready, self.parity, self.completeness, self.attention, self.recent):
            stops = [child for child in card.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
            for stop in sorted(stops, key=lambda child: _place(child, card)):
                QWidget.setTabOrder(last, stop)
                last = stop


def _place(widget: QWidget, within: QWidget) -> tuple[int, int]:
    """Where a widget stands: from above, then from the left."""
    corner = widget.mapTo(within, QPoint(0, 0))
    return corner.y(), corner.x()
