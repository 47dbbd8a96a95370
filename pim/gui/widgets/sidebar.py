"""The sidebar: rooms on top, the contents of the current room below them, Settings at the bottom."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pim.gui.painting.side import ENTRY_HEIGHT, ROOM_HEIGHT, SideEntry, draw_side_entry
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import IconButton
from pim.gui.widgets.labels import Label, rule
from pim.gui.widgets.own_keys import EnterPresses
from pim.gui.widgets.safe_text import plain_tip

WIDTH, RAIL = 212, 52
NARROW = 1000  # width of a window that has no room for more than the rail


class SidebarItem(EnterPresses, QAbstractButton):
    """One entry; use `clicked`. `set_selected`, `set_count`, `set_text` change it."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        count: str = "",
        *,
        room: bool = False,
        folded: bool | None = None,
        indent: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entry = SideEntry(text, icon, count, room=room, folded=folded, indent=indent)
        self.setFixedHeight(ROOM_HEIGHT if room else ENTRY_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Another text ("My incomplete *" for a modified view)."""
        self._change(text=text)
        self.setAccessibleName(f"{text} {self._entry.count}".strip())

    def set_count(self, count: str) -> None:
        """The figure at the right."""
        self._change(count=count)
        self.setAccessibleName(f"{self._entry.text} {count}".strip())

    @property
    def selected(self) -> bool:
        """Whether it is the current one."""
        return self._entry.selected

    def set_selected(self, selected: bool) -> None:
        """Blue for a room, grey for an entry."""
        self._change(selected=selected)

    def set_folded(self, folded: bool | None) -> None:
        """The caret: folded, open, or none."""
        self._change(folded=folded)

    def set_rail(self, rail: bool) -> None:
        """Show only the icon, with the text as tooltip."""
        self._change(rail=rail)
        self.setToolTip(plain_tip(self._entry.text) if rail else "")

    def _change(self, **parts) -> None:
        self._entry = replace(self._entry, **parts)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(RAIL - 16 if self._entry.rail else WIDTH - 16, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(RAIL - 16, self.height())

    def paintEvent(self, event) -> None:
        entry = replace(
            self._entry, hovered=self.underMouse() and not self._entry.selected, focused=self.hasFocus()
        )
        draw_side_entry(QPainter(self), self.rect(), entry, self._theme)


class SidebarSection(QWidget):
    """A caption with an optional plus button (`plus_clicked`) and entries below it.

    `add(code, text, icon, count)` returns the entry; `chosen(code)` when one is clicked.
    """

    chosen = Signal(str)
    plus_clicked = Signal()

    def __init__(self, theme: Theme, caption: str, plus_tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.entries: dict[str, SidebarItem] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 2, 8, 6)
        self._layout.setSpacing(0)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(8, 0, 0, 0)
        self.head.addWidget(Label(theme, caption, 11, 600, "muted"))
        self.head.addStretch(1)
        if plus_tip:
            plus = IconButton(theme, "plus", plus_tip, size=24)
            plus.clicked.connect(self.plus_clicked)
            self.head.addWidget(plus)
        self._layout.addLayout(self.head)

    def add(
        self,
        code: str,
        text: str,
        icon: str = "",
        count: str = "",
        *,
        indent: int = 0,
        folded: bool | None = None,
    ) -> SidebarItem:
        """Append an entry."""
        entry = SidebarItem(self._theme, text, icon, count, indent=indent, folded=folded)
        entry.clicked.connect(lambda: self.chosen.emit(code))
        self.entries[code] = entry
        self._layout.addWidget(entry)
        return entry

    def clear(self) -> None:
        """Remove all entries."""
        for entry in self.entries.values():
            self._layout.removeWidget(entry)
            entry.deleteLater()
        self.entries = {}

    def set_current(self, code: str) -> None:
        """Select one entry (or none, for an unknown code)."""
        for name, entry in self.entries.items():
            entry.set_selected(name == code)


def _at_the_top(contents: QWidget | None) -> QWidget:
    """Contents that want to grow (a tree) get all the height, others stand at the top."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    if contents is not None:
        grows = bool(contents.sizePolicy().expandingDirections() & Qt.Orientation.Vertical)
        layout.addWidget(contents, 1 if grows else 0)
        if grows:
            return holder
    layout.addStretch(1)
    return holder


class Sidebar(QWidget):
    """Rooms, the current room's own contents, Settings. Emits `room_chosen(code)`."""

    room_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setProperty("k", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self.folded = theme, False
        self._narrow = self._by_itself = False
        self._rooms: dict[str, SidebarItem] = {}
        self._contents: dict[str, QWidget] = {}
        self._top, self._bottom = QVBoxLayout(), QVBoxLayout()
        for part in (self._top, self._bottom):
            part.setContentsMargins(8, 8, 8, 8)
            part.setSpacing(0)
        self._line = QWidget()
        line = QVBoxLayout(self._line)
        line.setContentsMargins(16, 0, 16, 6)
        line.addWidget(rule())
        self._stack = QStackedWidget()
        self._stack.setProperty("k", "none")
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top)
        layout.addWidget(self._line)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self._bottom)
        self.setFixedWidth(WIDTH)

    def add_room(
        self, code: str, title: str, icon: str, contents: QWidget | None = None, *, at_bottom: bool = False
    ) -> SidebarItem:
        """Register a room; its `contents` show below the rooms while it is the current one."""
        item = SidebarItem(self._theme, title, icon, room=True)
        item.clicked.connect(lambda: self.room_chosen.emit(code))
        self._rooms[code] = item
        (self._bottom if at_bottom else self._top).addWidget(item)
        holder = _at_the_top(contents)
        self._contents[code] = holder
        self._stack.addWidget(holder)
        return item

    def set_current(self, code: str) -> None:
        """Select a room and show its contents."""
        for name, item in self._rooms.items():
            item.set_selected(name == code)
        if code in self._contents:
            self._stack.setCurrentWidget(self._contents[code])

    def entry(self) -> QWidget | None:
        """Where F6 enters: the entry chosen in the room's contents, else the room."""
        for tree in self._stack.currentWidget().findChildren(QAbstractItemView):
            if tree.isVisible() and tree.currentIndex().isValid():
                return tree
        items = [*self._stack.currentWidget().findChildren(SidebarItem), *self._rooms.values()]
        return next((item for item in items if item.selected and item.isVisible()), None)

    def fit(self, width: int) -> None:
        """Fold by itself where the window becomes narrow, and unfold where it is wide again; what a person did stays."""
        narrow = width < NARROW
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow and not self.folded:
            self.set_folded(True)
            self._by_itself = True
        elif not narrow and self._by_itself:
            self.set_folded(False)

    def set_folded(self, folded: bool) -> None:
        """Fold to the rail of 52 px that shows icons only, or unfold."""
        self.folded, self._by_itself = folded, False
        self.setFixedWidth(RAIL if folded else WIDTH)
        for item in self._rooms.values():
            item.set_rail(folded)
        self._stack.setVisible(not folded)
        self._line.setVisible(not folded)
        self._bottom.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._column.setStretch(2, 0 if folded else 1)
        self._column.setStretch(3, 1 if folded else 0)
