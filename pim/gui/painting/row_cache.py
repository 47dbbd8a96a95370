"""Whole rows kept as pixmaps: painting a screen of them costs less than a millisecond."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap


class RowKey(NamedTuple):
    """Everything a painted row depends on; a row painted from anything else would be shown stale."""

    product: Hashable
    revision: int
    columns: Hashable  # identity of the column layout: widths, order, locale, channel, row height
    theme: int  # Theme.generation
    ratio: float  # device pixel ratio


class RowCache:
    """Least recently used rows, bounded by their bytes."""

    def __init__(self, limit: int = 32 * 1024 * 1024) -> None:
        self._limit, self._bytes = limit, 0
        self._rows: OrderedDict[RowKey, QPixmap] = OrderedDict()

    def find(self, key: RowKey) -> QPixmap | None:
        """The row painted for exactly this key, or None."""
        row = self._rows.get(key)
        if row is not None:
            self._rows.move_to_end(key)
        return row

    def keep(self, key: RowKey, row: QPixmap) -> None:
        """Keep a painted row and drop the oldest ones beyond the limit."""
        self.drop(key)
        self._rows[key] = row
        self._bytes += _bytes_of(row)
        while self._bytes > self._limit and len(self._rows) > 1:
            self._bytes -= _bytes_of(self._rows.popitem(last=False)[1])

    def drop(self, key: RowKey) -> None:
        """Forget one row."""
        old = self._rows.pop(key, None)
        if old is not None:
            self._bytes -= _bytes_of(old)

    def clear(self) -> None:
        """Forget every row (theme switch)."""
        self._rows.clear()
        self._bytes = 0

    @property
    def size_in_bytes(self) -> int:
        """Bytes of all kept pixmaps."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._rows)


def _bytes_of(row: QPixmap) -> int:
    return row.width() * row.height() * max(8, row.depth()) // 8


def blank_row(size: QSize, ratio: float) -> QPixmap:
    """An opaque-to-be pixmap of `size` logical pixels, to paint a row on."""
    row = QPixmap(QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))))
    row.setDevicePixelRatio(ratio)
    return row
