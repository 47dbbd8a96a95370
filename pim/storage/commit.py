"""The one way anything changes: check that what is stored equals `before`, write `after`, derive, append history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from pim.catalog.category import check_trees
from pim.catalog.edit import PRODUCT, Edit, Patch
from pim.catalog.errors import CatalogError
from pim.catalog.structure import Structure
from pim.storage import ballast, disk, drafts, history, indexing, records, structure_changes
from pim.storage.derive import Rules, load_rules
from pim.storage.errors import DiskRefused
from pim.storage.meanwhile import NOTHING, Left, Meanwhile
from pim.storage.pacing import Pace, batches_of, weight_of
from pim.storage.patched import part_of, patched_product, patched_record
from pim.storage.patching import PatchWriter
from pim.storage.products import load_products, load_where
from pim.storage.renewing import WHOLE_VERSION, renew_some
from pim.storage.store import Store
from pim.storage.write import ProductWriter

LARGE = 2_000  # changed products, or a quarter as many made or removed; an edit over more is written in batches

_COUNT_STALE = "SELECT COUNT(*) FROM (SELECT 1 FROM product WHERE rule_version<? LIMIT ?)"  # counted up to the limit


class CatalogChanged(NamedTuple):
    """What a commit changed: the one event that views listen to. `uids` is None when it is (almost) everything."""

    revision: int
    uids: frozenset[str] | None = frozenset()
    structure: frozenset[str] = frozenset()  # kinds of structure records
    label: str = ""
    left: Left = NOTHING  # what a large edit left as it was because it was changed meanwhile

    @property
    def is_nothing(self) -> bool:
        """Whether everything was so already: no step was made, and there is nothing to undo."""
        return self.uids == frozenset() and not self.structure and not self.left.values


@dataclass
class _Progress:
    """The outcome of one transaction's patches."""

    uids: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)


class Committer:
    """Applies edits to a store. Whoever owns it calls it from one thread at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rules: Rules | None = None
        self._rule_version = 0

    def commit(self, edit: Edit) -> CatalogChanged:
        """Applies a whole edit in one transaction. The same operation again changes nothing and returns its revision."""
        with self._transaction() as connection:
            known = history.step_of_operation(connection, edit.operation) if edit.operation else None
            if known is not None:
                return CatalogChanged(known.number, frozenset(), frozenset(), known.label)
            number = history.begin(connection, edit, self._store.now(), history.DONE)
            progress = _Progress()
            self._apply(connection, number, edit.patches, progress)
        return CatalogChanged(number, frozenset(progress.uids), frozenset(progress.kinds), edit.label)

    def commit_large(
        self,
        edit: Edit,
        patches: Iterable[Patch],
        between: Callable[[int], None] = lambda done: None,
        *,
        give_way: Callable[[], None] | None = None,
        since: int | None = None,
    ) -> CatalogChanged:
        """Applies an edit in batches, each a transaction of its own, under state `applying`.

        `between(patches so far)` is called after each batch; what it raises (cancel) takes the whole edit back by its own
        patches, and so does any error. After a crash `recover` does the same. `give_way()` is called before each
        transaction, also of taking back: other edits may be committed there. What they change is left to them (see
        `Meanwhile`), and so is what edits after number `since` changed. Without it nobody waits, and batches are larger.
        """
        with self._transaction() as connection:
            known = history.step_of_operation(connection, edit.operation) if edit.operation else None
            if known is not None:
                return CatalogChanged(known.number, frozenset(), frozenset(), known.label)
            number = history.begin(connection, edit, self._store.now(), history.APPLYING)
        progress, pace, done = _Progress(), Pace(is_alone=give_way is None), 0
        meanwhile = Meanwhile(number, number if since is None else since)
        let_in = give_way or (lambda: None)
        try:
            with ballast.kept(self._store) as keep_room:
                let_in()  # making the first patches may take as long as writing them
                for batch in batches_of(patches, pace):
                    let_in()
                    keep_room()
                    with pace.timed(weight_of(batch)):
                        self._write_batch(number, batch, progress, meanwhile)
                    done += len(batch)
                    between(done)
                    let_in()
                keep_room()
                with self._transaction() as connection:
                    history.finish(connection, number, history.DONE)
        except BaseException:
            self.reverse(number, give_way)
            raise
        uids = frozenset(progress.uids) if len(progress.uids) <= LARGE else None
        return CatalogChanged(number, uids, frozenset(progress.kinds), edit.label, meanwhile.left)

    def _write_batch(self, number: int, batch: Sequence[Patch], progress: _Progress, meanwhile: Meanwhile) -> None:
        with self._transaction() as connection:
            sifted = meanwhile.sift(connection, batch)
            self._apply(connection, number, sifted.patches, progress)
        meanwhile.count(sifted)

    def recover(self) -> list[history.Step]:
        """Takes back every edit that a crash left half written; returns them."""
        with self._store.reader() as connection:
            half = history.unfinished(connection)
        for step in half:
            self.reverse(step.number)
        return half

    def reverse(self, number: int, give_way: Callable[[], None] | None = None) -> None:
        """Takes an unfinished edit back, batch by batch; its rows in history shrink with it, so it can be interrupted too.

        What somebody changed meanwhile stays as that later edit left it. `give_way()` is called before each transaction.
        Raises `DiskRefused` when the disk lets not even one record be taken back.
        """
        meanwhile, pace, last = Meanwhile(number, number), Pace(is_alone=give_way is None), 1 << 60
        let_in = give_way or (lambda: None)
        while True:
            let_in()
            with self._store.reader() as connection:
                ids = history.newest_changes(connection, number, pace.size, last)
            if not ids:
                break
            try:
                with pace.timed(len(ids)):
                    self._reverse_changes(number, ids, meanwhile)
            except DiskRefused as error:
                if not pace.shrink():
                    raise disk.half_written() from error
                ballast.empty_log(self._store)
                continue
            except CatalogError:
                for one in ids:
                    self._reverse_what_stands(number, one, meanwhile)
                    let_in()
            last = ids[-1]
        with self._transaction() as connection:
            history.finish(connection, number, history.REVERTED)
            drafts.forget_homeless(connection)

    def _reverse_changes(
        self, number: int, ids: Sequence[int], meanwhile: Meanwhile, *, standing: bool = False
    ) -> None:
        with self._transaction() as connection:
            patches = [patch.reversed() for patch in history.patches_of_changes(connection, ids)]
            sifted = meanwhile.sift(connection, patches)
            fitting = [p for p in sifted.patches if self._stands(connection, p)] if standing else sifted.patches
            self._write_patches(connection, number, fitting, _Progress())
            history.remove_changes(connection, ids, sifted.records)
        meanwhile.count(sifted)

    def _reverse_what_stands(self, number: int, change: int, meanwhile: Meanwhile) -> None:
        """Takes back of one record what no later edit changed; what cannot be taken back at all stays, in history too."""
        with suppress(CatalogError):
            self._reverse_changes(number, [change], meanwhile, standing=True)

    def _stands(self, connection: sqlite3.Connection, patch: Patch) -> bool:
        """Whether what is stored is what the patch expects."""
        if patch.kind == PRODUCT:
            product = load_products(connection, [patch.uid]).get(patch.uid)
            return (product is not None or not patch.key) and part_of(product, patch.key) == patch.before
        record = self._store.structure.of_kind(patch.kind).get(patch.uid)
        stored = record.to_json() if record else None
        return bool((stored or {}).get(patch.key) == patch.before if patch.key else stored == patch.before)

    def renew(self, limit: int = 500) -> int:
        """Derives some products again whose derived data are older than the structure; returns how many are left, counted
        up to `limit`: going through all of them after every few would take longer than the work.

        Up to `limit`, or four times as many where only requirements changed.
        """
        with self._transaction() as connection:
            rules, version = self._current_rules(connection)
            renew_some(connection, rules, version, self._store.now(), limit)
            left = connection.execute(_COUNT_STALE, (version, limit)).fetchone()[0]
        return int(left)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A store's transaction that puts the structure in memory back when it is rolled back."""
        before: Structure | None = None
        try:
            with self._store.transaction() as connection:
                before = self._store.structure  # nobody else changes it while the transaction is open
                yield connection
        except BaseException:
            if before is not None:
                self._store.structure = before
            self.forget_rules()
            raise

    def _apply(
        self, connection: sqlite3.Connection, number: int, patches: Sequence[Patch], progress: _Progress
    ) -> None:
        self._write_patches(connection, number, patches, progress)
        history.append(connection, number, patches)

    def _write_patches(
        self, connection: sqlite3.Connection, number: int, patches: Sequence[Patch], progress: _Progress
    ) -> None:
        structural = [patch for patch in patches if patch.kind != PRODUCT]
        if structural:
            self._write_structure(connection, structural)
            progress.kinds.update(patch.kind for patch in structural)
        self._write_products(connection, number, [p for p in patches if p.kind == PRODUCT], progress)
        if structural:
            self._renew_if_small(connection)

    def _write_structure(self, connection: sqlite3.Connection, patches: Sequence[Patch]) -> None:
        before = self._store.structure
        after = before
        touched: dict[tuple[str, str], None] = {}
        for patch in patches:
            old = after.of_kind(patch.kind).get(patch.uid)
            after = after.with_record(patch.kind, patch.uid, patched_record(old, patch))
            touched[patch.kind, patch.uid] = None
        check_trees(after.categories, [uid for kind, uid in touched if kind == "category"])
        for kind, uid in touched:
            records.save_record(connection, kind, uid, after.of_kind(kind).get(uid))
        after = after.with_version(records.bump_version(connection, "structure_version"))
        structure_changes.forget_states_of_held(connection, before, after, touched)
        if structure_changes.affects_listings(before, after, touched):
            records.bump_version(connection, "listing_version")
        known = history.known_records(connection, touched)
        affected = structure_changes.affects_derived(before, after, touched, known)
        if affected:
            structure_changes.forget_fields(connection, before, after)
            version = records.bump_version(connection, "rule_version")
            if affected == structure_changes.WHOLE:
                records.set_version(connection, WHOLE_VERSION, version)
            elif not records.version(connection, WHOLE_VERSION):
                records.set_version(connection, WHOLE_VERSION, version - 1)
        self._store.structure, self._rules = after, None

    def _write_products(
        self, connection: sqlite3.Connection, number: int, patches: Sequence[Patch], progress: _Progress
    ) -> None:
        if not patches:
            return
        by_uid: dict[str, list[Patch]] = {}
        for patch in patches:
            by_uid.setdefault(patch.uid, []).append(patch)
        rules, version = self._current_rules(connection)
        only_values = PatchWriter(connection, rules, number, self._store.now(), version).save(by_uid)
        if only_values is not None:
            progress.uids.update(only_values)
            return
        existing = [uid for uid, own in by_uid.items() if not (own[0].key == "" and own[0].before is None)]
        stored = {row.product.uid: row for row in load_where(connection, "uid", existing)}
        changes = [patched_product(stored.get(uid), own) for uid, own in by_uid.items()]
        writer = ProductWriter(connection, rules, number, self._store.now(), version)
        progress.uids.update(writer.save(changes, stored.values()))

    def _renew_if_small(self, connection: sqlite3.Connection) -> None:
        rules, version = self._current_rules(connection)
        stale = connection.execute(_COUNT_STALE, (version, LARGE + 1)).fetchone()[0]
        while stale <= LARGE and renew_some(connection, rules, version, self._store.now(), LARGE):
            pass

    def _current_rules(self, connection: sqlite3.Connection) -> tuple[Rules, int]:
        if self._rules is None:
            self._rules = load_rules(connection, self._store.structure)
            row = connection.execute("SELECT value FROM catalog WHERE name='rule_version'").fetchone()
            self._rule_version = int(row[0])
        return self._rules, self._rule_version

    def build_indexes(self, keys: Sequence[str]) -> None:
        """Begins to index value keys of texts, and returns when filters and sorting may use them."""
        with self._transaction() as connection:
            indexing.announce(connection, self._store.structure, keys)
        self.forget_rules()
        indexing.build(self._store)

    def forget_rules(self) -> None:
        """Reads structure and rules again at the next edit; after a transaction that was rolled back."""
        self._rules = None
