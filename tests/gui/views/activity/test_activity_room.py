"""The room Activity: the timeline, one step value by value, its undo and its refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pim.gui.views.activity.changes_view import AFTER, BEFORE, NOTE, SKU
from pim.gui.views.activity.room import ActivityRoom
from pim.gui.views.activity.timeline_view import ENTRY_ROLE
from pim.services import editing, exporting
from pim.services.browsing import uid_of
from pim.services.workspace import Workspace
from tests.builders import a_product, a_workspace
from tests.gui.views.desk import a_desk, wait_until


class Opened:
    def __init__(self, qtbot, theme, settings, tasks, workspace: Workspace) -> None:
        self.qtbot = qtbot
        self.desk, self.told = a_desk(theme, settings, tasks, workspace)
        self.room = ActivityRoom(self.desk)
        self.page = self.room.room.make()
        qtbot.addWidget(self.page)
        qtbot.addWidget(self.room.sidebar)
        self.page.show()
        self.room.refresh()
        self.wait(lambda: self.page.timeline.entries.rowCount() > 0)

    def wait(self, condition) -> None:
        wait_until(self.qtbot, self.desk, condition)

    def labels(self) -> list[str]:
        entries = self.page.timeline.entries
        return [str(entries.index(row, 0).data()) for row in range(entries.rowCount())]

    def choose(self, label: str) -> None:
        row = self.labels().index(label)
        self.page.timeline.setCurrentIndex(self.page.timeline.entries.index(row, 0))
        self.desk.tasks.wait_all()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path, a_product("A", title="Alpha", price="1.00")) as made:
        editing.set_value(made, uid=uid_of(made, "A"), key="price:EUR", text="2.00")
        yield made


@pytest.fixture
def opened(qtbot, theme, settings, tasks, workspace: Workspace) -> Iterator[Opened]:
    made = Opened(qtbot, theme, settings, tasks, workspace)
    yield made
    made.desk.signals.close()
    tasks.wait_all()


def cell(opened: Opened, column: int) -> str:
    changes = opened.page.step.changes.changes
    return str(changes.index(0, column).data())


def test_the_newest_step_is_shown_value_by_value(opened: Opened) -> None:
    opened.wait(lambda: opened.page.step.changes.changes.rowCount() == 1)
    assert opened.labels()[1:] == ["price EUR", "Products", "Structure"]
    assert (cell(opened, SKU), cell(opened, BEFORE), cell(opened, AFTER), cell(opened, NOTE)) == (
        "A", "1.00", "2.00", "",
    )  # fmt: skip


def test_a_step_is_undone_and_struck(opened: Opened, workspace: Workspace) -> None:
    opened.wait(lambda: opened.page.step.changes.changes.rowCount() == 1)
    opened.page.step.undo_button.click()
    opened.wait(lambda: "Undo: price EUR" in opened.labels())
    assert opened.told.said == ["“price EUR” was undone"]
    entry = opened.page.timeline.entries.index(opened.labels().index("price EUR"), 0).data(ENTRY_ROLE)
    assert entry.undone is not None
    opened.choose("price EUR")
    assert not opened.page.step.undo_button.isEnabled()
    assert opened.page.step.undo_button.toolTip().startswith("Undone by ann")


def test_what_changed_since_is_amber_before_undo_is_pressed_and_refused_after(
    opened: Opened, workspace: Workspace
) -> None:
    editing.set_value(workspace, uid=uid_of(workspace, "A"), key="price:EUR", text="3.00")
    opened.wait(lambda: opened.labels().count("price EUR") == 2)
    row = [number for number, label in enumerate(opened.labels()) if label == "price EUR"][1]
    opened.page.timeline.setCurrentIndex(opened.page.timeline.entries.index(row, 0))
    opened.wait(lambda: opened.page.step._conflict.text() == "1 value has changed since")
    opened.wait(lambda: cell(opened, NOTE).startswith("Now 3.00, ann"))
    revision = workspace.revision()
    opened.page.step.undo_button.click()
    opened.wait(lambda: opened.page.step._conflict.text() == "Nothing was undone.")
    assert workspace.revision() == revision


def test_publications_stand_between_and_show_their_report(opened: Opened, workspace: Workspace, tmp_path: Path) -> None:
    exporting.run_export(workspace, to=tmp_path / "out")
    opened.room.refresh()
    opened.wait(lambda: "Published 2 channels" in opened.labels())
    opened.choose("Published 2 channels")
    opened.wait(lambda: opened.page.right.currentWidget() is opened.page.report)
    opened.room.show_kind("publications")
    opened.wait(lambda: opened.labels()[1:] == ["Published 2 channels"])
    opened.room.show_kind("imports")
    opened.wait(lambda: opened.labels() == [])
    assert opened.page.right.currentWidget() is opened.page.empty


def test_a_change_leads_to_its_product(opened: Opened, workspace: Workspace) -> None:
    view = opened.page.step.changes
    opened.wait(lambda: view.changes.rowCount() == 1)
    view.activated.emit(view.changes.index(0, 0))
    assert opened.told.gone == [("products", {"uid": uid_of(workspace, "A")})]


def test_models_are_sound(opened: Opened, qtmodeltester) -> None:
    opened.wait(lambda: opened.page.step.changes.changes.rowCount() == 1)
    qtmodeltester.check(opened.page.timeline.entries)
    qtmodeltester.check(opened.page.step.changes.changes)
    spoken = opened.page.timeline.entries.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("price EUR, 1 product, ann")
