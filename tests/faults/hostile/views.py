"""Shows hostile HTML in every room of a window: `python -m tests.faults.hostile.views FOLDER COUNT`, watched by strace.

The texts are stored as they are, as a hostile catalogue would have them, not cleaned as an import cleans them. Between the
two marks, which are questions after files that do not exist, everything is shown; what was counted goes to standard output.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSettings
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTextBrowser, QWidget

from pim.catalog.edit import Edit, record_patches
from pim.gui.catalog_desk import make_catalog_desk
from pim.gui.catalog_window import CatalogWindow
from pim.gui.tasks import Tasks
from pim.gui.theme.theme import Theme
from pim.gui.views.structure import make_structure_room
from pim.gui.widgets.rich_text_editor import RichTextEditor
from pim.gui.widgets.safe_text import SafeTextBrowser
from pim.services.workspace import Workspace
from tests.builders import a_product, a_workspace, change, creation
from tests.faults.hostile.markup import PAYLOADS

BEGIN, END = "/pim-views-begin", "/pim-views-end"
ROOMS = ("home", "products", "channels", "activity", "structure")


def hostile_catalog(folder: Path, payloads: list[str]) -> Workspace:
    """Every text that a person or a supplier may choose holds a payload."""
    workspace = a_workspace(folder)
    structure, every = workspace.structure, " ".join(payloads)
    records = [
        structure.attributes["brand"],
        structure.families["mug"],
        structure.categories["mugs"],
        structure.channels["web"],
    ]
    patches = [p for r in records for p in record_patches(r, dataclasses.replace(r, labels={"en_GB": every[:500]}))]
    workspace.apply(Edit(label=every[:2_000], patches=tuple(patches), source="test", who=payloads[0]))
    for number, payload in enumerate(payloads):
        text = f"{payload} {number}"
        product = a_product(f"S{number} {payload[:30]}", title=text, family="mug", categories=("mugs",))
        workspace.apply(Edit(label=text, patches=creation(product), source="test"))
        change(
            workspace,
            product,
            {"description@en_GB": text + every, "brand": text, "notes": text, "supplier": text},
            text,
        )
    return workspace


def show(workspace: Workspace, folder: Path, payloads: list[str]) -> dict[str, int]:
    """Opens the window and goes through its rooms; how much was shown of what."""
    app: Any = QApplication.instance() or QApplication([])
    tasks = Tasks()
    theme = Theme(app, "light", reduced_motion=True)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    catalog = CatalogWindow(make_catalog_desk(theme, settings, tasks, workspace), lambda d: [make_structure_room(d)])
    catalog.window.resize(1280, 800)
    catalog.window.show()
    _settle(app, tasks)
    shown = {"payloads": len(payloads), "rooms": 0, "products in the sheet": 0, "tool tips": 0, "texts in an editor": 0}
    Path(BEGIN).exists()
    for room in ROOMS:
        catalog.window.show_room(room)
        _settle(app, tasks)
        shown["rooms"] += 1
        shown["tool tips"] += _tool_tips(app, catalog.window)
    catalog.window.show_room("products")
    _settle(app, tasks)
    page = catalog.products.page
    for row in range(min(page.model.rowCount(), len(payloads))):
        page.view.setCurrentIndex(page.model.index(row, 0))
        _settle(app, tasks)
        shown["products in the sheet"] += 1
    for editor in (RichTextEditor(theme), SafeTextBrowser()):
        shown["texts in an editor"] += _texts(app, editor, payloads)
    Path(END).exists()
    _texts(app, QTextBrowser(), payloads)  # the control: what Qt opens by itself must be seen, or nothing was watched
    catalog.window.close()
    tasks.shutdown(10_000)
    return shown


def _texts(app: Any, widget: Any, payloads: list[str]) -> int:
    widget.show()
    for payload in payloads:
        (widget.set_text if isinstance(widget, RichTextEditor) else widget.setHtml)(payload)
        app.processEvents()
    widget.close()
    return len(payloads)


def _tool_tips(app: Any, window: QWidget) -> int:
    """Asks every list for the tool tips of its first rows, and whatever else has one, as a resting pointer does."""
    places: list[tuple[QWidget, QPoint]] = []
    for view in window.findChildren(QAbstractItemView):
        if view.isVisible():
            area = view.viewport()
            across = (40, area.width() // 2, area.width() - 40)
            places += [(area, QPoint(x, y)) for x in across for y in range(10, min(area.height(), 300), 30)]
    places += [(each, QPoint(2, 2)) for each in window.findChildren(QWidget) if each.isVisible() and each.toolTip()]
    for widget, place in places:
        app.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    app.processEvents()
    return len(places)


def _settle(app: Any, tasks: Tasks) -> None:
    until = time.monotonic() + 3
    for _turn in range(6):
        app.processEvents()
        while tasks.count and time.monotonic() < until:
            tasks.wait_all(100)
            app.processEvents()
        time.sleep(0.02)


if __name__ == "__main__":
    wanted = list(PAYLOADS)[: int(sys.argv[2]) or None]
    with hostile_catalog(Path(sys.argv[1]), wanted) as opened:
        for name, number in show(opened, Path(sys.argv[1]), wanted).items():
            print(name, number)
