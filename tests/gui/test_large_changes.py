"""A change that takes long shows how far it is and can be cancelled; a short one shows nothing."""

from __future__ import annotations

import threading

import pytest

from pim.gui import large_changes
from pim.gui.models.cell_edits import CellEdits
from pim.gui.tasks import Task
from pim.services import browsing
from pim.services.editing import CellChange


@pytest.fixture
def followed(desk, monkeypatch) -> list[tuple[Task, str, str]]:
    found: list[tuple[Task, str, str]] = []
    desk.follow = lambda task, title, consequence, _figures: found.append((task, title, consequence))
    return found


class Work:
    """A change that goes on until it is let go, and reports all the time."""

    def __init__(self) -> None:
        self.may_end = threading.Event()

    def __call__(self, workspace, *, on_progress) -> str:
        while not self.may_end.wait(0.001):
            on_progress(1, 2, "")
        return "done"


def test_a_card_appears_when_there_is_something_to_wait_for(desk, followed, qtbot, settle, monkeypatch) -> None:
    monkeypatch.setattr(large_changes, "AFTER", 1)
    work, ended = Work(), []
    task = large_changes.change(desk, work, title="Edit 3 products", then=ended.append)
    qtbot.waitUntil(lambda: bool(followed))
    assert followed == [(task, "Edit 3 products", "Cancelling takes all of it back.")]
    work.may_end.set()
    settle()
    assert ended == ["done"]


def test_what_is_done_at_once_shows_no_card(desk, followed, settle, monkeypatch) -> None:
    monkeypatch.setattr(large_changes, "AFTER", 400)
    work = Work()
    work.may_end.set()
    large_changes.change(desk, work, title="Quick")
    settle()
    assert followed == []


def test_who_cancels_is_told_that_nothing_was_changed(desk, followed, qtbot, settle, monkeypatch) -> None:
    monkeypatch.setattr(large_changes, "AFTER", 1)
    ended: list[object] = []
    task = large_changes.change(desk, Work(), title="Long", then=ended.append)
    qtbot.waitUntil(lambda: bool(followed))
    task.cancel()
    settle()
    assert ended == []
    assert desk.said == ["Cancelled. Nothing was changed."]


def test_a_cancelled_paste_is_not_pending_any_more(desk, qtbot, settle) -> None:
    edits, holding = CellEdits(desk), Work()
    settle()
    product = browsing.view_product(desk.workspace, sku="MUG").product
    tasks: list[Task] = []
    made = desk.changes.make
    desk.changes.make = lambda *args, **options: tasks.append(made(*args, **options)) or tasks[-1]
    large_changes.change(desk, holding, title="Before it")
    edits.set_all([CellChange(product.uid, "weight", "1 kg")], "Paste")
    assert edits.pending
    tasks[-1].cancel()
    holding.may_end.set()
    settle()
    assert not edits.pending
    assert browsing.view_product(desk.workspace, sku="MUG").product == product
