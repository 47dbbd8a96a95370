"""The table for people and the JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.benchmarks.report import machine
from tests.faults.fault import Fault, Outcome, Run

_FAILURES_SHOWN = 10


class Row(NamedTuple):
    """One outcome of one fault; `seconds` of wall time are those of the whole fault."""

    fault: Fault
    outcome: Outcome
    seconds: float


def as_table(rows: Sequence[Row]) -> str:
    """The rows as aligned text, then the failures in words."""
    cells = [("fault", "verdict", "seconds", "counts"), *map(_cells, rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(3)]
    lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}  {d}".rstrip() for a, b, c, d in cells]
    lines.insert(1, "  ".join("-" * width for width in (*widths, 6)))
    for row in rows:
        shown = row.outcome.failures[:_FAILURES_SHOWN]
        lines += [f"\n{_name(row)}: {sentence}" for sentence in shown]
        if more := len(row.outcome.failures) - len(shown):
            lines.append(f"\n{_name(row)}: {more} more failures")
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, str, str, str]:
    counts = ", ".join(f"{number:,} {name}" for name, number in row.outcome.counts.items())
    words = "; ".join(filter(None, (counts, row.outcome.skipped)))
    return _name(row), row.outcome.verdict, f"{row.seconds:.0f}", words


def _name(row: Row) -> str:
    return ": ".join(filter(None, (row.fault.name, row.outcome.part)))


def as_json(rows: Sequence[Row], run: Run) -> dict[str, Any]:
    return {
        "machine": machine(), "length": run.length, "seed": run.seed,
        "rows": [
            {
                "fault": row.fault.name, "part": row.outcome.part, "promise": row.fault.promise,
                "verdict": row.outcome.verdict, "counts": row.outcome.counts, "failures": row.outcome.failures,
                "skipped": row.outcome.skipped, "seconds": round(row.seconds, 1),
            }
            for row in rows
        ],
    }  # fmt: skip
