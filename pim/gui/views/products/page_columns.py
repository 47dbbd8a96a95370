"""The columns of the room's list: shown, chosen, moved, remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_columns import usual_codes
from pim.gui.views.products.column_chooser import ColumnMemory, choose_columns, shown_columns
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.popup import Popup
from pim.gui.views.products.selection import ProductChoice
from pim.gui.widgets.buttons import IconButton


class PageColumns(QObject):
    """Keeps `view` and what is remembered the same. `button` is where the popup opens.

    A saved view brings its own columns: they are the `choice`'s as long as it is shown, and everyday's come back after
    it. Widths belong to the columns, whichever view shows them.
    """

    def __init__(self, desk: CatalogDesk, choice: ProductChoice, view: GridView, button: IconButton) -> None:
        super().__init__(view)
        self._desk, self._choice, self._view, self._button = desk, choice, view, button
        self._shown: tuple[str, ...] = ()
        self._codes_of_view: list[str] = []
        self._widths: dict[str, int] = {}
        self._memory = ColumnMemory(desk.settings, desk.workspace.name)
        self._soon = QTimer(self, singleShot=True, interval=400)
        self._soon.timeout.connect(self._remember)
        view.resized_by_hand.connect(self._soon.start)
        view.head.sectionMoved.connect(lambda *_what: self._soon.start())
        choice.changed.connect(self._choice_changed)

    def show(self) -> None:
        """Show the saved view's columns or what is remembered, in the chosen locale."""
        self._shown = self._choice.columns
        stored = self._memory.load(self._desk.structure)
        self._widths = {**dict(stored), **self._widths}
        if self._shown:
            stored = [(code, self._widths.get(code, 0)) for code in self._shown]
        columns, widths = shown_columns(self._desk, stored)
        self._view.grid.set_columns(columns)
        self._view.set_widths(widths)
        self._codes_of_view = self.codes()
        self._soon.stop()

    def _choice_changed(self) -> None:
        if self._choice.columns != self._shown:
            self._keep_if_waiting()
            self.again()

    def _keep_if_waiting(self) -> None:
        """Another view comes before a moved column was remembered: it was moved in everyday's list."""
        if self._soon.isActive() and not self._shown:
            self._memory.keep(self._view.layout_codes())

    def codes(self) -> list[str]:
        """Codes in the order in which the columns stand."""
        return [code for code, _width in self._view.layout_codes()]

    def _remember(self) -> None:
        self._widths.update(self._view.layout_codes())
        if not self._choice.columns:
            self._memory.keep(self._view.layout_codes())
        elif self.codes() != self._codes_of_view:  # only their order counts for the view, not their widths
            self._codes_of_view = self.codes()
            self._shown = tuple(self._codes_of_view)
            self._choice.set_columns(self._shown)

    def choose(self) -> Popup:
        """The popup of the columns button."""
        return choose_columns(self._desk, self.codes(), self._button, self.set_codes, self.usual)

    def hide(self, code: str) -> None:
        """Take a column out of the list."""
        self.set_codes([other for other in self.codes() if other != code])

    def set_codes(self, codes: list[str]) -> None:
        """Show exactly these, and remember it."""
        self._widths.update(self._view.layout_codes())
        if self._choice.columns:
            self._choice.set_columns(tuple(codes))
        else:
            self._memory.keep([(code, self._widths.get(code, 0)) for code in codes])
        self.again()

    def usual(self) -> None:
        """Back to the usual columns."""
        if self._choice.columns:
            self._choice.set_columns(tuple(usual_codes(self._desk.structure)))
        else:
            self._memory.forget()
            self._widths.clear()
        self.again()

    def again(self) -> None:
        """Show the columns anew; the current cell and what is in view stay."""
        row, column = self._view.currentIndex().row(), self._view.currentIndex().column()
        scroll = self._view.verticalScrollBar().value()
        self.show()
        if row >= 0:
            self._view.show_row(row, column)
        self._view.verticalScrollBar().setValue(scroll)
