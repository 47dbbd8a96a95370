"""The page of the room Channels: cards, difference list, parity matrix, and the footer that publishes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.painting.marks import BLOCKED, HELD
from pim.gui.views.channels.cards import ChannelCards
from pim.gui.views.channels.difference_list import DifferenceList
from pim.gui.views.channels.listings import ExceptionsCard, LedgerCard
from pim.gui.views.channels.matrix import MatrixCard
from pim.gui.views.channels.parts import DIFFERENCES, EXCEPTIONS, LEDGER, PARITY, SETTINGS
from pim.gui.views.channels.report_view import ReportView
from pim.gui.views.channels.settings_form import ChannelSettings
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.cards import ActionFooter
from pim.gui.widgets.labels import ElidedLabel
from pim.gui.widgets.layouts import Splitter
from pim.i18n import _, format_number, ngettext
from pim.services import readiness
from pim.services.standings import ChannelStanding


class ChannelsPage(QWidget):
    """Only the widgets and how they lie; `ChannelsRoom` fills them and answers.

    `shown(part)` asks for a part (see `parts`), `acted(code)` is publish, publish_all, preview,
    choose_folder or open_folder.
    """

    shown = Signal(str)
    acted = Signal(str)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self.setProperty("k", "bg")
        theme = self._theme = desk.theme
        self._desk = desk
        self.title = ElidedLabel(theme, "", 20, 600)
        self.cards = ChannelCards(theme)
        self.differences = DifferenceList(desk)
        self.matrix = MatrixCard(theme)
        self.report, self.ledger, self.exceptions = ReportView(theme), LedgerCard(theme), ExceptionsCard(theme)
        self.settings = ChannelSettings(desk)
        self.body = Splitter(desk.settings, "channels")
        self.body.setProperty("k", "gap")
        self.body.addWidget(self.differences)
        self.body.addWidget(self.matrix)
        self.body.setStretchFactor(0, 1)
        self.matrix.setMinimumWidth(260)
        self.differences.setMinimumWidth(420)
        self.body.restore([736, 428])
        self.body.setHandleWidth(14)
        self.parts = QStackedWidget()
        self._places: dict[str, QWidget] = {
            DIFFERENCES: self.body, SETTINGS: self.settings, PARITY: self.report, EXCEPTIONS: self.exceptions,
            LEDGER: self.ledger,
        }  # fmt: skip
        for part in self._places.values():
            self.parts.addWidget(part)
        self.footer = ActionFooter(theme)
        self.preview_button = Button(theme, _("Preview file"), icon="file-text", tall=True)
        self.publish_button = Button(theme, "", "primary", "broadcast", tall=True)
        self.more_button = IconButton(theme, "dots-three", _("More ways to publish"), size=30)
        self._build()

    def _build(self) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 16, 24, 14)
        inner.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        for part, words, icon in (
            (LEDGER, _("Ledger"), "receipt"), (SETTINGS, _("Field mapping"), "flow-arrow"),
            (SETTINGS, _("Settings"), "sliders-horizontal"),
        ):  # fmt: skip
            button = Button(self._theme, words, "plain", icon, tall=True)
            button.clicked.connect(lambda checked=False, part=part: self.shown.emit(part))
            head.addWidget(button)
        inner.addLayout(head)
        inner.addWidget(self.cards)
        inner.addWidget(self.parts, 1)
        for button, code in ((self.preview_button, "preview"), (self.publish_button, "publish")):
            button.clicked.connect(lambda checked=False, code=code: self.acted.emit(code))
        self.more_button.clicked.connect(self._open_menu)
        for widget in (self.preview_button, self.more_button, self.publish_button):
            self.footer.add(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(inner, 1)
        layout.addWidget(self.footer)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for code, words in (
            ("publish_all", _("Publish all channels")),
            ("choose_folder", _("Choose another folder…")),
            ("open_folder", _("Open the folder")),
        ):
            menu.addAction(words, lambda code=code: self.acted.emit(code))
        menu.popup(self.more_button.mapToGlobal(self.more_button.rect().topLeft()))

    def show_part(self, part: str) -> None:
        """Show one of the parts below the cards."""
        self.parts.setCurrentWidget(self._places[part])
        self.footer.setVisible(part not in (SETTINGS, EXCEPTIONS))

    @property
    def part(self) -> str:
        """Which part is shown."""
        return next(name for name, widget in self._places.items() if widget is self.parts.currentWidget())

    def show_footer(self, standing: ChannelStanding, publishing: bool, pending: bool) -> None:
        """Say what publishing would write and what stays."""
        name = standing.channel.label(self._desk.locale)
        count = readiness.summary(standing.counts)
        text = ngettext(
            "Writes {count} listing, reads the files back, proves parity.",
            "Writes {count} listings, reads the files back, proves parity.", count,
        ).format(count=format_number(count))  # fmt: skip
        stays = [
            form.format(count=format_number(standing.counts[state]))
            for state, form in ((BLOCKED, _("{count} blocked")), (HELD, _("{count} held")))
            if standing.counts.get(state)
        ]
        if stays:
            text += " " + _("Left out: {what}.").format(what=", ".join(stays))
        if pending:
            text += " " + _("Counts are being updated.")
        self.footer.set_text(text)
        words = _("Publish {count} to {channel}") if standing.to_send else _("Publish {channel} again")
        self.publish_button.setText(words.format(count=format_number(standing.to_send), channel=name))
        reason = (
            _("A publication is running.") if publishing else "" if count else _("Nothing can go out on this channel.")
        )
        self.publish_button.set_disabled_because(reason)
