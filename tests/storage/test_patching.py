"""Edits of values alone store exactly what writing whole products stores, whatever is edited, inherited or missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pim.catalog.edit import Edit, Patch
from pim.catalog.errors import CatalogError, Conflict
from pim.catalog.product import DeclaredException, ImageUse, Product, Stock
from pim.services import browsing, editing
from pim.services.workspace import Workspace, open_catalog
from pim.storage import checking
from pim.storage.patching import PatchWriter
from pim.storage.products import load_products
from tests.builders import CLOCK, a_family_of_variants, a_product, a_workspace, two_levels
from tests.storage.afresh import assert_derived_is_fresh, assert_search_index_holds

_VALUES: dict[str, Sequence[Any]] = {
    "title@en_GB": ("Blue mug", "Élan 100%", None), "title@fr_FR": ("Tasse", None), "brand": ("Acme", "Nord", None),
    "price:EUR": ("9.90", "10", None), "cost:COST": ("3.00", None), "weight": ("400 g", "0.4 kg", None),
    "washable": (True, False, None), "material": (["oak", "steel"], ["steel", "oak"], ["felt"], None),
    "released": ("2026-01-31", None), "gtin": ("4006381333931", None), "description@fr_FR": ("<p>Une tasse</p>", None),
    ".enabled": (True, False), "unheard_of": ("kept all the same", None),
}  # fmt: skip
_OTHER: dict[str, Sequence[Any]] = {
    ".categories": (["mugs"], []), ".stock.paris": (Stock("3", "2026-11-22").to_json(), None),
    ".images": ([ImageUse("ab" * 32, "a.png", "main").to_json()], []),
    "title@en_GB#web": (DeclaredException("Other", "because", "ann").to_json(), None),
}  # fmt: skip


def _products() -> list[Product]:
    plain = a_product("A-1", title="Cup", price="5", family="mug", values={"brand": "Acme", "material": ("oak",)})
    full = a_product("A-2", price="5", categories=("mugs",), stock={"paris": Stock("2", "")}, values={"washable": False})
    return [plain, full, *a_family_of_variants("M", title="Mug", price="9"), *two_levels("T", values={"weight": "1 kg"})]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("template")
    products = _products()
    with a_workspace(folder, *products) as workspace:
        browsing.prepare(workspace, browsing.Query(sort=("brand", "title@en_GB")))
        editing.change_parts(workspace, {products[2].uid: {"title@en_GB#web": _OTHER["title@en_GB#web"][0]}})
        return workspace.folder, [product.uid for product in products]


def _stored(workspace: Workspace) -> dict[str, list[Any]]:
    """Every row of every table, but for what chance gives an edit."""
    with workspace.reading() as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if not row[0].startswith(("search_short", "search_text"))
        ]
        found = {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in names}
        found["edit"] = connection.execute("SELECT id, label, undoes, undone_by, state, products FROM edit").fetchall()
    return found


_edits = st.lists(
    st.tuples(
        st.lists(st.integers(0, 8), min_size=1, max_size=4, unique=True),
        st.lists(st.sampled_from([*_VALUES, *_VALUES, *_VALUES, *_OTHER]), min_size=1, max_size=3, unique=True),
        st.integers(0, 11), st.booleans(),
    ), min_size=2, max_size=7,
)  # fmt: skip


_FEW = settings(
    max_examples=5, deadline=None, derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
)


@_FEW
@given(edits=_edits)
def test_the_same_is_stored_as_by_writing_whole_products(
    template: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory, edits: list[Any]
) -> None:
    _compare(template, tmp_path_factory.mktemp("pair"), edits)


@pytest.mark.slow
@settings(_FEW, max_examples=150, derandomize=False)
@given(edits=_edits)
def test_the_same_is_stored_in_many_more_cases(
    template: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory, edits: list[Any]
) -> None:
    _compare(template, tmp_path_factory.mktemp("pair"), edits)


def _compare(template: tuple[Path, list[str]], folder: Path, edits: Sequence[Any]) -> None:
    """Makes the edits in two copies of a catalogue, in one of them by writing whole products only."""
    source, uids = template
    stored = []
    for name, whole in (("patched.pim", False), ("whole.pim", True)):
        shutil.copytree(source, folder / name)
        with pytest.MonkeyPatch.context() as patch, open_catalog(folder / name, clock=CLOCK, who="ann") as workspace:
            if whole:
                patch.setattr(PatchWriter, "save", lambda *_args: None)
            _apply(workspace, uids, edits)
            stored.append(_stored(workspace))
            assert_derived_is_fresh(workspace)
            assert_search_index_holds(workspace)
            assert list(checking.problems(workspace.store, lambda *_args: None)) == []
    for table, rows in stored[0].items():
        assert rows == stored[1][table], table
    shutil.rmtree(folder)


def _apply(workspace: Workspace, uids: Sequence[str], edits: Sequence[Any]) -> None:
    for places, keys, turn, takes_back in edits:
        parts: dict[str, Mapping[str, Any]] = {
            uids[place % len(uids)]: {
                key: (choices := _VALUES.get(key) or _OTHER[key])[(turn + place) % len(choices)] for key in keys
            }
            for place in places
        }
        before = workspace.revision()
        editing.change_parts(workspace, parts)
        if takes_back and workspace.revision() > before:
            workspace.undo()


class _Calls:
    """How often values were written alone, and how often that was left to whole products."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.found: list[bool] = []
        save = PatchWriter.save

        def watched(writer: PatchWriter, patches: Mapping[str, Sequence[Patch]]) -> list[str] | None:
            uids = save(writer, patches)
            self.found.append(uids is not None)
            return uids

        patch.setattr(PatchWriter, "save", watched)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path, *_products()) as opened:
        yield opened


@pytest.mark.parametrize("key", [*_VALUES, *_OTHER])
def test_values_and_the_status_are_written_alone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    uid = browsing.uid_of(workspace, "M")
    calls = _Calls(monkeypatch)
    choices = _VALUES.get(key) or _OTHER[key]
    for value in (*choices, choices[0]):
        editing.change_parts(workspace, {uid: {key: value}})
        assert_derived_is_fresh(workspace)
    workspace.undo()
    assert_derived_is_fresh(workspace)
    assert len(calls.found) > 1
    assert set(calls.found) == {key in _VALUES}


def test_what_is_below_an_edited_model_inherits_from_the_root_above_both(workspace: Workspace) -> None:
    root, middle = browsing.uid_of(workspace, "T"), browsing.uid_of(workspace, "T-red")
    editing.change_parts(workspace, {root: {"title@en_GB": "Tray"}, middle: {".enabled": False}})
    assert browsing.view_product(workspace, sku="T-red-s").values["title@en_GB"] == "Tray"
    assert_derived_is_fresh(workspace)


def test_a_value_that_was_changed_meanwhile_is_named(workspace: Workspace) -> None:
    uid, other = browsing.uid_of(workspace, "A-1"), browsing.uid_of(workspace, "A-2")
    patches = (Patch("product", other, "brand", None, "New"), Patch("product", uid, "brand", "Nord", "New"))
    with pytest.raises(Conflict, match="A-1 brand"):
        workspace.apply(Edit(label="Late", patches=patches))
    with workspace.reading() as connection:
        assert load_products(connection, [other])[other].values.get("brand") is None


def test_a_key_that_is_none_is_refused(workspace: Workspace) -> None:
    with pytest.raises(CatalogError, match="not a value key"):
        editing.change_parts(workspace, {browsing.uid_of(workspace, "A-1"): {"no key!": "x"}})


def test_products_derived_under_older_rules_are_written_whole(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.store.transaction() as connection:
        connection.execute("UPDATE product SET rule_version=0 WHERE sku='M-red'")
    calls = _Calls(monkeypatch)
    editing.change_parts(workspace, {browsing.uid_of(workspace, "M"): {"title@en_GB": "Beaker"}})
    assert calls.found == [False]
    assert_derived_is_fresh(workspace)
