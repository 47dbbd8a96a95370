"""Menus of the product list: of a row, of a column."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from pim.catalog.filters import Condition
from pim.gui.models.product_columns import LEAD, NAME, SKU
from pim.gui.widgets.key_names import shown_keys
from pim.i18n import _


def row_menu(page) -> QMenu:
    """What can be done with the selected products and cells."""
    menu, count = QMenu(page), page.bulk.count()
    theme, act = page.desk.theme, page.bulk.act
    loaded = page.model.loaded(page.view.currentIndex().row())

    def add(icon: str, text: str, does, keys: str = "", enabled: bool = True) -> None:
        action = menu.addAction(theme.icon(icon), f"{text}\t{shown_keys(keys)}" if keys else text, does)
        action.setEnabled(enabled and (page.desk.workspace.writable or keys == "Ctrl+C"))

    index = page.view.currentIndex()
    editable = index.isValid() and page.model.columns[index.column()].editable
    add("pencil-simple", _("Edit"), lambda: page.view.edit(index), "F2", editable)
    add("copy", _("Copy"), page.ranges.copy, "Ctrl+C")
    add("article", _("Paste"), page.ranges.paste, "Ctrl+V", editable)
    add("x", _("Clear"), page.ranges.clear, "Delete", editable)
    if index.isValid():  # the header has no place for the keys
        below = column_menu(page, index.column())
        below.setParent(menu, below.windowFlags())
        below.setTitle(_("Column {name}").format(name=page.model.columns[index.column()].title))
        below.menuAction().setIcon(theme.icon("columns"))
        menu.addMenu(below)
    menu.addSeparator()
    menu.addAction(theme.icon("article"), _("Show or hide the sheet") + "\tF4", page.toggle_sheet)
    add("plus", _("New product"), page.creating.new_product, "Ctrl+N")
    if loaded is not None and loaded.row.kind == "model":
        add("arrow-elbow-down-right", _("New variant"), lambda: page.creating.new_variant(loaded.row.uid))
    add("copy", _("Duplicate"), lambda: page.creating.duplicate(loaded.row.uid), "", loaded is not None and count == 1)
    menu.addSeparator()
    add("pencil-simple", _("Edit a value"), lambda: act("edit"), "", count > 0)
    add("stack", _("Family"), lambda: act("family"), "", count > 0)
    add("tree-structure", _("Categories"), lambda: act("categories"), "", count > 0)
    add("check-circle", _("Enable"), lambda: act("enable"), "", count > 0)
    add("prohibit", _("Disable"), lambda: act("disable"), "", count > 0)
    menu.addSeparator()
    add("trash", _("Delete"), lambda: act("delete"), "", count > 0)
    return menu


def column_menu(page, section: int) -> QMenu:
    """Sort, filter by, hide a column."""
    menu, head = QMenu(page), page.view.head
    column = page.model.columns[section] if 0 <= section < len(page.model.columns) else None
    if column is not None and column.sort:
        menu.addAction(_("Sort ascending"), lambda: head.choose_sort(column.sort, descending=False))
        menu.addAction(_("Sort descending"), lambda: head.choose_sort(column.sort, descending=True))
        menu.addSeparator()
        field = column.sort
        menu.addAction(
            _("Only where it is empty"), lambda: page.choice.put_condition(Condition(field, "empty"))
        ).setVisible(not column.code.startswith("."))
    if column is not None and column.code not in (LEAD, SKU, NAME):
        menu.addAction(_("Hide column"), lambda: page.columns.hide(column.code))
    menu.addAction(page.desk.theme.icon("columns"), _("Columns"), page.columns.choose)
    return menu
