"""The sheet at the right: one product with everything about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from pim.catalog.errors import UnknownRecord
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.frame.tab_order import entry_of
from pim.gui.models.cell_edits import CellEdits
from pim.gui.views.products.sheet_parts.attributes_tab import AttributesTab
from pim.gui.views.products.sheet_parts.channels_tab import ChannelsTab
from pim.gui.views.products.sheet_parts.header import SheetHeader
from pim.gui.views.products.sheet_parts.history_tab import HistoryTab
from pim.gui.views.products.sheet_parts.images_tab import ImagesTab
from pim.gui.views.products.sheet_parts.links_tab import LinksTab
from pim.gui.views.products.sheet_parts.matrix import CompletenessMatrix
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.views.products.sheet_parts.variants_tab import VariantsTab
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.labels import rule
from pim.gui.widgets.tabs import TabStrip
from pim.i18n import _
from pim.services import browsing, editing
from pim.services.browsing import ProductView
from pim.services.workspace import CatalogChanged

ATTRIBUTES = "attributes"


class ProductSheet(QFrame):
    """`show_product(uid)`. Signals: `step_wanted(-1 or 1)`, `open_wanted(uid)`, `close_wanted`, `new_variant_wanted`.
    """

    step_wanted = Signal(int)
    open_wanted = Signal(str)
    close_wanted = Signal()
    new_variant_wanted = Signal()

    def __init__(self, desk: CatalogDesk, edits: CellEdits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "surface")
        self.setMinimumWidth(320)
        self._desk, self._edits = desk, edits
        self.uid, self.shown = "", None
        self._filled = 0  # the version of the structure it was filled with
        self.header = SheetHeader(desk)
        self.matrix = CompletenessMatrix(desk.theme)
        self.tabs = TabStrip(desk.theme, [])
        self.tabs.GAP = 14  # so that all six fit into 400 px
        self._pages: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._content, self._nothing = QWidget(), EmptyState(desk.theme, "package", _("No product is chosen"))
        self._build()
        self._connect()
        self._renew = QTimer(self, singleShot=True, interval=0)
        self._renew.timeout.connect(self._ask)
        self._show_tabs()

    def _build(self) -> None:
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.header)
        inner.addWidget(self.matrix)
        strip = QVBoxLayout()
        strip.setContentsMargins(16, 0, 14, 0)
        strip.addWidget(self.tabs)
        inner.addLayout(strip)
        inner.addWidget(rule())
        inner.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._content)
        layout.addWidget(self._nothing)
        self._content.hide()

    def _connect(self) -> None:
        self.header.stepped.connect(self.step_wanted)
        self.header.model_wanted.connect(self.open_wanted)
        self.header.closed.connect(self.close_wanted)
        self.header.status_clicked.connect(self._toggle_status)
        self.matrix.cell_chosen.connect(self._filter_fields)
        self.tabs.chosen.connect(lambda _code: self._show_page())
        self._edits.changed.connect(lambda uids: self._refill() if self.uid in uids else None)
        self._desk.signals.changed.connect(self._catalog_changed)
        self._desk.viewpoint.changed.connect(self._refill)

    def _show_tabs(self) -> None:
        images = str(len(self.shown.view.images)) if self.shown and self.shown.view.images else ""
        self.tabs.set_tabs(
            [
                (ATTRIBUTES, _("Attributes"), ""),
                ("images", _("Images"), images),
                ("variants", _("Variants"), ""),
                ("links", _("Links"), ""),
                ("channels", _("Channels"), ""),
                ("history", _("History"), ""),
            ]
        )

    # -- which product ------------------------------------------------------------------------------
    def show_product(self, uid: str) -> None:
        """Show another product; what is being typed is taken first."""
        if uid != self.uid:
            self.commit_open()
            self.uid = uid
            self._ask()

    def _ask(self) -> None:
        if self.uid:
            self._desk.read(
                browsing.view_product, uid=self.uid, then=self._take, otherwise=self._fail, replaces="products.sheet",
                owner=self,
            )  # fmt: skip

    def _fail(self, error: Exception) -> None:
        if isinstance(error, UnknownRecord):
            self.uid, self.shown = "", None
            self._content.hide()
            self._nothing.show()
        else:
            self.uid = self.shown.product.uid if self.shown is not None else ""  # asked for again when it is chosen again
            self._desk.say(sentence_for(error), kind="bad")

    def _take(self, view: ProductView) -> None:
        if view.product.uid == self.uid and not self._is_filled_with(view):
            self._fill(Shown(self._desk, self._edits, view, self._desk.locale))

    def _is_filled_with(self, view: ProductView) -> bool:
        """An import tells of changes often. The other tabs read more than a view: standings, links, edits."""
        same = self.shown is not None and self.shown.view == view and self._filled == self._desk.structure.version
        return same and self.tabs.current == ATTRIBUTES

    def _refill(self) -> None:
        if self.shown is not None:
            self._fill(Shown(self._desk, self._edits, self.shown.view, self._desk.locale))

    def _fill(self, shown: Shown) -> None:
        self.shown, self._filled = shown, self._desk.structure.version
        self.header.show_product(shown)
        self.matrix.show_product(shown)
        self._show_tabs()
        self._nothing.hide()
        self._content.show()
        self._show_page()

    def _catalog_changed(self, changed: CatalogChanged) -> None:
        if self.shown is None:
            return
        line = {product.uid for product in (*self.shown.view.line, *self.shown.view.below)}
        if changed.uids is None or changed.structure or line & changed.uids:
            self._renew.start()

    def next_tab(self, step: int = 1) -> None:
        """Ctrl+PgDown, Ctrl+PgUp: another tab, with the keys in it when they were in the one before."""
        had_keys = self._stack.isAncestorOf(self.window().focusWidget())
        codes = list(_PAGES)
        self.tabs.set_current(codes[(codes.index(self.tabs.current) + step) % len(codes)])
        if had_keys:  # a page that still reads has nothing that takes them
            (self.entry() or self.tabs).setFocus(Qt.FocusReason.TabFocusReason)

    def entry(self) -> QWidget | None:
        """Where F6 enters: where the keys left this tab, else at its first field."""
        return entry_of(self._stack.currentWidget()) if self.shown is not None else None

    def set_position(self, row: int, total: int) -> None:
        """Where the product stands in the list."""
        self.header.set_position(row, total)

    # -- pages --------------------------------------------------------------------------------------
    def _show_page(self) -> None:
        if self.shown is None:
            return
        page = self._page(self.tabs.current)
        self._stack.setCurrentWidget(page)
        page.show_product(self.shown)

    def _page(self, code: str) -> QWidget:
        """A tab's page, made when it is first shown."""
        if code not in self._pages:
            page = _PAGES[code](self._desk)
            for name, signal in (("open_wanted", self.open_wanted), ("new_variant_wanted", self.new_variant_wanted)):
                if hasattr(page, name):
                    getattr(page, name).connect(signal)
            if isinstance(page, AttributesTab):
                page.images_wanted.connect(lambda: self.tabs.set_current("images"))
            self._pages[code] = page
            self._stack.addWidget(page)
        return self._pages[code]

    @property
    def form(self) -> AttributesTab:
        """The tab of values."""
        page = self._page(ATTRIBUTES)
        assert isinstance(page, AttributesTab)
        return page

    def _filter_fields(self, channel: str, locale: str) -> None:
        if locale and locale != self._desk.locale:
            self._desk.viewpoint.choose(locale=locale)
        self.tabs.set_current(ATTRIBUTES)
        self.form.set_only_missing(bool(channel), channel)

    def toggle_only_missing(self) -> None:
        """Ctrl+M."""
        self.tabs.set_current(ATTRIBUTES)
        self.matrix.release()
        self.form.set_only_missing(not self.form.only_missing)

    def commit_open(self) -> None:
        """Ctrl+S: take what is being typed in the form."""
        if ATTRIBUTES in self._pages:
            self.form.commit_open()

    def _toggle_status(self) -> None:
        if self.shown is not None and self._desk.workspace.writable:
            enabled = not self.shown.product.enabled
            self._desk.change(editing.change_parts, {self.uid: {".enabled": enabled}})


_PAGES: dict[str, Callable[[CatalogDesk], QWidget]] = {
    ATTRIBUTES: AttributesTab,
    "images": ImagesTab,
    "variants": VariantsTab,
    "links": LinksTab,
    "channels": ChannelsTab,
    "history": HistoryTab,
}
