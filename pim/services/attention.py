"""What needs a person: blocked products by reason, holes everywhere, exceptions that end. Worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from pim.catalog.filters import Condition, Query
from pim.catalog.readiness import BLOCKED, Reason
from pim.i18n import _, format_date, format_number, ngettext
from pim.services import browsing
from pim.services.workspace import Workspace
from pim.storage import exceptions, lists, publications
from pim.storage.lists import ScopeTotal

BAD, WARN = "bad", "warn"
_SOON = 14  # days


class Attention(NamedTuple):
    """One thing to do. `grade` is bad or warn; `query` shows the products concerned, None leads to `room` instead."""

    grade: str
    title: str
    note: str
    verb: str
    size: int
    query: Query | None = None
    room: str = ""
    channel: str = ""


def needs_attention(workspace: Workspace, locale: str = "", limit: int = 5) -> list[Attention]:
    """The worst first, at most `limit`; names of the catalogue in `locale`. Reads only; counts kept readiness, so old states
    count as they were."""
    found = [*_differences(workspace, locale), *_blocked(workspace, locale), *_holes(workspace), *_ending(workspace)]
    grades = {BAD: 0, WARN: 1}
    return sorted(found, key=lambda one: (grades[one.grade], -one.size))[:limit]


def _differences(workspace: Workspace, locale: str) -> list[Attention]:
    found = []
    with workspace.reading() as connection:
        for code, channel in workspace.structure.channels.items():
            for publication in publications.publications(connection, code, 1):
                cells = publication.summary.get("matrix", ())
                count = sum(int(cell.get("difference", 0)) for cell in cells if cell["channel"] == code)
                if count:
                    title = ngettext(
                        "{count} undeclared difference on {channel}",
                        "{count} undeclared differences on {channel}",
                        count,
                    ).format(count=format_number(count), channel=channel.label(locale))
                    note = _("Kept back until it is resolved")
                    found.append(Attention(BAD, title, note, _("Resolve"), count, None, "parity", code))
    return found


def _blocked(workspace: Workspace, locale: str) -> list[Attention]:
    structure, found = workspace.structure, []
    with workspace.reading() as connection:
        for code, channel in structure.channels.items():
            products, reasons = publications.blocked_reasons(connection, code)
            if not products:
                continue
            counted: Counter[str] = Counter()
            for parts, number in reasons:
                counted[Reason(*parts).sentence(structure, locale)] += number
            note = ", ".join(
                _("{count} × {reason}").format(count=format_number(number), reason=sentence)
                for sentence, number in counted.most_common(2)
            )
            title = ngettext("{count} blocked on {channel}", "{count} blocked on {channel}", products)
            query = Query(conditions=(Condition(f"readiness#{code}", "=", (BLOCKED,)),), roots_only=True)
            found.append(
                Attention(
                    BAD,
                    title.format(count=format_number(products), channel=channel.label(locale)),
                    note,
                    _("Show"),
                    products,
                    query,
                    "",
                    code,
                )
            )
    return found


def _holes(workspace: Workspace) -> list[Attention]:
    found = []
    for field, (title, note) in _HOLES.items():
        query = Query(conditions=(Condition(field, "empty"),), roots_only=True)
        if count := browsing.count_products(workspace, query):
            found.append(
                Attention(WARN, title(count).format(count=format_number(count)), note(), _("Show"), count, query)
            )
    return found


def _no_category(count: int) -> str:
    return ngettext("{count} product has no category", "{count} products have no category", count)


def _no_image(count: int) -> str:
    return ngettext("{count} product has no image", "{count} products have no image", count)


_HOLES: dict[str, tuple[Callable[[int], str], Callable[[], str]]] = {
    "category": (_no_category, lambda: _("Shops and catalogues show products by category")),
    "image": (_no_image, lambda: _("Nobody buys what cannot be seen")),
}


def _ending(workspace: Workspace) -> list[Attention]:
    day = workspace.store.clock.now().date() + timedelta(days=_SOON)
    with workspace.reading() as connection:
        count = exceptions.ending_by(connection, day.isoformat())
    if not count:
        return []
    title = ngettext("{count} exception ends or has ended", "{count} exceptions end or have ended", count)
    note = _("By {day}; the catalogue's own value is sent from then on").format(day=format_date(day))
    return [Attention(WARN, title.format(count=format_number(count)), note, _("Show"), count, None, "exceptions")]


def completeness(workspace: Workspace) -> list[ScopeTotal]:
    """Completeness per channel and locale over everything that can be sold."""
    with workspace.reading() as connection:
        return lists.completeness_totals(connection)
