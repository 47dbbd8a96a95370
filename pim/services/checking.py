"""Checking a catalogue: completeness, readiness and problems of its products; and whether what is stored is sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pim.catalog.errors import UnknownRecord
from pim.catalog.filters import Condition, Query
from pim.catalog.readiness import BLOCKED, HELD, STATES
from pim.i18n import _
from pim.services import browsing, readiness
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import checking, lists
from pim.storage.errors import DamagedCatalog


def check(workspace: Workspace, channels: Sequence[str] = (), on_progress: OnProgress = no_progress) -> dict[str, Any]:
    """What `pim check --json` prints: per channel completeness by locale, readiness counts, and what is kept back and why.

    `{"revision", "products", "items", "channels": [{"channel", "completeness": [{"locale", "filled", "required",
    "percent", "complete", "products"}], "readiness": {state: n}, "problems": [{"sku", "state", "reasons"}]}]}`
    """
    codes = list(channels) or list(workspace.structure.channels)
    for code in codes:
        if code not in workspace.structure.channels:
            raise UnknownRecord(_("There is no channel “{code}”.").format(code=code))
    standings = _standings(workspace, on_progress)
    totals = browsing.totals(workspace)
    with workspace.reading() as connection:
        cells = lists.completeness_totals(connection)
    return {
        "revision": workspace.revision(), "products": totals.products, "items": totals.sellable,
        "channels": [_channel(code, cells, standings) for code in codes],
    }  # fmt: skip


Standings = list[tuple[str, dict[str, readiness.ChannelStanding]]]


def _standings(workspace: Workspace, on_progress: OnProgress) -> Standings:
    """(SKU, channel -> standing) of every top-level product."""
    ids = browsing.product_ids(workspace, Query(sort=("sku",), roots_only=True))
    found: Standings = []
    for start in range(0, len(ids), 400):
        part = list(ids[start : start + 400])
        states = readiness.states(workspace, part)
        found.extend((row.sku, states.get(row.id, {})) for row in browsing.rows(workspace, part))
        on_progress(start + len(part), len(ids), _("Checking products"))
    return found


def _channel(code: str, cells: Sequence[lists.ScopeTotal], standings: Standings) -> dict[str, Any]:
    counts = dict.fromkeys(STATES, 0)
    problems = []
    for sku, states in standings:
        standing = states.get(code)
        if standing is None:
            continue
        counts[standing.state] += 1
        if standing.state in (BLOCKED, HELD):
            problems.append({"sku": sku, "state": standing.state, "reasons": list(standing.reasons)})
    return {
        "channel": code,
        "completeness": [
            {
                "locale": cell.locale, "filled": cell.filled, "required": cell.required, "percent": cell.percent,
                "complete": cell.complete, "products": cell.products,
            }
            for cell in cells if cell.channel == code
        ],
        "readiness": counts,
        "problems": problems,
    }  # fmt: skip


def verify(workspace: Workspace, on_progress: OnProgress = no_progress) -> dict[str, Any]:
    """What `pim verify --json` prints: `{"sound", "revision", "products", "problems": [sentence]}`."""
    found = list(checking.problems(workspace.store, on_progress))
    try:
        records = browsing.count_products(workspace, Query())
    except DamagedCatalog as error:
        found, records = [*found, str(error)], 0
    return {"sound": not found, "revision": workspace.revision(), "products": records, "problems": found}


def incomplete(channel: str, locale: str = "") -> Query:
    """The query for products that lack something required on a channel (and locale)."""
    return Query(
        conditions=(Condition(f"missing#{channel}", "=" if locale else "notempty", (locale,) if locale else ()),)
    )
