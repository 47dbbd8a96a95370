"""Editing a description: bold, italic, lists, links; what comes out is clean, minimal HTML."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QKeyEvent, QTextCharFormat, QTextCursor, QTextListFormat
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from pim.catalog import rich_text
from pim.catalog.errors import InvalidValue
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.labels import rule
from pim.gui.widgets.rich_text_html import to_html
from pim.gui.widgets.roving import Roving
from pim.gui.widgets.safe_text import SafeTextEdit
from pim.i18n import _


class _CleanPaste(SafeTextEdit):
    """What is pasted is cleaned before it enters: no styles, no pictures, no scripts."""

    left = Signal()
    entered = Signal()
    refused = Signal()
    bold_asked = Signal()
    italic_asked = Signal()

    def event(self, event) -> bool:
        # Asked before any shortcut of the window is: here these keys belong to the text.
        if event.type() == QEvent.Type.ShortcutOverride and self._format_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if (asked := self._format_of(event)) is not None:
            asked.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.refused.emit()
        super().keyPressEvent(event)

    def _format_of(self, event: QKeyEvent) -> SignalInstance | None:
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier or self.isReadOnly():
            return None
        return {Qt.Key.Key_B: self.bold_asked, Qt.Key.Key_I: self.italic_asked}.get(Qt.Key(event.key()))

    def insertFromMimeData(self, source: QMimeData) -> None:
        try:
            markup = rich_text.clean(source.html() or source.text())
        except InvalidValue:
            markup = ""
        probe = SafeTextEdit()
        probe.setHtml(markup)
        self.textCursor().insertHtml(to_html(probe.document()))

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Source(QPlainTextEdit):
    """The HTML as it is stored."""

    left = Signal()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class _Address(QLineEdit):
    """Where a link leads. Enter takes it, Esc emits `left`; it goes when the keys do."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFont(theme.font(12))
        self.setFixedHeight(28)
        self.setPlaceholderText(_("Web address (empty removes the link)"))
        self.setAccessibleName(_("Web address (empty removes the link)"))
        self.hide()

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.hide()


class RichTextEditor(QFrame):
    """`text()` and `set_text(html)`; `committed()` when the focus leaves a changed text. The button HTML shows it as
    it is stored."""

    committed = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "rich")
        self._theme, self._stored, self._shown = theme, "", ""
        self.edit = _CleanPaste()
        self.edit.setProperty("k", "bare")
        self.edit.setFont(theme.font(12))
        self.source = _Source()
        self.source.setProperty("k", "bare")
        self.source.setFont(theme.font(12))
        self.source.setTabChangesFocus(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.edit)
        self._stack.addWidget(self.source)
        self._build()
        self.setFocusProxy(self.edit)
        self.edit.left.connect(self.commit)
        self.edit.refused.connect(self._take_back)
        self.edit.entered.connect(lambda: self._show_focus(True))
        self.edit.left.connect(lambda: self._show_focus(False))
        self.edit.textChanged.connect(self.changed)
        self.source.textChanged.connect(self.changed)
        self.source.left.connect(self.commit)
        self.edit.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        self.edit.currentCharFormatChanged.connect(self._show_format)
        self.edit.bold_asked.connect(self._bold)
        self.edit.italic_asked.connect(self._italic)

    def _build(self) -> None:
        theme, bar = self._theme, QHBoxLayout()
        bar.setContentsMargins(6, 3, 8, 3)
        bar.setSpacing(2)
        self.bold = IconButton(theme, "text-bolder", _("Bold"), shortcut="Ctrl+B", checkable=True, size=24)
        self.italic = IconButton(theme, "text-italic", _("Italic"), shortcut="Ctrl+I", checkable=True, size=24)
        bullets = IconButton(theme, "list-bullets", _("Bullet list"), size=24)
        numbers = IconButton(theme, "list-numbers", _("Numbered list"), size=24)
        link = IconButton(theme, "link-simple", _("Link"), size=24)
        self.bold.clicked.connect(self._bold)
        self.italic.clicked.connect(self._italic)
        bullets.clicked.connect(lambda: self._list(QTextListFormat.Style.ListDisc))
        numbers.clicked.connect(lambda: self._list(QTextListFormat.Style.ListDecimal))
        link.clicked.connect(self._link)
        self._tools = [self.bold, self.italic, bullets, numbers, link]
        for tool in self._tools:
            bar.addWidget(tool)
        bar.addStretch(1)
        self.html = Button(theme, "HTML", "plain", size=11)
        self.html.setFixedHeight(22)
        self.html.setCheckable(True)
        self.html.toggled.connect(self._show_source)
        bar.addWidget(self.html)
        self._roving = Roving([*self._tools, self.html])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.setSpacing(0)
        self.address = _Address(theme)
        self.address.returnPressed.connect(self._take_address)
        self.address.left.connect(self.edit.setFocus)
        layout.addLayout(bar)
        layout.addWidget(rule())
        layout.addWidget(self.address)
        holder = QVBoxLayout()
        holder.setContentsMargins(6, 4, 6, 4)
        holder.addWidget(self._stack)
        layout.addLayout(holder)

    # -- text ---------------------------------------------------------------------------------------
    def text(self) -> str:
        """The stored text when nothing was changed, else clean HTML of what is shown."""
        if self._stack.currentIndex() == 1:
            return self.source.toPlainText()
        now = to_html(self.edit.document())
        return self._stored if now == self._shown else now

    def set_text(self, markup: str) -> None:
        """Show a stored text."""
        self._stored = markup
        blocked = self.edit.blockSignals(True)
        self.edit.setHtml(markup)
        self.edit.blockSignals(blocked)
        self._shown = to_html(self.edit.document())
        self.source.setPlainText(markup)
        self._grow()

    def retype(self, markup: str) -> None:
        """Show what somebody has typed, which is not taken yet."""
        self.edit.setHtml(markup)
        self.source.setPlainText(markup)

    def is_changed(self) -> bool:
        """Whether something is typed that is not taken yet."""
        return self.text() != self._stored

    def set_read_only(self, locked: bool) -> None:
        """An inherited text is shown, but not edited."""
        self.edit.setReadOnly(locked)
        self.source.setReadOnly(locked)
        for tool in self._tools:
            tool.setEnabled(not locked)

    def commit(self) -> None:
        """Tell that somebody has finished, if something is different."""
        text = self.text()
        if text != self._stored and not self.edit.isReadOnly():
            self._stored, self._shown = text, to_html(self.edit.document())
            self.committed.emit()

    def _take_back(self) -> None:
        """Esc: the text as it is stored."""
        if self.text() != self._stored:
            self.set_text(self._stored)

    def setAccessibleName(self, name: str) -> None:
        """What the two boxes in it are called as well: they are where the keys are."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)
        self.source.setAccessibleName(f"{name} HTML")

    def _show_focus(self, on: bool) -> None:
        self.setProperty("focused", on)
        self.style().unpolish(self)
        self.style().polish(self)

    def _grow(self) -> None:
        height = int(self.edit.document().size().height()) + 10
        self._stack.setFixedHeight(max(48, min(260, height)))

    def _show_source(self, on: bool) -> None:
        text = self.text() if on else self.source.toPlainText()
        if on:
            self.source.setPlainText(text)
        else:
            try:
                self.edit.setHtml(rich_text.clean(text))
            except InvalidValue:
                self.edit.setPlainText(text)
        self._stack.setCurrentIndex(1 if on else 0)
        if not on:
            self.commit()

    # -- tools --------------------------------------------------------------------------------------
    def _bold(self) -> None:
        look = QTextCharFormat()
        heavy = self.edit.fontWeight() >= QFont.Weight.DemiBold
        look.setFontWeight(QFont.Weight.Normal if heavy else QFont.Weight.Bold)
        self._merge(look)

    def _italic(self) -> None:
        look = QTextCharFormat()
        look.setFontItalic(not self.edit.fontItalic())
        self._merge(look)

    def _merge(self, look: QTextCharFormat) -> None:
        self.edit.mergeCurrentCharFormat(look)
        self.edit.setFocus()

    def _list(self, style: QTextListFormat.Style) -> None:
        cursor = self.edit.textCursor()
        now = cursor.currentList()
        if now is not None and now.format().style() == style:
            block = cursor.block()
            now.remove(block)
            look = block.blockFormat()
            look.setIndent(0)
            cursor.setBlockFormat(look)
        else:
            cursor.createList(style)
        self.edit.setFocus()

    def _link(self) -> None:
        """Ask for the address in a line above the text; what is selected stays so."""
        self.address.setText(self.edit.textCursor().charFormat().anchorHref())
        self.address.show()
        self.address.setFocus()
        self.address.selectAll()

    def _take_address(self) -> None:
        cursor, address = self.edit.textCursor(), self.address.text().strip()
        if not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        look = QTextCharFormat()
        look.setAnchor(bool(address))
        look.setAnchorHref(address)
        look.setFontUnderline(bool(address))
        look.setForeground(self._theme.color("atext" if address else "text"))
        cursor.mergeCharFormat(look)
        self.edit.setFocus()

    def _show_format(self, look: QTextCharFormat) -> None:
        self.bold.setChecked(look.fontWeight() >= QFont.Weight.DemiBold)
        self.italic.setChecked(look.fontItalic())
