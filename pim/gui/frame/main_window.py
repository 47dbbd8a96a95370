"""The main window: top bar, sidebar, rooms, floating notices. It decides nothing about the catalogue.

Rooms, commands and texts are handed in by the composition root (`pim.gui.app`), which also listens to the
top bar's signals.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pim.gui.frame.command_palette import CommandPalette, Search
from pim.gui.frame.commands import CommandRegistry
from pim.gui.frame.keys import frame_keys
from pim.gui.frame.main_menu import build_menu
from pim.gui.frame.overlay import Overlay
from pim.gui.frame.room import ROOM_ORDER, Room
from pim.gui.frame.tab_order import TabsAsRead, entry_of
from pim.gui.theme.theme import Theme
from pim.gui.widgets.labels import rule
from pim.gui.widgets.sidebar import Sidebar
from pim.gui.widgets.top_bar import TopBar


class MainWindow(TabsAsRead, QMainWindow):
    """Shows `rooms`. Public parts: `top`, `side`, `overlay`, `palette_box`, `commands`.

    Signals: `room_changed(code)`; `closing()` before it closes, so that the root can wait for its tasks;
    `files_dropped(paths)` for what is dropped where no room takes it.
    """

    room_changed = Signal(str)
    files_dropped = Signal(list)
    closing = Signal()

    def __init__(
        self,
        theme: Theme,
        settings: QSettings,
        rooms: list[Room],
        *,
        commands: CommandRegistry | None = None,
        search: Search | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._settings = theme, settings
        self.commands = commands or CommandRegistry()
        self._rooms = {room.code: room for room in sorted(rooms, key=_place)}
        self._pages: dict[str, QWidget] = {}
        self._room_keys: list[QShortcut] = []
        self.current = ""
        self.top, self.side = TopBar(theme), Sidebar(theme)
        self._stack = QStackedWidget()
        self.overlay = Overlay(theme, self._stack)
        self._build()
        self.palette_box = CommandPalette(theme, self.commands, search, self)
        self._connect()
        self._add_keys()
        self._restore()

    # -- building ---------------------------------------------------------------------------------
    def _build(self) -> None:
        for room in self._rooms.values():
            if room.part_of:
                continue
            self.side.add_room(room.code, room.title, room.icon, room.sidebar, at_bottom=room.at_bottom)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.side)
        line = rule(True)
        line.setMaximumHeight(16_777_215)
        line.setMinimumHeight(0)
        line.setProperty("k", "rule")
        below.addWidget(line)
        below.addWidget(self._stack, 1)
        holder = QWidget()
        holder.setProperty("k", "bg")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(rule())
        layout.addLayout(below, 1)
        self.setCentralWidget(holder)
        self.setMinimumSize(900, 560)
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        self.side.room_chosen.connect(self.show_room)
        self.top.menu_clicked.connect(self.open_menu)
        self.top.search_edited.connect(self._search_in_room)
        self.top.search_submitted.connect(self._search_submitted)

    def _add_keys(self) -> None:
        for number, room in enumerate(self._rooms.values(), start=1):
            if not room.at_bottom and not room.part_of:
                self.add_key(f"Ctrl+{number}", lambda code=room.code: self.show_room(code))
        actions = {
            "Ctrl+K": self.open_palette,
            "Ctrl+F": self.focus_search,
            "F6": self.next_pane,
            "Shift+F6": lambda: self.next_pane(-1),
            "Ctrl+B": self.toggle_sidebar,
            "Ctrl+L": lambda: self._open(self.top.locales),
            "Ctrl+Shift+L": lambda: self._open(self.top.channels),
        }
        for keys in frame_keys():
            self.add_key(keys, actions[keys])
        self.add_key("Shift+F10", self.open_context_menu)
        for command in self.commands.every():
            if command.keys and command.bound:
                self.add_key(command.keys, command.run)
        for standard, own, signal in (
            (QKeySequence.StandardKey.Undo, ("Ctrl+Z",), self.top.undo),
            (QKeySequence.StandardKey.Redo, ("Ctrl+Y", "Ctrl+Shift+Z"), self.top.redo),
        ):
            # The system's keys, and on every system the two that the menu and the help name.
            for keys in {QKeySequence(keys).toString() for keys in (*QKeySequence.keyBindings(standard), *own)}:
                self.add_key(keys, signal.emit)

    def add_key(self, keys: str | QKeySequence, action: Callable[[], object]) -> QShortcut:
        """A shortcut of the whole window."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(action)
        return shortcut

    # -- rooms ------------------------------------------------------------------------------------
    @property
    def rooms(self) -> list[Room]:
        """In the order of the sidebar."""
        return list(self._rooms.values())

    def show_room(self, code: str) -> QWidget:
        """Go to a room, building its page the first time. Returns the page."""
        room, left = self._rooms[code], self._pages.get(self.current)
        focus = QApplication.focusWidget()
        follows = code != self.current and left is not None and focus is not None and left.isAncestorOf(focus)
        page = self._pages.get(code)
        if page is None:
            page = self._pages[code] = room.make()
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.overlay.to_front()
        self.side.set_current(room.part_of or code)
        self.top.set_selectors(room.wants_locale, room.wants_channel)
        if code != self.current:
            self.current = code
            self._swap_room_keys(room)
            self._settings.setValue("window/room", room.part_of or code)
            self.room_changed.emit(code)
        if room.activated is not None:
            room.activated()
        if follows:  # not where Qt leaves the keys when the page before is hidden
            self._enter()
        return page

    def _enter(self) -> None:
        """To the current entry of the room's first pane that has one."""
        room = self._rooms.get(self.current)
        panes = room.panes() if room and room.panes else [self._stack.currentWidget()]
        if entry := next(filter(None, map(entry_of, filter(None, panes))), None):
            entry.setFocus(Qt.FocusReason.TabFocusReason)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._enter)  # else the program begins at the menu

    def _swap_room_keys(self, room: Room) -> None:
        for shortcut in self._room_keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._room_keys = [self.add_key(keys, action) for keys, action in room.shortcuts.items()]

    def start_room(self) -> str:
        """The room to show first: the one of the last time, else the first."""
        last = str(self._settings.value("window/room", ""))
        return last if last in self._rooms else next(iter(self._rooms), "")

    # -- search, palette, panes -------------------------------------------------------------------
    def open_palette(self, text: str = "") -> None:
        """Open the command palette, beginning with what is in the search box."""
        self.palette_box.open(text or self.top.search.text())

    def focus_search(self) -> None:
        """Ctrl+F: the room's own search if it has one, else the box at the top."""
        room = self._rooms.get(self.current)
        if room is not None and room.focus_search is not None:
            room.focus_search()
        else:
            self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top.search.selectAll()

    def _search_in_room(self, text: str) -> None:
        room = self._rooms.get(self.current)
        if room is not None and room.search is not None:
            room.search(text)
        else:
            self.open_palette(text)
            self.top.search.clear()

    def _search_submitted(self, text: str) -> None:
        room = self._rooms.get(self.current)
        if room is None or room.search is None:
            self.open_palette(text)
        else:
            self._enter()  # to what was found

    def next_pane(self, step: int = 1) -> None:
        """F6: move the focus to the next part of the window: top bar, sidebar, the room's panes."""
        room = self._rooms.get(self.current)
        own = room.panes() if room is not None and room.panes is not None else [self._stack.currentWidget()]
        panes = [pane for pane in (self.top, self.side, *own) if pane is not None and pane.isVisible() and entry_of(pane)]
        focus = QApplication.focusWidget()
        here = next(
            (i for i, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), 0
        )
        entry_of(panes[(here + step) % len(panes)]).setFocus(Qt.FocusReason.TabFocusReason)

    def open_menu(self) -> None:
        """The full menu: every command, with its shortcut."""
        menu = build_menu(self._theme, self.commands.every(), self)
        menu.popup(self.top.menu.mapToGlobal(self.top.menu.rect().bottomLeft()))

    def open_context_menu(self) -> None:
        """Shift+F10. Qt asks for a context menu by the Menu key everywhere, by these keys on Windows only."""
        focus = QApplication.focusWidget()
        if focus is not None:
            place = focus.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(focus, QContextMenuEvent(reason, place, focus.mapToGlobal(place)))

    def _open(self, button) -> None:
        if button.isVisible():
            button.showMenu()

    # -- window state -----------------------------------------------------------------------------
    def toggle_sidebar(self) -> None:
        """Ctrl+B: fold the sidebar to its rail or unfold it."""
        self.side.set_folded(not self.side.folded)
        self._settings.setValue("window/folded", self.side.folded)

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        if str(self._settings.value("window/folded", "false")).lower() == "true":
            self.side.set_folded(True)

    def dragEnterEvent(self, event) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.side.fit(self.width())
        self.palette_box.setGeometry(self.rect())

    def closeEvent(self, event) -> None:
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.sync()
        self.closing.emit()
        super().closeEvent(event)


def _place(room: Room) -> int:
    return ROOM_ORDER.index(room.code) if room.code in ROOM_ORDER else len(ROOM_ORDER)
