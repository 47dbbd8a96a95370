"""HTML of a product must not open files: watched from outside, with the system's own trace of opens."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument

from pim.gui.widgets.safe_text import SafeDocument, SafeTextBrowser, SafeTextEdit, plain_tip

HOSTILE = """<html><head><link rel="stylesheet" href="{file}.css"><style>@import url("{file}.css");
body {{ background-image: url("{file}.png"); }}</style></head><body background="{file}.png">
<img src="file://{file}.png"><img src="{file}"><img src="//server/share/x.png"><table background="{file}.png">
<tr><td>x</td></tr></table><a href="file://{file}">link</a></body></html>"""
PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from pim.gui.widgets.safe_text import SafeTextBrowser, SafeTextEdit
app = QApplication([])
for kind in (SafeTextBrowser, SafeTextEdit):
    view = kind()
    view.resize(300, 300)
    view.setHtml(sys.argv[1])
    view.show()
    app.processEvents()
    view.grab()
print("shown")
"""


@pytest.mark.parametrize("kind", [SafeTextBrowser, SafeTextEdit])
def test_every_resource_is_answered_without_a_file(qtbot, kind, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    QImage(40, 40, QImage.Format.Format_RGB32).save(str(picture))
    view = kind()
    qtbot.addWidget(view)
    view.setHtml(f"<img src='{picture.as_uri()}'><img src='{picture}'>")
    image = view.document().resource(
        QTextDocument.ResourceType.ImageResource.value, QUrl.fromLocalFile(str(picture))
    )
    assert isinstance(image, QImage)
    assert (image.width(), image.height()) == (1, 1)


def test_a_document_alone_is_safe_too(qapp, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    QImage(40, 40, QImage.Format.Format_RGB32).save(str(picture))
    document = SafeDocument()
    document.setHtml(f"<img src='{picture.as_uri()}'>")
    assert document.size().height() < 40


def test_links_are_reported_and_never_followed(qtbot) -> None:
    view = SafeTextBrowser()
    qtbot.addWidget(view)
    view.setHtml("<p>text</p>")
    with qtbot.waitSignal(view.link_clicked) as caught:
        view.anchorClicked.emit(QUrl("file:///etc/hostname"))
    assert caught.args == ["file:///etc/hostname"]
    assert "text" in view.toPlainText()


def test_hostile_html_opens_no_file(tmp_path: Path) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed, so opened files cannot be watched")
    bait = tmp_path / "bait"
    bait.write_text("secret")
    trace = tmp_path / "trace"
    done = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-e",
            "trace=file",
            "-o",
            str(trace),
            sys.executable,
            "-c",
            PROGRAM,
            HOSTILE.format(file=bait),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.stdout.strip() == "shown", done.stderr
    touched = [
        line
        for line in trace.read_text(errors="replace").splitlines()
        if (str(bait) in line or "server/share" in line) and "execve" not in line
    ]
    assert touched == []


def test_a_tool_tip_is_the_text_it_is() -> None:
    """Qt shows a tip that begins with a tag as HTML, with the files it names."""
    tip = plain_tip("<p style=\"background:url('file:///etc/issue')\">a\nb")
    assert "<p" not in tip
    assert "&lt;p style=" in tip
    assert plain_tip("Mug & more\nsecond") == "Mug & more\nsecond"
    assert plain_tip("&lt;b>") == "<qt>&amp;lt;b&gt;</qt>", "Qt takes that for HTML too"
