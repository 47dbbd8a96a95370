"""The list goes to what was just made: else it would go on editing the product before, beside the new one's sheet."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.grid_view import GridView
from pim.services import browsing
from pim.services.browsing import ProductView


class NewRow(QObject):
    """`lead_to(uid)` makes a product's row the current one: now, or when the list has it."""

    def __init__(self, desk: CatalogDesk, view: GridView) -> None:
        super().__init__(view)
        self._desk, self._view, self._model = desk, view, view.grid
        self._awaited = 0  # the id of a product, until the list has it; where the filter leaves it out, it never has
        self._model.counted.connect(lambda _count: self._go())
        self._model.rows_arrived.connect(self._go)

    def lead_to(self, uid: str) -> None:
        """A product that was just made; its model is unfolded for a variant."""
        self._desk.read(browsing.view_product, uid=uid, then=self._await, owner=self)

    def forget(self) -> None:
        """Another list is asked for."""
        self._awaited = 0

    def _await(self, view: ProductView) -> None:
        self._awaited = view.stored.id
        self._unfold({above.uid for above in view.line[:-1]})
        self._go()

    def _unfold(self, uids: set[str]) -> None:
        rows = [self._model.order.row_of(number) for number in self._model.store.ids_of(uids)]
        for row in rows:
            if row >= 0 and not self._model.is_open(row):
                self._model.toggle(row)

    def _go(self) -> None:
        row = self._model.order.row_of(self._awaited) if self._awaited else -1
        if row >= 0:
            self._awaited = 0
            self._view.show_row(row)
