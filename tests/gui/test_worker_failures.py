"""Whatever a worker or a slot raises is logged and shown, and the window lives on: every task of every room, once each."""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

import pim.gui
from pim.gui import tasks as tasks_module
from pim.gui.catalog_window import CatalogWindow
from pim.gui.failures import Failures
from pim.gui.views.structure import make_structure_room
from pim.services import browsing

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
# Tasks whose failure nobody is told of, because nothing that was asked for is missing; the reason is in the log.
QUIET = {
    "renew": "standings are renewed again after the next change, and the counts say that they are not complete",
    "keep_drafts": "kept again a second later",
}


class Sabotage(logging.Handler):
    """Makes each function that is given to a worker raise, by an exception of its own name, until one is logged.

    An answer that nobody waits for any more may fail unheard.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.raised: dict[str, type[Exception]] = {}
        self.logged: set[str] = set()
        self.is_on = True
        start = tasks_module.Tasks._start

        def sabotaged(tasks: Any, pool: Any, priority: int, function: Callable[..., Any], *rest: Any) -> Any:
            return start(tasks, pool, priority, self._broken(function), *rest)

        monkeypatch.setattr(tasks_module.Tasks, "_start", sabotaged)

    def _broken(self, function: Callable[..., Any]) -> Callable[..., Any]:
        name = name_of(function)
        if not self.is_on or name in self.logged:
            return function
        self.raised.setdefault(name, type(f"Broken_{name}", (Exception,), {}))

        def broken(*_args: Any, **_options: Any) -> None:
            raise self.raised[name](f"injected into {name}")

        return broken

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and (kind := record.exc_info[0]) is not None:
            self.logged.add(kind.__name__.removeprefix("Broken_"))


def name_of(function: Callable[..., Any]) -> str:
    """The function's own name, whatever it is wrapped in."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__name__", type(function).__name__)


@pytest.fixture
def sabotage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sabotage]:
    made = Sabotage(monkeypatch)
    logger = logging.getLogger(tasks_module.__name__)
    logger.addHandler(made)
    yield made
    logger.removeHandler(made)


@pytest.fixture
def shown() -> list[str]:
    """Sentences that reached a person."""
    return []


@pytest.fixture
def made(qtbot, sabotage: Sabotage, desk, tasks, shown: list[str]) -> Iterator[CatalogWindow]:
    """The window, put together as the program does it, its workers sabotaged from the start."""
    failures = Failures()
    tasks.unhandled.connect(failures.show)
    catalog = CatalogWindow(desk, lambda d: [make_structure_room(d)])
    failures.noticed.connect(shown.append)
    toast = catalog.window.overlay.toast
    desk.say = lambda text, *more, **options: (shown.append(text), toast(text, *more, **options))
    qtbot.addWidget(catalog.window)
    catalog.window.resize(1280, 800)
    with qtbot.waitExposed(catalog.window):
        catalog.window.show()
    yield catalog
    sabotage.is_on = False
    catalog.window.close()


def texts(window: QWidget) -> list[str]:
    """Every sentence in the window, seen or spoken."""
    found = [label.text() for label in window.findChildren(QLabel)]
    return found + [
        f"{w.toolTip()} {w.accessibleName()} {w.accessibleDescription()}" for w in window.findChildren(QWidget)
    ]


def visit(made: CatalogWindow, settle: Callable[[], None], shown: list[str]) -> None:
    """Every room, every tab of the sheet, and a change of each kind; what is to be read is collected on the way."""
    desk, window = made._desk, made.window
    for room in window.rooms:
        window.show_room(room.code)
        settle()
        shown += texts(window)
    uid = browsing.uid_of(desk.workspace, "MUG")
    made._go("products", uid=uid)
    settle()
    sheet = made.products.page.sheet
    for code in ("attributes", "images", "variants", "links", "channels", "history"):
        if sheet.shown is not None:
            sheet.tabs.set_current(code)
            settle()
            shown += texts(window)
    edits = made.products.page.model.edits
    for does in (
        lambda: edits.set(uid, "title@en_GB", "Another mug"),
        lambda: made.products.page.model.toggle(2),
        window.top.undo.emit,
        window.top.redo.emit,
        sheet._toggle_status,
        lambda: made._go("products", category="kitchen"),
        lambda: made.products.choice.set_search("mug"),
    ):
        does()
        settle()
        shown += texts(window)


def test_every_task_may_fail_once(made: CatalogWindow, sabotage: Sabotage, shown, settle) -> None:
    for _times in range(2):  # what a failing task would have led to is reached the next time
        visit(made, settle, shown)
    assert len(sabotage.raised) >= 20, sorted(sabotage.raised)
    everything = "\n".join(shown)
    assert sabotage.raised.keys() <= sabotage.logged, f"not logged: {sabotage.raised.keys() - sabotage.logged}"
    silent = {name for name in sabotage.raised if f"Broken_{name}" not in everything} - QUIET.keys()
    assert not silent, f"nobody is told of: {silent}"
    # The window lives on: what failed before is there now.
    sabotage.is_on = False
    visit(made, settle, shown)
    page = made.products.page
    assert page.sheet.shown is not None and page.sheet.shown.product.sku == "MUG"
    assert made._desk.changes.waiting == 0


def test_a_slot_that_raises_is_told_and_the_window_lives_on(
    made: CatalogWindow, sabotage, shown, settle, qtbot
) -> None:
    sabotage.is_on = False
    failures = Failures()
    failures.noticed.connect(made.window.say_failure)
    failures.noticed.connect(shown.append)

    def slot() -> None:
        raise ZeroDivisionError("in a slot")

    with qtbot.captureExceptions() as caught:
        QTimer.singleShot(0, slot)
        qtbot.waitUntil(lambda: bool(caught))
    failures._on_exception(*caught[0])
    qtbot.waitUntil(lambda: any("ZeroDivisionError" in text for text in shown))
    made._go("products", uid=browsing.uid_of(made._desk.workspace, "MUG"))
    settle()
    assert made.products.page.sheet.shown is not None


# `finished` says that a task is over, not that it succeeded: these may listen to it, and why.
_FINISHED = {
    "tasks.py": "the count of open tasks",
    "changes.py": "the count of waiting changes; what failed among them is remembered apart",
    "frame/overlay.py": "takes the card of progress away",
    "models/row_fetcher.py": "lets the next request go",
    "views/channels/publishing.py": "offers the button again",
    "views/channels/room.py": "a dialog's, not a task's",
    "views/importing/sheet_model.py": "lets the next request go",
    "views/settings/backups_card.py": "offers the button again",
}


def test_finished_is_never_taken_for_success() -> None:
    root = Path(pim.gui.__file__).parent
    found: dict[str, int] = {}
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "connect"
                and getattr(node.value, "attr", "") == "finished"
            ):
                name = path.relative_to(root).as_posix()
                found[name] = found.get(name, 0) + 1
    assert found.keys() == _FINISHED.keys()
