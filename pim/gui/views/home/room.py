"""The room Home: fills its page; everything on it leads somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.standing_watch import StandingWatch
from pim.i18n import _

if TYPE_CHECKING:
    from pim.gui.views.home.page import HomePage
    from pim.services.attention import Attention, ScopeTotal
    from pim.services.timeline import Entry, Page

RECENT = 7


class HomeRoom(QObject):
    """One per window. `room` is what the frame registers."""

    def __init__(self, desk: CatalogDesk, watch: StandingWatch) -> None:
        super().__init__()
        self._desk, self._watch = desk, watch
        self._order_soon = QTimer(self, singleShot=True, interval=50)  # once the new lines are laid out
        self._order_soon.timeout.connect(self._order_tabs)
        self.page: HomePage | None = None
        self.room = Room(
            "home", _("Home"), "house", self._made_page, activated=self.refresh, panes=self._panes, load=_load
        )
        watch.changed.connect(self._standing_changed)

    def _panes(self) -> list[QWidget]:
        if self.page is None:
            return []
        page = self.page
        lead = page.publish_button if page.import_button.isHidden() else page.import_button
        return [lead, page.ready, page.completeness, page.attention, page.recent]

    def _made_page(self) -> HomePage:
        from pim.gui.views.home.page import HomePage
        from pim.services import checking

        page = self.page = HomePage(self._desk.theme)
        page.destroyed.connect(self._forget_page)
        page.import_button.clicked.connect(lambda: self._desk.go("import"))
        page.publish_button.clicked.connect(lambda: self._desk.go("channels", publish=True))
        page.ready.opened.connect(lambda channel, tab: self._desk.go("channels", channel=channel, tab=tab))
        page.parity.opened.connect(lambda: self._desk.go("channels", show="parity"))
        page.completeness.opened.connect(
            lambda channel, locale: self._desk.go(
                "products", conditions=checking.incomplete(channel, locale).conditions
            )
        )
        page.attention.chosen.connect(self._follow)
        page.recent.chosen.connect(self._open_entry)
        page.recent.all_wanted.connect(lambda: self._desk.go("activity"))
        return page

    def refresh(self) -> None:
        """Read everything again."""
        self._watch.refresh()
        self._show()

    def _standing_changed(self) -> None:
        # A room that nobody looks at reads when it is entered.
        if self.page is not None and self.page.isVisible():
            self._show()

    def _show(self) -> None:
        if self.page is None:
            return
        from pim.services import attention, timeline

        standing = self._watch.standing
        if standing is not None:
            self.page.show_headline(standing)
            self.page.ready.show_channels(standing.channels, self._desk.spoken_locale)
            self.page.parity.show_channels(standing.channels)
        for key, function, asked, then in (
            ("completeness", attention.completeness, (), self._show_completeness),
            ("attention", attention.needs_attention, (self._desk.spoken_locale,), self.page.attention.show_found),
        ):
            self._desk.read(function, *asked, replaces=f"home.{key}", owner=self.page, then=then)
        self._desk.read(
            timeline.timeline, None, RECENT, replaces="home.recent", owner=self.page, then=self._show_recent
        )

    def _show_completeness(self, totals: Sequence[ScopeTotal]) -> None:
        standing = self._watch.standing
        if self.page is not None and standing is not None:
            locales = tuple(self._desk.structure.locales)
            self.page.completeness.show_totals(totals, standing.channels, locales, self._desk.spoken_locale)

    def _show_recent(self, page: Page) -> None:
        if self.page is not None:
            self.page.recent.show_entries(page.entries[:RECENT])
            self._order_soon.start()

    def _forget_page(self) -> None:
        self.page = None

    def _order_tabs(self) -> None:
        if self.page is not None:
            self.page.order_tabs()

    def _follow(self, one: Attention) -> None:
        if one.query is not None:
            self._desk.go("products", conditions=one.query.conditions)
        else:
            self._desk.go("channels", channel=one.channel, show=one.room)

    def _open_entry(self, entry: Entry) -> None:
        self._desk.go("activity", entry=entry)


def _load() -> None:
    """What the page needs."""
    import pim.gui.views.home.page
    import pim.services.attention
    import pim.services.checking
    import pim.services.timeline  # noqa: F401
