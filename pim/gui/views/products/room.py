"""The Products room as the frame takes it: page, sidebar contents, search, shortcuts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.views.products.page import ProductsPage
from pim.gui.views.products.selection import ProductChoice
from pim.gui.views.products.side_panel import SidePanel
from pim.i18n import _

SEARCH_AFTER = 120  # milliseconds after the last letter


class ProductsRoom:
    """Holds page and side panel together. `room` is what the frame registers."""

    def __init__(self, desk: CatalogDesk) -> None:
        self._desk = desk
        self.choice = ProductChoice()
        self.side = SidePanel(desk, self.choice)
        self._page: ProductsPage | None = None
        self._typed = ""
        self._search_soon = QTimer(self.side, singleShot=True, interval=SEARCH_AFTER)
        self._search_soon.timeout.connect(lambda: self.choice.set_search(self._typed))
        self.side.save_wanted.connect(lambda: self.page.save_view())
        self.room = Room(
            "products",
            _("Products"),
            "package",
            lambda: self.page,
            sidebar=self.side,
            wants_locale=True,
            wants_channel=True,
            search=self._search,
            panes=self._panes,
            shortcuts=self._shortcuts(),
        )

    @property
    def page(self) -> ProductsPage:
        """The page, built when it is first needed."""
        if self._page is None:
            self._page = ProductsPage(self._desk, self.choice)
        return self._page

    def _search(self, text: str) -> None:
        self._typed = text
        self._search_soon.start()

    def _panes(self) -> list[QWidget]:
        return [self.page.view, self.page.sheet]

    def _shortcuts(self) -> dict[str, Callable[[], object]]:
        return {
            "Ctrl+N": lambda: self.page.creating.new_product(),
            "F4": lambda: self.page.toggle_sheet(),
            "Ctrl+Shift+F": lambda: self.page.bar.open_filter(),
            "Ctrl+Shift+S": lambda: self.page.save_view(),
            "Ctrl+S": lambda: self.page.sheet.commit_open(),
            "Ctrl+M": lambda: self.page.sheet.toggle_only_missing(),
            "Ctrl+Return": lambda: self.page.next_incomplete(),
            "Alt+Down": lambda: self.page.view.step(1, 0),
            "Alt+Up": lambda: self.page.view.step(-1, 0),
        }
