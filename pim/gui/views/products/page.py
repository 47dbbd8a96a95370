"""The Products room: filter bar over grid and status line, the sheet at the right."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_grid import UNKNOWN, ProductGridModel
from pim.gui.views.products.bulk import Bulk
from pim.gui.views.products.filter_bar import FilterBar
from pim.gui.views.products.grid_menus import column_menu, row_menu
from pim.gui.views.products.grid_status import GridStatus
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.new_row import NewRow
from pim.gui.views.products.page_columns import PageColumns
from pim.gui.views.products.page_creating import PageCreating
from pim.gui.views.products.popup import Popup
from pim.gui.views.products.product_actions import ProductActions
from pim.gui.views.products.range_actions import RangeActions
from pim.gui.views.products.selection import ProductChoice
from pim.gui.views.products.sheet import ProductSheet
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.layouts import Splitter
from pim.i18n import _, format_number
from pim.services import browsing

DRAWER_UNDER = 940  # width of the room under which the sheet covers the grid (a window of about 1200)
SHEET_WIDTH = 400
AGAIN, PATIENCE = 25, 500  # milliseconds between two looks at whether the rows are painted, and how long at most
HELD = 120  # milliseconds between two steps of a key that is held down, at most


class ProductsPage(QWidget):
    """Grid and sheet of one catalogue; `choice` says which products."""

    def __init__(self, desk: CatalogDesk, choice: ProductChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.choice = desk, choice
        self.model = ProductGridModel(desk, self)
        self.view = GridView(desk, self.model)
        self.bar = FilterBar(desk, choice)
        self.sheet = ProductSheet(desk, self.model.edits)
        self.status = GridStatus(desk, self.view)
        self.product_actions = ProductActions(desk, self.bar.new)
        self.ranges = RangeActions(desk, self.view)
        self.bulk = Bulk(desk, self.view, self.product_actions, self)
        self.creating = PageCreating(desk, choice, self)
        self._new_row = NewRow(desk, self.view)
        self.columns = PageColumns(desk, choice, self.view, self.bar.columns)
        self._nothing = EmptyState(desk.theme, "funnel-simple", "")
        self._wanted_uid = ""
        self._last_row = self._waited = 0
        self._all_wanted = False
        self._build()
        self._connect()
        self.columns.show()
        self._ask()

    # -- building -----------------------------------------------------------------------------------
    def _build(self) -> None:
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        left = QWidget()
        left.setProperty("k", "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(middle, 1)
        column.addWidget(self.status)
        self.left = left
        self.splitter = Splitter(self.desk.settings, "products")
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.sheet)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.sheet.setVisible(self._wants_sheet)

    def _connect(self) -> None:
        self.choice.changed.connect(self._ask)
        self.view.head.sort_changed.connect(self.choice.set_sort)
        self.view.head.menu_wanted.connect(lambda section, place: column_menu(self, section).popup(place))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.command.connect(self._command)
        self.view.current_changed.connect(lambda _row: self._show_in_time())
        self.view.range_changed.connect(self.status.refresh)
        self.model.counted.connect(self._counted)
        self.model.failed.connect(lambda sentence: self.desk.say(sentence, kind="bad"))
        self.model.edits.refused.connect(self.status.show_reason)
        self.model.rows_arrived.connect(self._show_wanted)
        self.bar.new_clicked.connect(self.creating.new_product)
        self.creating.created.connect(self._created)
        self.bar.columns_clicked.connect(self.columns.choose)
        self.bar.save_clicked.connect(self.save_view)
        self.sheet.step_wanted.connect(lambda step: self.view.step(step, 0))
        self.sheet.open_wanted.connect(self.show_product)
        self.sheet.close_wanted.connect(self.toggle_sheet)
        self.sheet.new_variant_wanted.connect(lambda: self.creating.new_variant(self.sheet.uid))
        self._nothing.acted.connect(self._nothing_action)
        self.desk.viewpoint.changed.connect(self._look_elsewhere)
        self.desk.signals.structure_changed.connect(self._structure_changed)
        self._show_soon, self._since_moved = QTimer(self, singleShot=True), QElapsedTimer()
        self._show_soon.timeout.connect(self._show_when_painted)

    # -- what is shown ------------------------------------------------------------------------------
    def _ask(self) -> None:
        self.view.head.set_sort(self.choice.sort)
        self._all_wanted = False
        self._new_row.forget()
        self._last_row = 0
        self.model.set_query(self.choice.query())
        self.status.show_totals(UNKNOWN, self.choice)

    def _show_first(self) -> None:
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            self.view.show_row(min(self._last_row, self.model.rowCount() - 1))  # where a deleted product stood

    def _counted(self, total: int) -> None:
        self.status.show_totals(total, self.choice)
        if total == 0:
            self._say_nothing_here()
        self._stack.setCurrentIndex(1 if total == 0 else 0)
        if total != 0:
            self._show_first()
        self.sheet.set_position(self.view.currentIndex().row(), self.model.rowCount())

    def _say_nothing_here(self) -> None:
        everything = self.status.totals.products if self.status.totals else 0
        context = _("{count} products are in the catalogue").format(count=format_number(everything))
        if self.choice.is_filtered:
            self._nothing.set_text(_("No product matches"), context, _("Clear filters"), "funnel-simple")
        else:
            self._nothing.set_text(
                _("There is no product yet"), _("Import a file, or begin with one product."), _("New product"),
                "package",
            )  # fmt: skip

    def _nothing_action(self) -> None:
        self.choice.clear() if self.choice.is_filtered else self.creating.new_product()

    def _look_elsewhere(self) -> None:
        self.columns.again()
        self.bar.refresh()

    def _structure_changed(self, kinds: frozenset[str]) -> None:
        if kinds - {"saved_view"}:
            self.columns.again()
        self.bar.refresh()

    # -- the current product ------------------------------------------------------------------------
    def _show_in_time(self) -> None:
        """At once after one step; with a key held down when it is let go, or every form between would be filled."""
        held = self._since_moved.isValid() and self._since_moved.elapsed() < HELD
        self._since_moved.start()
        self._show_soon.start(HELD if held else 25)

    def _show_when_painted(self) -> None:
        """After the rows, which are looked at first; but a list that cannot be painted is not waited for long."""
        if self.view.is_behind and self.view.isVisible() and self._waited < PATIENCE:
            self._waited += AGAIN
            self._show_soon.start(AGAIN)
            return
        self._waited = 0
        self._show_current()

    def _show_current(self) -> None:
        row = self.view.currentIndex().row()
        self._last_row = max(row, 0) or self._last_row
        loaded = self.model.loaded(row) if row >= 0 else None
        self.sheet.set_position(row, self.model.rowCount())
        if loaded is None:
            self._wanted_uid = "?" if row >= 0 else ""
            return
        self._wanted_uid = ""
        if self.sheet.isVisible():
            self.sheet.show_product(loaded.row.uid)

    def _show_wanted(self) -> None:
        if self._wanted_uid:
            self._show_soon.start(AGAIN)  # they are still to be painted
        self.status.refresh()

    def show_product(self, uid: str) -> None:
        """Open a product in the sheet, and in the grid where it is listed."""
        ids = self.model.store.ids_of({uid})
        row = self.model.order.row_of(ids[0]) if ids else -1
        if row >= 0:
            self.view.show_row(row)
        self.sheet.show_product(uid)

    @property
    def _wants_sheet(self) -> bool:
        return str(self.desk.settings.value("products/sheet", "true")) != "false"

    @property
    def _is_drawer(self) -> bool:
        return self.splitter.indexOf(self.sheet) < 0

    def toggle_sheet(self) -> None:
        """F4: show or hide the sheet; as a drawer it comes and goes without being remembered."""
        shown = self.sheet.isHidden()
        self.sheet.setVisible(shown)
        if not self._is_drawer:
            self.desk.settings.setValue("products/sheet", "true" if shown else "false")
        self._arrange()
        if shown:
            self._show_current()

    def next_incomplete(self) -> None:
        """Ctrl+Enter: the next product below that is not complete."""
        below = self.model.order.ids_in([range(self.view.currentIndex().row() + 1, self.model.rowCount())])
        self.desk.read(
            browsing.first_incomplete, below, then=self._show_incomplete, replaces="products.incomplete", owner=self
        )

    def _show_incomplete(self, number: int | None) -> None:
        row = self.model.order.row_of(number) if number is not None else -1
        if row < 0:
            self.desk.say(_("No incomplete product below this one."), kind="info")
        else:
            self.view.show_row(row)

    # -- keys and menus -----------------------------------------------------------------------------
    def _command(self, name: str) -> None:
        if self.ranges.run(name):
            return
        if name == "select_all":
            self.view.selectAll()
        elif name == "escape":
            self._escape()

    def _escape(self) -> None:
        """Forgive what was refused in this cell; else leave the range."""
        index = self.view.currentIndex()
        loaded = self.model.loaded(index.row()) if index.isValid() else None
        if loaded is not None:
            self.model.edits.forgive(loaded.row.uid, self.model.columns[index.column()].edit_key)
            self.view.go_to(index)
        self.status.refresh()

    def _open_menu(self, place) -> None:
        index = self.view.indexAt(place)
        if index.isValid() and not self.view.selectionModel().isSelected(index):
            self.view.go_to(index)
        menu = row_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _created(self, uid: str) -> None:
        if not self.sheet.isVisible():
            self.toggle_sheet()
        self.sheet.show_product(uid)
        self._new_row.lead_to(uid)

    def save_view(self) -> Popup:
        """Ctrl+Shift+S."""
        under = self.bar.save if self.bar.save.isVisible() else self.bar.add
        return self.creating.save_view(under, tuple(self.columns.codes()))

    # -- sizes --------------------------------------------------------------------------------------
    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Beside the grid, or as a drawer over it when there is no room for both."""
        drawer = self.width() < DRAWER_UNDER
        if drawer and not self._is_drawer:
            self.sheet.setParent(self)
            self.sheet.hide()
        elif not drawer and self._is_drawer:
            self.splitter.addWidget(self.sheet)
            self.sheet.setVisible(self._wants_sheet)
            self.splitter.restore([self.width() - SHEET_WIDTH, SHEET_WIDTH])
        if drawer:
            self.sheet.setGeometry(self.width() - SHEET_WIDTH, 0, SHEET_WIDTH, self.height())
            self.sheet.raise_()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        wide = 400 if self.width() > 1080 else 380
        self.splitter.restore([self.width() - wide, wide])
        self.view.setFocus()
        self._show_soon.start(0)  # the list may have been read anew while another room was shown

