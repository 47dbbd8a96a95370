"""What is being typed is kept while it is typed, offered again, and forgotten once it is taken or taken back."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import Qt, QTimer

from pim.gui import typed_texts
from pim.gui.catalog_desk import make_catalog_desk
from pim.gui.ending import Ending
from pim.gui.models.cell_edits import CellEdits
from pim.gui.views.products.sheet_parts.attributes_tab import AttributesTab
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.rich_text_editor import RichTextEditor
from pim.services import browsing, drafting, editing

TITLE, TEXT = "title@en_GB", "description@en_GB"


class Sheet:
    """The form of one product, as a person sees it."""

    def __init__(self, desk, qtbot) -> None:
        self.desk, self.tab = desk, AttributesTab(desk)
        qtbot.addWidget(self.tab)
        self.edits = CellEdits(desk, self.tab)
        self.tab.show()

    def show(self, sku: str = "MUG") -> Sheet:
        self.tab.show_product(
            Shown(self.desk, self.edits, browsing.view_product(self.desk.workspace, sku=sku), "en_GB")
        )
        return self

    def editor(self, key: str = TITLE):
        return self.tab.fields[key].field.editor

    def type(self, qtbot, text: str, key: str = TITLE):
        editor = self.editor(key)
        box = editor.edit if isinstance(editor, RichTextEditor) else editor
        box.setFocus()
        qtbot.waitUntil(box.hasFocus)
        box.selectAll()
        qtbot.keyClicks(box, text)
        return editor


@pytest.fixture
def sheet(desk, qtbot, settle) -> Sheet:
    made = Sheet(desk, qtbot)
    settle()
    return made.show()


def waiting(desk) -> dict[tuple[str, str], str]:
    """(SKU, key) -> text of every draft that waits."""
    skus = {row.uid: row.sku for row in browsing.rows_of(desk.workspace, [browsing.uid_of(desk.workspace, "MUG")])}
    return {(skus.get(draft.uid, ""), draft.key): draft.text for draft in drafting.waiting_drafts(desk.workspace)}


def test_what_is_typed_is_written_down_while_it_is_typed(sheet, desk, qtbot, settle, monkeypatch) -> None:
    desk.typing._timer.setInterval(10)
    sheet.type(qtbot, "Mug of the year")
    qtbot.waitUntil(lambda: waiting(desk) == {("MUG", TITLE): "Mug of the year"}, timeout=5000)
    assert browsing.view_product(desk.workspace, sku="MUG").values[TITLE] == "Mug"
    sheet.editor()._finish()
    settle()
    desk.typing.write_now()
    assert waiting(desk) == {} and browsing.view_product(desk.workspace, sku="MUG").values[TITLE] == "Mug of the year"


def test_the_interval_keeps_the_promise() -> None:
    assert typed_texts.EVERY <= 1500  # with the time that writing takes, two seconds are never lost


def test_a_draft_is_shown_again_and_saved_with_enter(sheet, desk, qtbot, settle) -> None:
    sheet.type(qtbot, "Mug of the year")
    desk.typing.write_now()
    again = make_catalog_desk(desk.theme, desk.settings, desk.tasks, desk.workspace)
    said: list[str] = []
    again.say = lambda text, *_more, **_options: said.append(text)
    later = Sheet(again, qtbot)
    settle()
    editor = later.show().editor()
    assert said == ["1 text that you were typing when the program ended is kept."]
    assert editor.text() == "Mug of the year" and "not saved yet" in later.tab.fields[TITLE].field._note.text()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle()
    again.typing.write_now()
    assert browsing.view_product(desk.workspace, sku="MUG").values[TITLE] == "Mug of the year"
    assert drafting.waiting_drafts(desk.workspace) == []
    again.signals.close()


def test_escape_leaves_a_draft(sheet, desk, qtbot, settle) -> None:
    uid = browsing.uid_of(desk.workspace, "MUG")
    drafting.keep_drafts(desk.workspace, {(uid, TITLE): "Never mind"})
    later = Sheet(desk, qtbot)
    settle()
    editor = later.show().editor()
    assert editor.text() == "Never mind"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    desk.typing.write_now()
    assert editor.text() == "Mug" and drafting.waiting_drafts(desk.workspace) == []


def test_a_refused_text_is_kept_as_well(sheet, desk, qtbot, settle) -> None:
    uid = browsing.uid_of(desk.workspace, "MUG")
    assert not sheet.edits.set(uid, "price:EUR", "cheap")
    desk.typing.write_now()
    assert waiting(desk) == {("MUG", "price:EUR"): "cheap"}
    sheet.edits.forgive(uid, "price:EUR")
    desk.typing.write_now()
    assert waiting(desk) == {}


def test_what_is_queued_when_the_program_ends_is_kept(sheet, desk, settle, monkeypatch) -> None:
    uid = browsing.uid_of(desk.workspace, "MUG")
    monkeypatch.setattr(desk.changes, "make", lambda *_args, **_options: None)  # the writer never comes to it
    sheet.edits.set(uid, TITLE, "On its way")
    desk.typing.write_now()
    assert waiting(desk) == {("MUG", TITLE): "On its way"}


def test_an_older_text_that_is_written_late_does_not_replace_a_newer_one(sheet, desk, qtbot, monkeypatch) -> None:
    """The writer may come to what was queued a second ago after the program has begun to end."""
    queued = []
    sheet.type(qtbot, "Half", TITLE)
    with monkeypatch.context() as patch:
        patch.setattr(desk.tasks, "write", lambda function, *args, **_options: queued.append((function, args)))
        desk.typing._write()
    sheet.type(qtbot, "Half a title", TITLE)
    desk.typing.write_now()
    for function, args in queued:
        function(*args)
    assert queued and waiting(desk) == {("MUG", TITLE): "Half a title"}


def test_a_description_that_is_being_typed_is_not_overwritten(sheet, desk, qtbot, settle) -> None:
    editor = sheet.type(qtbot, "Half a sentence", TEXT)
    editing.set_value(desk.workspace, uid=browsing.uid_of(desk.workspace, "MUG"), key="brand", text="Acme")
    sheet.show()
    assert "Half a sentence" in editor.text()
    desk.typing.write_now()
    assert "Half a sentence" in waiting(desk)["MUG", TEXT]


def test_html_is_taken_when_it_is_left(sheet, desk, qtbot, settle) -> None:
    editor = sheet.editor(TEXT)
    editor.html.setChecked(True)
    editor.source.setFocus()
    qtbot.waitUntil(editor.source.hasFocus)
    editor.source.setPlainText("<p>From the source</p>")
    sheet.editor().setFocus()
    settle()
    assert browsing.view_product(desk.workspace, sku="MUG").values[TEXT] == "<p>From the source</p>"


def test_a_signal_ends_the_program_after_what_is_typed_was_kept(qapp, tasks) -> None:
    kept: list[str] = []
    ending = Ending(qapp, tasks, lambda: kept.append("kept"))
    try:
        QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
        assert qapp.exec() == 143
        assert kept == ["kept", "kept"] and tasks.closing  # before and after queued edits were waited for
    finally:
        ending.close()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
