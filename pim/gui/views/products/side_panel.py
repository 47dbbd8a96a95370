"""Below the rooms while Products is shown: views with their counts, and the category trees."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QSizePolicy, QTreeView, QVBoxLayout, QWidget

from pim.catalog.filters import Condition, Query
from pim.gui import large_changes
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.category_tree import CODE_ROLE, CategoryTreeModel
from pim.gui.painting.side import SideDelegate
from pim.gui.resting import RestingTimer
from pim.gui.views.products.selection import ALL, BUILT_IN, INCOMPLETE, UNCLASSIFIED, ProductChoice
from pim.gui.widgets.buttons import IconButton, MenuButton
from pim.gui.widgets.labels import Label
from pim.gui.widgets.safe_text import plain_tip
from pim.gui.widgets.sidebar import SidebarSection
from pim.i18n import _, format_number
from pim.isolation import OnProgress
from pim.services import browsing, editing, structuring
from pim.services.workspace import CatalogChanged, Workspace


class CategoryView(QTreeView):
    """A tree painted as sidebar entries; a click on the caret folds, elsewhere chooses."""

    def __init__(self, desk: CatalogDesk, model: CategoryTreeModel) -> None:
        super().__init__()
        self.setModel(model)
        self._delegate = SideDelegate(desk.theme, self)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setProperty("k", "bare")
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragEnabled(desk.workspace.writable)
        self.setAutoExpandDelay(600)
        self.setAccessibleName(_("Categories"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def mousePressEvent(self, event) -> None:
        index = self.indexAt(event.position().toPoint())
        depth, parent = 0, index.parent()
        while parent.isValid():
            depth, parent = depth + 1, parent.parent()
        if index.isValid() and self.model().hasChildren(index) and event.position().x() < 30 + 14 * depth:
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)


class SidePanel(QWidget):
    """Changes the room's choice. `save_wanted` from the plus beside Views."""

    save_wanted = Signal()

    def __init__(self, desk: CatalogDesk, choice: ProductChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._choice, self._counts = desk, choice, {}
        self._labels: dict[str, str] = {}
        self._filled_for: tuple[object, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.views = SidebarSection(desk.theme, _("Views"), _("Save these filters as a view (Ctrl+Shift+S)"))
        self.views.plus_clicked.connect(self.save_wanted)
        self.views.chosen.connect(self._view_chosen)
        self.tree_model = CategoryTreeModel(self)
        self.tree = CategoryView(desk, self.tree_model)
        self._trees = MenuButton(desk.theme, "", "plain")
        self._trees.setFixedHeight(22)
        self._more = IconButton(desk.theme, "dots-three", _("Categories"), size=24)
        self._more.clicked.connect(self._open_menu)
        self._build()
        self._later = RestingTimer(150, self)
        self._later.timeout.connect(self.refresh)
        desk.signals.changed.connect(lambda _changed: self._later.soon())
        desk.viewpoint.changed.connect(self._fill)
        choice.changed.connect(self._show_current)
        choice.columns_changed.connect(self._show_current)
        self.tree.selectionModel().currentChanged.connect(self._category_chosen)
        self.tree_model.products_dropped.connect(self._move_products)
        self.tree_model.category_dropped.connect(self._move_category)
        self._fill()
        self.refresh()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 8, 0)
        head.setSpacing(2)
        head.addWidget(Label(self._desk.theme, _("Categories"), 11, 600, "muted"))
        head.addWidget(self._trees)
        head.addStretch(1)
        head.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.views)
        layout.addLayout(head)
        layout.addWidget(self.tree, 1)

    # -- contents -----------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Count again; entries appear with the last known counts meanwhile."""
        self._later.watch(self._desk.read(_counted, then=self._take_counts, replaces="products.side", owner=self))

    def _take_counts(self, counts: dict[str, dict[str, int]]) -> None:
        self._counts = counts
        if self._filled_for != (self._desk.structure.version, self._desk.locale):
            self._fill()
            return
        for code, entry in self.views.entries.items():
            entry.set_count(self._count_of(code))
        self.tree_model.show_counts(self._desk.structure, counts["categories"])

    def _count_of(self, view: str) -> str:
        count = self._counts.get("views", {}).get(view)
        return format_number(count) if count is not None else ""

    def _fill(self) -> None:
        self._filled_for = (self._desk.structure.version, self._desk.locale)
        self._fill_views()
        self._fill_tree()
        self._show_current()

    def _fill_views(self) -> None:
        self.views.clear()
        entries = [(ALL, _("All products"), "stack"), (INCOMPLETE, _("My incomplete"), "circle-half")]
        locale = self._desk.locale
        saved = self._desk.structure.saved_views.values()
        entries.extend((f"view/{view.code}", view.label(locale), "funnel-simple") for view in saved)
        entries.append((UNCLASSIFIED, _("Unclassified"), "folder"))
        for code, label, icon in entries:
            self._labels[code] = label
            self.views.add(code, label, icon, self._count_of(code))

    def _fill_tree(self) -> None:
        structure, locale = self._desk.structure, self._desk.locale
        roots = structure.category_children.get("", [])
        root = self.tree_model.root if self.tree_model.root in roots else next(iter(roots), "")
        self._trees.set_choices(
            [(code, structure.categories[code].label(locale)) for code in roots], root, self._choose_tree
        )
        self._trees.setVisible(len(roots) > 1)
        if root:  # what does not fit beside the caption is in the menu and the tooltip
            name = structure.categories[root].label(locale)
            self._trees.set_label(self._desk.theme.metrics(12).elidedText(name, Qt.TextElideMode.ElideRight, 62))
            self._trees.setToolTip(plain_tip(name))
        expanded = self._expanded()
        self.tree.selectionModel().blockSignals(True)
        self.tree_model.show(structure, root, self._counts.get("categories", {}), locale)
        self.tree.selectionModel().blockSignals(False)
        for code in expanded:
            self.tree.expand(self.tree_model.index_of(code))

    def _expanded(self) -> list[str]:
        found, waiting = [], [self.tree_model.index(n, 0) for n in range(self.tree_model.rowCount())]
        while waiting:
            index = waiting.pop()
            if self.tree.isExpanded(index):
                found.append(str(index.data(CODE_ROLE)))
            waiting.extend(self.tree_model.index(n, 0, index) for n in range(self.tree_model.rowCount(index)))
        return found

    def _choose_tree(self, code: str) -> None:
        self.tree_model.root = code
        self._fill_tree()

    def _show_current(self) -> None:
        view, category = self._choice.view, self._choice.category
        modified = self._choice.is_modified
        for code, entry in self.views.entries.items():
            entry.set_selected(code == view)
            entry.set_text(f"{self._labels[code]} *" if code == view and modified else self._labels[code])
        selection = self.tree.selectionModel()
        selection.blockSignals(True)
        index = self.tree_model.index_of(category) if category else self.tree_model.index(-1, -1)
        self.tree.setCurrentIndex(index)
        if not index.isValid():
            self.tree.clearSelection()
        selection.blockSignals(False)
        self.tree.viewport().update()

    # -- choosing -----------------------------------------------------------------------------------
    def _view_chosen(self, code: str) -> None:
        kind, _slash, name = code.partition("/")
        if kind == "view":
            view = self._desk.structure.saved_views.get(name)
            if view is not None:
                self._choice.show_saved(view)
        else:
            self._choice.show_built_in(code)

    def _category_chosen(self, current, _previous) -> None:
        if current.isValid():
            self._choice.show_category(str(current.data(CODE_ROLE)))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Unfold all"), self.tree.expandAll)
        menu.addAction(_("Fold all"), self.tree.collapseAll)
        menu.addSeparator()
        menu.addAction(_("Edit categories in Structure"), lambda: self._desk.go("structure"))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    # -- dropping -----------------------------------------------------------------------------------
    def _move_products(self, ids: Sequence[int], category: str) -> None:
        name = self._desk.structure.categories[category].label(self._desk.locale)
        away = self._choice.category
        large_changes.change(
            self._desk, _move_to_category, ids, category, away_from=away,
            title=_("Move {count} to {name}").format(count=format_number(len(ids)), name=name),
            then=lambda done: None if done.is_nothing else self._desk.say(
                _("{count} moved to {name}").format(count=format_number(len(ids)), name=name), _("Undo"),
                lambda: large_changes.take_back(self._desk), keys="Ctrl Z",
            ),
        )  # fmt: skip

    def _move_category(self, code: str, parent: str, position: int) -> None:
        self._desk.change(structuring.move_category, code, parent, position)


def _move_to_category(
    workspace: Workspace, ids: Sequence[int], category: str, *, away_from: str, on_progress: OnProgress
) -> CatalogChanged:
    uids = list(browsing.uids(workspace, ids).values())
    return editing.move_to_category(workspace, uids, category, away_from=away_from, on_progress=on_progress)


def _counted(workspace: Workspace) -> dict[str, dict[str, int]]:
    """Counts of views and categories. Reader thread."""
    queries = {code: Query(conditions=filters, roots_only=True) for code, filters in BUILT_IN.items() if filters}
    for view in workspace.structure.saved_views.values():
        conditions = tuple(Condition(str(f[0]), str(f[1]), tuple(f[2])) for f in view.filters)
        queries[f"view/{view.code}"] = Query(conditions=conditions, category=view.category, roots_only=True)
    views = {code: browsing.count_products(workspace, query) for code, query in queries.items()}
    views[ALL] = browsing.totals(workspace).products
    return {"views": views, "categories": browsing.category_counts(workspace)}
