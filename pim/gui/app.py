"""The composition root of the window: makes the application, theme, tasks and frame, and hands them out.

Nothing below gui/ knows this module; nothing in gui/ imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from pim import paths
from pim.gui.display import why_no_window
from pim.gui.failures import Failures
from pim.gui.garbage import Garbage
from pim.gui.tasks import Tasks
from pim.gui.theme.theme import MODES, Theme
from pim.i18n import language
from pim.isolation import OnProgress, run
from pim.printing import fonts

# Seconds a thread may keep the interpreter while another waits: painting a screen of rows asks for it hundreds of times,
# and waits for each as long as a switch takes. Python's own is fifty times as long.
SWITCH = 0.0001


@dataclass
class Desk:
    """What every window of the program shares; made once by `start` and handed on."""

    app: QApplication
    theme: Theme
    settings: QSettings
    tasks: Tasks
    failures: Failures


def open_settings() -> QSettings:
    """Window state and choices, in the user's configuration folder (PIM_HOME is respected)."""
    folder = paths.config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def make_desk(arguments: Sequence[str] = ()) -> Desk:
    """QApplication, theme, settings, tasks. Call `pim.gui.display.why_no_window` before."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([sys.argv[0], *arguments])
    app.setApplicationName("pim")
    app.setApplicationDisplayName("pim")
    app.setDesktopFileName("pim")
    speak(app)
    settings = open_settings()
    mode = str(settings.value("theme/mode", "system"))
    theme = Theme(
        app,
        mode if mode in MODES else "system",
        strong_borders=str(settings.value("theme/strong_borders", "false")) == "true",
        reduced_motion=str(settings.value("theme/reduced_motion", "false")) == "true",
    )
    desk = Desk(app, theme, settings, Tasks(), Failures())
    desk.failures.install()
    desk.tasks.unhandled.connect(desk.failures.show)
    load_fonts(desk)
    return desk


def speak(app: QApplication) -> None:
    """Have Qt's own words (the menu of a text box, names of keys) in the interface language too."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language()}", folder):
        app.installTranslator(translator)


def load_fonts(desk: Desk) -> None:
    """Use the cut fonts if they are there; else have them cut in a child and switch when they are ready."""
    if folder := fonts.found():
        desk.theme.use_fonts(fonts.cut_files(folder))
        return
    # A failure is logged by the task and nothing else: the system font is a good font.
    desk.tasks.read(
        _cut_fonts, label="cut fonts", with_progress=True, then=desk.theme.use_fonts, otherwise=_keep_system_font
    )


def _cut_fonts(on_progress: OnProgress) -> list[Path]:
    # With progress, so that closing the window meanwhile ends the child.
    return fonts.cut_files(Path(run(fonts.cut_in_child, (), on_progress=on_progress)))


def _keep_system_font(error: Exception) -> None:
    """The program works without Inter; the reason is in the log."""


def start(show: Callable[[Desk], object], arguments: Sequence[str] = ()) -> int:
    """Open the window that `show` makes and run until it is closed; returns the exit code.

    Without a screen or a needed library: one sentence on stderr and 3, before Qt could abort.
    """
    if reason := why_no_window():
        print(reason, file=sys.stderr)
        return 3
    return run_until_closed(make_desk(arguments), show)


def run_until_closed(desk: Desk, show: Callable[[Desk], object]) -> int:
    """Show the first window, run the event loop, wait for queued edits; returns the exit code."""
    garbage = Garbage(desk.app, lambda: desk.tasks.count > 0)
    window = show(desk)
    sys.setswitchinterval(SWITCH)
    code = desk.app.exec()
    desk.tasks.shutdown()
    desk.settings.sync()
    desk.theme.close()
    del garbage  # not given back: what is frozen need not be looked through once more before the process ends
    del window
    return code
