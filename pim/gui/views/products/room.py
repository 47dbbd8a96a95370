"""The Products room as the frame takes it: page, sidebar contents, search, shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

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
        self.side.save_wanted.connect(self._on_page("save_view"))
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
        does = {
            "Ctrl+N": "creating.new_product",
            "F4": "toggle_sheet",
            "Ctrl+Shift+F": "bar.open_filter",
            "Ctrl+Shift+S": "save_view",
            "Ctrl+S": "sheet.commit_open",
            "Ctrl+M": "sheet.toggle_only_missing",
            "Ctrl+Return": "next_incomplete",
        }
        found = {keys: self._on_page(method) for keys, method in does.items()}
        return found | {
            "Ctrl+PgDown": lambda: self.page.sheet.next_tab(),
            "Ctrl+PgUp": lambda: self.page.sheet.next_tab(-1),
        }

    def _on_page(self, method: str) -> Callable[[], object]:
        """Calls a method of the page, which is built when it is first needed."""
        return lambda: attrgetter(method)(self.page)()
