"""The whole program in a window: preferences, session, rooms and commands put together."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMainWindow

from pim import i18n
from pim.gui.app import Desk, make_desk, run_until_closed
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.catalog_window import CatalogWindow
from pim.gui.display import why_no_window
from pim.gui.ending import Ending
from pim.gui.failures import sentence_for
from pim.gui.frame.commands import Command
from pim.gui.frame.main_window import MainWindow
from pim.gui.frame.room import Room
from pim.gui.preferences import Preferences
from pim.gui.session import Session
from pim.gui.views.settings.room import make_settings_room
from pim.gui.views.structure import make_structure_room
from pim.i18n import _
from pim.services import backing_up


def open_program(catalog: Path | None = None) -> int:
    """Open the window on a catalogue, or on the welcome page, until it is closed; returns the exit code.

    Without a screen or a needed library: one sentence on stderr and 3, before Qt could abort.
    """
    preferences = Preferences()
    i18n.set_language(preferences.now.language or None)
    if reason := why_no_window():
        print(reason, file=sys.stderr)
        return 3
    take_scale(preferences.now.scale)
    desk = make_desk()
    follow(desk, preferences)
    session = Session(desk, preferences, make_window)
    ending = Ending(desk.app, desk.tasks, lambda: keep_typed(session))
    try:
        return run_until_closed(desk, lambda _desk: session.begin(catalog))
    finally:
        keep_typed(session)  # a key may come in the very turn of the loop that ends it
        session.close()
        ending.close()


def keep_typed(session: Session) -> None:
    """What is being typed is written when this returns."""
    if session.catalog is not None:
        session.catalog.typing.write_now()


def take_scale(scale: int) -> None:
    """Qt reads the scale once, when the application is made; one that the user's system sets is left alone."""
    if "QT_SCALE_FACTOR" in os.environ and not os.environ.get("PIM_SCALE"):
        return
    os.environ.pop("QT_SCALE_FACTOR", None)
    if scale != 100:
        os.environ["QT_SCALE_FACTOR"] = str(scale / 100)
        os.environ["PIM_SCALE"] = str(scale)


def follow(desk: Desk, preferences: Preferences) -> None:
    """Have the theme follow the preferences."""
    theme = desk.theme

    def apply(_names: object = None) -> None:
        now = preferences.now
        if theme.mode != now.theme:
            theme.set_mode(now.theme)
        if theme.strong_borders != now.stronger_borders:
            theme.set_strong_borders(now.stronger_borders)
        theme.set_reduced_motion(now.reduced_motion)

    preferences.changed.connect(apply)
    apply()


def make_window(desk: CatalogDesk, session: Session) -> QMainWindow:
    """The window of a catalogue with every room."""
    made = CatalogWindow(desk, lambda d: more_rooms(d, session), session_commands(desk, session))
    window = made.window
    window.catalog_window = made  # it lives as long as its window
    window.setAcceptDrops(True)
    window.files_dropped.connect(session.take_dropped)
    window.show_room(window.start_room())
    return window


def more_rooms(desk: CatalogDesk, session: Session) -> list[Room]:
    """The rooms beside those that the window has of itself."""
    settings = make_settings_room(desk, session.preferences, session.restart, session.restore)
    return [make_structure_room(desk), settings]


def session_commands(desk: CatalogDesk, session: Session) -> list[Command]:
    """What the menu and the palette offer beside the rooms' own."""

    def window() -> MainWindow:
        assert isinstance(session.window, MainWindow)
        return session.window

    def undo() -> None:
        window().top.undo.emit()

    def redo() -> None:
        window().top.redo.emit()

    def has(room: str) -> bool:
        return isinstance(session.window, MainWindow) and any(one.code == room for one in session.window.rooms)

    def recent() -> list[tuple[str, Callable[[], object]]]:
        own = str(desk.workspace.folder.absolute())
        found = [Path(path) for path in session.preferences.now.recent if path != own]
        return [(path.name.removesuffix(".pim"), lambda path=path: session.open(path)) for path in found[:8]]

    writable = desk.workspace.writable
    return [
        Command("catalog.new", _("New catalogue…"), "file-plus", session.ask_new),
        Command("catalog.open", _("Open catalogue…"), "folder-open", session.ask_open, keys="Ctrl+O"),
        Command("catalog.recent", _("Open recent"), "folder", session.ask_open, choices=recent),
        Command(
            "catalog.import", _("Import a file…"), "download-simple", lambda: desk.go("import"), keys="Ctrl+I",
            enabled=lambda: writable and has("import"),
        ),
        Command(
            "catalog.export", _("Publish to the channels…"), "export", lambda: desk.go("channels"),
            keys="Ctrl+Shift+P", bound=False, enabled=lambda: has("channels"),
        ),
        Command("catalog.backup", _("Back up now"), "shield-check", lambda: back_up(desk)),
        Command("catalog.restart", _("Start again"), "arrows-clockwise", session.restart),
        Command("catalog.close", _("Close the catalogue"), "x", session.close_catalog, keys="Ctrl+W"),
        Command("catalog.quit", _("Quit"), "prohibit", lambda: window().close(), keys="Ctrl+Q"),
        Command("edit.undo", _("Undo"), "arrow-u-up-left", undo, keys="Ctrl+Z", bound=False),
        Command("edit.redo", _("Redo"), "arrow-u-up-right", redo, keys="Ctrl+Y", bound=False),
        *view_commands(desk, session),
        Command("go.settings", _("Settings"), "gear-six", lambda: desk.go("settings")),
        *structure_commands(desk),
        Command("help.open", _("Help"), "question", lambda: session.show_help(page_of(window().current)), keys="F1"),
        Command("help.keys", _("Keyboard shortcuts"), "keyboard", lambda: session.show_help("keyboard")),
    ]  # fmt: skip


def view_commands(desk: CatalogDesk, session: Session) -> list[Command]:
    """Theme and size."""
    preferences = session.preferences
    return [
        Command("view.light", _("Light theme"), "sun", lambda: preferences.change(theme="light")),
        Command("view.dark", _("Dark theme"), "moon", lambda: preferences.change(theme="dark")),
        Command("view.system", _("Theme of the system"), "circle-half", lambda: preferences.change(theme="system")),
        Command("view.larger", _("Larger"), "plus", lambda: scale(desk, session, 1), keys="Ctrl++"),
        Command("view.smaller", _("Smaller"), "minus", lambda: scale(desk, session, -1), keys="Ctrl+-"),
        Command("view.usual", _("Usual size"), "equals", lambda: scale(desk, session, 0), keys="Ctrl+0"),
    ]


def structure_commands(desk: CatalogDesk) -> list[Command]:
    """Palette entries that lead into the Structure room."""
    from pim.gui.views.structure.kinds import KINDS, title

    return [
        Command(f"structure.{kind.code}", _("Structure: {what}").format(what=title(kind.code)), kind.icon,
                lambda code=kind.code: desk.go("structure", kind=code))
        for kind in KINDS
    ]  # fmt: skip


_PAGES = {"home": "start", "settings": "start"}


def page_of(room: str) -> str:
    """The help page of a room."""
    return _PAGES.get(room, room)


def scale(desk: CatalogDesk, session: Session, step: int) -> None:
    """Another scale, which is taken at the next start; says so and offers it."""
    wanted = session.preferences.next_scale(step) if step else 100
    if wanted == session.preferences.now.scale:
        return
    session.preferences.change(scale=wanted)
    text = _("Scale {percent} % from the next start on.").format(percent=wanted)
    desk.say(text, _("Start again now"), session.restart, kind="info")


def back_up(desk: CatalogDesk) -> None:
    """A backup now, and where it is."""
    desk.read(
        backing_up.back_up, label="backup",
        then=lambda path: desk.say(_("Backed up as {name}").format(name=path.name)),
        otherwise=lambda error: desk.say(sentence_for(error), kind="bad"),
    )  # fmt: skip
