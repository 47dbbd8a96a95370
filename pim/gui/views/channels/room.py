"""The room Channels: fills its page and answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.standing_watch import StandingWatch
from pim.gui.views.channels.parts import DIFFERENCES, EXCEPTIONS, LEDGER, PARITY, SETTINGS
from pim.gui.views.channels.sidebar import ChannelsSidebar
from pim.i18n import _
from pim.services import browsing

if TYPE_CHECKING:
    from pim.gui.views.channels.page import ChannelsPage
    from pim.gui.views.channels.publishing import Publisher
    from pim.gui.views.channels.report_view import Report
    from pim.services.export_report import ExportReport


class ChannelsRoom(QObject):
    """One per window. `open(channel=, tab=, show=)` leads to a part of it; `publish_all()` publishes every channel."""

    def __init__(self, desk: CatalogDesk, watch: StandingWatch) -> None:
        super().__init__()
        self._desk, self._watch = desk, watch
        self.sidebar = ChannelsSidebar(desk.theme)
        self.page: ChannelsPage | None = None
        self._publisher: Publisher | None = None
        self.current = ""
        self._tab = self._unfilled = ""
        self._report: Report | None = None
        self.room = Room(
            "channels", _("Channels"), "broadcast", self._made_page, self.sidebar, activated=self._entered,
            panes=self._panes, follow_link=self.open, load=_load,
        )  # fmt: skip
        watch.changed.connect(self._standing_changed)
        self.sidebar.channel_chosen.connect(lambda code: self.open(channel=code))
        self.sidebar.shared_chosen.connect(lambda part: self.open(show=part))
        self.sidebar.new_channel.connect(self.add_channel)

    def _entered(self) -> None:
        self._watch.refresh()
        self._standing_changed()

    def _panes(self) -> list[QWidget]:
        if self.page is None:
            return []
        if self.page.part == DIFFERENCES:
            return [self.page.cards, self.page.differences.view, self.page.matrix.view, self.page.footer]
        return [pane for pane in (self.page.cards, self.page.parts.currentWidget()) if pane is not None]

    def _made_page(self) -> ChannelsPage:
        from pim.gui.views.channels.page import ChannelsPage
        from pim.gui.views.channels.publishing import Publisher

        page = self.page = ChannelsPage(self._desk)
        self._publisher = Publisher(self._desk, page)
        self._publisher.started.connect(self._show_footer)
        self._publisher.ended.connect(self._publication_ended)
        self._publisher.published.connect(self._published)
        page.cards.chosen.connect(lambda code: self.open(channel=code))
        page.shown.connect(lambda part: self.open(show=part))
        page.acted.connect(lambda code: _ACTIONS[code](self))
        page.differences.opened.connect(self._open_product)
        page.exceptions.opened.connect(self._open_product)
        page.ledger.opened.connect(self._open_operation)
        page.matrix.resolve_wanted.connect(self._resolve)
        page.matrix.chosen.connect(lambda _field, _channel: self.open(show=PARITY))
        page.report.open_folder.connect(self._publisher.open_folder)
        page.report.open_sku.connect(self._open_sku)
        page.settings.closed.connect(lambda: self.open(show=DIFFERENCES))
        if self._watch.standing is not None:
            self._standing_changed()
        return page

    # -- leading to a part --------------------------------------------------------------------------
    def open(self, channel: str = "", tab: str = "", show: str = "", publish: bool = False) -> None:
        """Show a channel (its tab), or one of the parts of the page; `publish` makes Enter publish."""
        self._tab = tab or self._tab
        if channel:
            another = channel != self.current
            self.current = channel
            if another and self._report is not None:
                self._report = None
        if self.page is None:
            return
        if show or channel:
            self._show_part(show or DIFFERENCES)
        if publish:
            self.page.publish_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._standing_changed()

    def _show_part(self, part: str) -> None:
        assert self.page is not None
        self.page.show_part(part)
        if self._watch.standing is None:
            self._unfilled = part  # a link that came before the first answer
        elif part in _FILLERS:
            _FILLERS[part](self)

    def _standing_changed(self) -> None:
        standing = self._watch.standing
        if standing is None or not standing.channels:
            return
        codes = [channel.code for channel in standing.channels]
        if self.current not in self._desk.structure.channels:
            self.current = codes[0]
        part = self.page.part if self.page is not None else DIFFERENCES
        here = self.current if part in (DIFFERENCES, SETTINGS) else part
        self.sidebar.show_standing(standing, self._desk.locale, here)
        if self.page is None or not self.page.isVisible():
            return  # a page that nobody looks at is filled when it is entered
        found = self._watch.channel(self.current)
        if found is None:
            return  # added just now: its standing is on the way
        if self._unfilled:
            part, self._unfilled = self._unfilled, ""
            self._show_part(part)
        self.page.cards.show_channels(standing.channels, self._desk.locale)
        self.page.cards.set_current(self.current)
        self.page.title.set_text(_TITLES[part]() if part in _TITLES else found.channel.label(self._desk.locale))
        if part == DIFFERENCES:
            self.page.differences.show_channel(found, self._tab)
            self._tab = ""
            self._watch.ask(
                "parity_fields", replaces="channels.matrix", owner=self.page, then=self._show_matrix
            )
        elif part in (EXCEPTIONS, LEDGER):
            _FILLERS[part](self)
        self._show_footer()

    def _show_matrix(self, cells: Any) -> None:
        if self.page is not None and self._watch.standing is not None:
            self.page.matrix.show_matrix(cells, self._watch.standing.channels, self._desk.structure)

    def _show_footer(self) -> None:
        found = self._watch.channel(self.current)
        if self.page is not None and self._publisher is not None and found is not None:
            pending = self._watch.standing is not None and self._watch.standing.pending
            self.page.show_footer(found, self._publisher.is_running, pending)

    # -- filling the parts --------------------------------------------------------------------------
    def _fill_settings(self) -> None:
        assert self.page is not None
        if self.current in self._desk.structure.channels:
            self.page.settings.show_channel(self.current)

    def _fill_exceptions(self) -> None:
        today = self._desk.workspace.store.clock.now().date().isoformat()
        self._watch.ask(
            "declared", replaces="channels.exceptions", owner=self.page,
            then=lambda found: self.page.exceptions.show_exceptions(
                found, self._desk.structure, self._desk.locale, today
            ),
        )  # fmt: skip

    def _fill_ledger(self) -> None:
        self._watch.ask(
            "ledger", replaces="channels.ledger", owner=self.page,
            then=lambda found: self.page.ledger.show_publications(found, self._desk.structure, self._desk.locale),
        )  # fmt: skip

    def _fill_report(self) -> None:
        if self._report is not None:
            self._show_report(self._report)
            return
        found = self._watch.channel(self.current)
        if found is not None and found.last is not None:
            self._open_operation(found.last.operation)
        else:
            self._show_report(None)

    def _resolve(self) -> None:
        """The report of the channel whose files differed most recently."""
        standing = self._watch.standing
        for channel in standing.channels if standing else ():
            cells = channel.last.summary.get("matrix", ()) if channel.last else ()
            if channel.last and any(c["channel"] == channel.code and c.get("difference") for c in cells):
                self._open_operation(channel.last.operation)
                return

    def _open_operation(self, operation: str) -> None:
        from pim.gui.views.channels.report_view import Report

        self._watch.ask(
            "ledger", operation, replaces="channels.report", owner=self.page,
            then=lambda found: self._open_report(Report.of_ledger(found) if found else None),
        )  # fmt: skip

    def _open_report(self, report: Report | None) -> None:
        assert self.page is not None
        self.page.show_part(PARITY)
        self._show_report(report)
        self._standing_changed()

    def _show_report(self, report: Report | None) -> None:
        assert self.page is not None
        self.page.report.show_report(report, self._desk.structure, self._desk.locale)

    # -- products -----------------------------------------------------------------------------------
    def _open_product(self, uid: str) -> None:
        self._desk.go("products", uid=uid)

    def _open_sku(self, sku: str) -> None:
        self._desk.read(browsing.uid_of, sku, then=self._open_product, owner=self.page)

    # -- publishing ---------------------------------------------------------------------------------
    def publish(self) -> None:
        """Publish the channel that is shown."""
        if self._publisher is not None and self.current:
            self._publisher.publish((self.current,))

    def publish_all(self) -> None:
        """Publish every channel together, proven against each other."""
        if self._publisher is not None:
            self._publisher.publish(())

    def choose_folder(self) -> None:
        """Another folder for this channel."""
        if self._publisher is not None:
            self._publisher.choose_folder(self.current)

    def open_folder(self) -> None:
        """The folder of this channel, in the file manager."""
        folder = self._publisher.folder(self.current) if self._publisher else None
        if folder is None:
            self._desk.say(_("Nothing was published yet. Publish, and choose the folder then."), kind="info")
        elif self._publisher is not None:
            self._publisher.open_folder(folder)

    def preview(self) -> None:
        """What the file says about the current product of the list, else about its first."""
        from pim.gui.views.channels.difference_model import DIFFERENCE_ROLE
        from pim.gui.views.channels.preview import ListingPreview
        from pim.services import previewing

        assert self.page is not None
        view = self.page.differences.view
        product = view.currentIndex().data(DIFFERENCE_ROLE) or view.model().index(0, 0).data(DIFFERENCE_ROLE)
        if product is None:
            self._desk.say(_("Nothing waits here. Choose a tab with products."), kind="info")
            return
        name = f"{product.name}, {product.sku}"
        self._desk.read(
            previewing.preview, product.uid, self.current, replaces="channels.preview", owner=self.page,
            then=lambda found: ListingPreview(self._desk.theme, name, found[0], found[1], self.page).open(),
        )  # fmt: skip

    def _published(self, report: ExportReport) -> None:
        from pim.gui.views.channels.report_view import Report

        self._report = Report.of_export(report)
        self.open(show=PARITY)
        self._watch.refresh()

    def _publication_ended(self) -> None:
        self._show_footer()

    # -- new channel --------------------------------------------------------------------------------
    def add_channel(self) -> None:
        """Ask for a new channel, add it and open its settings."""
        from pim.gui.views.channels.new_channel import ask_new_channel

        ask_new_channel(self._desk, self.page or self.sidebar, lambda code: self.open(channel=code, show=SETTINGS))


_ACTIONS = {
    "publish": ChannelsRoom.publish,
    "publish_all": ChannelsRoom.publish_all,
    "preview": ChannelsRoom.preview,
    "choose_folder": ChannelsRoom.choose_folder,
    "open_folder": ChannelsRoom.open_folder,
}
_FILLERS = {
    SETTINGS: ChannelsRoom._fill_settings,
    EXCEPTIONS: ChannelsRoom._fill_exceptions,
    LEDGER: ChannelsRoom._fill_ledger,
    PARITY: ChannelsRoom._fill_report,
}
_TITLES = {
    PARITY: lambda: _("Parity report"),
    EXCEPTIONS: lambda: _("Exceptions"),
    LEDGER: lambda: _("Ledger"),
}


def _load() -> None:
    """What the page needs."""
    import pim.gui.views.channels.new_channel
    import pim.gui.views.channels.page
    import pim.gui.views.channels.preview
    import pim.gui.views.channels.publishing  # noqa: F401
