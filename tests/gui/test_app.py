"""The composition root, as a user meets it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pim.gui.app import start

def show(desk):
    # What is asked here is the way through start, not half a minute of font making.
    desk.tasks.cancel_all()
    window = QLabel("hello")
    window.show()
    desk.tasks.write(print, "edit written")
    QTimer.singleShot(0, desk.app.quit)
    return window

sys.exit(start(show))
"""


def run(environment: dict[str, str], home: Path) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "LANGUAGE", "LANG", "LC_ALL")
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**clean, "PIM_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux starts without a screen")
def test_without_a_screen_there_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = run({}, tmp_path)
    assert done.returncode == 3
    assert "no screen" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_queued_edits_are_written_before_the_program_ends(tmp_path: Path) -> None:
    done = run({"QT_QPA_PLATFORM": "offscreen"}, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "edit written" in done.stdout
    assert "Traceback" not in done.stderr


def test_many_void_calls_and_emits_do_not_end_the_interpreter() -> None:
    """PySide6 6.12 on Python 3.11 aborts after some ten thousand of them; the pin must hold."""
    program = (
        "from PySide6.QtCore import QObject, Signal\nfrom PySide6.QtWidgets import QApplication, QWidget\n"
        "class S(QObject):\n    s = Signal(bool)\napp = QApplication([])\nw, s = QWidget(), S()\n"
        "for _ in range(200_000):\n    w.update()\nfor _ in range(5_000):\n    s.s.emit(True)\nprint('alive')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
