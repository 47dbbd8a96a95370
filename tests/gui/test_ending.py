"""The end that others ask for: what is typed is kept.

Qt makes the session manager that goes with its request from a connection to a real desktop, and PySide lets nobody else
make one. So the request is sent by Qt's own means without one, in a process of its own. Not covered: that a desktop sends
it, which is Qt's part.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import PySide6
import pytest

from pim.gui import program
from pim.gui.ending import Ending
from pim.gui.tasks import Tasks

_LIBRARIES = Path(PySide6.__file__).parent / "Qt" / "lib"
_ASKED = """
    import ctypes, sys
    from pathlib import Path
    from PySide6.QtGui import QGuiApplication
    from shiboken6 import Shiboken
    from pim.gui.ending import Ending
    from pim.gui.tasks import Tasks

    app, tasks = QGuiApplication([]), Tasks()
    ending = Ending(app, tasks, lambda: print("kept", tasks.closing, flush=True))
    core, gui = (ctypes.CDLL(str(Path(sys.argv[1], name))) for name in ("libQt6Core.so.6", "libQt6Gui.so.6"))
    known = QGuiApplication.staticMetaObject
    signal = known.indexOfSignal("commitDataRequest(QSessionManager&)") - known.methodOffset()
    activate = core._ZN11QMetaObject8activateEP7QObjectPKS_iPPv
    activate.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]
    described = ctypes.addressof(ctypes.c_char.in_dll(gui, "_ZN15QGuiApplication16staticMetaObjectE"))
    arguments = (ctypes.c_void_p * 2)(None, None)
    activate(Shiboken.getCppPointer(app)[0], described, signal, ctypes.addressof(arguments))
    ending.close()
    print("lives", tasks.closing)
"""


@pytest.mark.skipif(not (_LIBRARIES / "libQt6Core.so.6").exists(), reason="Qt's libraries have other names here")
def test_what_is_typed_is_kept_when_the_desktop_session_ends() -> None:
    """Kept before Qt answers the desktop; the end itself is the desktop's."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_ASKED), str(_LIBRARIES)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()) == (0, ["kept False", "lives False"]), done.stderr


@pytest.mark.parametrize("in_time", [True, False])
def test_what_is_typed_while_queued_edits_are_waited_for_is_kept_too(qapp, monkeypatch, in_time: bool) -> None:
    """The wait lets events through, so that results arrive: keys arrive with them."""
    typed, kept = ["the qui"], []
    tasks = Tasks()

    def wait(_grace: int) -> bool:
        typed.append("ck")
        return in_time

    monkeypatch.setattr(tasks, "shutdown", wait)
    ended: list[int] = []
    monkeypatch.setattr("pim.gui.ending.os._exit", ended.append)
    app = SimpleNamespace(commitDataRequest=qapp.commitDataRequest, exit=ended.append)
    ending = Ending(app, tasks, lambda: kept.append("".join(typed)))  # type: ignore[arg-type]
    ending.end(143)
    ending.close()
    assert (kept[0], kept[-1], ended) == ("the qui", "the quick", [143])


def test_what_is_typed_in_the_last_turn_of_the_loop_is_kept_before_the_catalogue_is_closed(monkeypatch) -> None:
    """The loop that was told to end goes through what was ready already: a key may be among it."""
    done: list[str] = []
    typing = SimpleNamespace(write_now=lambda: done.append("kept"))
    session = SimpleNamespace(catalog=SimpleNamespace(typing=typing), close=lambda: done.append("closed"), begin=None)
    monkeypatch.setattr(program, "Preferences", lambda: SimpleNamespace(now=SimpleNamespace(language="en", scale=100)))
    monkeypatch.setattr(program, "why_no_window", lambda: "")
    monkeypatch.setattr(program, "make_desk", lambda: SimpleNamespace(app=None, tasks=None))
    monkeypatch.setattr(program, "follow", lambda _desk, _preferences: None)
    monkeypatch.setattr(program, "Session", lambda *_given: session)
    monkeypatch.setattr(program, "Ending", lambda *_given: SimpleNamespace(close=lambda: done.append("as before")))
    monkeypatch.setattr(program, "run_until_closed", lambda _desk, _begin: done.append("a key came") or 143)
    assert program.open_program() == 143
    assert done == ["a key came", "kept", "closed", "as before"]
