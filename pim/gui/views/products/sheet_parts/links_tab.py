"""The tab of links: goes with, spare part …; added by searching, taken out by their cross."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.tab_order import keeping_keys
from pim.gui.views.products.popup import Popup
from pim.gui.views.products.sheet_parts.group_box import GroupBox
from pim.gui.views.products.sheet_parts.rows_list import ProductLine
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.choice_list import ChoiceList
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _
from pim.services import browsing, editing
from pim.services.browsing import Row


class LinksTab(QWidget):
    """`open_wanted(uid)` when a linked product is clicked."""

    open_wanted = Signal(str)

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown = desk, None
        self._lines: dict[str, list[ProductLine]] = {}  # uid -> where it is linked
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(16, 10, 14, 14)
        self._column.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(self._content, "surface"))

    def show_product(self, shown: Shown) -> None:
        """One group per link type."""
        self._shown = shown
        with keeping_keys(self):
            self._show_groups(shown)
        if self._lines:
            self._desk.read(
                browsing.rows_of, list(self._lines), then=self._name_lines, replaces="products.linked", owner=self
            )

    def _show_groups(self, shown: Shown) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        self._lines = {}
        types = self._desk.structure.association_types.values()
        for kind in types:
            self._column.addWidget(self._group(kind.code, kind.label(shown.locale)))
        if not types:
            empty = EmptyState(
                self._desk.theme, "link-simple", _("No kind of link is defined"),
                _("Structure is where link types such as “Goes with” are made."), _("Open Structure"),
            )  # fmt: skip
            empty.acted.connect(lambda: self._desk.go("structure"))
            self._column.addWidget(empty)
        self._column.addStretch(1)

    def _name_lines(self, rows: list[Row]) -> None:
        """Pictures and titles, when they have been read."""
        for row in rows:
            for line in self._lines.get(row.uid, ()):
                line.show_product(row.name or row.sku, row.sku, row.image)

    def _group(self, kind: str, title: str) -> GroupBox:
        group = GroupBox(self._desk.theme, title)
        writable = self._desk.workspace.writable
        for uid in self._shown.product.associations.get(kind, ()):
            sku = self._shown.view.linked.get(uid, uid)
            line = ProductLine(self._desk, sku, "", removable=writable)
            self._lines.setdefault(uid, []).append(line)
            line.clicked.connect(partial(self.open_wanted.emit, uid))
            line.removed.connect(partial(self._remove, kind, uid))
            group.body.addWidget(line)
        if writable:
            add = Button(self._desk.theme, _("Add product"), "link", "plus", size=11)
            add.clicked.connect(lambda _checked=False: self._choose(kind, add))
            group.body.addWidget(add)
        return group

    def _targets(self, kind: str) -> list[str]:
        return list(self._shown.product.associations.get(kind, ()))

    def _remove(self, kind: str, uid: str) -> None:
        targets = [other for other in self._targets(kind) if other != uid]
        self._desk.change(editing.set_links, uid=self._shown.uid, kind=kind, targets=targets)

    def _choose(self, kind: str, under: QWidget) -> None:
        popup = Popup(self._desk.theme, _("Add product"), self)
        pick = ChoiceList(self._desk.theme, [])
        pick.line.setPlaceholderText(_("SKU, name or GTIN"))
        pick.line.textChanged.connect(
            lambda text: self._desk.read(
                browsing.quick_search, text, 20, then=partial(_offer, pick), replaces="products.links", owner=pick
            )
        )
        popup.body.addWidget(pick)
        pick.chosen.connect(lambda uid: (popup.close(), self._add(kind, uid)))
        popup.open_below(under)
        pick.setFocus()

    def _add(self, kind: str, uid: str) -> None:
        targets = [*self._targets(kind), uid]
        self._desk.change(editing.set_links, uid=self._shown.uid, kind=kind, targets=list(dict.fromkeys(targets)))


def _offer(pick: ChoiceList, rows: list[Row]) -> None:
    pick.set_choices([(row.uid, f"{row.name}   {row.sku}") for row in rows])
