"""The middle of the room for categories: all trees, moved by dragging or with Alt+arrows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QVBoxLayout, QWidget

from pim.catalog.identifiers import fold_text
from pim.catalog.structure import Structure
from pim.gui.models.category_tree import CODE_ROLE, CategoryTreeModel
from pim.gui.painting.side import SideDelegate
from pim.gui.theme.theme import Theme
from pim.gui.views.structure.record_list import ListHead
from pim.gui.widgets.labels import Label, rule
from pim.gui.widgets.own_keys import ALT_ARROWS, AltKeys
from pim.i18n import _


class _Tree(AltKeys, QTreeView):
    """`key_move(direction)` for Alt+arrows, `rename_asked`, `remove_asked`."""

    ALT = ALT_ARROWS

    key_move = Signal(str)
    rename_asked = Signal()
    remove_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down", Qt.Key.Key_Left: "out", Qt.Key.Key_Right: "in"}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in moves:
            self.key_move.emit(moves[Qt.Key(event.key())])
            return
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.rename_asked.emit()
            return
        if event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit()
            return
        super().keyPressEvent(event)


class CategoryPane(QWidget):
    """`chosen(code)`, `add_clicked`, `move_asked(code, parent, position)`, `rename_asked`, `remove_asked`."""

    chosen = Signal(str)
    add_clicked = Signal()
    move_asked = Signal(str, str, int)
    rename_asked = Signal()
    remove_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("k", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._structure = Structure()
        self.head = ListHead(theme)
        self.head.add.setText(_("New category"))
        self.head.box.setPlaceholderText(_("Search in {what}").format(what=_("Categories")))
        self.model = CategoryTreeModel(self)
        self.view = _Tree()
        self.view.setModel(self.model)
        self._delegate = SideDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setHeaderHidden(True)
        self.view.setIndentation(0)
        self.view.setRootIsDecorated(False)
        self.view.setExpandsOnDoubleClick(True)
        self.view.setMouseTracking(True)
        self.view.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.view.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.view.setAccessibleName(_("Categories"))
        hint = Label(theme, _("Drag, or press Alt with an arrow, to move a category."), 11, 400, "muted", wrap=True)
        hint.setContentsMargins(18, 6, 18, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.head, 0), (rule(), 0), (self.view, 1), (hint, 0)):
            layout.addWidget(widget, stretch)
        self._connect()

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._changed)
        self.view.clicked.connect(self._toggle)
        self.view.key_move.connect(self._key_move)
        self.view.rename_asked.connect(self.rename_asked)
        self.view.remove_asked.connect(self.remove_asked)
        self.model.category_dropped.connect(self._dropped)
        self.head.searched.connect(self._search)
        self.head.add_clicked.connect(self.add_clicked)

    def show_structure(self, structure: Structure, counts: dict[str, int], locale: str) -> None:
        """Fill anew; what was open and current stays so."""
        first = not self._structure.categories
        closed = {code for code in self._structure.categories if not self._is_open(code)}
        current = self.current()
        self._structure = structure
        self.view.selectionModel().blockSignals(True)
        self.model.show(structure, "", counts, locale)
        self.view.expandAll()
        for code in closed if not first else ():
            self.view.setExpanded(self.model.index_of(code), False)
        if current:
            self.view.setCurrentIndex(self.model.index_of(current))
        self.view.selectionModel().blockSignals(False)
        self._search(self.head.box.text())

    def _is_open(self, code: str) -> bool:
        return self.view.isExpanded(self.model.index_of(code))

    def entry(self) -> QWidget:
        """Where F6 enters: at the current record, not in the search box."""
        return self.view

    def current(self) -> str:
        """The code of the current category, "" for none."""
        return str(self.view.currentIndex().data(CODE_ROLE) or "")

    def choose(self, code: str) -> bool:
        """Make a category the current one."""
        index = self.model.index_of(code)
        if index.isValid():
            self.view.setCurrentIndex(index)
        return index.isValid()

    def _changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(str(current.data(CODE_ROLE)))

    def _toggle(self, index: QModelIndex) -> None:
        depth, parent = 0, index.parent()
        while parent.isValid():
            depth, parent = depth + 1, parent.parent()
        x = self.view.mapFromGlobal(self.cursor().pos()).x()
        if self.model.hasChildren(index) and 8 + 14 * depth <= x <= 30 + 14 * depth:
            self.view.setExpanded(index, not self.view.isExpanded(index))

    def _search(self, text: str) -> None:
        """Hide categories that neither match nor hold one that does."""
        words = fold_text(text).split()

        def visit(parent: QModelIndex) -> bool:
            any_shown = False
            for row in range(self.model.rowCount(parent)):
                index = self.model.index(row, 0, parent)
                name = fold_text(f"{index.data()} {index.data(CODE_ROLE)}")
                below = visit(index)
                shown = below or all(word in name for word in words)
                self.view.setRowHidden(row, parent, not shown)
                any_shown = any_shown or shown
            return any_shown

        visit(QModelIndex())

    def _dropped(self, code: str, parent: str, position: int) -> None:
        sisters = self._structure.category_children.get(parent, [])
        if code in sisters and sisters.index(code) < position:
            position -= 1  # it leaves its old place before it takes the new one
        self.move_asked.emit(code, parent, position)

    def _key_move(self, direction: str) -> None:
        code = self.current()
        category = self._structure.categories.get(code)
        if category is None:
            return
        below = self._structure.category_children
        sisters = below[category.parent]
        place = sisters.index(code)
        if direction in ("up", "down"):
            target = place + (1 if direction == "down" else -1)
            if 0 <= target < len(sisters):
                self.move_asked.emit(code, category.parent, target)
        elif direction == "in" and place > 0:
            self.move_asked.emit(code, sisters[place - 1], len(below.get(sisters[place - 1], ())))
        elif direction == "out" and category.parent:
            parent = self._structure.categories[category.parent]
            self.move_asked.emit(code, parent.parent, below[parent.parent].index(parent.code) + 1)
