"""The rows that are refused after their layout had counted them as used: each line once, with the first reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pim.catalog.identifiers import sku_key
from pim.services.importing.rehearsal import Counts, Rejection


class Refusals:
    """Collects refused lines by file, and the models that are refused with their variants."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[int, Rejection]] = {}
        self._models: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, file: str, lines: Iterable[int], column: str, value: str, reason: str) -> None:
        """Refuses lines; those that are refused already keep their reason."""
        refused = self._lines.setdefault(file, {})
        for line in lines:
            if line not in refused:
                refused[line] = Rejection(file, line, column, value, reason)

    def at(self, file: str, line: int) -> Rejection | None:
        """Why a line is refused; None when it is not."""
        return self._lines.get(file, {}).get(line)

    def add_model(self, sku: str) -> None:
        """Refuses whatever names this model as its parent."""
        self._models.add(sku_key(sku))

    def is_model(self, sku: str) -> bool:
        """Whether the model of that SKU is refused."""
        return sku_key(sku) in self._models

    def settle(self, counts: Counts, rejections: list[Rejection], files: Sequence[str]) -> None:
        """Moves the refused lines from the used to the rejected ones; all rejections in the order of the files."""
        for refused in self._lines.values():
            rejections.extend(refused.values())
            counts.used -= len(refused)
            counts.rejected += len(refused)
        order = {file: place for place, file in enumerate(files)}
        rejections.sort(key=lambda rejection: (order.get(rejection.file, 0), rejection.line))
