"""A supplier's file for the small catalogue, and the page that imports it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.importing.page import ImportPage

SUPPLIER = """SKU,Name,Price EUR,Weight,Colour,Made by
MUG,Big mug,8.00,350 g,,Anna
LAMP,Lamp,19.90,,,Ben
,,,,,
JUG,Jug,25.00,1.2 kg,Teal,Anna
BOWL,Bowl,n/a,300 g,Red,Ben
SHIRT-RED,,,,Red,
"""


@pytest.fixture
def supplier(tmp_path: Path) -> Path:
    """Two products that change, an empty row, a new one with an unknown colour, a rejected one, an untouched variant."""
    file = tmp_path / "supplier.csv"
    file.write_text(SUPPLIER, encoding="utf-8")
    return file


@pytest.fixture
def page(qtbot, desk: CatalogDesk, settle: Callable[[], None]) -> Iterator[ImportPage]:
    """The import page, shown."""
    made = ImportPage(desk)
    made.resize(1180, 760)
    made.show()
    yield made
    made.session.reset()
    settle()
    made.close()
    made.deleteLater()
    # No event loop runs between tests, so nothing else would delete it; a theme would restyle all pages ever made.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def rehearsed(page: ImportPage, supplier: Path, settle: Callable[[], None]) -> ImportPage:
    """The page in its third step."""
    page.start([supplier])
    settle()
    page.forward()
    page.forward()
    settle()
    assert page.session.rehearsed is not None
    return page
