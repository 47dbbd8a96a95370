"""The process that is killed: `python -m tests.faults.typing.person CATALOG SKU WHERE [type | show]`.

It opens the whole program on a catalogue, goes to a product and to the field or cell WHERE (a value key, with `cell:`
before it for the list), and either types with real keys, telling after each how many are typed ("typed 17"), or tells
what stands there ("shown …").
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from pim.gui import program
from pim.gui.catalog_window import CatalogWindow
from pim.services import browsing

LETTERS = "the quick brown fox "  # what is typed, over and over
KEY_EVERY = 25  # milliseconds


class Person:
    """Sits before the window; `begin` when the event loop runs."""

    def __init__(self, sku: str, where: str, does: str) -> None:
        self._sku, self._where, self._does = sku, where, does
        self._step: Iterator[None] = self._steps()
        self._timer = QTimer(interval=KEY_EVERY)
        self._timer.timeout.connect(lambda: next(self._step, None))

    def begin(self) -> None:
        self._timer.start()

    def _steps(self) -> Iterator[None]:
        while (made := self._window()) is None:
            yield
        desk = made._desk
        made._go("products", uid=browsing.uid_of(desk.workspace, self._sku))
        sheet = made.products.page.sheet
        while sheet.shown is None or sheet.shown.product.sku != self._sku:
            yield
        is_cell = self._where.startswith("cell:")
        yield from self._cell(made, self._where[5:]) if is_cell else self._field(made, self._where)

    @staticmethod
    def _window() -> CatalogWindow | None:
        windows = (getattr(window, "catalog_window", None) for window in QApplication.topLevelWidgets())
        return next((made for made in windows if made is not None), None)

    def _field(self, made: CatalogWindow, key: str) -> Iterator[None]:
        editor: Any = made.products.page.sheet.form.fields[key].field.editor
        if self._does == "show":
            yield from self._tell(editor.text)
        editor.setFocus()
        while (focus := QApplication.focusWidget()) is None or not (focus is editor or editor.isAncestorOf(focus)):
            made.window.activateWindow()
            yield
        yield from self._type(focus)

    def _cell(self, made: CatalogWindow, key: str) -> Iterator[None]:
        page = made.products.page
        model, view = page.model, page.view
        while (row := self._row(model)) < 0:
            yield
        column = next(number for number, column in enumerate(model.columns) if column.edit_key == key)
        index = model.index(row, column)
        if self._does == "show":
            yield from self._tell(lambda: str(index.data(Qt.ItemDataRole.EditRole)))
        view.setCurrentIndex(index)
        view.edit(index)
        while (editor := QApplication.focusWidget()) is None or editor.property("k") != "cell":
            made.window.activateWindow()
            yield
        yield from self._type(editor)

    def _row(self, model: Any) -> int:
        rows = ((row, model.loaded(row)) for row in range(model.rowCount()))
        return next((row for row, loaded in rows if loaded is not None and loaded.row.sku == self._sku), -1)

    @staticmethod
    def _tell(text: Callable[[], str]) -> Iterator[None]:
        """Says what stands there, again and again, because it may arrive a little later."""
        while True:
            print("shown", text().replace("\n", " "), flush=True)
            yield

    @staticmethod
    def _type(editor: QWidget | None) -> Iterator[None]:
        assert editor is not None
        if isinstance(editor, QPlainTextEdit | QTextEdit):
            editor.selectAll()
        else:
            QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for number, letter in enumerate(cycle(LETTERS), 1):
            QTest.keyClicks(editor, letter)
            print("typed", number, time.monotonic(), flush=True)
            yield


def main(catalog: str, sku: str, where: str, does: str) -> int:
    person = Person(sku, where, does)
    show = program.run_until_closed

    def run(desk: Any, begin: Callable[[Any], object]) -> int:
        QTimer.singleShot(0, person.begin)
        return show(desk, begin)

    program.run_until_closed = run  # the person sits down when the program's own loop begins
    return program.open_program(Path(catalog))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
