"""One theme per test, and no task may be left running."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from pim.gui.catalog_desk import CatalogDesk, make_catalog_desk
from pim.gui.resting import RestingTimer
from pim.gui.tasks import Tasks
from pim.gui.theme.theme import Theme
from pim.services.workspace import Workspace, open_catalog
from tests.gui.small_catalog import make_small


@pytest.fixture(autouse=True)
def deleted_widgets_are_gone(qapp: QApplication) -> Iterator[None]:
    """Without an event loop of its own a test never runs `deleteLater`: widgets would pile up and slow every theme."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def garbage_is_found_on_this_thread() -> Iterator[None]:
    """As in the program: a worker that came upon a forgotten widget would destroy it there, which Qt does not survive."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme in the system font."""
    made = Theme(qapp, "light", reduced_motion=True)
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path) -> QSettings:
    """Empty settings of this test only."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Worker threads that must have nothing left to do when the test ends."""
    made = Tasks()
    yield made
    assert made.shutdown(5000), "a task is still running"


@pytest.fixture(scope="session")
def small_catalog(tmp_path_factory) -> Path:
    """The folder of the small catalogue, made once and copied by each test."""
    folder = tmp_path_factory.mktemp("catalog") / "small.pim"
    make_small(folder).close()
    return folder


@pytest.fixture
def workspace(tmp_path, small_catalog: Path) -> Iterator[Workspace]:
    """The small catalogue of `small_catalog`, open for writing."""
    made = open_catalog(Path(shutil.copytree(small_catalog, tmp_path / "small.pim")), who="tester")
    yield made
    made.close()


@pytest.fixture
def desk(theme: Theme, settings: QSettings, tasks: Tasks, workspace: Workspace) -> Iterator[CatalogDesk]:
    """What rooms get, for the small catalogue. What they say is kept in `said`."""
    made = make_catalog_desk(theme, settings, tasks, workspace)
    made.said = []  # type: ignore[attr-defined]
    made.say = lambda text, *_more, **_options: made.said.append(text)  # type: ignore[attr-defined]
    yield made
    made.tasks.wait_all(5000)
    made.signals.close()


@pytest.fixture
def settle(qapp: QApplication, tasks: Tasks) -> Callable[[], None]:
    """Wait until no task is queued or running and no short timer is about to ask for one."""

    def wait() -> None:
        quiet, until = 0, time.monotonic() + 20
        while quiet < 3:
            assert time.monotonic() < until, f"still waiting: {tasks.count} tasks, timers {_about_to_ask()}"
            qapp.processEvents()
            if tasks.count:
                assert tasks.wait_all(5000), "a task does not end"
            quiet = 0 if tasks.count or _about_to_ask() else quiet + 1
            time.sleep(0.004)  # a turn of the loop, not a wait: spinning would take the readers' processor

    return wait


def _about_to_ask() -> list[QTimer]:
    """Questions that rest, and single shots of at most half a second (toasts and the like wait longer)."""
    # Looked for in thousands of wrappers, hundreds of times: asking for the very class takes a quarter of `isinstance`.
    timers = [thing for thing in Shiboken.getAllValidWrappers() if type(thing) in (QTimer, RestingTimer)]
    return [
        timer for timer in timers
        if timer.isSingleShot() and timer.isActive() and (timer.interval() <= 500 or type(timer) is RestingTimer)
    ]  # fmt: skip
