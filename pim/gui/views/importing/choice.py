"""What a person takes of a rehearsal: ticks of columns, rows and single values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from pim.services.importing import Acceptance
from pim.services.importing.accounting import CHANGED, NEW, Account, Fall

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

    def rows_taken(self, account: Account) -> int:
        """How many rows would be written."""
        numbers = (*account.by_state.get(CHANGED, ()), *account.by_state.get(NEW, ()))
        if not self.rows:
            return len(numbers)
        return sum((account.lines[n].file, account.lines[n].line) not in self.rows for n in numbers)

    def acceptance(self) -> Acceptance:
        """For the commit."""
        return Acceptance(frozenset(self.columns), frozenset(self.rows), frozenset(self.values))
