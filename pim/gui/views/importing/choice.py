"""What a person takes of a rehearsal: ticks of columns, rows and single values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from pim.services.importing import Acceptance
from pim.services.importing.accounting import Account, Fall
from pim.services.importing.entries import Place

RowKey = tuple[str, int]
ValueKey = tuple[str, int, str]


class Choice(QObject):
    """Everything is taken but what is unticked. `changed()` after every tick."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.columns: set[str] = set()
        self.rows: set[RowKey] = set()
        self.values: set[ValueKey] = set()

    def clear(self) -> None:
        """Take everything."""
        self.columns, self.rows, self.values = set(), set(), set()
        self.changed.emit()

    def toggle_column(self, column: str) -> None:
        """Take a column of the file, or leave it."""
        self.columns ^= {column}
        self.changed.emit()

    def set_rows(self, rows: Iterable[RowKey], taken: bool) -> None:
        """Take rows, or leave them."""
        self.rows = self.rows - set(rows) if taken else self.rows | set(rows)
        self.changed.emit()

    def toggle_value(self, value: ValueKey) -> None:
        """Take a single value, or leave what is stored."""
        self.values ^= {value}
        self.changed.emit()

    def set_falls(self, falls: Iterable[Fall], taken: bool) -> None:
        """Take the prices that fall, or keep the stored ones."""
        keys = {(fall.file, fall.line, fall.key) for fall in falls}
        self.values = self.values - keys if taken else self.values | keys
        self.changed.emit()

    def takes(self, row: RowKey, column: str, key: str) -> bool:
        """Whether this value would be written."""
        return row not in self.rows and column not in self.columns and (*row, key) not in self.values

    def products_taken(self, account: Account) -> int:
        """How many products would be written: one with an unticked row is left, and a variant with its model."""
        if not self.rows:
            return len(account.writes)
        gone = {place for line in account.lines if (line.file, line.line) in self.rows for place in line.places}

        def is_gone(place: Place | None) -> bool:
            return place is not None and (place in gone or is_gone(account.models.get(place)))

        return sum(not is_gone(place) for place in account.writes)

    def acceptance(self) -> Acceptance:
        """For the commit."""
        return Acceptance(frozenset(self.columns), frozenset(self.rows), frozenset(self.values))
