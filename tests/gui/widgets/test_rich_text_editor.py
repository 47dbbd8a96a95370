"""Rich text: the same document always gives the same minimal HTML, and nothing foreign gets in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor

from pim.catalog import rich_text
from pim.gui.widgets.rich_text_editor import RichTextEditor
from pim.gui.widgets.rich_text_html import to_html

CASES = (
    "<p>Plain</p>",
    "<p>Soft &amp; <strong>warm</strong>, <em>light</em> &lt;3</p>",
    "<p><strong>bold <em>both</em></strong> none</p>",
    "<ul><li>Cotton</li><li>Wool</li></ul>",
    "<p>Before</p><ol><li>One</li><li>Two</li></ol><p>After</p>",
    "<ul><li>A</li></ul><ol><li>B</li></ol>",
    '<p>See <a href="https://example.org/a?b=1&amp;c=2">here</a>.</p>',
    "<h2>Care</h2><p>Wash at 30°.<br>Dry flat.</p>",
    "<p>H<sub>2</sub>O, m<sup>2</sup></p>",
    "",
)


@pytest.fixture
def editor(theme, qtbot) -> RichTextEditor:
    made = RichTextEditor(theme)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("markup", CASES)
def test_what_is_read_is_written_the_same(editor, markup) -> None:
    editor.set_text(markup)
    assert to_html(editor.edit.document()) == markup
    assert rich_text.clean(markup) == markup


def test_a_text_nobody_touched_comes_back_byte_for_byte(editor) -> None:
    stored = '<div>Old <b>shop</b> text <img src="https://example.org/x.jpg" alt="x"></div>'
    editor.set_text(stored)
    assert editor.text() == stored


def test_typing_changes_only_the_text(editor, qtbot) -> None:
    editor.set_text("<p>Soft <strong>wool</strong></p>")
    editor.edit.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(editor.committed):
        editor.edit.insertPlainText("en")
        editor.commit()
    assert editor.text() == "<p>Soft <strong>woolen</strong></p>"


def test_what_is_pasted_brings_no_styles_pictures_or_scripts(editor) -> None:
    data = QMimeData()
    data.setHtml(
        '<p style="color:red;font-size:40px"><b>Hot</b> <img src="file:///etc/passwd"><script>x()</script>'
        '<a href="javascript:alert(1)">bad</a></p>'
    )
    editor.edit.insertFromMimeData(data)
    text = editor.text()
    assert "<strong>Hot</strong>" in text
    for foreign in ("style", "img", "script", "file:", "javascript", "color"):
        assert foreign not in text


def test_bold_and_lists_from_the_tools(editor) -> None:
    editor.set_text("<p>One</p>")
    editor.edit.selectAll()
    editor.bold.click()
    assert editor.text() == "<p><strong>One</strong></p>"
    editor.bold.click()
    assert editor.text() == "<p>One</p>"


def test_an_inherited_text_cannot_be_typed_into(editor) -> None:
    editor.set_text("<p>From the model</p>")
    editor.set_read_only(True)
    assert editor.edit.isReadOnly()
    assert not editor.bold.isEnabled()
