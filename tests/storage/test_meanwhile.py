"""Edits between the batches of a large one: whatever comes when, people's changes stay, and the rest is as it was asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from functools import partial
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
from pim.isolation import Cancelled
from pim.services import browsing, deleting, editing, structuring
from pim.services import workspace as services_workspace
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
            deleting.delete_products(workspace, [uid])
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


@contextmanager
def one_gap(workspace: Workspace, work: Callable[[], object], gap: int = 2) -> Any:
    """Does `work` in one of the gaps of the large edit within."""
    count = iter(range(1_000))
    workspace.give_way = lambda: work() if next(count) == gap else None
    yield
    assert next(count) > gap, "the large edit had no such gap"


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    with a_workspace(tmp_path, *(a_product(f"P-{n}", title=f"Cup {n}") for n in range(6))) as opened:
        yield opened


def brands(workspace: Workspace) -> list[Patch]:
    """Six patches, in three batches."""
    with workspace.reading() as connection:
        rows = connection.execute("SELECT uid FROM product WHERE sku LIKE 'P-%' ORDER BY sku").fetchall()
    return [Patch(PRODUCT, uid, "brand", None, "All") for (uid,) in rows]


def test_a_variant_of_a_model_that_is_not_made_is_not_made_either(workspace: Workspace) -> None:
    root, *variants = a_family_of_variants("M")
    mine = a_product("M")
    with one_gap(workspace, lambda: workspace.apply(Edit(label="Mine", patches=creation(mine))), gap=1):
        changed = workspace.apply_large(LARGE, creation(root, *variants))
    assert [uid for uid, _why in changed.left.records] == [root.uid, *(variant.uid for variant in variants)]
    assert "“M” was given to another product" in changed.left.records[0][1]
    assert mine.uid in stored(workspace)
    assert_sound(workspace)


def test_a_model_stays_when_a_variant_was_changed_or_made_meanwhile(workspace: Workspace) -> None:
    families = [a_family_of_variants(name) for name in ("A", "B", "C")]
    workspace.apply(Edit(label="Models", patches=creation(*(p for family in families for p in family))))
    third = a_product("B-3", kind="variant", family="mug", parent=families[1][0].uid, values={"color": "red"})

    def interfere() -> None:
        editing.change_parts(workspace, {families[0][2].uid: {"brand": "Mine"}})
        workspace.apply(Edit(label="Third", patches=creation(third)))

    removed = [p for family in families for product in reversed(family) for p in product_patches(product, None)]
    with one_gap(workspace, interfere, gap=0):
        changed = workspace.apply_large(LARGE, removed)
    left = {uid for uid, _why in changed.left.records}
    assert left == {families[0][0].uid, families[0][2].uid, families[1][0].uid}
    assert {parts[".sku"] for parts in stored(workspace).values() if parts[".sku"][0] != "P"} == {
        "A",
        "A-blue",
        "B",
        "B-3",
    }
    assert_sound(workspace)
    workspace.undo()
    assert_sound(workspace)


def test_a_sku_that_was_given_away_meanwhile_is_not_taken(workspace: Workspace) -> None:
    first, second = brands(workspace)[:2]
    patches = [*brands(workspace)[2:], Patch(PRODUCT, first.uid, ".sku", "P-0", "Q"), *brands(workspace)[:1]]
    with one_gap(workspace, lambda: editing.set_value(workspace, uid=second.uid, key=".sku", text="q")):
        changed = workspace.apply_large(LARGE, patches)
    assert (changed.left.values, changed.left.records) == (1, ())
    assert stored(workspace)[first.uid] == {".sku": "P-0", "title@en_GB": "Cup 0", "brand": "All"}
    assert_sound(workspace)


def test_what_was_changed_while_it_is_taken_back_stays_too(workspace: Workspace) -> None:
    patches, gaps = brands(workspace), 0

    def give_way() -> None:
        nonlocal gaps
        gaps += 1
        if is_cancelled and gaps == 2:
            editing.change_parts(workspace, {patches[0].uid: {"brand": "Mine"}, patches[5].uid: {"brand": "Too"}})

    is_cancelled = False

    def cancel(done: int, _total: int, _text: str) -> None:
        nonlocal is_cancelled, gaps
        if done == 6:
            is_cancelled, gaps = True, 0
            raise Cancelled

    workspace.give_way = give_way
    with pytest.raises(Cancelled):
        workspace.apply_large(LARGE, patches, on_progress=cancel)
    assert {uid: parts["brand"] for uid, parts in stored(workspace).items() if "brand" in parts} == {
        patches[0].uid: "Mine", patches[5].uid: "Too",
    }  # fmt: skip
    assert_sound(workspace)


def test_what_a_person_changed_before_the_first_batch_counts_as_meanwhile(workspace: Workspace) -> None:
    patches = brands(workspace)
    workspace.before_large = lambda: editing.change_parts(workspace, {patches[3].uid: {"brand": "Mine"}})
    assert workspace.apply_large(LARGE, patches).left.values == 1
    assert stored(workspace)[patches[3].uid]["brand"] == "Mine"


def test_what_was_changed_before_it_was_asked_for_is_a_conflict(workspace: Workspace) -> None:
    patches = brands(workspace)
    editing.change_parts(workspace, {patches[3].uid: {"brand": "Mine"}})
    other = partial(editing.change_parts, workspace, {patches[4].uid: {"brand": "Mine"}})
    with pytest.raises(Conflict, match="P-3 brand"), one_gap(workspace, other, gap=0):
        workspace.apply_large(LARGE, patches)
    assert {parts.get("brand") for parts in stored(workspace).values()} == {None, "Mine"}


def test_structure_waits_but_for_what_is_new_or_only_of_the_screen(workspace: Workspace) -> None:
    brand = workspace.structure.attributes["brand"]
    seen: list[str] = []

    def interfere() -> None:
        structuring.save_records(workspace, [Option(attribute="color", code="green")])
        structuring.save_records(workspace, [SavedView(code="cheap", columns=("sku",))])
        for work in (
            lambda: structuring.save_records(workspace, [brand.with_field("labels", {"en_GB": "Maker"})]),
            lambda: workspace.apply_large(LARGE, brands(workspace)),
        ):
            with pytest.raises(NotNow, match="large change is being written"):
                work()
        with pytest.raises(CatalogError, match="Undo and redo wait") as refused:
            workspace.undo()
        seen.append(type(refused.value).__name__)

    with one_gap(workspace, interfere):
        workspace.apply_large(LARGE, brands(workspace))
    assert seen == ["CatalogError"]
    assert (len(workspace.structure.options["color"]), workspace.structure.attributes["brand"]) == (3, brand)
    structuring.save_records(workspace, [brand.with_field("labels", {"en_GB": "Maker"})])
    assert_sound(workspace)


def test_undoing_a_change_of_structure_lets_nothing_in(workspace: Workspace) -> None:
    option = Patch("option", "color/green", "", None, Option(attribute="color", code="green").to_json())
    workspace.apply_large(LARGE, [option, *brands(workspace)])
    gaps: list[None] = []
    workspace.give_way = lambda: gaps.append(None)
    workspace.undo()
    assert gaps == []


def test_an_undo_of_a_large_edit_leaves_what_is_changed_meanwhile(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services_workspace, "LARGE", 3)
    patches = brands(workspace)
    workspace.apply_large(LARGE, patches)
    with one_gap(workspace, lambda: editing.change_parts(workspace, {patches[0].uid: {"brand": "Mine"}})):
        assert workspace.undo().left.values == 1
    assert {uid for uid, parts in stored(workspace).items() if "brand" in parts} == {patches[0].uid}
    assert_sound(workspace)


def test_products_deleted_before_their_turn_are_named(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LARGE", "_TOGETHER"):
        monkeypatch.setattr(editing, name, 2)
    uids = list(browsing_uids(workspace))
    with one_gap(workspace, lambda: deleting.delete_products(workspace, [uids[-1]]), gap=1):
        changed = editing.change_parts(workspace, {uid: {"brand": "All"} for uid in uids})
    assert changed.left.records == ((uids[-1], "The product was deleted in the meantime."),)
    with pytest.raises(CatalogError, match="does not exist any more"):
        editing.change_parts(workspace, {uid: {"brand": "Again"} for uid in uids})


def browsing_uids(workspace: Workspace) -> list[str]:
    return [row.uid for row in browsing.rows(workspace, list(browsing.product_ids(workspace, Query(sort=("sku",)))))]


def test_a_batch_takes_as_long_as_nobody_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("aim", 0.1), ("least", 20), ("first", 200), ("most", 2_000)):
        monkeypatch.setattr(Pace, name, value)
    clock = iter([0.0, 0.4, 1.0, 1.02, 2.0, 2.01, 3.0, 3.1])
    monkeypatch.setattr("pim.storage.pacing.time.perf_counter", lambda: next(clock))
    pace, sizes = Pace(), []
    for _turn in range(4):
        with pace.timed(pace.size):
            pass
        sizes.append(pace.size)
    assert sizes == [100, 200, 400, 400]  # too slow: half of it; quick: twice as many; just right


def test_batches_end_between_records_and_keep_structure_together() -> None:
    pace = Pace()
    values = [Patch(PRODUCT, f"u{n}", key, None, "x") for n in range(5) for key in ("brand", "title@en_GB")]
    whole = [Patch(PRODUCT, f"w{n}", "", None, {}) for n in range(3)]
    structural = [Patch("option", f"color/{n}", "", None, {}) for n in range(5)]
    found = list(batches_of([*structural, *values, *whole], pace))
    assert [len(batch) for batch in found] == [5, 4, 4, 2 + 1, 1, 1]
    assert [weight_of(batch) for batch in found] == [20, 2, 2, 5, 4, 4]
