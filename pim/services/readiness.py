"""Where every product stands on every channel: in sync, changed, new, held, blocked, not sold there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from pim.catalog.moments import Span
from pim.catalog.readiness import BLOCKED, CHANGED, HELD, IN_SYNC, NEW, NOT_SOLD, Gate, Outcome, Reason
from pim.catalog.structure import Structure
from pim.channels import ADAPTERS
from pim.channels.adapter import Context
from pim.i18n import _
from pim.services.media import file_finder
from pim.services.snapshot import note_dates
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import publications
from pim.storage.errors import damaged
from pim.storage.products import chunks
from pim.storage.publications import State
from pim.storage.records import version
from pim.storage.snapshot import Tree, trees

_TOGETHER = 200  # products judged per transaction


class ChannelStanding(NamedTuple):
    """One product on one channel; `reasons` are sentences, empty unless it is held or blocked."""

    state: str
    reasons: tuple[str, ...] = ()


def states(workspace: Workspace, root_ids: Sequence[int]) -> dict[int, dict[str, ChannelStanding]]:
    """root id -> channel -> standing, for the rows a list shows. Old ones are computed now (and kept when possible)."""
    _renew_old(workspace, root_ids)
    found: dict[int, dict[str, ChannelStanding]] = {number: {} for number in root_ids}
    structure = workspace.structure
    with workspace.reading() as connection:
        for state in publications.load_states(connection, root_ids):
            reasons = tuple(dict.fromkeys(Reason(*parts[1:]).sentence(structure) for parts in state.reasons))
            found[state.root_id][state.channel] = ChannelStanding(state.state, reasons)
    return found


def counts(workspace: Workspace) -> dict[str, dict[str, int]]:
    """channel -> state -> number of top-level products, as far as it is known (see `pending`)."""
    with workspace.reading() as connection:
        found = publications.count_states(connection)
    return {code: found.get(code, {}) for code in workspace.structure.channels}


def pending(workspace: Workspace, limit: int = 1) -> bool:
    """Whether some standings are older than their products."""
    with workspace.reading() as connection:
        listing_version, today = version(connection, "listing_version"), workspace.store.clock.now().date()
        return any(
            publications.stale_roots(connection, channel, listing_version, today, limit)
            for channel in workspace.structure.channels
        )


def renew_all(workspace: Workspace, on_progress: OnProgress = no_progress) -> None:
    """Brings every standing up to date; `on_progress` may raise `Cancelled`, what is done by then stays.

    Raises `DamagedCatalog` when something stays old whatever is done.
    """
    done, last = 0, 0
    first: list[int] = []
    judge = Judge(workspace)
    while workspace.writable:
        ids = _stale(workspace, _TOGETHER, last)
        if not ids and not last:
            return
        if ids and not last:  # from the first one on again: what was old then must not be so still
            if ids == first:
                raise damaged(_("its pages lead in circles"))
            first = ids
        renew(workspace, ids, judge)
        last = ids[-1] if ids else 0
        done += len(ids)
        on_progress(done, 0, "")


def _stale(workspace: Workspace, limit: int, after: int = 0) -> list[int]:
    """Ids of up to `limit` products above `after` whose standing is old on some channel, in their order."""
    with workspace.reading() as connection:
        listing_version, today = version(connection, "listing_version"), workspace.store.clock.now().date()
        return stale(connection, workspace.structure, listing_version, today, limit, after)


def stale(
    connection: Any, structure: Structure, listing_version: int, today: date, limit: int, after: int = 0,
    end: int | None = None,
) -> list[int]:  # fmt: skip
    """Ids above `after`, and up to `end`, of up to `limit` top-level products whose standing is old on some channel, in
    their order."""
    found: set[int] = set()
    for channel in structure.channels:
        found.update(publications.stale_roots(connection, channel, listing_version, today, limit, after, end))
    return sorted(found)[:limit]


def renew(workspace: Workspace, root_ids: Sequence[int], judge: Judge) -> None:
    """Works the standings of these top-level products out and keeps them; nothing where the catalogue is only read."""
    if not workspace.writable or not root_ids:
        return
    found: list[State] = []
    with workspace.reading() as connection:
        judge.follow(workspace)
        listing_version = version(connection, "listing_version")
        tree_revisions = publications.tree_revisions(connection, root_ids)
        for some in chunks(trees(connection, root_ids), _TOGETHER):
            uids = [tree.root.product.uid for tree in some]
            before = {code: publications.published_hashes(connection, code, uids) for code in judge.structure.channels}
            for tree in some:
                found.extend(judge.states(tree, before, tree_revisions.get(tree.root.id, 0), listing_version))
    with workspace.store.transaction() as writer:
        publications.save_states(writer, found)


def _renew_old(workspace: Workspace, root_ids: Sequence[int]) -> None:
    """Brings those of these products up to date that are old."""
    if not workspace.writable or not root_ids:
        return
    structure, today = workspace.structure, workspace.store.clock.now().date()
    with workspace.reading() as connection:
        wanted = old_among(connection, structure, root_ids, version(connection, "listing_version"), today)
    if wanted:
        renew(workspace, wanted, Judge(workspace))


def old_among(
    connection: Any, structure: Structure, root_ids: Sequence[int], listing_version: int, today: date
) -> list[int]:
    """Those of these top-level products whose standing is old on some channel."""
    revisions = publications.tree_revisions(connection, root_ids)
    fresh: dict[int, int] = {}
    for state in publications.load_states(connection, root_ids):
        if (
            state.revision >= revisions.get(state.root_id, 0)
            and state.rule_version >= listing_version
            and state.valid_until >= today.isoformat()
            and state.channel in structure.channels
        ):
            fresh[state.root_id] = fresh.get(state.root_id, 0) + 1
    return [number for number in root_ids if number in revisions and fresh.get(number, 0) < len(structure.channels)]


class Judge:
    """Works out standings; keeps the gates and contexts of all channels."""

    def __init__(self, workspace: Workspace) -> None:
        self._images = file_finder(workspace)
        self._take(workspace.structure, workspace.store.clock.now())

    def follow(self, workspace: Workspace) -> None:
        """Begins anew when the structure has changed since, or the day."""
        structure, now = workspace.structure, workspace.store.clock.now()
        if structure is not self.structure or now.date() != self._today:
            self._take(structure, now)

    def _take(self, structure: Structure, now: datetime) -> None:
        self.structure, self._today = structure, now.date()
        self._channels = [
            (code, Gate(structure, code, now), ADAPTERS.find(channel.adapter),
             Context(structure=structure, channel=channel, as_of=now, image_file=self._images))
            for code, channel in structure.channels.items()
        ]  # fmt: skip

    def states(
        self, tree: Tree, published: Mapping[str, Mapping[str, bytes]], revision: int, listing_version: int
    ) -> Iterable[State]:
        """The standings of one tree; `published` maps channels and root uids to the hash of what was sent last."""
        uid = tree.root.product.uid
        until = self._valid_until(tree)
        for code, gate, adapter, context in self._channels:
            outcome = gate.judge(tree.lines, tree.skus)
            held = list(outcome.held)
            digest = None
            if outcome.listing is not None:
                limits = adapter.limits(outcome.listing, context) if adapter else ()
                held += [(limit.item or outcome.sku, (Reason("limit", "", limit.reason),)) for limit in limits]
                if not any(sku == outcome.sku for sku, _reasons in held):
                    digest = publications.listing_hash(outcome.listing)
            state = _state(outcome, held, digest, published[code].get(uid))
            reasons = [[sku, *reason] for sku, found in held for reason in found]
            yield State(tree.root.id, code, state, reasons, digest, revision, listing_version, until)

    def _valid_until(self, tree: Tree) -> str:
        """The last day on which today's standing can still be true: a sale or an exception may begin or end."""
        span = Span(self.structure, self._today.isoformat())
        note_dates(span, tree)
        if span.before:
            with suppress(ValueError, OverflowError):  # what is not a date never begins a sale
                return min(span.until, (date.fromisoformat(span.before) - timedelta(days=1)).isoformat())
        return span.until


def _state(outcome: Outcome, held: Sequence[Any], digest: bytes | None, before: bytes | None) -> str:
    if not outcome.sold:
        return NOT_SOLD
    if held and any(reason.code == "person" for _sku, reasons in held for reason in reasons):
        return HELD
    if outcome.listing is None or any(sku == outcome.sku for sku, _reasons in held):
        return BLOCKED
    if before is None:
        return NEW
    if digest != before:
        return CHANGED
    return BLOCKED if held else IN_SYNC


def summary(found: Mapping[str, int]) -> int:
    """How many of a channel's products can be published: new, changed or in sync."""
    return sum(found.get(state, 0) for state in (IN_SYNC, CHANGED, NEW))
