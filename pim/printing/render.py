"""From a document to a PDF file."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pim import isolation
from pim.i18n import _
from pim.isolation.scratch import Scratch
from pim.printing import fonts, template
from pim.printing.binding import bind
from pim.printing.document import CatalogDocument
from pim.printing.typesetting import OnProgress, Typesetter, uncovered
from pim.printing.wording import printable

_LIMITS = isolation.Limits(memory_mb=6144, seconds=900.0)  # of one part


@dataclass(frozen=True, slots=True)
class Rendered:
    """What came of it: the file, how long it took (seconds), what the compiler remarked."""

    path: Path
    seconds: float
    warnings: tuple[str, ...]


def render(
    document: CatalogDocument,
    target: Path,
    *,
    template_folder: Path | None = None,
    on_progress: OnProgress | None = None,
    limits: isolation.Limits = _LIMITS,
) -> Rendered:
    """Print `document` to the file `target`, which appears complete or not at all.

    The same document and template give the same bytes; memory does not grow with the number of cards. `on_progress`
    counts cards. Raises PrintProblem (what to change in data or template), codes.CodeProblem (a GTIN or address that no
    code can hold), isolation errors, and Cancelled.
    """
    started = time.monotonic()
    report = on_progress or _silent
    used = template.load(template_folder)
    with Scratch("print") as scratch, isolation.Worker(limits) as worker:
        setting = Typesetter(document, used, scratch, worker, report)
        parts = setting.parts()
        worker.close()
        total = sum(len(section.cards) for section in document.sections)
        writing = partial(report, total, total, _("Writing the file"))
        _deliver(parts, target, printable(document.labels.page), writing)
    report(total, total, _("Printed"))
    return Rendered(target, time.monotonic() - started, tuple(dict.fromkeys(setting.warnings)))


def coverage(template_folder: Path | None = None) -> frozenset[int]:
    """The code points that a template can print; ask once and pass it to `uncovered` for each card."""
    used = template.load(template_folder)
    return fonts.coverage([used.font_folder])


def _deliver(parts: Sequence[Path], target: Path, page_word: str, on_part: Callable[[], None]) -> None:
    """Bind beside the target, make it durable, then rename over it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    try:
        bind(parts, beside, page_word, on_part)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _silent(_done: int, _total: int, _text: str) -> None:
    """Nobody wants to hear of progress."""


__all__ = ["Rendered", "coverage", "render", "uncovered"]
