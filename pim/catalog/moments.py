"""On which days the listings of products stay as they are: sales and declared exceptions begin and end on a day."""

from __future__ import annotations

from pim.catalog.product import Product
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of

NEVER = "9999-12-31"


class Span:
    """The days from `day` (ISO date) on which everything noted gives the same listings as on `day` itself.

    `before` is the first day that is too late, "" for none; `until` the last one that is not.
    """

    __slots__ = ("_dates", "_structure", "before", "day", "until")

    def __init__(self, structure: Structure, day: str) -> None:
        self._structure, self.day = structure, day
        self._dates: dict[str, tuple[str, str]] = {}
        self.before, self.until = "", NEVER

    def note(self, product: Product, family: str) -> None:
        """Takes the dates of one product in. `family` is that of its root: it decides which attributes are dates of a sale."""
        dates = self._dates.get(family)
        if dates is None:
            role = self._structure.role_attribute
            dates = self._dates[family] = (role("sale_start", family), role("sale_end", family))
        start, end = dates
        values = product.values
        if start in values:
            self._begins(str(values[start]))
        if end in values:
            self._ends(str(values[end]))
        for key, exception in product.exceptions.items():
            if exception.until:
                self._ends(exception.until)
            code = attribute_of(key)
            if code == start:
                self._begins(str(exception.value))
            elif code == end:
                self._ends(str(exception.value))

    def _begins(self, day: str) -> None:
        if day > self.day and (not self.before or day < self.before):
            self.before = day

    def _ends(self, day: str) -> None:
        if self.day <= day < self.until:
            self.until = day

    def holds_on(self, day: str) -> bool:
        """Whether the listings of `day` are those of the span."""
        return self.day <= day <= self.until and not (self.before and day >= self.before)
