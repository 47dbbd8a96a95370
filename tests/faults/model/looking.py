"""What the program says of its catalogue, brought into the form of the plain records and compared with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pim.catalog.filters import Query, parse_condition
from pim.catalog.record import Record
from pim.catalog.structure import record_uid
from pim.services import browsing, checking
from pim.services.workspace import Workspace
from pim.storage.products import load_where
from pim.storage.records import load_structure
from tests.faults.model import expected
from tests.faults.model.plain import Fields, Place, Plain, Records, folded_sku

KINDS: dict[str, tuple[str, ...]] = {
    "attribute": ("type", "labels"),
    "option": ("labels",),
    "family": ("attributes", "required", "variants"),
    "category": ("parent", "position"),
    "channel": ("adapter", "locales", "price_lists", "categories", "required"),
}
_MEMBERS = {"values": "v:", "exceptions": "x:", "stock": "s:", "associations": "l:"}
_PARTS = ("sku", "kind", "family", "parent", "variant_structure", "enabled", "categories", "images")


def records(workspace: Workspace) -> Records:
    """Everything that is stored, as plain records."""
    found: Records = {}
    with workspace.reading() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM product")]
        for stored in load_where(connection, "id", ids):
            found["product", stored.product.uid] = product_fields(stored.product.to_json())
        structure = load_structure(connection)
    assert structure.records == workspace.structure.records, "the structure in memory is not the stored one"
    for kind in KINDS:
        for record in structure.of_kind(kind).values():
            found[kind, record_uid(record)] = record_fields(record)
    return found


def product_fields(data: dict[str, Any]) -> Fields:
    """A product's JSON as plain fields."""
    fields = {name: data[name] for name in _PARTS if name in data}
    for name, prefix in _MEMBERS.items():
        fields |= {prefix + key: value for key, value in data.get(name, {}).items()}
    if "images" in fields:
        fields["images"] = [image["sha256"] for image in fields["images"]]
    return fields


def record_fields(record: Record) -> Fields:
    """The fields of a structure record that the model keeps."""
    data = record.to_json()
    fields = {name: data[name] for name in KINDS[record.kind]}
    if "variants" in fields:
        fields["variants"] = [{"code": v["code"], "levels": v["levels"]} for v in fields["variants"]]
    return fields


def same_records(workspace: Workspace, model: Plain) -> None:
    """What is stored is the model, field by field."""
    stored = records(workspace)
    if stored != model.records:
        places = [place for place in {**stored, **model.records} if stored.get(place) != model.records.get(place)]
        raise AssertionError("\n".join(_unlike(place, stored, model.records) for place in places))


def _unlike(place: Place, stored: Records, wanted: Records) -> str:
    have, want = stored.get(place), wanted.get(place)
    if have is None or want is None:
        return f"{place}: stored {have}, expected {want}"
    names = [name for name in {**have, **want} if have.get(name) != want.get(name)]
    return f"{place}: stored { {n: have.get(n) for n in names} }, expected { {n: want.get(n) for n in names} }"


def same_completeness(workspace: Workspace, model: Plain) -> None:
    """What is stored of completeness, what the sheet works out, and what the model says are the same."""
    with workspace.reading() as connection:
        rows = connection.execute(
            "SELECT p.uid, s.channel, s.locale, c.filled, c.required FROM completeness c"
            " JOIN completeness_scope s ON s.id=c.scope_id JOIN product p ON p.id=c.product_id"
        ).fetchall()
    stored: dict[str, list[Any]] = {uid: [] for uid in model.products}
    for uid, *cell in rows:
        stored[uid].append(expected.Cell(*cell))
    for uid in model.products:
        want = expected.completeness(model, uid)
        assert sorted(stored[uid]) == want, (model.products[uid]["sku"], sorted(stored[uid]), want)
        shown = [expected.Cell(*cell[:4]) for cell in browsing.view_product(workspace, uid=uid).completeness]
        assert sorted(shown) == want, (model.products[uid]["sku"], shown, want)


def finds_each(workspace: Workspace, model: Plain) -> int:
    """Every product is found by its SKU as somebody types it, and by the beginning of its own notes; how many searches."""
    searches = 0
    for uid, fields in model.products.items():
        typed = [row.uid for row in browsing.quick_search(workspace, fields["sku"])]
        assert uid in typed, f"{fields['sku']} is not found by its SKU"
        words = fields.get("v:notes", "").split() if "notes" in model.of_kind("attribute") else []
        for text in (fields["sku"], *(word[:-1] for word in words if len(word) > 2)):
            found = browsing.product_ids(workspace, Query(search=text))
            assert uid in {row.uid for row in browsing.rows(workspace, found)}, (
                f"{fields['sku']} is not found by {text}"
            )
            searches += 2
    return searches


def _matches(model: Plain) -> Iterator[tuple[Query, set[str]]]:
    """Queries, and the uids of what they should find."""
    products = model.products
    have = {uid: expected.values(model, uid) for uid in products}
    yield Query(), set(products)
    yield Query(roots_only=True), {uid for uid, fields in products.items() if not fields.get("parent")}
    yield _where("enabled = no"), {uid for uid, fields in products.items() if not fields["enabled"]}
    yield _where("family = mug"), {uid for uid, fields in products.items() if fields.get("family") == "mug"}
    yield _where("price:EUR >= 10"), {uid for uid in products if float(have[uid].get("price:EUR", -1)) >= 10}
    if "brand" in model.of_kind("attribute"):
        yield _where("brand empty"), {uid for uid in products if "brand" not in have[uid]}
        yield _where("brand = acme"), {uid for uid in products if have[uid].get("brand") == "Acme"}
    if "material" in model.of_kind("attribute"):
        yield _where("material = oak"), {uid for uid in products if "oak" in have[uid].get("material", ())}
    if "home" in model.of_kind("category"):
        inside = expected.in_subtree(model, "home")
        yield Query(category="home"), {u for u in products if inside & set(expected.nearest(model, u, "categories"))}
    cells = {uid: expected.completeness(model, uid) for uid in products}
    lacking = {uid for uid in products if any(c.channel == "csv" and c.filled < c.required for c in cells[uid])}
    yield _where("missing#csv notempty"), lacking


def _where(text: str) -> Query:
    return Query(conditions=(parse_condition(text),))


def same_lists(workspace: Workspace, model: Plain) -> None:
    """Lists, counts and sorting say what the model says."""
    for query, want in _matches(model):
        found = browsing.product_ids(workspace, query)
        assert browsing.count_products(workspace, query) == len(found) == len(set(found)), query
        assert {row.uid for row in browsing.rows(workspace, found)} == want, query
    ordered = browsing.rows(workspace, browsing.product_ids(workspace, Query(sort=("sku",))))
    assert [folded_sku(row.sku) for row in ordered] == sorted(folded_sku(f["sku"]) for f in model.products.values())
    dear = browsing.rows(workspace, browsing.product_ids(workspace, Query(sort=("-price:EUR",))))
    prices = [expected.values(model, row.uid).get("price:EUR") for row in dear]
    assert prices == [*sorted(filter(None, prices), key=float, reverse=True), *[None] * prices.count(None)]
    totals = browsing.totals(workspace)
    kinds = [fields["kind"] for fields in model.products.values()]
    assert totals.variants == kinds.count("variant") and totals.sellable == len(kinds) - kinds.count("model")


def sound(workspace: Workspace) -> None:
    """`pim verify` finds nothing."""
    assert checking.verify(workspace)["problems"] == []
