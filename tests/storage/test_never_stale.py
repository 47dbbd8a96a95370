"""Whatever is done in whatever order: what is derived is what deriving afresh gives, and undo is the inverse."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pim.catalog.channel import Channel, Role
from pim.catalog.edit import Edit, Patch, product_patches, record_patches
from pim.catalog.errors import CatalogError
from pim.catalog.filters import Query
from pim.catalog.identifiers import sku_key
from pim.catalog.product import DeclaredException, ImageUse, Product, Stock
from pim.catalog.record import Record
from pim.services import browsing, checking, deleting, editing
from pim.services.workspace import Workspace, open_catalog
from pim.storage.products import load_where
from tests.builders import CLOCK, a_family_of_variants, a_product, a_workspace, creation, two_levels
from tests.storage.afresh import assert_derived_is_fresh, assert_search_index_holds

_SKUS = ("A-1", "a‑2", "B", "É-3", "C 4", "M", "T")
_PARTS: dict[str, Any] = {
    "title@en_GB": st.sampled_from(["Blue mug", "Élan 100%", "under_score", None]),
    "title@fr_FR": st.sampled_from(["Tasse", None]),
    "price:EUR": st.sampled_from(["9.90", "10", None]),
    "weight": st.sampled_from(["400 g", "0.4 kg", None]),
    "brand": st.sampled_from(["Acme", "Nord", None]),
    "washable": st.sampled_from([True, False, None]),
    "material": st.sampled_from([["oak", "steel"], ["steel", "oak"], None]),
    "released": st.sampled_from(["2026-01-31", None]),
    "cost:COST": st.sampled_from(["3.00", None]),
    ".enabled": st.booleans(),
    ".categories": st.sampled_from([["mugs"], ["wear", "shop"], []]),
    ".images": st.sampled_from([[], [ImageUse("ab" * 32, "a.png", "main", {"en_GB": "front"}).to_json()]]),
    ".stock.paris": st.sampled_from([Stock("3", "2026-11-22").to_json(), Stock("0.5", "").to_json(), None]),
    ".associations.goes_with": st.sampled_from([["one", "two"], None]),
    "title@en_GB#web": st.sampled_from([DeclaredException("Other", "because", "ann").to_json(), None]),
}


def _web(**fields: Any) -> Callable[[Workspace], list[Record]]:
    return lambda w: [dataclasses.replace(w.structure.channels["web"], **fields)]


def _attribute(code: str, **fields: Any) -> Callable[[Workspace], list[Record]]:
    return lambda w: [dataclasses.replace(w.structure.attributes[code], **fields)]


_STRUCTURE: tuple[Callable[[Workspace], list[Record]], ...] = (
    _web(required=("role:title", "brand")),
    _web(required=("role:title", "role:main_image")),
    _web(locales=("en_GB",)),
    _web(locales=("en_GB", "fr_FR")),
    _web(price_lists=("USD",), required=("role:price",)),
    _attribute("brand", internal=True),
    _attribute("brand", internal=False),
    _attribute("released", per_locale=True),
    lambda w: [Role(code="title", attribute="brand")],
    lambda w: [Role(code="title", attribute="title")],
    lambda w: [Channel(code="feed", adapter="csv", locales=("fr_FR",), required=("washable",), position=5)],
    lambda w: [dataclasses.replace(w.structure.locales["fr_FR"], position=-1)],
    lambda w: [dataclasses.replace(w.structure.price_lists["USD"], position=-1)],
    lambda w: [dataclasses.replace(w.structure.options["material"]["oak"], labels={"fr_FR": "chêne"})],
)
_GONE = (("attribute", "brand"), ("channel", "feed"), ("role", "title"), ("family", "mug"), ("option", "material/oak"))


class Catalogue(RuleBasedStateMachine):
    """The real catalogue beside a plain dictionary of products."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="pim-machine-"))
        self.workspace = a_workspace(self.folder)
        self.model: dict[str, Product] = {}
        self.before_edits: list[dict[str, Product]] = []
        self.undone: list[dict[str, Product]] = []

    def teardown(self) -> None:
        assert_search_index_holds(self.workspace)
        assert checking.verify(self.workspace)["problems"] == []
        self.workspace.close()
        shutil.rmtree(self.folder)

    def uids(self) -> list[str]:
        """All uids, in an order that is the same in every run."""
        return sorted(self.model, key=lambda uid: self.model[uid].sku)

    def done(self, model: dict[str, Product]) -> None:
        """An edit was committed that makes the catalogue this; the same again is no edit."""
        if model != self.model:
            self.before_edits.append(self.model)
            self.undone.clear()
            self.model = model

    @initialize()
    def begin(self) -> None:
        products = [*a_family_of_variants("M", title="Mug"), *two_levels("T", price="5"), a_product("A-1", title="Cup")]
        self.workspace.apply(Edit(label="Begin", patches=creation(*products), source="test"))
        self.done({p.uid: p for p in products})

    @rule(sku=st.sampled_from(_SKUS), title=st.sampled_from(["New cup", ""]))
    def add(self, sku: str, title: str) -> None:
        product = a_product(sku, title=title)
        taken = any(sku_key(p.sku) == sku_key(sku) for p in self.model.values())
        try:
            self.workspace.apply(Edit(label="Add", patches=creation(product), source="test"))
        except CatalogError:
            assert taken
            return
        assert not taken
        self.done({**self.model, product.uid: product})

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def edit(self, data: Any) -> None:
        uids = data.draw(st.lists(st.sampled_from(self.uids()), min_size=1, max_size=4, unique=True))
        keys = data.draw(st.lists(st.sampled_from(sorted(_PARTS)), min_size=1, max_size=3, unique=True))
        after = dict(self.model)
        for uid in uids:
            after[uid] = after[uid].with_parts({key: data.draw(_PARTS[key]) for key in keys})
        editing.change_parts(self.workspace, {uid: {k: after[uid].part(k) for k in keys} for uid in uids})
        self.done(after)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), sku=st.sampled_from(_SKUS))
    def rename(self, data: Any, sku: str) -> None:
        uid = data.draw(st.sampled_from(self.uids()))
        taken = any(sku_key(p.sku) == sku_key(sku) and p.uid != uid for p in self.model.values())
        try:
            editing.change_parts(self.workspace, {uid: {".sku": sku}})
        except CatalogError:
            assert taken
            return
        assert not taken
        self.done({**self.model, uid: self.model[uid].with_parts({".sku": sku})})

    @rule(data=st.data())
    def delete(self, data: Any) -> None:
        if not self.model:
            return
        uid = data.draw(st.sampled_from(self.uids()))
        deleting.delete_products(self.workspace, [uid])
        gone = {uid}
        while below := {p.uid for p in self.model.values() if p.parent in gone} - gone:
            gone |= below
        self.done({other: p for other, p in self.model.items() if other not in gone})

    @rule(data=st.data())
    def move_variant(self, data: Any) -> None:
        variants = [uid for uid in self.uids() if self.model[uid].kind == "variant"]
        models = [uid for uid in self.uids() if self.model[uid].variant_structure]
        if variants and models:
            uid, parent = data.draw(st.sampled_from(variants)), data.draw(st.sampled_from(models))
            editing.change_parts(self.workspace, {uid: {".parent": parent}})
            self.done({**self.model, uid: self.model[uid].with_parts({".parent": parent})})

    @rule(change=st.sampled_from(_STRUCTURE), together=st.booleans(), data=st.data())
    def restructure(self, change: Callable[[Workspace], list[Record]], together: bool, data: Any) -> None:
        """A change of structure, alone or in one edit with a change of a product."""
        try:
            records = change(self.workspace)
        except KeyError:
            return  # what it would change was deleted
        patches: list[Patch] = []
        for record in records:
            known = self.workspace.structure.of_kind(record.kind).get(getattr(record, "uid", record.code))
            patches += record_patches(known, record)
        after = dict(self.model)
        if together and self.model:
            uid = data.draw(st.sampled_from(self.uids()))
            after[uid] = self.model[uid].with_parts({"washable": data.draw(_PARTS["washable"])})
            patches += product_patches(self.model[uid], after[uid])
        if patches:
            self.workspace.apply(Edit(label="Structure", patches=tuple(patches), source="test"))
            self.before_edits.append(self.model)
            self.undone.clear()
            self.model = after

    @rule(which=st.sampled_from(_GONE))
    def remove_record(self, which: tuple[str, str]) -> None:
        record = self.workspace.structure.of_kind(which[0]).get(which[1])
        if record is not None:
            self.workspace.apply(Edit(label="Gone", patches=tuple(record_patches(record, None)), source="test"))
            self.before_edits.append(self.model)
            self.undone.clear()

    @rule(key=st.sampled_from(["brand", "title@en_GB", "title@fr_FR"]))
    def filter_by_text(self, key: str) -> None:
        if key.partition("@")[0] in self.workspace.structure.attributes:
            browsing.prepare(self.workspace, Query(sort=(key,)))
            found = browsing.product_ids(self.workspace, Query(sort=(key,)))
            assert len(found) == len(self.model)

    @precondition(lambda self: self.before_edits)
    @rule()
    def undo(self) -> None:
        self.workspace.undo()
        self.undone.append(self.model)
        self.model = self.before_edits.pop()

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self.workspace.redo()
        self.before_edits.append(self.model)
        self.model = self.undone.pop()

    @rule()
    def reopen(self) -> None:
        self.workspace.close()
        self.workspace = open_catalog(self.workspace.folder, clock=CLOCK)

    @invariant()
    def the_products_are_the_model(self) -> None:
        with self.workspace.reading() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM product")]
            stored = {row.product.uid: row.product for row in load_where(connection, "id", ids)}
        assert stored == self.model

    @invariant()
    def nothing_derived_is_stale(self) -> None:
        assert_derived_is_fresh(self.workspace)

    @invariant()
    def search_finds_every_product(self) -> None:
        for product in list(self.model.values())[:3]:
            found = browsing.product_ids(self.workspace, Query(search=product.sku))
            with self.workspace.reading() as connection:
                row = load_where(connection, "uid", (product.uid,))[0]
            assert row.id in found


# Without shrinking: one failure would take minutes to make smaller.
_FEW = settings(
    max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
    derandomize=True, phases=(Phase.generate,),
)  # fmt: skip


class TestCatalogue(Catalogue.TestCase):  # type: ignore[valid-type]
    """A few runs, the same ones each time."""

    settings = _FEW


@pytest.mark.slow
class TestCatalogueLong(Catalogue.TestCase):  # type: ignore[valid-type]
    """Many runs, other ones each time."""

    settings = settings(
        _FEW, max_examples=150, stateful_step_count=50, derandomize=False, phases=(Phase.reuse, Phase.generate)
    )
