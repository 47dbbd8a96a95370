"""The open catalogue: what every service takes first. Edits go through it, and views listen to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from pim.catalog.edit import PRODUCT, Edit, Patch, record_patches
from pim.catalog.errors import CatalogError, Conflict, NotNow
from pim.catalog.identifiers import new_uid
from pim.catalog.structure import Structure
from pim.clock import Clock, SystemClock
from pim.i18n import _
from pim.isolation import scratch
from pim.services.starting import check_starting, starting_records
from pim.storage import history, indexing
from pim.storage.commit import LARGE, CatalogChanged, Committer
from pim.storage.find import Finder
from pim.storage.history import Step
from pim.storage.lease import user_name
from pim.storage.meanwhile import changes_structure, goes_between
from pim.storage.pacing import weight_of
from pim.storage.renewing import is_stale
from pim.storage.store import Reading, Store, create, open_store

Listener = Callable[[CatalogChanged], None]
OnProgress = Callable[[int, int, str], None]


def no_progress(done: int, total: int, text: str) -> None:
    """Whoever does not want to know."""


class Workspace:
    """One open catalogue. Make it with `create_catalog` or `open_catalog`; use it as a context manager or `close` it.

    Reading may happen from several threads; writing is serialised. Listeners are called after each commit, in the
    thread that committed.
    """

    def __init__(self, store: Store, who: str = "") -> None:
        self.store = store
        self.who = who or user_name()
        self.recovered: list[Step] = []
        self._committer = Committer(store)
        self._listeners: list[Listener] = []
        self._busy = threading.Event()  # a large edit is being written
        self._large = threading.Event()  # one has been asked for, and has not ended
        # Called before an edit that is written in batches; `backing_up.protect` makes it a backup.
        self.before_large: Callable[[], object] = lambda: None
        # Called in the thread of a large edit, outside any transaction: edits that wait may be made; None: nobody waits.
        # The window sets both.
        self.give_way: Callable[[], None] | None = None
        # Runs what only reads for long and returns its result; edits that wait may be made until then.
        self.aside: Callable[[Callable[[], object]], object] = lambda function: function()
        # The ledgers of exports being folded in, step by step, and who does the next one: see `services.folding`.
        self.folding: Iterator[int] = iter(())
        self.one_folds = threading.Lock()
        if store.writable:
            self.recovered = self._committer.recover()

    @property
    def folder(self) -> Path:
        return self.store.folder

    @property
    def name(self) -> str:
        """The catalogue's name for people: its folder without the ending."""
        return self.folder.name.removesuffix(".pim")

    @property
    def structure(self) -> Structure:
        return self.store.structure

    @property
    def writable(self) -> bool:
        return self.store.writable

    @property
    def is_applying(self) -> bool:
        """Whether a large edit is being written; export, backup and undo wait for its end."""
        return self._busy.is_set()

    def revision(self) -> int:
        return self.store.revision()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A connection for the read functions of `storage`, all within one snapshot."""
        with self.store.snapshot() as connection:
            yield connection

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` after each commit; returns the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def apply(self, edit: Edit) -> CatalogChanged:
        """Commits an edit; one that touches many products is written in batches. Raises `Conflict` or `CatalogError`.

        An edit without patches changes nothing and is not recorded. While a large edit is written, others are committed
        between its batches and stay; those that are large themselves or change the structure raise `NotNow`.
        """
        if not edit.patches:
            return CatalogChanged(self.revision(), frozenset(), frozenset(), edit.label)
        if weight_of(patch for patch in edit.patches if patch.kind == PRODUCT) > LARGE:
            return self.apply_large(edit, edit.patches, total=len(edit.patches))
        if self._large.is_set() and not all(map(goes_between, edit.patches)):
            raise NotNow(_("A large change is being written. Changes of the structure wait until it is done."))
        changed = self._committer.commit(self._signed(edit))
        return self._announce(changed)

    def apply_large(
        self,
        edit: Edit,
        patches: Iterable[Patch],
        *,
        total: int = 0,
        on_progress: OnProgress = no_progress,
        since: int | None = None,
        before: Callable[[], object] | None = None,
    ) -> CatalogChanged:
        """Commits an edit in batches; `on_progress` may raise `Cancelled`, which takes all of it back.

        What people change meanwhile stays (see `storage.meanwhile`), and is counted in `left` of the result: meanwhile is
        after edit `since`, without it after this call. `before` is done first, instead of `before_large`; it only reads.
        Raises `NotNow` while another large edit is written.
        """
        if self._large.is_set():
            raise NotNow(_("A large change is being written. The next one waits until it is done."))
        self._large.set()
        try:
            known = self.revision() if since is None else since
            give_way, aside = self._ways_in(edit)
            aside(before or self.before_large)
            self._busy.set()
            changed = self._committer.commit_large(
                self._signed(edit), patches, lambda done: on_progress(done, total, edit.label),
                give_way=give_way, since=known,
            )  # fmt: skip
        except BaseException:
            self._announce(CatalogChanged(self.revision(), None, frozenset(), edit.label))
            raise
        finally:
            self._busy.clear()
            self._large.clear()
        return self._announce(changed)

    def _ways_in(self, edit: Edit) -> tuple[Callable[[], None] | None, Callable[[Callable[[], object]], object]]:
        """None for an undo that ends with another structure: what is typed under the present one may not fit then."""
        if (taken_back := edit.undoes or edit.redoes) is not None:
            with self.reading() as connection:
                if changes_structure(connection, taken_back):
                    return None, (lambda function: function())
        return self.give_way, self.aside

    def undo(self, number: int | None = None, on_progress: OnProgress = no_progress) -> CatalogChanged:
        """Takes back the newest edit that stands, or edit `number`. Raises `CatalogError` when there is nothing to undo,
        `Conflict` when something it changed was changed again since."""
        self._refuse_while_applying()
        with self.reading() as connection:
            step = history.last_undoable(connection) if number is None else history.step(connection, number)
        if step is None or step.undone_by is not None or step.state != history.DONE:
            raise CatalogError(_("There is nothing to undo."))
        if step.source == history.FOUNDING:
            raise CatalogError(_("What a new catalogue begins with is not undone. Change it in Structure."))
        base = str(step.details.get("of", step.label))  # a redone step is named after the step itself
        edit = Edit(
            label=_("Undo: {label}").format(label=base), patches=(), source="undo", undoes=step.number, details={"of": base}
        )
        return self._take_back(step, edit, on_progress)

    def redo(self, on_progress: OnProgress = no_progress) -> CatalogChanged:
        """Takes back the last undo. Raises `CatalogError` when there is nothing to redo."""
        self._refuse_while_applying()
        with self.reading() as connection:
            step = history.last_redoable(connection)
        if step is None:
            raise CatalogError(_("There is nothing to redo."))
        base = str(step.details.get("of", step.label))
        edit = Edit(
            label=_("Redo: {label}").format(label=base), patches=(), source="redo", redoes=step.number, details={"of": base}
        )
        return self._take_back(step, edit, on_progress)

    def _refuse_while_applying(self) -> None:
        if self._large.is_set():
            raise CatalogError(_("A large change is being written. Undo and redo wait until it is done."))

    def next_undo(self) -> Step | None:
        """The edit that `undo` would take back."""
        with self.reading() as connection:
            return history.last_undoable(connection)

    def next_redo(self) -> Step | None:
        """The undo that `redo` would take back."""
        with self.reading() as connection:
            return history.last_redoable(connection)

    def is_stale(self) -> bool:
        """Whether some derived data (lists, search, completeness) are older than the structure."""
        with self.reading() as connection:
            return is_stale(connection)

    def renew(self, limit: int = 500) -> int:
        """Brings some derived data up to date with the structure; returns how many products are left, at most `limit`."""
        if not self.writable or not self.is_stale():
            return 0
        left = self._committer.renew(limit)
        if not left:
            self._announce(CatalogChanged(self.revision(), None, frozenset(), ""))
        return left

    def finder(self, connection: Reading) -> Finder:
        """The query builder for the present structure and indexes, while the connection is held."""
        return Finder(self.structure, partial(indexing.ready_fields, connection))

    def index_fields(self, keys: Iterable[str]) -> None:
        """Begins to index these value keys of texts, so that filters and sorting answer at once from then on.

        A catalogue that is open for reading only goes without: its filters and sorting scan.
        """
        wanted = list(keys)
        if wanted and self.writable:
            self._committer.build_indexes(wanted)

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _signed(self, edit: Edit) -> Edit:
        return replace(edit, who=edit.who or self.who, operation=edit.operation or new_uid())

    def _take_back(self, step: Step, edit: Edit, on_progress: OnProgress) -> CatalogChanged:
        try:
            patches = tuple(self._reversed(step)) if step.products <= LARGE else ()
            if step.products > LARGE or weight_of(patches) > LARGE:
                return self.apply_large(edit, self._reversed(step), total=step.products, on_progress=on_progress)
            return self._announce(self._committer.commit(self._signed(replace(edit, patches=patches))))
        except Conflict as error:
            raise Conflict(
                _("“{label}” cannot be taken back. {reason}").format(label=step.label, reason=error), error.names
            ) from error

    def _reversed(self, step: Step) -> Iterator[Patch]:
        with self.reading() as connection:
            yield from (p.reversed() for p in history.patches(connection, step.number, newest_first=True))

    def _announce(self, changed: CatalogChanged) -> CatalogChanged:
        for listener in tuple(self._listeners):
            listener(changed)
        return changed


def open_catalog(
    folder: Path, *, clock: Clock | None = None, read_only: bool = False, wait: float = 2.0, who: str = "",
    on_progress: OnProgress = no_progress,
) -> Workspace:  # fmt: skip
    """Opens a catalogue; edits that a crash left half written are taken back first (see `recovered`).

    One of an older version is brought up to date before, unless `read_only`: `on_progress` may raise `Cancelled`. Raises
    `CatalogError` subclasses: not a catalogue, newer, damaged, not to be brought up to date, or in use (unless `read_only`).
    """
    scratch.sweep()
    return Workspace(open_store(folder, clock, read_only=read_only, wait=wait, on_progress=on_progress), who)


def create_catalog(
    folder: Path, *, locales: Sequence[str] = (), currencies: Sequence[str] = (), clock: Clock | None = None,
    who: str = "", starting: bool = True, fill: Callable[[Workspace], object] = lambda workspace: None,
) -> Workspace:  # fmt: skip
    """A new catalogue with `locales` (default en_GB) and one price list per currency (default EUR).

    `starting` gives it an attribute for each usual standard field and the channels csv, shopify and print; `fill` writes
    more into it. It is there when all of this is: whatever interrupts it leaves none.
    """
    check_starting(locales, currencies)

    def found(store: Store) -> None:
        workspace = Workspace(store, who)
        if starting:
            records = starting_records(tuple(locales) or ("en_GB",), tuple(currencies) or ("EUR",))
            patches = tuple(patch for record in records for patch in record_patches(None, record))
            workspace.apply(Edit(label=_("New catalogue"), patches=patches, source="new"))
        fill(workspace)

    return Workspace(create(folder, clock or SystemClock(), found), who)
