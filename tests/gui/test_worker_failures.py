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
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget

import pim.gui
from pim.catalog.product import ImageUse
from pim.gui import program, session
from pim.gui import tasks as tasks_module
from pim.gui.app import Desk
from pim.gui.catalog_window import CatalogWindow
from pim.gui.dialogs.new_catalog import NewCatalog
from pim.gui.failures import Failures
from pim.gui.frame.overlay import Overlay
from pim.gui.preferences import Preferences
from pim.gui.session import Session
from pim.gui.views.products.sheet_parts.images_tab import ImagesTab
from pim.gui.views.structure import make_structure_room
from pim.gui.views.welcome.window import WelcomeWindow
from pim.services import backing_up, browsing
from pim.services.opening import DAMAGED, Refusal
from tests.gui.views.importing.conftest import SUPPLIER

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
# Tasks whose failure nobody is told of, because nothing that was asked for is missing; the reason is in the log.
QUIET = {
    "_renew_some": "standings are renewed again after the next change, and the counts say that they are not complete",
    "_keep_in_order": "kept again a second later",
    "load_thumbnail": "it is tried again after a pause",
}


class Sabotage(logging.Handler):
    """Makes each function that is given to a worker raise, by an exception of its own name, until one is delivered.

    An answer that nobody waits for any more may fail unheard.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.raised: dict[str, type[Exception]] = {}
        self.logged: set[str] = set()
        self.delivered: set[str] = set()
        self.is_on = True
        start = tasks_module.Tasks._start

        def sabotaged(tasks: Any, pool: Any, priority: int, function: Callable[..., Any], *rest: Any) -> Any:
            task = start(tasks, pool, priority, self._broken(function), *rest)
            task.failed.connect(lambda _error: self.delivered.add(name_of(function)))
            return task

        monkeypatch.setattr(tasks_module.Tasks, "_start", sabotaged)

    def _broken(self, function: Callable[..., Any]) -> Callable[..., Any]:
        name = name_of(function)
        if not self.is_on or name in self.delivered:
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
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sentences that reached a person."""
    found: list[str] = []
    toast = Overlay.toast

    def heard(overlay: Overlay, text: str, *more: Any, **options: Any) -> Any:
        found.append(text)
        return toast(overlay, text, *more, **options)

    monkeypatch.setattr(Overlay, "toast", heard)
    return found


@pytest.fixture
def made(qtbot, sabotage: Sabotage, desk, tasks, shown: list[str]) -> Iterator[CatalogWindow]:
    """The window, put together as the program does it, its workers sabotaged from the start."""
    failures = Failures()
    tasks.unhandled.connect(failures.show)
    catalog = CatalogWindow(desk, lambda d: [make_structure_room(d)])
    failures.noticed.connect(lambda sentence: desk.say(sentence, kind="bad"))
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


def assert_all_are_told(sabotage: Sabotage, shown: list[str], *reached: str) -> None:
    """Everything that was made to raise is in the log and was shown; these are among it."""
    assert set(reached) <= sabotage.raised.keys(), f"not reached: {set(reached) - sabotage.raised.keys()}"
    everything = "\n".join(shown)
    assert sabotage.raised.keys() <= sabotage.logged, f"not logged: {sabotage.raised.keys() - sabotage.logged}"
    silent = {name for name in sabotage.raised if f"Broken_{name}" not in everything} - QUIET.keys()
    assert not silent, f"nobody is told of: {silent}"


def until_it_works(
    sabotage: Sabotage, settle: Callable[[], None], step: Callable[[], object], look: Callable[[], object]
) -> None:
    """Makes a step again and again until nothing in it fails any more; `look` collects what is to be read each time."""
    while True:
        before = len(sabotage.delivered)
        step()
        settle()
        look()
        if len(sabotage.delivered) == before:
            return


def test_every_task_may_fail_once(made: CatalogWindow, sabotage: Sabotage, shown, settle) -> None:
    for _times in range(2):  # what a failing task would have led to is reached the next time
        visit(made, settle, shown)
    assert len(sabotage.raised) >= 20, sorted(sabotage.raised)
    assert_all_are_told(sabotage, shown)
    # The window lives on: what failed before is there now.
    sabotage.is_on = False
    made._go("products", uid=browsing.uid_of(made._desk.workspace, "MUG"))
    settle()
    page = made.products.page
    assert page.sheet.shown is not None and page.sheet.shown.product.sku == "MUG"
    assert made._desk.changes.waiting == 0


def test_an_import_goes_on_after_each_failure(made: CatalogWindow, sabotage, shown, settle, tmp_path: Path) -> None:
    """Reading, mapping, rehearsing, writing, keeping the refused rows, taking back: each fails once and is done again."""
    file = tmp_path / "supplier.csv"
    file.write_text(SUPPLIER, encoding="utf-8")
    made._go("import")
    page = made.importing.page

    def look() -> None:
        shown.extend(texts(page))

    def again(step: Callable[[], object]) -> None:
        until_it_works(sabotage, settle, step, look)

    again(lambda: page.start([file]))
    again(lambda: page.session.change_options(header=True))
    page.forward()
    again(lambda: page.session.save_mapping("Supplier"))
    again(lambda: page.session.rehearsed or page.forward())
    again(lambda: page.rehearsal_step.model.loaded(0))
    again(lambda: page.session.save_rejects(tmp_path / "refused.csv"))
    again(lambda: page.session.report or page.forward())
    assert page.session.report is not None and (tmp_path / "refused.csv").exists()
    assert browsing.view_product(made._desk.workspace, sku="JUG").product.values["title@en_GB"] == "Jug"
    again(lambda: page.session.report and page.undo())
    assert browsing.count_products(made._desk.workspace, browsing.Query(search="Jug")) == 0
    assert_all_are_told(
        sabotage,
        shown,
        "_inspect_paths",
        "_inspect_again",
        "save_mapping",
        "_rehearse",
        "write_rejects",
        "commit",
        "undo",
    )


def test_publishing_goes_on_after_a_failure(made: CatalogWindow, sabotage, shown, settle, tmp_path: Path) -> None:
    made._go("channels")
    settle()
    room = made._links["channels"].__self__
    until_it_works(
        sabotage,
        settle,
        lambda: room._publisher.publish(("csv",), tmp_path / "out"),
        lambda: shown.extend(texts(made.window)),
    )
    assert list((tmp_path / "out").glob("*/products.*"))
    assert_all_are_told(sabotage, shown, "run_export")


def test_pictures_are_asked_for_again_after_a_failure(
    made: CatalogWindow, sabotage, shown, settle, tmp_path: Path
) -> None:
    """Taking one in fails, and so does showing it small."""
    picture = tmp_path / "red.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0xCC0000)
    image.save(str(picture))
    desk = made._desk
    uid, sheet = browsing.uid_of(desk.workspace, "MUG"), made.products.page.sheet
    until_it_works(sabotage, settle, lambda: made._go("products", uid=uid), lambda: None)
    until_it_works(sabotage, settle, lambda: sheet.tabs.set_current("images"), lambda: shown.extend(texts(sheet)))
    changes = made.window.findChild(ImagesTab)._strip.changes

    def images() -> tuple[ImageUse, ...]:
        return browsing.view_product(desk.workspace, sku="MUG").product.images

    until_it_works(
        sabotage, settle, lambda: images() or changes.add_files([picture]), lambda: shown.extend(texts(sheet))
    )
    assert_all_are_told(sabotage, shown, "_add_to_product", "load_thumbnail")
    sha256 = images()[0].sha256
    desk.thumbnails.forget(sha256)
    desk.thumbnails.pixmap(sha256, 48)
    settle()
    assert desk.thumbnails.pixmap(sha256, 48) is not None


@pytest.fixture
def begun(qapp, theme, settings, tasks, sabotage: Sabotage, shown, tmp_path: Path, monkeypatch) -> Iterator[Session]:
    """The whole program on its welcome page, put together as it is, but for the end of the process."""
    failures = Failures()
    tasks.unhandled.connect(failures.show)
    monkeypatch.setattr(session, "start_program", lambda _arguments: None)
    made = Session(Desk(qapp, theme, settings, tasks, failures), Preferences(tmp_path / "s.toml"), program.make_window)
    made.begin(None)
    yield made
    sabotage.is_on = False
    tasks.wait_all(5000)
    if made.window is not None:
        made.window.close()
    made.close()


def test_the_program_goes_on_after_each_failure(begun: Session, sabotage, shown, settle, tmp_path: Path) -> None:
    """The list of catalogues, making, opening, backing up, checking a backup and going back to it."""

    def again(step: Callable[[], object]) -> None:
        until_it_works(sabotage, settle, step, lambda: None)

    folder = tmp_path / "Shop.pim"
    again(begun._list_recent)
    again(lambda: begun.catalog or begun._make(NewCatalog(folder, ("en_GB",), ("EUR",)), None))
    begun.close_catalog()
    settle()
    assert isinstance(begun.window, WelcomeWindow)
    again(lambda: begun.catalog or begun.open(folder))
    assert begun.catalog is not None
    desk = begun.catalog
    again(begun._back_up_if_due)
    again(lambda: program.back_up(desk))
    again(lambda: desk.go("settings"))
    kept = backing_up.backups(desk.workspace)
    assert kept
    again(lambda: begun._restore_from or begun.restore(kept[0]))
    begun.close()
    begun.show_welcome()
    again(lambda: begun.catalog or begun._retry(Refusal(folder, DAMAGED, "", kept[0]), "restore"))
    assert begun.catalog is not None
    assert_all_are_told(
        sabotage, shown, "recent_catalogs", "make_catalog", "try_open", "back_up_if_due", "back_up", "backups", "is_sound",
        "restore",
    )  # fmt: skip


def test_a_slot_that_raises_is_told_and_the_window_lives_on(
    made: CatalogWindow, sabotage, shown, settle, qtbot
) -> None:
    sabotage.is_on = False
    failures = Failures()
    failures.noticed.connect(lambda sentence: made._desk.say(sentence, kind="bad"))
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
    "large_changes.py": "no card is shown any more",
    "resting.py": "how long the answer took, whatever it was",
    "tasks.py": "the count of open tasks",
    "changes.py": "the count of waiting changes; what failed among them is remembered apart",
    "frame/overlay.py": "takes the card of progress away",
    "models/row_fetcher.py": "lets the next request go",
    "views/channels/publishing.py": "offers the button again",
    "views/channels/new_channel.py": "a dialog's, not a task's",
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
