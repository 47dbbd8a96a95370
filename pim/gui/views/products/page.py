"""The Products room: filter bar over grid and status line, the sheet at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from pim.catalog.identifiers import fold_code, unique_code
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.dialogs.new_product import DuplicateDialog, NewProductDialog, NewVariantDialog
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.views.products.column_chooser import ColumnMemory, choose_columns, shown_columns
from pim.gui.views.products.filter_bar import FilterBar
from pim.gui.views.products.grid_menus import column_menu, row_menu
from pim.gui.views.products.grid_status import GridStatus
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.popup import Popup
from pim.gui.views.products.product_actions import ProductActions
from pim.gui.views.products.range_actions import RangeActions
from pim.gui.views.products.selection import ProductChoice
from pim.gui.views.products.sheet import ProductSheet
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.layouts import Splitter
from pim.gui.widgets.notices import BulkBar
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _, format_number
from pim.services import browsing, structuring

DRAWER_UNDER = 940  # width of the room under which the sheet covers the grid (a window of about 1200)
SHEET_WIDTH = 400


class ProductsPage(QWidget):
    """Grid and sheet of one catalogue; `choice` says which products."""

    def __init__(self, desk: CatalogDesk, choice: ProductChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.choice = desk, choice
        self.model = ProductGridModel(desk, self)
        self.view = GridView(desk, self.model)
        self.bar = FilterBar(desk, choice)
        self.sheet = ProductSheet(desk, self.model.edits)
        self.bulk = BulkBar(desk.theme, self)
        self.status = GridStatus(desk, self.view)
        self.actions = ProductActions(desk, self.bar.new)
        self.ranges = RangeActions(desk, self.view)
        self._memory = ColumnMemory(desk.settings, desk.workspace.name)
        self._nothing = EmptyState(desk.theme, "funnel-simple", "")
        self._wanted_uid = ""
        self._all_wanted = False
        self._build()
        self._connect()
        self._show_columns()
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
        self.sheet.setVisible(str(self.desk.settings.value("products/sheet", "true")) != "false")
        self.bulk.hide()

    def _connect(self) -> None:
        self.choice.changed.connect(self._ask)
        self.view.head.sort_changed.connect(self.choice.set_sort)
        self.view.head.menu_wanted.connect(lambda section, place: column_menu(self, section).popup(place))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.command.connect(self._command)
        self.view.current_changed.connect(lambda _row: self._show_soon.start())
        self.view.range_changed.connect(self._show_bulk)
        self.view.head.sectionMoved.connect(self._remember_columns)
        self.view.head.sectionResized.connect(lambda *_what: self._remember_soon.start())
        self.model.counted.connect(self._counted)
        self.model.failed.connect(lambda sentence: self.desk.say(sentence, kind="bad"))
        self.model.edits.refused.connect(self.status.show_reason)
        self.model.rows_arrived.connect(self._show_wanted)
        self.bar.new_clicked.connect(self.new_product)
        self.bar.columns_clicked.connect(self.choose_columns)
        self.bar.save_clicked.connect(self.save_view)
        self.bulk.acted.connect(self._bulk_action)
        self.bulk.select_all.connect(self.select_all)
        self.bulk.closed.connect(self.view.clearSelection)
        self.sheet.step_wanted.connect(lambda step: self.view.step(step, 0))
        self.sheet.open_wanted.connect(self.show_product)
        self.sheet.close_wanted.connect(self.toggle_sheet)
        self.sheet.new_variant_wanted.connect(self.new_variant)
        self._nothing.acted.connect(self._nothing_action)
        self.desk.viewpoint.changed.connect(self._look_elsewhere)
        self.desk.signals.structure_changed.connect(self._structure_changed)
        self._show_soon = QTimer(self, singleShot=True, interval=25)
        self._show_soon.timeout.connect(self._show_current)
        self._remember_soon = QTimer(self, singleShot=True, interval=400)
        self._remember_soon.timeout.connect(self._remember_columns)

    # -- what is shown ------------------------------------------------------------------------------
    def _ask(self) -> None:
        self.view.head.set_sort(self.choice.sort)
        self._all_wanted = False
        self.model.set_query(self.choice.query())
        self._counted(self.model.total if self.model.total else -1)
        self._show_first()

    def _show_first(self) -> None:
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            self.view.show_row(0, 1)

    def _counted(self, total: int) -> None:
        self.status.show_totals(total, self.choice)
        if total == 0:
            self._say_nothing_here()
        self._stack.setCurrentIndex(1 if total == 0 else 0)
        if total > 0:
            self._show_first()
        self.sheet.set_position(self.view.currentIndex().row(), self.model.rowCount())

    def _say_nothing_here(self) -> None:
        everything = self.status.totals.products if self.status.totals else 0
        context = _("{count} products are in the catalogue").format(count=format_number(everything))
        if self.choice.is_filtered:
            self._nothing.set_text(_("No product matches"), context, _("Clear filters"), "funnel-simple")
        else:
            self._nothing.set_text(
                _("There is no product yet"), _("Import a file, or begin with one product."), _("New product"), "package"
            )

    def _nothing_action(self) -> None:
        self.choice.clear() if self.choice.is_filtered else self.new_product()

    def _show_columns(self) -> None:
        columns, widths = shown_columns(self.desk, self._memory.load(self.desk.structure))
        self.model.set_columns(columns)
        self.view.set_widths(widths)

    def _remember_columns(self, *_what: int) -> None:
        self._memory.keep(self.view.layout_codes())

    def choose_columns(self) -> Popup:
        """The popup of the columns button."""
        now = [code for code, _width in self.view.layout_codes()]
        return choose_columns(self.desk, now, self.bar.columns, self._set_columns, self._usual_columns)

    def hide_column(self, code: str) -> None:
        """Take a column out of the list."""
        self._set_columns([c for c, _width in self.view.layout_codes() if c != code])

    def _set_columns(self, codes: list[str]) -> None:
        widths = dict(self.view.layout_codes())
        self._memory.keep([(code, widths.get(code, 0)) for code in codes])
        self._change_columns()

    def _usual_columns(self) -> None:
        self._memory.forget()
        self._change_columns()

    def _change_columns(self) -> None:
        row, column = self.view.currentIndex().row(), self.view.currentIndex().column()
        scroll = self.view.verticalScrollBar().value()
        self._show_columns()
        if row >= 0:
            self.view.show_row(row, column)
        self.view.verticalScrollBar().setValue(scroll)

    def _look_elsewhere(self) -> None:
        self._change_columns()
        self.bar.refresh()

    def _structure_changed(self, kinds: frozenset[str]) -> None:
        if kinds - {"saved_view"}:
            self._change_columns()
        self.bar.refresh()

    # -- the current product ------------------------------------------------------------------------
    def _show_current(self) -> None:
        row = self.view.currentIndex().row()
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
            self._show_current()
        self.status.refresh()

    def show_product(self, uid: str) -> None:
        """Open a product in the sheet, and in the grid where it is listed."""
        ids = self.model.store.ids_of({uid})
        row = self.model.row_of(ids[0]) if ids else -1
        if row >= 0:
            self.view.show_row(row)
        self.sheet.show_product(uid)

    def toggle_sheet(self) -> None:
        """F4: show or hide the sheet."""
        shown = not self.sheet.isVisible()
        self.sheet.setVisible(shown)
        self.desk.settings.setValue("products/sheet", "true" if shown else "false")
        self._arrange()
        if shown:
            self._show_current()

    def next_incomplete(self) -> None:
        """Ctrl+Enter: the next product below that is not complete."""
        for row in range(self.view.currentIndex().row() + 1, self.model.rowCount()):
            loaded = self.model.loaded(row)
            if loaded is None or loaded.row.percent < 100:
                self.view.show_row(row)
                return
        self.desk.say(_("No incomplete product below this one."), kind="info")

    # -- several rows -------------------------------------------------------------------------------
    def selected_rows(self) -> list[int]:
        """Rows with a selected cell, in order."""
        rows: set[int] = set()
        for part in self.view.selectionModel().selection():
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def selected_uids(self) -> list[str]:
        """Products with a selected cell (those that have been read)."""
        found = (self.model.loaded(row, ask=False) for row in self.selected_rows())
        return [row.row.uid for row in found if row is not None]

    def select_all(self) -> None:
        """Ctrl+A: everything the filter holds."""
        self.view.selectAll()

    def _show_bulk(self) -> None:
        count = sum(part.height() for part in self.view.selectionModel().selection())
        whole = any(part.left() <= 1 for part in self.view.selectionModel().selection())
        self.status.refresh()
        if count < 2 or not whole or not self.desk.workspace.writable:
            self.bulk.hide()
            return
        number = format_number(count)
        total = self.model.rowCount()
        everything = _("Select all {count}").format(count=format_number(total)) if total > count else ""
        self.bulk.set_counts(_("{count} selected").format(count=number), everything)
        self.bulk.set_actions(
            [
                ("edit", _("Edit {count}").format(count=number), "pencil-simple"),
                ("categories", _("Categories"), "tree-structure"),
                ("family", _("Family"), "stack"),
                ("enable", _("Enable"), "check-circle"),
                ("disable", _("Disable"), "prohibit"),
                ("delete", _("Delete"), "trash"),
            ]
        )
        self.bulk.adjustSize()
        self._place_bulk()
        self.bulk.show()
        self.bulk.raise_()

    def _place_bulk(self) -> None:
        x = self.left.x() + (self.left.width() - self.bulk.width()) // 2
        self.bulk.move(max(8, x), self.height() - self.status.height() - self.bulk.height() - 14)

    def _bulk_action(self, code: str) -> None:
        rows = self.selected_rows()
        missing = [self.model.id_at(row) for row in rows if self.model.loaded(row, ask=False) is None]
        if missing:
            self.desk.read(_uids_of, missing, then=lambda uids: self._run_bulk(code, [*self.selected_uids(), *uids]))
        else:
            self._run_bulk(code, self.selected_uids())

    def _run_bulk(self, code: str, uids: list[str]) -> None:
        does = {
            "edit": self.actions.edit_value,
            "categories": self.actions.choose_category,
            "family": self.actions.choose_family,
            "enable": lambda found: self.actions.set_enabled(found, True),
            "disable": lambda found: self.actions.set_enabled(found, False),
            "delete": self.actions.delete,
        }
        does[code](uids)

    def _command(self, name: str) -> None:
        if self.ranges.run(name):
            return
        if name == "select_all":
            self.select_all()
        elif name == "escape":
            self._escape()

    def _escape(self) -> None:
        """Forgive what was refused in this cell; else leave the range."""
        index = self.view.currentIndex()
        loaded = self.model.loaded(index.row()) if index.isValid() else None
        if loaded is not None:
            self.model.edits.forgive(loaded.row.uid, self.model.columns[index.column()].edit_key)
            self.view.setCurrentIndex(index)
        self.status.refresh()

    def _open_menu(self, place) -> None:
        index = self.view.indexAt(place)
        if index.isValid() and not self.view.selectionModel().isSelected(index):
            self.view.setCurrentIndex(index)
        menu = row_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.view.viewport().mapToGlobal(place))

    # -- new ----------------------------------------------------------------------------------------
    def new_product(self) -> NewProductDialog:
        """Ctrl+N."""
        dialog = NewProductDialog(self.desk, self.choice.category, self.window())
        dialog.created.connect(self._created)
        dialog.open()
        return dialog

    def new_variant(self) -> None:
        """A variant below the current model."""
        row = self.model.loaded(self.view.currentIndex().row())
        uid = self.sheet.uid or (row.row.uid if row else "")

        def ask(view) -> None:
            dialog = NewVariantDialog(self.desk, view.line, self.window())
            dialog.created.connect(self._created)
            dialog.open()

        self.desk.read(browsing.view_product, uid=uid, then=ask)

    def duplicate(self) -> None:
        """A copy of the current product under another SKU."""
        uids = self.selected_uids()

        def ask(view) -> None:
            dialog = DuplicateDialog(self.desk, view.product, self.window())
            dialog.created.connect(self._created)
            dialog.open()

        if uids:
            self.desk.read(browsing.view_product, uid=uids[0], then=ask)

    def _created(self, uid: str) -> None:
        if not self.sheet.isVisible():
            self.toggle_sheet()
        self.sheet.show_product(uid)

    def save_view(self) -> Popup:
        """Ctrl+Shift+S: name the present filters and keep them."""
        popup = Popup(self.desk.theme, _("Save view"), self)
        name = LineEditor(self.desk.theme)
        name.setFixedHeight(28)
        name.setPlaceholderText(_("Name of the view"))
        save = Button(self.desk.theme, _("Save view"), "primary")
        popup.body.addWidget(name)
        popup.body.addWidget(save)

        def keep() -> None:
            text = name.text().strip()
            if text:
                popup.close()
                self._keep_view(text)

        save.clicked.connect(keep)
        name.returnPressed.connect(keep)
        popup.open_below(self.bar.save if self.bar.save.isVisible() else self.bar.add)
        name.setFocus()
        return popup

    def _keep_view(self, name: str) -> None:
        code = unique_code(fold_code(name, "view"), self.desk.structure.saved_views)
        columns = tuple(code for code, _width in self.view.layout_codes())
        view = self.choice.as_view(code, name, self.desk.locale, columns)
        self.desk.change(
            structuring.save_records, [view],
            then=lambda _done: (self.choice.show_saved(view), self.desk.say(_("View “{name}” saved").format(name=name))),
        )  # fmt: skip

    # -- sizes --------------------------------------------------------------------------------------
    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Beside the grid, or as a drawer over it when there is no room for both."""
        drawer = self.width() < DRAWER_UNDER
        if drawer and self.splitter.indexOf(self.sheet) >= 0:
            shown = self.sheet.isVisible()
            self.sheet.setParent(self)
            self.sheet.setVisible(shown)
        elif not drawer and self.splitter.indexOf(self.sheet) < 0:
            shown = self.sheet.isVisible()
            self.splitter.addWidget(self.sheet)
            self.sheet.setVisible(shown)
            self.splitter.restore([self.width() - SHEET_WIDTH, SHEET_WIDTH])
        if drawer:
            self.sheet.setGeometry(self.width() - SHEET_WIDTH, 0, SHEET_WIDTH, self.height())
            self.sheet.raise_()
        self._place_bulk()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        wide = 400 if self.width() > 1080 else 380
        self.splitter.restore([self.width() - wide, wide])
        self.view.setFocus()


def _uids_of(workspace, ids: list[int]) -> list[str]:
    """The uids of many products. Reader thread."""
    found: list[str] = []
    for start in range(0, len(ids), 400):
        found.extend(row.uid for row in browsing.rows(workspace, ids[start : start + 400]))
    return found
