"""The command palette: one box for commands, products, views and values (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pim.gui.frame.commands import COMMANDS, CommandRegistry, Found
from pim.gui.frame.palette_rows import FOUND, MOST, PaletteList
from pim.gui.theme.theme import Theme
from pim.gui.widgets.labels import IconLabel, KeyHint, Label, rule
from pim.i18n import _

WIDTH, TOP = 640, 116
# search(text, deliver): look for products, views, values; deliver(list of Found) on the UI thread, later
Search = Callable[[str, Callable[[list[Found]], None]], None]


class CommandPalette(QWidget):
    """Covers its window with a scrim. `open(text)`, `close_palette()`; Esc closes and gives the focus back.

    `>` at the beginning looks for commands only, `#` for products only.
    """

    def __init__(
        self, theme: Theme, commands: CommandRegistry, search: Search | None, window: QWidget
    ) -> None:
        super().__init__(window)
        self._theme, self._commands, self._search = theme, commands, search
        self._window, self._before = window, cast("QWidget | None", None)
        self._box = QFrame(self)
        self._box.setProperty("k", "popup")
        self._edit = QLineEdit()
        self._edit.setProperty("k", "bare")
        self._edit.setFont(theme.font(16))
        self._edit.setPlaceholderText(_("Search products, values, commands"))
        self._edit.setAccessibleName(_("Command palette"))
        self._list = PaletteList(theme)
        self._nothing = Label(theme, "", 12, 400, "muted")
        self._nothing.setContentsMargins(18, 12, 18, 12)
        self._build()
        self._edit.textChanged.connect(self._ask)
        self._edit.installEventFilter(self)
        self._list.itemClicked.connect(lambda item: self._run(item.data(FOUND)))
        self.hide()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(19, 0, 18, 0)
        head.setSpacing(14)
        head.addWidget(IconLabel(self._theme, "magnifying-glass", "muted", 18))
        head.addWidget(self._edit, 1)
        self._edit.setFixedHeight(52)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        foot.setSpacing(7)
        for keys, does in (
            ("↑↓", _("move")),
            ("Enter", _("run")),
            ("Ctrl Enter", _("beside")),
            (">", _("commands only")),
            ("#", _("products only")),
            ("Esc", _("close")),
        ):
            foot.addWidget(KeyHint(self._theme, keys))
            foot.addWidget(Label(self._theme, does, 11, 400, "muted"))
            foot.addSpacing(5)
        foot.addStretch(1)
        layout = self._column = QVBoxLayout(self._box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(rule())
        layout.addSpacing(6)
        layout.addWidget(self._nothing)
        layout.addWidget(self._list)
        layout.addSpacing(8)
        layout.addWidget(rule())
        holder = QWidget()
        holder.setFixedHeight(36)
        holder.setLayout(foot)
        layout.addWidget(holder)

    def open(self, text: str = "") -> None:
        """Show the palette over the window."""
        self._before = self.window().focusWidget()
        self.setGeometry(self._window.rect())
        self.show()
        self._edit.blockSignals(True)
        self._edit.setText(text)
        self._edit.blockSignals(False)
        self._ask(text)
        self.raise_()
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        self.hide()
        if self._before is not None:
            with suppress(RuntimeError):  # that widget has been destroyed meanwhile
                self._before.setFocus()
        self._before = None

    def _ask(self, text: str) -> None:
        only, words = (text[0], text[1:].strip()) if text[:1] in (">", "#") else ("", text.strip())
        found = [] if only == "#" else self._commands.find(words, MOST if only or not words else 5)
        self._show(found, words)
        if self._search is not None and words and only != ">":
            self._search(words, lambda more, text=text: self._add(text, found, more, only))

    def _add(self, text: str, found: list[Found], more: list[Found], only: str) -> None:
        if text != self._edit.text() or not self.isVisible():
            return  # an answer to a question nobody asks any more
        more = [entry for entry in more if only != "#" or entry.group != COMMANDS]
        self._show(found + more, text.lstrip(">#").strip())

    def _show(self, found: list[Found], words: str) -> None:
        self._list.show_found(found, words)
        self._list.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._nothing.setText(_("Nothing is called “{text}”").format(text=words))
        self._place()

    def _place(self) -> None:
        self._box.setFixedWidth(min(WIDTH, max(300, self.width() - 40)))
        self._column.activate()
        self._box.adjustSize()
        self._box.move(
            (self.width() - self._box.width()) // 2, min(TOP, max(10, self.height() - self._box.height()))
        )
        self.update()  # the shadow is painted here, around the box as it is now

    def _run(self, found: Found | None, beside: bool = False) -> None:
        if found is None:
            return
        self.close_palette()
        (found.run_beside if beside and found.run_beside else found.run)()

    def eventFilter(self, watched, event) -> bool:
        if watched is not self._edit or event.type() != QEvent.Type.KeyPress:
            return False
        actions = {
            Qt.Key.Key_Down: lambda: self._list.step(1),
            Qt.Key.Key_Up: lambda: self._list.step(-1),
            Qt.Key.Key_Escape: self.close_palette,
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.current(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return True
        if event.key() in actions:
            actions[event.key()]()
            return True
        return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    def mousePressEvent(self, event) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def resizeEvent(self, event) -> None:
        self._place()

    def paintEvent(self, event) -> None:
        scrim = QColor(self._theme.c.scrim)
        scrim.setAlphaF(0.5 if self._theme.dark else 0.28)
        painter = QPainter(self)
        painter.fillRect(self.rect(), scrim)
        shadow = QColor(self._theme.c.scrim)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(12, 0, -1):  # a soft shadow, painted once: effects on live views are slow
            shadow.setAlphaF(0.012)
            painter.setBrush(shadow)
            painter.drawRoundedRect(
                self._box.geometry().adjusted(-step, -step + 4, step, step + 6), 10 + step, 10 + step
            )
