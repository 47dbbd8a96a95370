"""The columns of the room's list: shown, chosen, moved, remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.column_chooser import ColumnMemory, choose_columns, shown_columns
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.popup import Popup
from pim.gui.widgets.buttons import IconButton


class PageColumns(QObject):
    """Keeps `view` and what is remembered the same. `button` is where the popup opens."""

    def __init__(self, desk: CatalogDesk, view: GridView, button: IconButton) -> None:
        super().__init__(view)
        self._desk, self._view, self._button = desk, view, button
        self._memory = ColumnMemory(desk.settings, desk.workspace.name)
        self._soon = QTimer(self, singleShot=True, interval=400)
        self._soon.timeout.connect(self._remember)
        view.resized_by_hand.connect(self._soon.start)
        view.head.sectionMoved.connect(lambda *_what: self._soon.start())

    def show(self) -> None:
        """Show what is remembered, in the chosen locale."""
        self._soon.stop()
        columns, widths = shown_columns(self._desk, self._memory.load(self._desk.structure))
        self._view.grid.set_columns(columns)
        self._view.set_widths(widths)

    def codes(self) -> list[str]:
        """Codes in the order in which the columns stand."""
        return [code for code, _width in self._view.layout_codes()]

    def _remember(self) -> None:
        self._memory.keep(self._view.layout_codes())

    def choose(self) -> Popup:
        """The popup of the columns button."""
        return choose_columns(self._desk, self.codes(), self._button, self.set_codes, self.usual)

    def hide(self, code: str) -> None:
        """Take a column out of the list."""
        self.set_codes([other for other in self.codes() if other != code])

    def set_codes(self, codes: list[str]) -> None:
        """Show exactly these, and remember it."""
        widths = dict(self._view.layout_codes())
        self._memory.keep([(code, widths.get(code, 0)) for code in codes])
        self.again()

    def usual(self) -> None:
        """Back to the usual columns."""
        self._memory.forget()
        self.again()

    def again(self) -> None:
        """Show the columns anew; the current cell and what is in view stay."""
        row, column = self._view.currentIndex().row(), self._view.currentIndex().column()
        scroll = self._view.verticalScrollBar().value()
        self.show()
        if row >= 0:
            self._view.show_row(row, column)
        self._view.verticalScrollBar().setValue(scroll)
