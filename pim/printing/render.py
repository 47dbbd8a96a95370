"""From a document to a PDF file."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson

from pim import isolation
from pim.i18n import _
from pim.printing import fonts, press, template
from pim.printing.document import Card, CatalogDocument, Layout, tidied
from pim.printing.errors import MissingFont, TemplateProblem, UncoveredText
from pim.printing.payload import image_placer, payload

OnProgress = Callable[[int, int, str], None]
_STEPS = 3
_LIMITS = isolation.Limits(memory_mb=6144, seconds=900.0)


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

    The same document and template give the same bytes. Raises PrintProblem (what to change in data or
    template),
    codes.CodeProblem (a GTIN or address that no code can hold), isolation errors, and Cancelled.
    """
    started = time.monotonic()
    report = on_progress or _silent
    used = template.load(template_folder)
    _check_coverage(document, used)
    with tempfile.TemporaryDirectory(prefix="pim-print-") as scratch:
        job = Path(scratch)
        report(0, _STEPS, _("Collecting pictures and texts"))
        _lay_out(document, used, job)
        report(1, _STEPS, _("Setting the pages"))
        warnings = _press(used, job, document.as_of is not None, report, limits)
        report(2, _STEPS, _("Writing the file"))
        _deliver(job / press.OUTPUT, target)
    report(_STEPS, _STEPS, _("Printed"))
    return Rendered(target, time.monotonic() - started, tuple(warnings))


def coverage(template_folder: Path | None = None) -> frozenset[int]:
    """The code points that a template can print; ask once and pass it to `uncovered` for each card."""
    used = template.load(template_folder)
    return fonts.coverage([used.font_folder])


def uncovered(card: Card, layout: Layout, covered: frozenset[int]) -> str:
    """The characters of `card` that have no shape in the fonts, each once, sorted; "" when all have."""
    return "".join(sorted({c for c in _texts(tidied(card, layout)) if ord(c) not in covered}))


def _check_coverage(document: CatalogDocument, used: template.Template) -> None:
    covered = fonts.coverage([used.font_folder])
    for card in document.cards():
        lacking = uncovered(card, document.layout, covered)
        if lacking:
            raise UncoveredText(
                _(
                    "{sku} has characters that the fonts of the template cannot print: {characters}. "
                    "Put a font that "
                    "has them into the folder “fonts” of the template and name it in template.json."
                ).format(sku=card.sku, characters=" ".join(lacking[:20]))
            )


def _texts(card: Card) -> str:
    """All letters of a card in one string; blanks do not matter."""
    table = card.variants
    cells = [cell for row in (table.columns, *table.rows) for cell in row] if table else []
    facts = [text for fact in card.facts for text in (fact.label, fact.value)]
    blocks = [block.text for block in card.description]
    return "".join([card.sku, card.title, card.price, card.old_price, card.gtin, *blocks, *cells, *facts])


def _lay_out(document: CatalogDocument, used: template.Template, job: Path) -> None:
    """Everything the compiler may see, in one folder."""
    template.copy(used, job / "template")
    data = payload(document, image_placer(job)) | {"fonts": list(used.fonts), "tile": used.tile}
    (job / press.DATA).write_bytes(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))


def _press(
    used: template.Template, job: Path, dated: bool, report: OnProgress, limits: isolation.Limits
) -> list[str]:
    def alive(_done: int, _total: int, _text: str) -> None:
        report(1, _STEPS, _("Setting the pages"))

    answer: list[str] = isolation.run(
        press.press,
        (str(job), used.entry, list(used.fonts), dated),
        on_progress=alive,
        errors=(MissingFont, UncoveredText, TemplateProblem),
        limits=limits,
    )
    return answer


def _deliver(made: Path, target: Path) -> None:
    """Copy beside the target, make it durable, then rename over it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    shutil.copyfile(made, beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(target)


def _silent(_done: int, _total: int, _text: str) -> None:
    """Nobody wants to hear of progress."""
