"""The room Activity: the timeline at the left, the chosen step or publication at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.widgets.sidebar import SidebarSection
from pim.i18n import _
from pim.services import browsing, timeline
from pim.services.timeline import Entry

if TYPE_CHECKING:
    from pim.gui.views.activity.page import ActivityPage

_KINDS: dict[str, tuple[Callable[[], str], str]] = {
    timeline.EVERYTHING: (lambda: _("Everything"), "clock-counter-clockwise"),
    timeline.PUBLICATIONS: (lambda: _("Publications"), "broadcast"),
    timeline.IMPORTS: (lambda: _("Imports"), "download-simple"),
    timeline.BULK: (lambda: _("Bulk edits"), "stack"),
    timeline.STRUCTURE: (lambda: _("Structure"), "tree-structure"),
    timeline.IMAGES: (lambda: _("Images"), "image-square"),
}


class ActivitySidebar(QWidget):
    """Show: everything, publications, imports … `chosen(kind)`."""

    chosen = Signal(str)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._section = SidebarSection(desk.theme, _("Show"))
        for kind, (words, icon) in _KINDS.items():
            self._section.add(kind, words(), icon)
        self._section.chosen.connect(self.chosen)
        layout.addWidget(self._section)
        self.set_current(timeline.EVERYTHING)

    def set_current(self, kind: str) -> None:
        """Select an entry."""
        self._section.set_current(kind)


class ActivityRoom(QObject):
    """One per window. `open(entry=, show=)` leads to a step or a kind of steps."""

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self._desk = desk
        self.page: ActivityPage | None = None
        self._who = ""
        self._wanted: Entry | None = None
        self.sidebar = ActivitySidebar(desk)
        self.sidebar.chosen.connect(self.show_kind)
        self.room = Room(
            "activity", _("Activity"), "clock-counter-clockwise", self._made_page, self.sidebar,
            activated=self.refresh, panes=self._panes, follow_link=self.open, load=_load,
        )  # fmt: skip
        desk.signals.changed.connect(lambda _changed: self._catalog_changed())

    def _panes(self) -> list[QWidget]:
        return [self.page.timeline, self.page.right] if self.page is not None else []

    def _made_page(self) -> ActivityPage:
        from pim.gui.views.activity.page import ActivityPage

        page = self.page = ActivityPage(self._desk)
        page.timeline.entry_chosen.connect(self._show_entry)
        page.timeline.entries.loaded.connect(self._loaded)
        page.step.product_opened.connect(lambda uid: self._desk.go("products", uid=uid))
        page.report.open_sku.connect(self._open_sku)
        page.report.open_folder.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        if self._wanted is not None:
            page.timeline.select(self._wanted)
        self._show_choices(())
        return page

    def open(self, entry: Entry | None = None, show: str = "") -> None:
        """Show a step, or a kind of steps."""
        self._wanted = entry
        if show:
            self.show_kind(show)
        if entry is not None and self.page is not None:
            self.show_kind(timeline.EVERYTHING)
            self.page.timeline.select(entry)

    def refresh(self) -> None:
        """Read the newest steps again."""
        if self.page is None or self._desk.tasks.closing:
            return
        self.page.timeline.entries.refresh()
        self._desk.read(timeline.people, replaces="activity.people", owner=self.page, then=self._show_choices)

    def _catalog_changed(self) -> None:
        # A room that nobody looks at reads when it is entered.
        if self.page is not None and self.page.isVisible():
            self.refresh()

    def show_kind(self, kind: str) -> None:
        """Show only one kind of steps."""
        self.sidebar.set_current(kind)
        if self.page is not None:
            self.page.timeline.entries.show_kind(show=kind)
            self.refresh()

    def _choose_who(self, who: str) -> None:
        self._who = who
        if self.page is not None:
            self.page.timeline.entries.show_kind(who=who)
            self.refresh()

    def _show_choices(self, people: Sequence[str]) -> None:
        if self.page is None:
            return
        everybody = [("", _("Everybody")), *((name, name) for name in people)]
        self.page.who.set_choices(everybody, self._who, self._choose_who)
        kinds = [(kind, words()) for kind, (words, _icon) in _KINDS.items()]
        self.page.what.set_choices(kinds, self.page.timeline.entries.shown, self.show_kind)

    def _loaded(self) -> None:
        if self.page is not None and self.page.timeline.entries.first_entry() < 0:
            self.page.right.setCurrentWidget(self.page.empty)

    def _show_entry(self, entry: Entry) -> None:
        assert self.page is not None
        if not entry.is_publication:
            self.page.right.setCurrentWidget(self.page.step)
            self.page.step.show_entry(entry)
            return
        from pim.services import standings

        self._desk.read(
            standings.ledger, entry.operation, replaces="activity.report", owner=self.page, then=self._show_report
        )

    def _show_report(self, found: list) -> None:
        from pim.gui.views.channels.report_view import Report

        if self.page is not None and found:
            self.page.report.show_report(Report.of_ledger(found), self._desk.structure, self._desk.locale)
            self.page.right.setCurrentWidget(self.page.report)

    def _open_sku(self, sku: str) -> None:
        self._desk.read(
            browsing.uid_of, sku, owner=self.page, then=lambda uid: self._desk.go("products", uid=uid)
        )  # fmt: skip


def _load() -> None:
    """What the page needs."""
    import pim.gui.views.activity.page  # noqa: F401
