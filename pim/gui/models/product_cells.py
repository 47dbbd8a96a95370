"""What a cell of the product list says: its look, text for an editor, tooltip, words for a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pim.gui.models.cell_edits import CellEdits, Refused
from pim.gui.models.product_columns import COMPLETENESS, FAMILY, LEAD, NAME, SKU, STATUS, STOCK, UPDATED, Column
from pim.gui.models.product_rows import EMPTY, Cell, LoadedRow
from pim.gui.painting.marks import state_label
from pim.i18n import _, format_number

if TYPE_CHECKING:
    from pim.gui.models.product_grid import ProductGridModel
    from pim.services.readiness import ChannelStanding


def _status(row: LoadedRow) -> Cell:
    return Cell(_("Enabled") if row.row.enabled else _("Disabled"), "secondary", raw="1" if row.row.enabled else "0")


def _stock(row: LoadedRow) -> Cell:
    if row.row.stock is None:
        return EMPTY
    whole = int(row.row.stock) if row.row.stock == int(row.row.stock) else 0
    return Cell(format_number(whole) if whole else f"{row.row.stock:g}", "secondary")


# Columns that are no attribute: what their cells hold.
_FIXED: dict[str, Callable[[LoadedRow], Cell]] = {
    LEAD: lambda row: Cell(""),
    SKU: lambda row: Cell(row.row.sku, "secondary", raw=row.row.sku),
    FAMILY: lambda row: Cell(row.family, "secondary" if row.row.kind != "variant" else "inherited", raw=row.row.family),
    STATUS: _status,
    COMPLETENESS: lambda row: Cell(str(row.row.percent)),
    STOCK: _stock,
    UPDATED: lambda row: Cell(row.updated, "secondary"),
}


def stored_cell(row: LoadedRow, column: Column) -> Cell:
    """The cell without regard to edits on their way."""
    fixed = _FIXED.get(column.code)
    if fixed is not None:
        return fixed(row)
    cell = row.cells.get(column.code, EMPTY)
    if column.code == NAME and row.name and row.name != cell.text:
        return cell._replace(text=row.name, state="normal")
    return cell


def cell_of(row: LoadedRow, column: Column, edits: CellEdits) -> Cell:
    """The cell as it is shown: refused in red, pending in grey, else as stored."""
    return edits.cell(row.row.uid, column.edit_key) or stored_cell(row, column)


def edit_text_of(row: LoadedRow, column: Column, edits: CellEdits) -> str:
    """What an editor begins with: an inherited value may be changed, but begins as it is shown."""
    return cell_of(row, column, edits).raw


def help_of(model: ProductGridModel, row: LoadedRow, column: Column) -> str:
    """The tooltip: the reason of a state first, else the whole text."""
    if column.channel:
        return spoken_of(model, row, column)
    cell = cell_of(row, column, model.edits)
    refused = model.edits.rejected.get((row.row.uid, column.edit_key))
    if isinstance(refused, Refused):
        stored = stored_cell(row, column).text
        return _("{reason}\nStill stored: {value}").format(reason=refused.reason, value=stored or "–")
    return cell.reason or cell.text


def spoken_of(model: ProductGridModel, row: LoadedRow, column: Column, *, short: bool = False) -> str:
    """The cell in words: "Marketplace: Blocked, GTIN missing", "Completeness 92 %"."""
    if column.channel:
        return spoken_standing(model.marks(row).get(column.channel), column)
    cell = cell_of(row, column, model.edits)
    if column.code == COMPLETENESS and not short:
        return _("{percent} % complete").format(percent=row.row.percent)
    return f"{cell.text}, {cell.reason}" if cell.reason and not short else cell.text


def spoken_standing(standing: ChannelStanding | None, column: Column) -> str:
    """What a channel's column says: "Marketplace: Blocked" and the reasons below; "" while it is not known."""
    if standing is None:
        return ""
    text = _("{channel}: {state}").format(channel=column.tip, state=state_label(standing.state))
    return "\n".join([text, ", ".join(standing.reasons)]) if standing.reasons else text
