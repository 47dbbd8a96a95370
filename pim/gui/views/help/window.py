"""The window of the help: pages at the left with a search, the chosen page at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QMainWindow, QVBoxLayout, QWidget

from pim.gui.frame.main_window import MainWindow
from pim.gui.painting.side import SideDelegate
from pim.gui.tasks import Tasks
from pim.gui.theme.theme import Theme
from pim.gui.views.help.pages import Page, load_pages, search_pages, window_shortcuts
from pim.gui.widgets.labels import rule
from pim.gui.widgets.safe_text import SafeTextBrowser, plain_tip
from pim.gui.widgets.top_bar import SearchBox
from pim.i18n import _

if TYPE_CHECKING:
    from pim.gui.session import Session

_NAME = int(Qt.ItemDataRole.UserRole)


class HelpWindow(QMainWindow):
    """`open_page(name)`; Ctrl+F searches all pages, Esc closes. `closed` when it is closed."""

    closed = Signal()

    def __init__(self, theme: Theme, tasks: Tasks, shortcuts: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self._theme = theme
        self._pages: list[Page] = []
        self._wanted, self._shown = "start", ""
        self.setWindowTitle(_("Help"))
        self.resize(1060, 780)
        self.box = SearchBox(theme)
        self.box.setPlaceholderText(_("Search the help"))
        self.box._hint.setText("Ctrl F")
        self.box._hint.adjustSize()
        self.box.setMinimumWidth(100)
        self.list = QListWidget()
        self._delegate = SideDelegate(theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setProperty("k", "bare")
        self.list.setAccessibleName(_("Pages"))
        self.text = SafeTextBrowser()
        self.text.setProperty("k", "bare")
        self.text.setAccessibleName(_("Page"))
        self.text.link_clicked.connect(self._follow)
        self._build()
        self.list.currentItemChanged.connect(self._chosen)
        self.box.textChanged.connect(self._search)
        theme.changed.connect(self._restyle)
        for keys, action in (("Ctrl+F", self.focus_search), ("Esc", self.close), ("F1", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        tasks.read(load_pages, shortcuts, then=self._take, owner=self, label="help")

    def _build(self) -> None:
        side = QWidget()
        side.setProperty("k", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(240)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 12, 0, 8)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 4)
        head.addWidget(self.box)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        page = QWidget()
        page.setProperty("k", "surface")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QHBoxLayout(page)
        inner.setContentsMargins(40, 24, 12, 12)
        inner.addWidget(self.text)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(side)
        edge = rule(True)
        edge.setMaximumHeight(16_777_215)
        edge.setMinimumHeight(0)
        line.addWidget(edge)
        line.addWidget(page, 1)
        self.setCentralWidget(holder)

    def _take(self, pages: list[Page]) -> None:
        self._pages = pages
        self._search(self.box.text())
        self.open_page(self._wanted)

    def open_page(self, name: str) -> None:
        """Show a page; an unknown name shows the first."""
        self._wanted = name
        page = next((page for page in self._pages if page.name == name), self._pages[0] if self._pages else None)
        if page is None:
            return  # the pages are being read
        self._show(page)
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == page.name:
                self.list.setCurrentRow(row)

    def _search(self, text: str) -> None:
        found = search_pages(self._pages, text) if text.strip() else [(page, "") for page in self._pages]
        self.list.blockSignals(True)
        self.list.clear()
        for page, line in found:
            item = QListWidgetItem(page.title)
            item.setData(_NAME, page.name)
            item.setToolTip(plain_tip(line))
            self.list.addItem(item)
        self.list.blockSignals(False)
        if found and text.strip():
            self.list.setCurrentRow(0)
            self._show(found[0][0])
            self._find(text)

    def _find(self, text: str) -> None:
        """Go to the first word of the search in the page."""
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        word = text.split(maxsplit=1)[0]
        if not self.text.find(word):
            self.text.find(word, QTextDocument.FindFlag.FindWholeWords)

    def _chosen(self, item: QListWidgetItem | None, _before: object) -> None:
        page = next((page for page in self._pages if item and page.name == item.data(_NAME)), None)
        if page is not None and page.name != self._shown:
            self._show(page)
            if self.box.text().strip():
                self._find(self.box.text())

    def _show(self, page: Page) -> None:
        self._shown = page.name
        document = self.text.document()
        document.setDefaultFont(self._theme.font(13))
        document.setMarkdown(page.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        style_document(document, self._theme)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _restyle(self) -> None:
        page = next((page for page in self._pages if page.name == self._shown), None)
        if page is not None:
            self._show(page)

    def _follow(self, address: str) -> None:
        name = address.removesuffix(".md")
        if any(page.name == name for page in self._pages):
            self.open_page(name)
        elif address.startswith("https://"):
            QDesktopServices.openUrl(QUrl(address))

    def focus_search(self) -> None:
        """Ctrl+F."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def closeEvent(self, event) -> None:
        self.closed.emit()
        super().closeEvent(event)


def style_document(document: QTextDocument, theme: Theme) -> None:
    """Sizes, colours and distances of headings, code and tables: Markdown has none of its own."""
    from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextFormat, QTextTable

    sizes = {1: (20, 600), 2: (15, 600), 3: (13, 600)}
    mono = QTextCharFormat()
    mono.setFontFamilies(["monospace"])
    mono.setProperty(int(QTextFormat.Property.FontPixelSize.value), 12)
    mono.setForeground(theme.c.text)
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        cursor = QTextCursor(block)
        shape = QTextBlockFormat()
        shape.setLineHeight(135, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
        shape.setTopMargin(16 if level == 2 else 10 if level else 3)
        shape.setBottomMargin(6 if level else 3)
        cursor.mergeBlockFormat(shape)
        if level:
            look = QTextCharFormat()
            font = theme.font(*sizes.get(level, sizes[3]))
            look.setFont(font)
            look.setProperty(int(QTextFormat.Property.FontSizeAdjustment.value), 0)  # Markdown's own enlargement
            look.setForeground(theme.c.text)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(look)
        elif block.blockFormat().hasProperty(_CODE_FENCE):
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(mono)
            shape.setLineHeight(100, int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value))
            shape.setBackground(theme.c.bg)
            shape.setTopMargin(0)
            shape.setBottomMargin(0)
            cursor.mergeBlockFormat(shape)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setBorder(0)
            form.setCellPadding(5)
            form.setCellSpacing(0)
            frame.setFormat(form)


def _code_fence() -> int:
    from PySide6.QtGui import QTextFormat

    return int(QTextFormat.Property.BlockCodeFence.value)


_CODE_FENCE = _code_fence()


def show_help(session: Session, page: str) -> HelpWindow:
    """The help of a session: one window, brought to the front at `page`."""
    window = getattr(session, "help_window", None)
    if window is None:
        shortcuts: list[tuple[str, str, str]] = []
        if isinstance(session.window, MainWindow):
            commands = [(command.keys, command.title) for command in session.window.commands.every()]
            rooms = [(room.code, room.title, bool(room.at_bottom or room.part_of)) for room in session.window.rooms]
            shortcuts = window_shortcuts(commands, rooms)
        else:
            shortcuts = window_shortcuts([], [("home", _("Home"), False), ("products", _("Products"), False)])
        window = session.help_window = HelpWindow(session.desk.theme, session.desk.tasks, shortcuts)
        window.closed.connect(lambda: setattr(session, "help_window", None))
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    window.open_page(page)
    window.show()
    window.raise_()
    window.activateWindow()
    return window
