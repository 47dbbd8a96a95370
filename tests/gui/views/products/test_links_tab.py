"""Linked products are shown by picture, title and SKU."""

from __future__ import annotations

from pim.gui.models.cell_edits import CellEdits
from pim.gui.views.products.sheet_parts.links_tab import LinksTab
from pim.gui.views.products.sheet_parts.rows_list import ProductLine
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.services import browsing, editing


def test_a_link_says_title_and_sku(desk, qtbot, settle) -> None:
    lamp, mug = browsing.uid_of(desk.workspace, "LAMP"), browsing.uid_of(desk.workspace, "MUG")
    editing.set_links(desk.workspace, uid=lamp, kind="goes_with", targets=[mug])
    tab = LinksTab(desk)
    qtbot.addWidget(tab)
    view = browsing.view_product(desk.workspace, uid=lamp)
    tab.show_product(Shown(desk, CellEdits(desk, tab), view, desk.locale))
    settle()
    (line,) = tab.findChildren(ProductLine)
    assert line.accessibleName() == "Mug MUG"


def test_rows_by_uid_leave_out_what_is_gone(desk) -> None:
    mug = browsing.uid_of(desk.workspace, "MUG")
    assert [row.sku for row in browsing.rows_of(desk.workspace, [mug, "gone"])] == ["MUG"]
