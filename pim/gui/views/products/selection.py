"""Which products the room shows: search, filters, category, order; and the saved views they come from."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pim.catalog.channel import SavedView
from pim.catalog.filters import Condition, Query

ALL, INCOMPLETE, UNCLASSIFIED = "all", "incomplete", "unclassified"
BUILT_IN: dict[str, tuple[Condition, ...]] = {
    ALL: (),
    INCOMPLETE: (Condition("completeness", "<", ("100",)),),
    UNCLASSIFIED: (Condition("category", "empty"), Condition("parent", "empty")),
}


class ProductChoice(QObject):
    """The state behind chips, sidebar and header. `changed()` when other products are to be shown, `columns_changed()`
    when only other columns are.

    `columns` are those of the saved view that is shown, as they stand now; empty where everyday's columns are shown.
    """

    changed = Signal()
    columns_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view = ALL
        self.search = ""
        self.category = ""
        self.conditions: tuple[Condition, ...] = ()
        self.sort: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self._origin: tuple = self._state()

    def _state(self) -> tuple:
        return (self.category, self.conditions, self.sort, self.columns)

    @property
    def is_modified(self) -> bool:
        """Whether filters, order or columns differ from the view they came from."""
        return self._state() != self._origin

    @property
    def is_filtered(self) -> bool:
        """Whether anything keeps products away."""
        return bool(self.search or self.conditions or self.category)

    def query(self) -> Query:
        """What to ask. A search looks among variants too; otherwise they are found below their models."""
        search = self.search.strip()
        return Query(search, self.conditions, self.category, self.sort, roots_only=not search)

    def show_built_in(self, view: str) -> None:
        """All products, what is incomplete, what is in no category."""
        self._take(view, "", BUILT_IN[view], self.sort)

    def show_saved(self, view: SavedView) -> None:
        """A saved view with its filters, order and columns."""
        conditions = tuple(Condition(str(f[0]), str(f[1]), tuple(f[2])) for f in view.filters)
        self._take(f"view/{view.code}", view.category, conditions, view.sort, view.columns)

    def show_category(self, code: str) -> None:
        """A category with everything below it."""
        self._take(f"category/{code}", code, (), self.sort)

    def show_conditions(self, conditions: tuple[Condition, ...]) -> None:
        """Exactly these filters (a link from another room)."""
        self._take("", "", conditions, self.sort)

    def _take(
        self,
        view: str,
        category: str,
        conditions: tuple[Condition, ...],
        sort: tuple[str, ...],
        columns: tuple[str, ...] = (),
    ) -> None:
        self.view, self.category, self.conditions, self.sort, self.columns = view, category, conditions, sort, columns
        self._origin = self._state()
        self.changed.emit()

    def set_search(self, text: str) -> None:
        """What is in the search box."""
        if text != self.search:
            self.search = text
            self.changed.emit()

    def set_sort(self, sort: tuple[str, ...]) -> None:
        """Another order."""
        self.sort = sort
        self.changed.emit()

    def set_columns(self, codes: tuple[str, ...]) -> None:
        """Other columns in the saved view that is shown."""
        self.columns = codes
        self.columns_changed.emit()

    def put_condition(self, condition: Condition, instead_of: Condition | None = None) -> None:
        """Add a filter, or replace one."""
        kept = [condition if c == instead_of else c for c in self.conditions]
        self.conditions = tuple(dict.fromkeys(kept if instead_of in self.conditions else [*kept, condition]))
        self.changed.emit()

    def drop_condition(self, condition: Condition) -> None:
        """Take a filter away."""
        self.conditions = tuple(c for c in self.conditions if c != condition)
        self.changed.emit()

    def clear(self) -> None:
        """No filter, no category, no search."""
        self.search = ""
        self.show_built_in(ALL)

    def as_view(self, code: str, name: str, locale: str, columns: tuple[str, ...]) -> SavedView:
        """The present choice as a record to save."""
        return self.as_saved(SavedView(code=code, labels={locale: name}), columns)

    def as_saved(self, view: SavedView, columns: tuple[str, ...]) -> SavedView:
        """`view` under its name and in its place, with the present choice."""
        filters = tuple((c.field, c.operator, tuple(c.values)) for c in self.conditions)
        return replace(view, filters=filters, category=self.category, columns=columns, sort=self.sort)
