"""The layouts that tables are recognised in. One line here adds a layout."""

from __future__ import annotations

from pim.formats.errors import FormatError
from pim.formats.layouts.akeneo_csv import AkeneoCsv
from pim.formats.layouts.plain import PlainTable
from pim.formats.layouts.shopify_csv import ShopifyCsv
from pim.formats.source import Layout
from pim.formats.table import TableInfo
from pim.i18n import _

# The plain table takes whatever no other layout claims, so it comes last.
LAYOUTS: tuple[Layout, ...] = (ShopifyCsv(), AkeneoCsv(), PlainTable())


def layout_named(code: str) -> Layout:
    """The layout with this code; FormatError naming the known ones if there is none."""
    for layout in LAYOUTS:
        if layout.code == code:
            return layout
    known = ", ".join(layout.code for layout in LAYOUTS)
    text = _("There is no layout “{code}”. Known layouts: {known}.")
    raise FormatError(text.format(code=code, known=known))


def best_layout(info: TableInfo) -> Layout:
    """The layout that claims the table most surely; ties go to the earlier one."""
    return max(LAYOUTS, key=lambda layout: layout.detect(info))
