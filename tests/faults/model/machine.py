"""The machine: the real catalogue and the plain one side by side, the same step made in both, compared after each."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from pim.catalog.errors import CatalogError
from pim.services import browsing
from pim.services.workspace import Workspace, open_catalog
from pim.storage import history
from pim.storage.media import all_media
from tests.builders import CLOCK
from tests.faults.model import looking
from tests.faults.model.founding import found_catalog
from tests.faults.model.plain import Changed, Difference, Fields, Place, Plain, folded_sku

_MEMORY = Path(
    "/dev/shm"
)  # what is stored is looked at, not whether it would survive: syncing would take most of the time
VERIFY_EVERY = 5  # steps
NEW = "new:"  # before a SKU: the uid of a product that the program has yet to make
SKUS = ("A-1", "a‑2", "Ｂ", "É-3", "C 4", "M", "T", "ß", "00123")


class Beside(RuleBasedStateMachine):
    """What every rule stands on. `counts` adds up over all machines."""

    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="model-", dir=_MEMORY if _MEMORY.is_dir() else None))
        self.workspace: Workspace = found_catalog(self.home)
        self.model = Plain(looking.records(self.workspace))
        self.looks = 0  # at the whole catalogue: once before the first step, then after each
        self.pictures = sorted(medium.sha256 for medium in all_media(self.workspace.store))

    def teardown(self) -> None:
        """Everything is taken back to the beginning and made again to the end, then the files go."""
        try:
            if sys.exc_info()[0] is None:  # else what was found first is what counts
                self.undo_all_and_redo()
                looking.sound(self.workspace)
        finally:
            self.workspace.close()
            shutil.rmtree(self.home)

    def undo_all_and_redo(self) -> None:
        """Down to the first step and up again gives what was there, unless something stands in the way by right."""
        last, made = dict(self.model.records), len(self.model.done)
        while self.model.done and self.takes_back(len(self.model.done) - 1):
            looking.same_records(self.workspace, self.model)
        if not self.model.done:
            for _step in range(made):
                assert self.makes_again()
            looking.same_records(self.workspace, self.model)
            assert self.model.records == last

    # -- steps ------------------------------------------------------------------------------------------
    def make(
        self, what: str, changes: Mapping[Place, Fields | None], act: Callable[[], Any], refused: str = ""
    ) -> bool:
        """Makes a step in both. The program has to refuse it when `refused` says why, or when it would break what always
        holds, and only then; whether it was made."""
        difference = self.model.difference_to(changes)
        reason = refused or self.model.would_break(difference)
        revision = self.workspace.revision()
        try:
            act()
        except CatalogError as error:
            assert reason, f"{what} was refused: {error}"
            assert self.workspace.revision() == revision, f"{what} was refused and counted"
            self.counts["refused"] += 1
            return False
        assert not reason, f"{what} was taken although {reason}"
        assert self.workspace.revision() == revision + bool(difference), f"{what} made another number of steps"
        if difference:
            self.model.keep(self._named(difference), self.workspace.revision())
        self.counts[what] += 1
        return True

    def _named(self, difference: Difference) -> Difference:
        """The difference with the uids that the program has given."""
        uids = {f"{NEW}{after['sku']}": "" for (_kind, uid), (_b, after) in difference.items() if after and NEW in uid}
        for name in uids:
            uids[name] = browsing.uid_of(self.workspace, name.removeprefix(NEW))
        found: Difference = {}
        for (kind, uid), (before, after) in difference.items():
            if after and after.get("parent") in uids:
                after = {**after, "parent": uids[after["parent"]]}
            found[kind, uids.get(uid, uid)] = (before, after)
        return found

    def takes_back(self, position: int) -> bool:
        """Undoes the step at `position` of those that stand; whether it could be."""
        step = self.model.done[position]
        reason = self._against(lambda: self.model.taken_back(step.difference))
        newest = position == len(self.model.done) - 1
        try:
            self.workspace.undo(None if newest else step.number)
        except CatalogError as error:
            assert reason, f"step {step.number} cannot be undone: {error}"
            self.counts["refused"] += 1
            return False
        assert not reason, f"step {step.number} was undone although {reason}"
        self.model.undo(position, self.workspace.revision())
        self.counts["undo" if newest else "undo of an older step"] += 1
        return True

    def makes_again(self) -> bool:
        """Redoes the last undone step; whether it could be."""
        undone = self.model.undone[-1]
        turned = {place: (after, before) for place, (before, after) in undone.items()}
        reason = self._against(lambda: self.model.taken_back(turned))
        try:
            self.workspace.redo()
        except CatalogError as error:
            assert reason, f"the last undone step cannot be redone: {error}"
            self.counts["refused"] += 1
            return False
        assert not reason, f"a step was redone although {reason}"
        self.model.redo(self.workspace.revision())
        self.counts["redo"] += 1
        return True

    def _against(self, back: Callable[[], Difference]) -> str:
        try:
            return self.model.would_break(back())
        except Changed as changed:
            return f"{changed.args[0]} was changed since"

    # -- choosing ---------------------------------------------------------------------------------------
    def uids(self, *kinds: str) -> list[str]:
        """The uids of these kinds (any without), in an order that is the same in every run."""
        products = self.model.products
        chosen = [uid for uid, fields in products.items() if not kinds or fields["kind"] in kinds]
        return sorted(chosen, key=lambda uid: folded_sku(products[uid]["sku"]))

    def with_below(self, uid: str) -> list[str]:
        """A product and everything below it, upper ones first."""
        found = [uid]
        for one in found:
            found += [name for name, fields in self.model.products.items() if fields.get("parent") == one]
        return found

    def draw_uid(self, data: st.DataObject, *kinds: str) -> str:
        """One of them."""
        return data.draw(st.sampled_from(self.uids(*kinds)), label="uid")

    def reopen_catalog(self) -> None:
        """Closes the catalogue and opens it again."""
        self.workspace.close()
        self.workspace = open_catalog(self.workspace.folder, clock=CLOCK, who="ann")

    # -- what always holds ------------------------------------------------------------------------------
    @invariant()
    def the_records_are_the_model(self) -> None:
        self.counts["steps"] += self.looks > 0
        self.looks += 1
        looking.same_records(self.workspace, self.model)
        assert not self.model.would_break({})

    @invariant()
    def completeness_is_exact(self) -> None:
        looking.same_completeness(self.workspace, self.model)

    @invariant()
    def search_finds_each(self) -> None:
        self.counts["searches"] += looking.finds_each(self.workspace, self.model)

    @invariant()
    def lists_agree(self) -> None:
        looking.same_lists(self.workspace, self.model)

    @invariant()
    def history_offers_the_newest_step(self) -> None:
        step, again = self.workspace.next_undo(), self.workspace.next_redo()
        if self.model.done:
            assert step is not None and step.number == self.model.done[-1].number
        assert (again is not None) == bool(self.model.undone)
        with self.workspace.reading() as connection:
            assert not history.unfinished(connection)

    @invariant()
    def verify_finds_nothing(self) -> None:
        """Now and then: damage does not go away by itself, and the whole history is read each time."""
        if self.looks % VERIFY_EVERY == 0:
            looking.sound(self.workspace)
