"""The import from a file to a committed edit, as somebody clicks through it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QAbstractItemModelTester

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.importing.drop_zone import dropped_paths
from pim.gui.views.importing.page import COLUMNS, DONE, FILE, REHEARSAL, ImportPage
from pim.gui.views.importing.recent import recent_imports, remember_import
from pim.i18n import set_language
from pim.services.importing import paging
from pim.services.workspace import Workspace
from pim.storage.products import load_by_sku

Settle = Callable[[], None]
# What the offscreen platform says of popups.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def value(workspace: Workspace, sku: str, key: str) -> object:
    with workspace.reading() as connection:
        return load_by_sku(connection, sku).product.part(key)


def test_a_file_is_read_shown_and_remembered(page: ImportPage, supplier: Path, settle: Settle) -> None:
    heard: list[str] = []
    page.saved_state.connect(lambda state, _sentence: heard.append(state))
    page.start([supplier])
    settle()
    assert heard[-1] == "rehearsal"
    assert page.step == FILE and page.file_step.table is not None
    assert page.file_step.table.count == 6
    assert page.file_step.settings.boxes["delimiter"].currentText().startswith("Comma")
    assert recent_imports(page.desk.settings) == [(supplier,)]


def test_who_chose_a_file_by_keys_goes_on_with_enter(page: ImportPage, supplier: Path, settle: Settle) -> None:
    page.file_step.zone.files.setFocus()
    page.start([supplier])
    settle()
    assert page.window().focusWidget() is page.next


def test_reading_a_file_another_way_inspects_it_again(page: ImportPage, supplier: Path, settle: Settle) -> None:
    page.start([supplier])
    settle()
    page.file_step.settings.changed.emit("header", False)
    settle()
    assert page.session.inspection is not None
    assert page.session.inspection.files[0].info.names[0] == "column_1"


def test_a_file_that_is_no_table_is_refused_with_a_sentence(page: ImportPage, tmp_path: Path, settle: Settle) -> None:
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    page.start([picture])
    settle()
    assert page.step == FILE and page.session.inspection is None
    assert page.file_step._refused.accessibleName().startswith("This cannot be read There is no table")


def test_columns_say_where_they_go_and_can_be_changed(page: ImportPage, supplier: Path, settle: Settle, qtmodeltester) -> None:
    page.start([supplier])
    settle()
    page.forward()
    assert page.step == COLUMNS
    rows = {row.name: row for row in page.columns_step.model.rows}
    qtmodeltester.check(page.columns_step.model)
    assert rows["SKU"].is_key and rows["Price EUR"].target.key == "price:EUR" and rows["Made by"].kind == "new"
    chooser = page.columns_step.choose(list(rows).index("Made by"))
    assert chooser is not None
    chooser.pick.chosen.emit("skip")
    settle()
    rows = {row.name: row for row in page.columns_step.model.rows}
    assert rows["Made by"].kind == "skip" and rows["Made by"].reason == "chosen by hand"
    chooser = page.columns_step.choose(list(rows).index("Made by"))
    chooser.name.setText("Maker")
    chooser.kind.setCurrentIndex(chooser.kind.findData("text"))
    chooser.make.click()
    target = page.session.inspection.mapping.target("Made by")
    assert (target.key, target.create.type, target.create.label()) == ("maker", "text", "Maker")


def test_the_rehearsal_accounts_for_every_row(rehearsed: ImportPage, desk: CatalogDesk) -> None:
    step = rehearsed.rehearsal_step
    assert rehearsed.step == REHEARSAL
    assert rehearsed.session.rehearsed.account.counts == {
        "changed": 2, "new": 1, "unchanged": 1, "skipped": 1, "rejected": 1, "structure": 0, "repeated": 0,
    }  # fmt: skip
    assert step.equation.accessibleName() == "6 read = 2 changed + 1 new + 1 unchanged + 1 skipped + 1 rejected"
    assert step.model.rowCount() == 6
    assert rehearsed.next.text() == "Import 3 products"
    assert desk.workspace.structure.attributes.get("made_by") is None


def test_the_table_shows_before_and_after_and_can_be_narrowed(rehearsed: ImportPage, settle: Settle) -> None:
    step, model = rehearsed.rehearsal_step, rehearsed.rehearsal_step.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    settle()
    place = [column.key for column in model.columns].index("price:EUR")
    cell = model.cell(0, 3 + place)
    assert (cell.before, cell.after, cell.kind) == ("12.50", "8.00", "doubtful")
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert step.view.show_line("supplier.csv", 5) and step.view.currentIndex().row() == 3
    step.filter("rejected")
    settle()
    assert model.rowCount() == 1
    assert model.loaded(0).sku == "BOWL" and "n/a" in model.loaded(0).reason
    assert model.cell(0, 3 + place).kind == "wrong"
    del tester


def test_prices_are_shown_with_the_sign_of_the_interface(rehearsed: ImportPage) -> None:
    found = rehearsed.session.rehearsed
    key = "price:EUR"
    set_language("fr")
    try:
        lines = range(len(found.account.lines))
        rows = paging.page(rehearsed.desk.workspace, found.rehearsal, found.account, lines)
    finally:
        set_language("en")
    assert (rows[0].cells[key].before, rows[0].cells[key].after) == ("12,50", "8,00")


def test_ticks_by_keyboard(rehearsed: ImportPage, settle: Settle, qtbot) -> None:
    view, choice = rehearsed.rehearsal_step.view, rehearsed.session.choice
    settle()
    view.setCurrentIndex(rehearsed.rehearsal_step.model.index(0, 2))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert choice.rows == {("supplier.csv", 2)}
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert not choice.rows
    view.setCurrentIndex(rehearsed.rehearsal_step.model.index(0, 3))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert choice.values == {("supplier.csv", 2, "title@en_GB")}
    qtbot.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert choice.columns == {"Name"}


def test_what_is_unticked_is_not_written(rehearsed: ImportPage, settle: Settle, workspace: Workspace) -> None:
    choice, model = rehearsed.session.choice, rehearsed.rehearsal_step.model
    settle()
    model.toggle(model.index(1, 0))  # LAMP stays as it is
    choice.toggle_column("Made by")
    card = next(card for card in rehearsed.rehearsal_step.side.cards if card.question.kind == "falls")
    card.buttons[0].click()  # and so does the price of the mug
    assert choice.values == {("supplier.csv", 2, "price:EUR")}
    assert rehearsed.next.text() == "Import 2 products"
    rehearsed.forward()
    settle()
    assert rehearsed.step == DONE
    assert value(workspace, "MUG", "title@en_GB") == "Big mug" and value(workspace, "MUG", "price:EUR") == "12.50"
    assert value(workspace, "LAMP", "price:EUR") is None
    assert value(workspace, "JUG", "price:EUR") == "25.00" and value(workspace, "JUG", "made_by") is None


def test_an_unknown_option_can_be_mapped_to_a_known_one(rehearsed: ImportPage, settle: Settle, workspace: Workspace) -> None:
    question = next(q for q in rehearsed.session.rehearsed.questions if q.kind == "option")
    assert (question.subject, question.rows, question.creates) == ("Teal", 1, True)
    rehearsed.rehearsal_step.answer(question, "map", "blue")
    settle()
    assert not [q for q in rehearsed.session.rehearsed.questions if q.kind == "option"]
    rehearsed.forward()
    settle()
    assert value(workspace, "JUG", "color") == "blue" and "teal" not in workspace.structure.options["color"]


def test_without_new_options_the_row_is_rejected_until_one_is_made(
    page: ImportPage, supplier: Path, settle: Settle, workspace: Workspace
) -> None:
    page.start([supplier])
    settle()
    page.session.change_options(create_attributes=False)
    settle()
    page.forward()
    page.forward()
    settle()
    assert page.session.rehearsed.account.counts["rejected"] == 2
    question = next(q for q in page.session.rehearsed.questions if q.kind == "option")
    assert not question.creates
    page.rehearsal_step.answer(question, "create", "")
    settle()
    assert page.session.rehearsed.account.counts["rejected"] == 1
    page.forward()
    settle()
    assert value(workspace, "JUG", "color") == "teal"


def test_undo_takes_the_whole_import_back(rehearsed: ImportPage, settle: Settle, workspace: Workspace) -> None:
    rehearsed.forward()
    settle()
    assert value(workspace, "JUG", "title@en_GB") == "Jug" and "made_by" in workspace.structure.attributes
    rehearsed.done_step.undo.click()
    settle()
    assert value(workspace, "MUG", "title@en_GB") == "Mug" and "made_by" not in workspace.structure.attributes
    assert rehearsed.step == FILE and rehearsed.session.inspection is None


def test_rejected_rows_are_saved_with_their_reason(rehearsed: ImportPage, settle: Settle, tmp_path: Path) -> None:
    target = tmp_path / "rejected.csv"
    rehearsed.session.save_rejects(target)
    settle()
    assert "BOWL" in target.read_text(encoding="utf-8-sig") and "is not a price" in target.read_text(encoding="utf-8-sig")


def test_a_mapping_is_kept_and_used_again(page: ImportPage, supplier: Path, settle: Settle, workspace: Workspace) -> None:
    page.start([supplier])
    settle()
    page.forward()
    names = [row.name for row in page.columns_step.model.rows]
    page.columns_step.choose(names.index("Made by")).pick.chosen.emit("value brand")
    settle()
    page.session.save_mapping("Anna and Ben")
    settle()
    (code,) = workspace.structure.mappings
    page.start([supplier])
    settle()
    page.session.change_options(mapping=code)
    settle()
    target = page.session.inspection.mapping.target("Made by")
    assert (target.key, target.reason) == ("brand", "saved mapping")


def test_a_file_without_identifier_asks_for_one(page: ImportPage, tmp_path: Path, settle: Settle) -> None:
    file = tmp_path / "plain.csv"
    file.write_text("Name,Shade,Town\nMug one,red,Paris\nMug two,red,Lille\nMug two,blue,Lille\n", encoding="utf-8")
    page.start([file])
    settle()
    page.forward()
    assert not page.next.isEnabled() and "identifies" in page.next.toolTip()
    page.session.set_key("Name")
    assert page.next.isEnabled()


def test_only_local_files_of_a_drop_count(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.com/a.csv"), QUrl.fromLocalFile(str(tmp_path))])
    assert dropped_paths(data) == [tmp_path]


def test_recent_files_that_are_gone_are_left_out(settings, tmp_path: Path) -> None:
    here, gone = tmp_path / "a.csv", tmp_path / "b.csv"
    here.write_text("x", encoding="utf-8")
    remember_import(settings, [gone])
    remember_import(settings, [here])
    assert recent_imports(settings) == [(here,)]
    settings.setValue("import/recent", "not json")
    assert recent_imports(settings) == []


def test_every_step_paints_in_both_themes(rehearsed: ImportPage, theme, settle: Settle) -> None:
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for step in (FILE, COLUMNS, REHEARSAL):
            rehearsed.go(step)
            settle()
            assert not rehearsed.grab().isNull()
