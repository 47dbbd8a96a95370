"""The table for people and the JSON for machines."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from typing import Any

from tests.benchmarks.operation import Row

_HEADINGS = ("operation", "measured", "unit", "control", "ratio", "goal", "met", "wall", "peak MB", "pairs")


def machine() -> dict[str, Any]:
    """What the figures were taken on; nothing that names the computer or its user."""
    return {
        "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "system": platform.system(),
        "machine": platform.machine(), "python": platform.python_version(), "sqlite": sqlite3.sqlite_version,
    }  # fmt: skip


def as_json(rows: Sequence[Row], products: int, shape: str) -> dict[str, Any]:
    return {"machine": machine(), "products": products, "shape": shape, "rows": [row._asdict() for row in rows]}


def as_table(rows: Sequence[Row]) -> str:
    """The rows as aligned text: medians of CPU time, the control's beside it, wall time after it."""
    cells = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADINGS))]
    lines = []
    for line in cells:
        texts = [t.ljust(w) if n in _LEFT else t.rjust(w) for n, (t, w) in enumerate(zip(line, widths, strict=True))]
        lines.append("  ".join(texts).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


_LEFT = (0, 2, 5, 6)


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[row.met]
    return (
        row.operation, _figure(row.measured), row.unit, _figure(row.control), _figure(row.ratio), row.goal, met,
        _figure(row.wall), f"{row.peak_mb:.0f}", str(row.pairs),
    )  # fmt: skip


def in_words(row: Row) -> str:
    """A row in one line, for whoever waits for the table."""
    ratio = f" = {_figure(row.ratio)} x the control" if row.ratio is not None else ""
    return f"{row.operation}: {_figure(row.measured)} {row.unit}{ratio}"


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    places = 0 if value >= 1000 else 1 if value >= 100 else 2 if value >= 0.1 else 3
    return f"{value:,.{places}f}"
