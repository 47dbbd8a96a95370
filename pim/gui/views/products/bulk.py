"""Several selected rows: which products they are, and the bar with what can be done with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products import selected
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.product_actions import ProductActions
from pim.gui.widgets.notices import BulkBar
from pim.i18n import _, format_number
from pim.services import browsing
from pim.services.workspace import Workspace

_ABOVE_STATUS, _BESIDE = 42, 8  # pixels


class Bulk(QObject):
    """Shows the bar over `page` from two whole rows on."""

    def __init__(self, desk: CatalogDesk, view: GridView, actions: ProductActions, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._view, self._actions, self._page = desk, view, actions, page
        self.bar = BulkBar(desk.theme, page)
        self.bar.hide()
        self.bar.acted.connect(self.act)
        self.bar.select_all.connect(view.selectAll)
        self.bar.closed.connect(view.clearSelection)
        view.range_changed.connect(self._show)
        view.installEventFilter(self)  # the sheet beside it takes room, and gives it back

    def count(self) -> int:
        """How many products have a selected cell."""
        return selected.row_count(self._view)

    def _show(self) -> None:
        selection, count = selected.ranges(self._view), self.count()
        whole = any(part.left() <= 1 for part in selection)  # a range of values only is the range's own business
        if count < 2 or not whole or not self._desk.workspace.writable:
            self.bar.hide()
            return
        number, total = format_number(count), self._view.grid.rowCount()
        everything = _("Select all {count}").format(count=format_number(total)) if total > count else ""
        self.bar.set_counts(_("{count} selected").format(count=number), everything)
        self.bar.set_actions(
            [
                ("edit", _("Edit {count}").format(count=number), "pencil-simple"),
                ("categories", _("Categories"), "tree-structure"),
                ("family", _("Family"), "stack"),
                ("enable", _("Enable"), "check-circle"),
                ("disable", _("Disable"), "prohibit"),
                ("delete", _("Delete"), "trash"),
            ]
        )
        self._place()
        self.bar.show()
        self.bar.raise_()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize and not self.bar.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        """Bottom centre over the grid, never over the sheet beside it."""
        self.bar.fit(self._view.width() - 2 * _BESIDE)
        x = (self._view.width() - self.bar.width()) // 2
        self.bar.move(max(_BESIDE, x), self._page.height() - self.bar.height() - _ABOVE_STATUS)

    def act(self, code: str) -> None:
        """Do one of "edit", "categories", "family", "enable", "disable", "delete" to every selected product."""
        ids = self._view.grid.order.ids_in(selected.row_spans(selected.ranges(self._view)))
        if ids:
            self._desk.read(_uids_of, ids, then=partial(self._run, code), owner=self)

    def _run(self, code: str, uids: list[str]) -> None:
        does = {
            "edit": self._actions.edit_value,
            "categories": self._actions.choose_category,
            "family": self._actions.choose_family,
            "enable": lambda found: self._actions.set_enabled(found, True),
            "disable": lambda found: self._actions.set_enabled(found, False),
            "delete": self._actions.delete,
        }
        does[code](uids)


def _uids_of(workspace: Workspace, ids: Sequence[int]) -> list[str]:
    """The uids of any number of products, in their order. Reader thread."""
    return list(browsing.uids(workspace, ids).values())
