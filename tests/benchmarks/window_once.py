"""The real window once: `python -m tests.benchmarks.window_once prepare|measure CATALOGUE` prints what it took.

`prepare` gives the first products pictures and takes the fonts of BENCH_FONTS over; `measure` opens the Products room and
works in it. The moment the process was begun (seconds of the monotonic clock) is in BENCH_BEGUN, the number of rows to
scroll over in BENCH_ROWS.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pim import paths
from pim.catalog.filters import Condition, Query
from pim.gui import program
from pim.gui.app import open_settings
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.page import ProductsPage
from pim.printing import fonts
from pim.services import browsing, editing, media
from pim.services.workspace import open_catalog
from tests.benchmarks.measuring import Cost, resident_mb

PICTURED = 1500
ROWS_A_PICTURE = 5
_BEAT = 4  # milliseconds between two looks at whether the event loop turns
_SIZE = (1440, 900)
Steps = Iterator[int]


def prepare(catalogue: Path) -> None:
    """Pictures for the first products of the list, the fonts, and the room to begin with."""
    shutil.copytree(os.environ["BENCH_FONTS"], paths.cache_dir() / "fonts" / fonts.VERSION, dirs_exist_ok=True)
    settings = open_settings()
    settings.setValue("window/room", "products")
    settings.sync()
    with open_catalog(catalogue, who="bench") as workspace, tempfile.TemporaryDirectory() as name:
        pictures = int(os.environ["BENCH_ROWS"]) // ROWS_A_PICTURE
        files = [_picture(Path(name) / f"{number}.jpg", number) for number in range(pictures)]
        digests, _problems = media.take_images(workspace, [(file.name, file) for file in files])
        queries = [Query(roots_only=True, sort=sort) for sort in ((), ("name",))]
        shown = {number for query in queries for number in browsing.product_ids(workspace, query)[:PICTURED]}
        rows = browsing.rows(workspace, sorted(shown))
        taken = list(digests.items())
        images = {row.uid: taken[place % len(taken)] for place, row in enumerate(rows)}
        parts = {uid: {".images": [{"sha256": digest, "name": name}]} for uid, (name, digest) in images.items()}
        editing.change_parts(workspace, parts)


def _picture(path: Path, seed: int) -> Path:
    chance = random.Random(seed)
    image = Image.new("RGB", (600, 800), tuple(chance.randrange(120, 256) for _ in range(3)))
    image.paste(tuple(chance.randrange(256) for _ in range(3)), (120, 160, 480, 640))
    image.save(path)
    return path


class Watch:
    """The UI thread's longest stretches between two turns of the event loop, as CPU and as wall time, one by one."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=_BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self.start()

    def start(self) -> None:
        """Forget what was."""
        self.cpu = self.wall = 0.0
        self._last = Cost(time.thread_time(), time.perf_counter())
        self._timer.start()

    def _beat(self) -> None:
        now = Cost(time.thread_time(), time.perf_counter())
        self.cpu = max(self.cpu, now.cpu - self._last.cpu)
        self.wall = max(self.wall, now.wall - self._last.wall - _BEAT / 1000)
        self._last = now

    @property
    def worst(self) -> Cost:
        return Cost(self.cpu, self.wall)


class Script:
    """Goes through the steps of `_all`, with the waits (ms) they yield between; what it writes down is in `found`."""

    def __init__(self, window: Any) -> None:
        self._window = window
        self.found: dict[str, Any] = {"stalls": {}}
        self._script = self._all()
        self.go_on()

    def _all(self) -> Steps:
        raise NotImplementedError

    def go_on(self) -> None:
        try:
            wait = next(self._script, None)
        except BaseException:
            QApplication.exit(1)
            raise
        if wait is None:
            QApplication.exit(0)
        else:
            QTimer.singleShot(wait, self.go_on)

    @property
    def page(self) -> ProductsPage:
        return self._window.findChild(ProductsPage)

    def _until(self, is_so: Callable[[], bool], seconds: float = 60) -> Steps:
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise AssertionError("the window did not get there")
            yield 4

    def _is_quiet(self) -> bool:
        return self.page.desk.tasks.count == 0 and not self.page.model.is_waiting and is_whole(self.page.view)


class Measure(Script):
    """Works in the window as somebody would."""

    def _all(self) -> Steps:
        yield from self._until(lambda: self._window.findChild(ProductsPage) is not None and is_whole(self.page.view))
        self.found["launch"] = [time.thread_time(), time.monotonic() - float(os.environ["BENCH_BEGUN"])]
        self._window.resize(*_SIZE)
        yield from self._until(lambda: self.page.model.rowCount() > 0 and self._is_quiet())
        yield from self._scroll()
        yield from self._jumps()
        self.found["resident"] = resident_mb()
        yield from self._stalls()

    def _scroll(self) -> Steps:
        """Down and up again over the same rows; what is measured is the time when all of them have been painted."""
        bar, frames, rows = self.page.view.verticalScrollBar(), [], int(os.environ["BENCH_ROWS"])
        height = self.page.view.verticalHeader().defaultSectionSize()
        for is_measured in (False, True):
            for step in [*range(rows), *range(rows, -1, -1)]:
                begun = time.thread_time()
                bar.setValue(step * height)
                QApplication.processEvents()
                if is_measured:
                    frames.append(time.thread_time() - begun)
                elif step % 10 == 0:
                    yield from self._until(self._is_quiet)
            yield 50
        self.found["frames"] = frames
        self.found["pictured"] = sum(bool(row.row.image) for row in self.page.model.store.rows())

    def _jumps(self) -> Steps:
        view, keys, costs = self.page.view, (Qt.Key.Key_End, Qt.Key.Key_Home), []
        for number in range(6):
            self.page.model.store.clear()  # as after a long way: nothing there is known any more
            before = Cost(time.process_time(), time.perf_counter())
            QTest.keyClick(view, keys[number % 2], Qt.KeyboardModifier.ControlModifier)
            yield from self._until(lambda: is_whole(view))
            costs.append([time.process_time() - before.cpu, time.perf_counter() - before.wall])
            yield from self._until(self._is_quiet)
        self.found["jump"] = [median(column) for column in zip(*costs, strict=True)]

    def _stalls(self) -> Steps:
        choice, watch, model = self.page.choice, Watch(), self.page.model
        expensive = Condition("price:EUR", ">", ("100",))
        root = next(iter(self.page.desk.structure.categories))
        last = self.page.view.verticalScrollBar().maximum()
        works: dict[str, list[Callable[[], object]]] = {
            "sort": [lambda s=sort: choice.set_sort((s,)) for sort in ("name", "-price:EUR", "-completeness", "sku")],
            "filter": [lambda: choice.put_condition(expensive), lambda: choice.drop_condition(expensive)],
            "category": [lambda: choice.show_category(root), lambda: choice.show_built_in("all")],
            "search": [lambda word=word: choice.set_search(word) for word in ("s", "sh", "shi", "shir", "shirt", "")],
            "drag the scroll bar": [
                lambda place=place: self.page.view.verticalScrollBar().setValue(last * place // 20) for place in range(21)
            ],
            "next products in the sheet": [lambda: self.page.view.step(1, 0)] * 12,
        }  # fmt: skip
        for name, steps in works.items():
            yield from self._until(self._is_quiet)
            watch.start()
            for step in steps:
                step()
                yield 120 if name in ("drag the scroll bar", "search") else 1
                if name not in ("drag the scroll bar", "search"):
                    yield from self._until(lambda: self._is_quiet() and model.rowCount() > 0)
                    yield 200
            self.found["stalls"][name] = list(watch.worst)


def is_whole(view: GridView) -> bool:
    """Whether every row in view is painted with its text."""
    first, last = view._rows_in(view.viewport().rect())
    model, ratio = view.grid, view.devicePixelRatioF()
    rows = range(first, last + 1)
    return bool(rows) and all(model.loaded(row) and view.painter.row(row, ratio, hurry=True)[1] for row in rows)


def measure(catalogue: Path, begin: Callable[[Any], Script]) -> int:
    """Runs the program, and in it what `begin(window)` makes; returns its exit code."""
    made: list[Script] = []
    make_window = program.make_window

    def watched(desk: Any, session: Any) -> Any:
        window = make_window(desk, session)
        QTimer.singleShot(0, lambda: made.append(begin(window)))
        return window

    program.make_window = watched
    code = program.open_program(catalogue)
    if code == 0:
        sys.stdout.buffer.write(orjson.dumps(made[0].found))
    return code


if __name__ == "__main__":
    what, folder = sys.argv[1:]
    sys.exit(prepare(Path(folder)) if what == "prepare" else measure(Path(folder), Measure))
