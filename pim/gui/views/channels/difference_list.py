"""The difference list: tabs by state, the products that would change, Hold and release."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QVBoxLayout

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.painting.marks import BLOCKED, CHANGED, HELD, NEW
from pim.gui.views.channels.difference_delegate import DifferenceDelegate
from pim.gui.views.channels.difference_model import DIFFERENCE_ROLE, DifferenceModel
from pim.gui.widgets.cards import Card, EmptyState
from pim.gui.widgets.labels import rule
from pim.gui.widgets.tabs import TabStrip
from pim.i18n import _, format_number
from pim.services import standings
from pim.services.standings import ChannelStanding
from pim.services.workspace import Workspace

ALL = "all"
TABS: dict[str, tuple[str, ...]] = {
    ALL: standings.WAITING,
    CHANGED: (CHANGED,),
    NEW: (NEW,),
    BLOCKED: (BLOCKED,),
    HELD: (HELD,),
}


class DifferenceList(Card):
    """One channel's waiting products. Enter opens a product, Space holds or releases it."""

    opened = Signal(str)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__(desk.theme, margins=(1, 1, 1, 1))
        self._desk, self._channel = desk, ""
        self.body.setSpacing(0)
        self.tabs = TabStrip(desk.theme)
        self.tabs.chosen.connect(self._show_tab)
        self.tabs.setAccessibleDescription(_("Products by state"))
        self.head.setContentsMargins(16, 0, 12, 0)
        self.head.addWidget(self.tabs, 1)
        self.body.addWidget(rule())
        self.model = DifferenceModel(desk, self)
        self.model.loaded.connect(self._loaded)
        self.view = QListView()
        self._delegate = DifferenceDelegate(desk.theme, desk.thumbnails, self.view)
        self._delegate.hold_clicked.connect(self.toggle_hold)
        self._prepare_view()
        self._empty = EmptyState(desk.theme, "check-circle", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        holder = QVBoxLayout()
        holder.addWidget(self._stack)
        self.body.addLayout(holder, 1)
        self._counted: ChannelStanding | None = None

    def _prepare_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName(_("Products that would change"))
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.verticalScrollBar().setSingleStep(24)
        view.activated.connect(self._open)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for words, keys, run in (
            (_("Open product"), "", lambda: self._open(view.currentIndex())),
            (_("Hold or release"), "Space", lambda: self.toggle_hold(view.currentIndex())),
        ):
            action = QAction(words, view)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(run)
            view.addAction(action)
        self._desk.thumbnails.arrived.connect(self._arrived)
        self._desk.theme.changed.connect(view.viewport().update)

    def _arrived(self, _sha256: str) -> None:
        self.view.viewport().update()

    def show_channel(self, standing: ChannelStanding, tab: str = "") -> None:
        """Show a channel, or its new counts; the list is read again."""
        another = standing.code != self._channel
        self._counted, self._channel = standing, standing.code
        self.tabs.set_tabs(self._tabs(standing))
        if tab in TABS and tab != self.tabs.current:
            self.tabs.set_current(tab)
        elif another:
            self._show_tab(self.tabs.current)
        else:
            self.model.refresh()

    def _tabs(self, standing: ChannelStanding) -> list[tuple[str, str, str]]:
        words = {
            ALL: _("All"), CHANGED: _("Changed"), NEW: _("New"), BLOCKED: _("Blocked"), HELD: _("Held"),
        }  # fmt: skip
        return [
            (code, words[code], format_number(sum(standing.counts.get(state, 0) for state in states)))
            for code, states in TABS.items()
        ]

    def _show_tab(self, code: str) -> None:
        self.view.scrollToTop()
        self.model.show_channel(self._channel, TABS[code])

    def _loaded(self) -> None:
        self._stack.setCurrentWidget(self.view if self.model.rowCount() else self._empty)
        if self.model.rowCount() or self._counted is None:
            return
        name = self._counted.channel.label(self._desk.locale)
        if self.tabs.current == ALL:
            self._empty.set_text(
                _("{channel} has everything").format(channel=name), _("Nothing changed since it was published.")
            )
        else:
            self._empty.set_text(_("Nothing here on {channel}").format(channel=name))

    def _open(self, index: QModelIndex) -> None:
        product = index.data(DIFFERENCE_ROLE)
        if product is not None:
            self.opened.emit(product.uid)

    def toggle_hold(self, index: QModelIndex) -> None:
        """Hold the product of a row back, or release it; undoable."""
        product = index.data(DIFFERENCE_ROLE)
        if product is None or self._counted is None:
            return
        name = self._counted.channel.label(self._desk.locale)
        form = _("{sku} released on {channel}") if product.is_held else _("{sku} held on {channel}")
        text = form.format(sku=product.sku, channel=name)
        self._desk.change(
            standings.set_held, self._channel, product.uid, not product.is_held,
            then=lambda _done: self._desk.say(text, _("Undo"), self._undo, keys="Ctrl Z"),
        )  # fmt: skip

    def _undo(self) -> None:
        self._desk.change(Workspace.undo)
