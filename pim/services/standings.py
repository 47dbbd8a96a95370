"""The channels at a glance: where their products stand, what was published last, what is declared and held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError, UnknownRecord
from pim.catalog.filters import Condition, Query
from pim.catalog.readiness import BLOCKED, CHANGED, HELD, NEW
from pim.i18n import _
from pim.services import browsing, channeling, folding, readiness, structuring
from pim.services.workspace import Workspace
from pim.storage import exceptions, publications
from pim.storage.commit import CatalogChanged
from pim.storage.exceptions import StoredException
from pim.storage.products import skus_by_uid
from pim.storage.publications import Publication

WAITING = (CHANGED, NEW, BLOCKED, HELD)  # states that somebody has to look at


class ChannelStanding(NamedTuple):
    """A channel with its counts (state -> top-level products) and its last publication."""

    channel: Channel
    icon: str
    counts: Mapping[str, int]
    last: Publication | None

    @property
    def code(self) -> str:
        return self.channel.code

    @property
    def to_send(self) -> int:
        """How many products are new or changed."""
        return self.counts.get(CHANGED, 0) + self.counts.get(NEW, 0)

    @property
    def is_ready(self) -> bool:
        """Nothing is blocked."""
        return not self.counts.get(BLOCKED, 0)


class Standing(NamedTuple):
    """All channels; `pending` says that some counts are older than their products."""

    channels: tuple[ChannelStanding, ...]
    pending: bool
    exceptions: int

    @property
    def is_empty(self) -> bool:
        """No product is known to any channel, and none is being counted."""
        return not self.pending and not any(count for channel in self.channels for count in channel.counts.values())


def standing(workspace: Workspace, pending: bool | None = None) -> Standing:
    """Where all channels stand. Reads only. Whoever knows whether some counts are older than their products says so in
    `pending`: to find out takes a look at every product."""
    counts = readiness.counts(workspace)
    with workspace.reading() as connection:
        declared = exceptions.count_exceptions(connection)
        last = {code: publications.publications(connection, code, 1) for code in workspace.structure.channels}
    found = tuple(
        ChannelStanding(
            channel,
            channeling.adapter_icon(channel.adapter),
            counts.get(code, {}),
            last[code][0] if last[code] else None,
        )
        for code, channel in workspace.structure.channels.items()
        if code in last
    )
    if pending is None:
        pending = readiness.pending(workspace) or workspace.is_stale()
    return Standing(found, pending or folding.is_waiting(workspace), declared)


def waiting_query(channel: str, states: tuple[str, ...] = WAITING) -> Query:
    """The query for the top-level products that stand like this on a channel."""
    return Query(conditions=(Condition(f"readiness#{channel}", "in", states),), sort=("sku",), roots_only=True)


def waiting(workspace: Workspace, channel: str, states: tuple[str, ...] = WAITING) -> list[int]:
    """The ids of the top-level products that stand like this on a channel, by SKU."""
    return list(browsing.product_ids(workspace, waiting_query(channel, states)))


def parity_fields(workspace: Workspace) -> dict[str, dict[str, dict[str, int]]]:
    """The parity matrix of the last publications: field -> channel -> kind -> count (see `catalog.parity.Tally`)."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    with workspace.reading() as connection:
        for code in workspace.structure.channels:
            for publication in publications.publications(connection, code, 1):
                for cell in publication.summary.get("matrix", ()):
                    if cell["channel"] == code:
                        kinds = {kind: n for kind, n in cell.items() if kind not in ("field", "channel")}
                        found.setdefault(cell["field"], {})[code] = kinds
    return found


def ledger(workspace: Workspace, operation: str = "", limit: int = 500) -> list[Publication]:
    """The newest publications first, or those of one export. Reads only: what is not folded in yet is missing."""
    with workspace.reading() as connection:
        found = publications.publications(connection, limit=limit)
    return [one for one in found if operation in ("", one.operation)]


def declared(workspace: Workspace, channel: str = "", limit: int = 1000) -> list[StoredException]:
    """The declared exceptions, those that end first before the others."""
    with workspace.reading() as connection:
        return exceptions.exceptions(connection, channel, limit)


def set_held(workspace: Workspace, channel: str, uid: str, held: bool) -> CatalogChanged:
    """Holds a top-level product back on a channel, or releases it, as one undoable step."""
    record = workspace.structure.channels.get(channel)
    if record is None:
        raise UnknownRecord(_("There is no channel “{code}”.").format(code=channel))
    with workspace.reading() as connection:
        sku = skus_by_uid(connection, [uid]).get(uid)
    if sku is None:
        raise CatalogError(_("The product does not exist any more."))
    others = [one for one in record.held if one != uid]
    changed = record.with_field("held", [*others, uid] if held else others)
    form = _("{sku} held on {channel}") if held else _("{sku} released on {channel}")
    return structuring.save_records(workspace, [changed], label=form.format(sku=sku, channel=record.label()))
