"""The top bar: menu and catalogue name, search, locale and channel, undo and redo, saved state."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button, IconButton, MenuButton
from pim.gui.widgets.labels import IconLabel, KeyHint, Label, rule
from pim.gui.widgets.safe_text import plain_tip
from pim.gui.widgets.sidebar import NARROW, WIDTH
from pim.i18n import _

_SAVED = {
    "saved": ("check-circle", "ok", "muted"),
    "saving": ("arrows-clockwise", "muted", "muted"),
    "rehearsal": ("check-circle", "ok", "muted"),
    "failed": ("warning-circle", "bad", "bad"),
    "read_only": ("lock-simple", "muted", "muted"),
}


class SearchBox(QLineEdit):
    """The search box with its icon and the hint "Ctrl K". Esc empties it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "search")
        self.setFixedHeight(28)
        self.setMinimumWidth(180)  # 300 and more as soon as the selectors leave the room
        self.setMaximumWidth(420)
        self._prompt = _("Search products, values, commands")
        self.setAccessibleName(_("Search"))
        self._icon = IconLabel(theme, "magnifying-glass", "muted", 16, self)
        self._hint = KeyHint(theme, "Ctrl K", self)
        self._hint.adjustSize()
        self.textChanged.connect(lambda text: self._hint.setVisible(not text))

    def sizeHint(self) -> QSize:
        return QSize(420, 28)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._icon.move(9, (self.height() - 16) // 2)
        self._hint.move(self.width() - self._hint.width() - 5, (self.height() - 18) // 2)
        self._show_prompt()

    def setPlaceholderText(self, text: str) -> None:
        """Rooms have prompts of their own."""
        self._prompt = text
        self._show_prompt()

    def _show_prompt(self) -> None:
        """A long prompt gives way to the hint, in whole words cut by an ellipsis."""
        room = self.width() - self._hint.width() - 48
        super().setPlaceholderText(self.fontMetrics().elidedText(self._prompt, Qt.TextElideMode.ElideRight, room))

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class TopBar(QWidget):
    """Signals: menu_clicked, name_clicked, search_edited(text), search_submitted(text), undo, redo, retry.

    `locales` and `channels` are MenuButtons to fill with `set_choices`.
    """

    menu_clicked = Signal()
    name_clicked = Signal()
    search_edited = Signal(str)
    search_submitted = Signal(str)
    undo = Signal()
    redo = Signal()
    retry = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setProperty("k", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(46)
        self._theme = theme
        self.menu = IconButton(theme, "list", _("Menu"))
        self.name = Button(theme, "", "plain", size=13, weight=600)
        self.name.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the caret stands after the name
        self.name.set_icon("caret-down")
        self.search = SearchBox(theme)
        self.locales = MenuButton(theme, "", "plain", "translate", tip=_("Locale of the values (Ctrl+L)"))
        self.channels = MenuButton(theme, "", "plain", "broadcast", tip=_("Channel (Ctrl+Shift+L)"))
        self._undo = IconButton(theme, "arrow-u-up-left", _("Undo"), shortcut="Ctrl+Z")
        self._redo = IconButton(theme, "arrow-u-up-right", _("Redo"), shortcut="Ctrl+Y")
        self._saved_icon = IconLabel(theme, "check-circle", "ok", 16)
        self._saved = Label(theme, "", 12, 400, "muted")
        self._retry = Button(theme, _("Try again"), "link")
        self._selector_line = rule(True)
        self._build()
        self._connect()
        self.set_selectors(False, False)
        self.set_history("", "")
        self.set_saved("saved", _("All changes saved"))

    def resizeEvent(self, event) -> None:
        """As wide as the sidebar below, where there is room for it."""
        super().resizeEvent(event)
        wide, needed = WIDTH - 8 - 6, self._left.sizeHint().width()
        self._left.setFixedWidth(wide if self.width() >= NARROW else min(wide, needed))

    def _build(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 16, 0)
        layout.setSpacing(6)
        left = QWidget()
        left.setFixedWidth(WIDTH - 8 - 6)
        self._left = left
        inner = QHBoxLayout(left)
        inner.setContentsMargins(2, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.menu)
        inner.addWidget(self.name)
        inner.addStretch(1)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout.addWidget(left)
        layout.addSpacing(8)
        layout.addWidget(self.search, 3)
        layout.addStretch(2)
        for widget in (
            self.locales,
            self.channels,
            self._selector_line,
            self._undo,
            self._redo,
            rule(True),
            self._saved_icon,
            self._saved,
            self._retry,
        ):
            layout.addWidget(widget)
        self._retry.hide()

    def _connect(self) -> None:
        self.menu.clicked.connect(self.menu_clicked)
        self.name.clicked.connect(self.name_clicked)
        self.search.textEdited.connect(self.search_edited)
        self.search.returnPressed.connect(lambda: self.search_submitted.emit(self.search.text()))
        self._undo.clicked.connect(self.undo)
        self._redo.clicked.connect(self.redo)
        self._retry.clicked.connect(self.retry)

    def set_name(self, name: str) -> None:
        """The name of the catalogue."""
        room = WIDTH - 90
        short = self._theme.metrics(13, 600).elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.name.setText(short.replace("&", "&&"))  # a button reads & as its shortcut
        self.name.setAccessibleName(name)
        self.name.setToolTip(plain_tip(name))

    def set_selectors(self, locale: bool, channel: bool) -> None:
        """Show the locale and channel selectors, or hide them in rooms where they do nothing."""
        self.locales.setVisible(locale)
        self.channels.setVisible(channel)
        self._selector_line.setVisible(locale or channel)

    def set_history(self, undo: str, redo: str) -> None:
        """Names of the steps ("Price +4 %"); empty when there is none, which disables the button."""
        self._undo.setEnabled(bool(undo))
        self._redo.setEnabled(bool(redo))
        self._undo.set_tip(_("Undo: {step}").format(step=undo) if undo else _("Nothing to undo"), "Ctrl+Z")
        self._redo.set_tip(_("Redo: {step}").format(step=redo) if redo else _("Nothing to redo"), "Ctrl+Y")

    def set_saved(self, state: str, text: str) -> None:
        """State saved, saving, rehearsal, failed (red, with Try again) or read_only, and its sentence."""
        icon, icon_role, role = _SAVED[state]
        self._saved_icon.set_icon(icon, icon_role)
        self._saved.setText(text)
        self._saved.set_color(role)
        self._retry.setVisible(state == "failed")
