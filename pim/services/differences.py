"""What a channel would receive now against what it received last, product by product, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pim.catalog.expectations import item_facts
from pim.catalog.listing import Item, Listing
from pim.catalog.readiness import Gate, Reason
from pim.catalog.structure import Structure
from pim.i18n import _, ngettext
from pim.services.value_text import field_name, value_text
from pim.services.workspace import Workspace
from pim.storage import lists, publications
from pim.storage.snapshot import Tree, trees


class FieldChange(NamedTuple):
    """One field. `sku` names the variant, "" for the product itself; None = nothing was, or nothing is any more."""

    sku: str
    field: str
    name: str
    before: str | None
    after: str | None


class ProductDifference(NamedTuple):
    """One top-level product on one channel. `reasons` are sentences; `values` counts the facts it would send."""

    root_id: int
    uid: str
    sku: str
    name: str
    image: str
    state: str
    reasons: tuple[str, ...]
    changes: tuple[FieldChange, ...]
    values: int
    is_held: bool


def differences(
    workspace: Workspace, channel: str, root_ids: Sequence[int], locale: str = ""
) -> list[ProductDifference]:
    """The products of these ids, in their order, as far as they still exist. Reading only; meant for the rows shown."""
    structure = workspace.structure
    # What a person holds back is compared all the same: they want to see what is waiting.
    released = structure.with_record("channel", channel, structure.channels[channel].with_field("held", []))
    judge = _Judge(structure, channel, Gate(released, channel, workspace.store.clock.now()), locale)
    with workspace.reading() as connection:
        states = {s.root_id: s for s in publications.load_states(connection, root_ids) if s.channel == channel}
        found: dict[int, ProductDifference] = {}
        rows = {row.id: row for row in lists.rows(connection, root_ids)}
        for tree in trees(connection, root_ids):
            number = tree.root.id
            before = publications.published_listing(connection, channel, tree.root.product.uid)
            state = states.get(number)
            if number in rows:
                found[number] = judge.difference(tree, rows[number], before, state)
    return [found[number] for number in root_ids if number in found]


class _Judge:
    """Compares for one channel; what it works out per structure is kept."""

    def __init__(self, structure: Structure, channel: str, gate: Gate, locale: str) -> None:
        self._structure, self._gate, self._locale = structure, gate, locale
        self._record = structure.channels[channel]

    def difference(
        self, tree: Tree, row: lists.Row, before: Listing | None, state: publications.State | None
    ) -> ProductDifference:
        outcome = self._gate.judge(tree.lines, tree.skus)
        reasons = [Reason(*parts[1:]) for parts in state.reasons] if state else []
        sentences = tuple(dict.fromkeys(reason.sentence(self._structure) for reason in reasons))
        now = outcome.listing
        changes = tuple(self._changes(before, now)) if before and now else ()
        values = sum(len(self._facts(now, item)) for item in now.items) if now else 0
        return ProductDifference(
            row.id, row.uid, row.sku, row.name, row.image, state.state if state else "", sentences, changes, values,
            row.uid in self._record.held,
        )  # fmt: skip

    def _facts(self, listing: Listing, item: Item) -> dict[str, Any]:
        return item_facts(listing, item, self._record.price_lists)

    def _changes(self, before: Listing, now: Listing) -> Iterator[FieldChange]:
        own = list(self._between("", self._facts(before, before.root), self._facts(now, now.root)))
        yield from own
        if not now.has_variants and not before.has_variants:
            return
        old = {item.uid: item for item in before.items}
        for item in now.items:
            if item.uid not in old:
                yield FieldChange(item.sku, "", _("New variant"), None, item.sku)
                continue
            found = self._between(item.sku, self._facts(before, old.pop(item.uid)), self._facts(now, item))
            # What a variant inherits changes with its model: told once.
            yield from (change for change in found if change._replace(sku="") not in own)
        for item in old.values():
            yield FieldChange(item.sku, "", _("Variant not sold any more"), item.sku, None)

    def _between(self, sku: str, before: dict[str, Any], now: dict[str, Any]) -> Iterable[FieldChange]:
        changed = [key for key in dict.fromkeys((*now, *before)) if before.get(key) != now.get(key)]
        plain = {key.partition(":")[2] for key in changed if not key.startswith(".") and ":" in key}
        for key in changed:
            if key.startswith((".price:", ".compare_at:")) and key.partition(":")[2] in plain:
                continue  # follows from a price that is named already
            was, will = (value_text(self._structure, key, side.get(key), self._locale) for side in (before, now))
            yield FieldChange(sku, key, field_name(self._structure, key), was, will)


def new_values(count: int) -> str:
    """How many values a new listing brings, in words."""
    return ngettext("{count} value", "{count} values", count).format(count=count)
