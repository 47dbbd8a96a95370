"""Edits between the batches of a large one: whatever comes when, people's changes stay, and the rest is as it was asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pim.catalog.attribute import Option
from pim.catalog.channel import SavedView
from pim.catalog.edit import PRODUCT, Edit, Patch, product_patches
from pim.catalog.errors import CatalogError, Conflict, NotNow
from pim.catalog.filters import Query
from pim.catalog.product import Product
from pim.isolation import Cancelled
from pim.services import browsing, creating, editing, structuring
from pim.services.workspace import Workspace, open_catalog
from pim.storage import checking, copying
from pim.storage.disk import DATABASE
from pim.storage.pacing import Pace, batches_of, weight_of
from pim.storage.products import load_products
from tests.builders import CLOCK, a_family_of_variants, a_product, a_workspace, creation
from tests.storage.afresh import assert_derived_is_fresh, assert_search_index_holds

State = dict[str, dict[str, Any]]  # uid -> part key -> value; the SKU under ".sku"
LARGE = Edit(label="Large", patches=(), source="grid")


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("least", "first", "most"):
        monkeypatch.setattr(Pace, name, 2)


def stored(workspace: Workspace) -> State:
    with workspace.reading() as connection:
        uids = [row[0] for row in connection.execute("SELECT uid FROM product")]
        products = load_products(connection, uids)
    return {uid: {".sku": product.sku, **product.values} for uid, product in products.items()}


def assert_sound(workspace: Workspace) -> None:
    assert list(checking.problems(workspace.store, lambda *_a: None)) == []
    assert_derived_is_fresh(workspace)
    assert_search_index_holds(workspace)


class Expected:
    """The same in a plain dictionary."""

    def __init__(self, state: State, patches: Sequence[Patch]) -> None:
        self.state = {uid: dict(parts) for uid, parts in state.items()}
        self._patches, self._done = patches, 0
        self._written: list[Patch] = []
        self._people: set[tuple[str, str]] = set()
        self.values, self.records = 0, set[str]()

    def person(self, uid: str, key: str, value: Any) -> None:
        self._people.add((uid, key))
        self._put(uid, key, value)

    def written(self, done: int) -> None:
        for patch in self._patches[self._done : done]:
            if self._stays(patch):
                self._put(patch.uid, patch.key, patch.after)
                self._written.append(patch)
        self._done = done

    def taken_back(self) -> State:
        copy = Expected(self.state, ())
        copy._people = self._people
        for patch in reversed(self._written):
            if copy._stays(patch.reversed()):
                copy._put(patch.uid, patch.key, patch.before)
        return copy.state

    def _stays(self, patch: Patch) -> bool:
        uid, key = patch.uid, patch.key
        if key:
            if uid in self.state and (uid, key) not in self._people:
                return True
            if uid in self.state:
                self.values += 1
            else:
                self.records.add(uid)
            return False
        touched = any(person == uid for person, _key in self._people)
        taken = patch.after is not None and patch.after["sku"] in {parts[".sku"] for parts in self.state.values()}
        if touched or taken:
            self.records.add(uid)
        return not (touched or taken)

    def _put(self, uid: str, key: str, value: Any) -> None:
        if not key and value is None:
            del self.state[uid]
        elif not key:
            self.state[uid] = {".sku": value["sku"], **value.get("values", {})}
        elif value is None:
            self.state[uid].pop(key, None)
        else:
            self.state[uid][key] = value


OLD = 7  # products that are there; the large edit changes them, removes the last two, creates three more
steps = st.lists(
    st.tuples(
        st.integers(0, 14),  # at which gap between two transactions
        st.sampled_from(["brand", "supplier", "title@en_GB", "delete", "create", "back"]),
        st.integers(0, OLD + 2),
    ),
    max_size=8,
)


class Together:
    """One large edit with people's edits in its gaps."""

    def __init__(self, folder: Path, people: list[tuple[int, str, int]], cancel: int, crash: int) -> None:
        self._folder, self._people, self._cancel, self._crash = folder, people, cancel, crash
        old = [a_product(f"P-{n}", title=f"Cup {n}", values={"brand": "Old"}) for n in range(OLD)]
        new = [a_product(f"N-{n}", title=f"New {n}") for n in range(3)]
        self._uids = [product.uid for product in (*old, *new)]
        self._skus = [product.sku for product in new]
        changed = [p for o in old[:5] for p in product_patches(o, o.with_parts({"brand": "All", "supplier": "All"}))]
        removed = [patch for o in old[5:] for patch in product_patches(o, None)]
        self.patches = [*changed, *creation(*new), *removed]
        self.workspace = a_workspace(folder, *old)
        self.expected = Expected(stored(self.workspace), self.patches)
        self._gap = 0
        self.crashed: tuple[Path, State] | None = None
        self._is_ended = False

    def run(self) -> None:
        self.workspace.give_way = self._between
        changed = None
        try:
            changed = self.workspace.apply_large(LARGE, self.patches, on_progress=self._progress)
        except Cancelled:
            assert stored(self.workspace) == self.expected.taken_back()
        if changed is not None:
            assert stored(self.workspace) == self.expected.state
            assert changed.left.values == self.expected.values
            assert {uid for uid, _why in changed.left.records} == self.expected.records
        assert_sound(self.workspace)
        self.workspace.close()
        if self.crashed:
            folder, state = self.crashed
            with open_catalog(folder, clock=CLOCK) as again:
                assert (stored(again), [step.label for step in again.recovered]) == (state, ["Large"])
                assert_sound(again)

    def _progress(self, done: int, _total: int, _text: str) -> None:
        self.expected.written(done)
        if self._gap >= self._cancel:
            self._is_ended = True
            raise Cancelled

    def _between(self) -> None:
        if self._is_ended:
            return
        for gap, what, which in self._people:
            if gap == self._gap:
                self._edit(what, which)
        if self._gap == self._crash:
            self.crashed = (self._folder / "crashed.pim", self.expected.taken_back())
            self.crashed[0].mkdir()
            copying.copy_database(self.workspace.store, self.crashed[0] / DATABASE)
        self._gap += 1

    def _edit(self, what: str, which: int) -> None:
        workspace, uid = self.workspace, self._uids[which]
        state = self.expected.state
        if what == "create":
            sku = self._skus[which % len(self._skus)]
            if sku not in {parts[".sku"] for parts in state.values()}:
                made = a_product(sku, title="Mine")
                workspace.apply(Edit(label="Create", patches=creation(made)))
                self.expected.person(made.uid, "", made.to_json())
        elif uid not in state:
            return
        elif what == "delete":
            creating.delete_products(workspace, [uid])
            self.expected.person(uid, "", None)
        elif what == "back":  # another value, and the same one again: that is a word, too
            for value in ("Between", state[uid].get("brand")):
                editing.change_parts(workspace, {uid: {"brand": value}})
                self.expected.person(uid, "brand", value)
        else:
            value = f"Mine {self._gap}"
            editing.change_parts(workspace, {uid: {what: value}})
            self.expected.person(uid, what, value)


@settings(max_examples=25, deadline=None)
@given(people=steps, cancel=st.integers(0, 25), crash=st.integers(0, 14))
def test_peoples_changes_stay_and_the_rest_is_written(
    people: list[tuple[int, str, int]], cancel: int, crash: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        Together(Path(name), people, cancel, crash).run()
