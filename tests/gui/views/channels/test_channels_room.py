"""The room Channels: cards, differences, hold, publishing with its report, settings, new channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pim.gui.standing_watch import StandingWatch
from pim.gui.views.channels.difference_model import DIFFERENCE_ROLE
from pim.gui.views.channels.matrix import DECLARED, DIFFERS, NONE, NOT_CARRIED, RULE, SAME, sign_of
from pim.gui.views.channels.new_channel import NewChannel
from pim.gui.views.channels.parts import DIFFERENCES, EXCEPTIONS, LEDGER, PARITY, SETTINGS
from pim.gui.views.channels.preview import ListingPreview
from pim.gui.views.channels.room import ChannelsRoom
from pim.services import editing, exporting, publishing
from pim.services.browsing import uid_of
from pim.services.workspace import Workspace
from tests.builders import a_product, a_workspace
from tests.gui.views.desk import a_desk, wait_until


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    products = [a_product(f"P{n}", title=f"Product {n}", price="1.00") for n in range(3)]
    with a_workspace(tmp_path, *products, a_product("NO", price="2.00")) as made:
        yield made


class Opened:
    """A room with its page, its desk and what it told."""

    def __init__(self, qtbot, theme, settings, tasks, workspace: Workspace) -> None:
        self.qtbot = qtbot
        self.desk, self.told = a_desk(theme, settings, tasks, workspace)
        self.watch = StandingWatch(self.desk)
        self.room = ChannelsRoom(self.desk, self.watch)
        self.page = self.room.room.make()
        qtbot.addWidget(self.page)
        qtbot.addWidget(self.room.sidebar)
        self.page.resize(1228, 850)
        self.page.show()
        self.watch.refresh()
        self.wait(lambda: self.watch.standing is not None and not self.watch.standing.pending)
        self.wait(lambda: self.model.rowCount() > 0)

    @property
    def model(self):
        return self.page.differences.model

    def wait(self, condition) -> None:
        wait_until(self.qtbot, self.desk, condition)

    def rows(self) -> dict[str, str]:
        found = [self.model.index(row, 0).data(DIFFERENCE_ROLE) for row in range(self.model.rowCount())]
        return {product.sku: product.state for product in found}


@pytest.fixture
def opened(qtbot, theme, settings, tasks, workspace: Workspace) -> Iterator[Opened]:
    made = Opened(qtbot, theme, settings, tasks, workspace)
    yield made
    made.desk.signals.close()
    tasks.wait_all()


def test_it_shows_what_waits_and_keeps_itself_up_to_date(opened: Opened, workspace: Workspace, tmp_path: Path) -> None:
    assert opened.rows() == {"P0": "new", "P1": "new", "P2": "new", "NO": "blocked"}
    assert "title en_GB is missing" in opened.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    exporting.run_export(workspace, to=tmp_path / "out")
    editing.set_value(workspace, uid=uid_of(workspace, "P1"), key="price:EUR", text="5.00")
    opened.wait(lambda: opened.rows() == {"P1": "changed", "NO": "blocked"})
    spoken = [opened.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert any("price EUR: 1.00 becomes 5.00" in text for text in spoken)
    opened.wait(lambda: opened.page.matrix.view.matrix.rowCount() > 0)
    assert opened.page.publish_button.text() == "Publish 1 to web"


def test_tabs_narrow_the_list(opened: Opened) -> None:
    opened.page.differences.tabs.set_current("blocked")
    opened.wait(lambda: opened.rows() == {"NO": "blocked"})
    opened.page.differences.tabs.set_current("held")
    opened.wait(lambda: opened.model.rowCount() == 0 and not opened.model.is_loading)


def test_space_holds_a_product_and_undo_releases_it(opened: Opened, workspace: Workspace) -> None:
    view = opened.page.differences.view
    row = next(r for r in range(4) if opened.model.index(r, 0).data(DIFFERENCE_ROLE).sku == "P1")
    view.setCurrentIndex(opened.model.index(row, 0))
    view.setFocus()
    opened.qtbot.keyClick(view, Qt.Key.Key_Space)
    opened.wait(lambda: opened.rows().get("P1") == "held")
    assert opened.told.said == ["P1 held on web"]
    workspace.undo()
    opened.wait(lambda: opened.rows().get("P1") == "new")


def test_a_row_leads_to_its_product(opened: Opened, workspace: Workspace) -> None:
    view = opened.page.differences.view
    view.setCurrentIndex(opened.model.index(0, 0))
    opened.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.told.gone == [("products", {"uid": uid_of(workspace, "NO")})]


def test_a_click_on_the_painted_button_holds(opened: Opened) -> None:
    view = opened.page.differences.view
    index = opened.model.index(0, 0)
    place = view.itemDelegate().hold_rect(view.visualRect(index), index.data(DIFFERENCE_ROLE))
    opened.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    opened.wait(lambda: opened.rows().get("NO") == "held")


def test_publishing_writes_shows_the_report_and_remembers_the_folder(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_parent, title: str, _start: str) -> str:
        asked.append(title)
        return str(tmp_path / "feed")

    monkeypatch.setattr("pim.gui.views.channels.publishing.QFileDialog.getExistingDirectory", choose)
    opened.page.publish_button.click()
    opened.wait(lambda: opened.page.part == PARITY)
    assert (tmp_path / "feed" / "web" / "products.csv").exists()
    assert opened.told.followed == ["Publishing to feed"]
    assert opened.told.said == ["1 channel published, parity proven"]
    opened.room.publish_all()
    opened.wait(lambda: len(opened.told.said) == 2)
    assert opened.told.said[1] == "2 channels published, parity proven"
    assert asked == ["Folder to publish into"]  # the first time only
    assert (tmp_path / "feed" / "print" / "products.csv").exists()


def test_what_another_process_published_is_taken_in_when_the_room_is_entered(
    opened: Opened, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.wait(lambda: not opened.room._watch.standing.pending)
    with monkeypatch.context() as patched:
        patched.setattr(publishing, "fold", lambda *_any: 0)
        exporting.run_export(workspace, to=tmp_path / "night")
    assert opened.room._watch.channel("web").last is None
    opened.room._entered()
    opened.wait(lambda: opened.room._watch.channel("web").last is not None)
    opened.wait(lambda: not opened.room._watch.standing.pending)


def test_the_preview_shows_the_listing_in_the_shape_of_the_file(opened: Opened) -> None:
    index = next(
        opened.model.index(r, 0) for r in range(4) if opened.model.index(r, 0).data(DIFFERENCE_ROLE).sku == "P1"
    )
    opened.page.differences.view.setCurrentIndex(index)
    opened.page.preview_button.click()
    opened.wait(lambda: bool(opened.page.findChildren(ListingPreview)))
    (dialog,) = opened.page.findChildren(ListingPreview)
    assert '"sku": "P1"' in dialog.text.toPlainText()
    dialog.accept()


def test_a_publication_that_fails_says_why(opened: Opened, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine")
    opened.room._publisher.publish(("web",), foreign)
    opened.wait(lambda: bool(opened.told.said))
    assert opened.told.said[0].startswith("Nothing was published. ")
    assert (foreign / "letter.txt").read_text() == "mine"


def test_every_part_can_be_shown_before_and_after_a_publication(
    opened: Opened, workspace: Workspace, tmp_path: Path
) -> None:
    for part in (SETTINGS, PARITY, EXCEPTIONS, LEDGER, DIFFERENCES):
        opened.room.open(show=part)
        opened.desk.tasks.wait_all()
        assert opened.page.part == part
    uid = uid_of(workspace, "P0")
    editing.declare_exception(workspace, uid=uid, key="title@en_GB#web", text="Loud", reason="louder there")
    exporting.run_export(workspace, to=tmp_path / "out")
    opened.room.open(show=EXCEPTIONS)
    opened.wait(lambda: opened.page.exceptions.table.count == 1)
    opened.page.exceptions.table.row_activated.emit(uid)
    assert opened.told.gone[-1] == ("products", {"uid": uid})
    opened.room.open(show=LEDGER)
    opened.wait(lambda: opened.page.ledger.table.count == 2)


def test_settings_are_saved_as_one_step_and_a_wrong_one_is_refused(opened: Opened, workspace: Workspace) -> None:
    opened.room.open(show=SETTINGS)
    form = opened.page.settings
    form._name.setText("Shop")
    mapping = form._mapping
    row = next(r for r in range(mapping.rowCount()) if mapping.item(r, 0).text() == "brand")
    mapping.item(row, 1).setText("vendor")
    mapping.item(row + 1, 2).setCheckState(Qt.CheckState.Unchecked)
    left_out = mapping.item(row + 1, 0).text()
    form.save_button.click()
    opened.wait(lambda: workspace.structure.channels["web"].label() == "Shop")
    assert workspace.structure.channels["web"].mapping == {"brand": "vendor", left_out: ""}
    workspace.undo()
    assert workspace.structure.channels["web"].mapping == {}
    opened.room.open(show=SETTINGS)
    form._name.setText(" ")
    form.save_button.click()
    assert form._problem.text() == "A channel needs a name."


def test_a_new_channel_opens_its_settings(opened: Opened, workspace: Workspace) -> None:
    opened.room.add_channel()
    dialog = opened.page.findChild(NewChannel)
    dialog._name.setText("Social feed")
    dialog._code.setText("feed")
    dialog._check()
    opened.wait(lambda: "feed" in workspace.structure.channels and opened.page.part == SETTINGS)
    assert workspace.structure.channels["feed"].label("en_GB") == "Social feed"
    opened.wait(lambda: opened.watch.channel("feed") is not None)
    assert opened.room.current == "feed"


def test_the_model_is_a_sound_model(opened: Opened, qtmodeltester) -> None:
    qtmodeltester.check(opened.model)
    qtmodeltester.check(opened.page.matrix.view.matrix)
    assert opened.model.data(opened.model.index(99, 0)) is None


@pytest.mark.parametrize(
    ("counts", "kind", "text"),
    [
        ({"identical": 9, "difference": 2, "exception": 1}, DIFFERS, "≠ 2"),
        ({"identical": 9, "formatted": 3, "exception": 1}, DECLARED, "◇ 1"),
        ({"identical": 9, "formatted": 3}, RULE, "≈ rule"),
        ({"identical": 9}, SAME, "="),
        ({"not_carried": 4}, NOT_CARRIED, "–"),
        ({}, NONE, "–"),
        (None, NONE, "–"),
    ],
)
def test_the_worst_kind_is_what_a_cell_shows(counts, kind: str, text: str) -> None:
    sign = sign_of(counts)
    assert (sign.kind, sign.text) == (kind, text)
    assert sign.words
