"""Products, records and structure as values: parts and patches, JSON, resolution, completeness, listings, readiness, parity."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.catalog.category import children, path_label, subtree, would_cycle
from pim.catalog.channel import Channel, Locale, PriceList, Role
from pim.catalog.comparison import Comparison
from pim.catalog.completeness import completeness
from pim.catalog.edit import product_patches, record_patches
from pim.catalog.errors import CatalogError
from pim.catalog.expectations import expected_facts
from pim.catalog.listing import Listing, build_listing
from pim.catalog.parity import Carried, NotCarried, Rule, Tally
from pim.catalog.product import DeclaredException, ImageUse, Product, Stock
from pim.catalog.readiness import Gate
from pim.catalog.record import Record
from pim.catalog.resolution import channel_values, effective_values, inherited_values
from pim.catalog.roles import role_named
from pim.catalog.structure import RECORD_TYPES, Structure
from tests.builders import MOMENT, a_family_of_variants, a_product, a_structure, as_read, structure_records, two_levels
from tests.storage.test_commit import NEW_RECORDS

S = a_structure()
DAY = "2026-11-22"
_VALUES = st.one_of(
    st.text(min_size=1), st.booleans(), st.lists(st.text(min_size=1), min_size=1, max_size=3).map(tuple)
)
_CODES = st.sampled_from(["paris", "depot", "x.y"])
PRODUCTS = st.builds(
    Product,
    uid=st.just("u"),
    sku=st.text(min_size=1),
    kind=st.sampled_from(["simple", "model"]),
    family=st.sampled_from(["", "mug"]),
    parent=st.sampled_from(["", "p"]),
    enabled=st.booleans(),
    categories=st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    values=st.dictionaries(st.sampled_from(["title@en_GB", "brand", "price:EUR"]), _VALUES),
    images=st.lists(
        st.builds(
            ImageUse, st.just("ab" * 32), st.text(), st.just("main"), st.dictionaries(st.just("en_GB"), st.text())
        )
    ).map(tuple),
    associations=st.dictionaries(_CODES, st.lists(st.text(), min_size=1).map(tuple)),
    stock=st.dictionaries(_CODES, st.builds(Stock, st.just("3.5"), st.text())),
    exceptions=st.dictionaries(
        st.sampled_from(["brand#web", "title@en_GB#web"]), st.builds(DeclaredException, _VALUES, st.text(), st.text())
    ),
)


@given(PRODUCTS)
def test_a_product_reads_back_from_json(product: Product) -> None:
    assert Product.from_json(orjson.loads(orjson.dumps(product.to_json()))) == product


@given(PRODUCTS, PRODUCTS)
def test_patches_lead_from_one_version_to_the_other_and_back(before: Product, after: Product) -> None:
    patches = product_patches(before, after)
    assert before.with_parts({p.key: p.after for p in patches}) == after
    assert after.with_parts({p.reversed().key: p.reversed().after for p in patches}) == before
    assert all(before.part(p.key) == p.before and after.part(p.key) == p.after != p.before for p in patches)
    assert product_patches(before, before) == []
    assert product_patches(None, None) == record_patches(None, None) == []


def test_a_damaged_product_record_is_named() -> None:
    for damage in ({}, {"uid": "x"}, {"uid": "x", "sku": "a", "values": 3}, {"uid": "x", "sku": "a", "images": [1]}):
        with pytest.raises(CatalogError, match="damaged"):
            Product.from_json(damage)


@pytest.mark.parametrize(
    "record", [*structure_records(), *(record for record, _fields in NEW_RECORDS.values())], ids=repr
)
def test_every_record_reads_back_from_json_and_is_hashed_the_same(record: Record) -> None:
    data = orjson.loads(orjson.dumps(record.to_json()))
    again = type(record).from_json(data)
    assert (again, again.to_json()) == (record, data)
    assert type(record).from_json({**data, "of_a_later_version": 1}) == record
    assert record_patches(record, again) == []
    assert RECORD_TYPES[record.kind] is type(record)


def test_categories_are_walked_whatever_their_shape() -> None:
    categories = dict(S.categories)
    assert list(subtree(children(categories), "shop")) == ["shop", "home", "mugs", "wear"]
    assert path_label(categories, "mugs") == "shop > home > mugs"
    assert would_cycle(categories, "shop", "mugs")
    assert would_cycle(categories, "home", "home")
    assert not would_cycle(categories, "mugs", "wear")
    looped = {**categories, "shop": dataclasses.replace(categories["shop"], parent="mugs")}
    assert set(subtree(children(looped), "shop")) == {"shop", "home", "mugs", "wear"}
    assert path_label(looped, "mugs").endswith("mugs")
    deep = {
        str(n): dataclasses.replace(categories["shop"], code=str(n), parent=str(n - 1) if n else "")
        for n in range(3000)
    }
    assert len(list(subtree(children(deep), "0"))) == 3000


def test_values_are_inherited_over_two_levels_with_their_origin() -> None:
    root, middle, leaf, _other = two_levels(title="Root", price="9")
    leaf = leaf.with_parts({"price:EUR": "8"})
    line = [root, middle, leaf]
    assert effective_values(line) == {"title@en_GB": "Root", "price:EUR": "8", "color": "red", "size": "s"}
    assert {k: v.origin for k, v in inherited_values(line).items()} == {"title@en_GB": "T", "color": "T-red"}


def seen(
    product: Product, structure: Structure = S, channel: str = "web", day: str = DAY, *above: Product
) -> dict[str, Any]:
    line = [*above, product]
    return channel_values(effective_values(line), line, structure, channel, day)[0]


def test_a_missing_locale_comes_from_its_fallbacks_and_a_loop_of_them_ends() -> None:
    product = a_product(title="Mug")
    assert seen(product) == {"title@en_GB": "Mug", "title@fr_FR": "Mug"}
    assert seen(product.with_parts({"title@fr_FR": "Tasse"}))["title@fr_FR"] == "Tasse"
    looped = a_structure(Locale(code="en_GB", fallback="fr_FR"))
    assert looped.fallback_chain("fr_FR") == ("fr_FR", "en_GB")
    assert seen(a_product(values={"title@fr_FR": "Tasse"}), looped) == {"title@fr_FR": "Tasse", "title@en_GB": "Tasse"}


def test_an_exception_holds_to_its_last_day_on_its_channel_only() -> None:
    product = a_product(title="Mug").with_parts({"title@en_GB#web": {"value": "Cup", "reason": "law", "until": DAY}})
    assert seen(product)["title@en_GB"] == "Cup"
    assert seen(product, day="2026-11-23")["title@en_GB"] == "Mug"
    assert seen(product, channel="print") == {"title@fr_FR": "Mug"}


def test_an_exception_is_inherited_until_a_nearer_own_value() -> None:
    root, red, _blue = a_family_of_variants(title="Mug")
    root = root.with_parts({"title@en_GB#web": {"value": "Cup", "reason": "law"}})
    assert seen(red, S, "web", DAY, root)["title@en_GB"] == "Cup"
    assert seen(red.with_parts({"title@en_GB": "Red mug"}), S, "web", DAY, root)["title@en_GB"] == "Red mug"


def test_nothing_internal_is_ever_seen_by_a_channel() -> None:
    """Not as a value, not through a declared exception, not when the channel itself names the list."""
    structure = a_structure(dataclasses.replace(S.channels["web"], price_lists=("EUR", "COST")))
    product = a_product(
        title="Mug", values={"supplier": "Acme", "cost:EUR": "3", "price:COST": "4", "gone": "x"}
    ).with_parts(
        {f"{key}#web": {"value": "9", "reason": "r"} for key in ("supplier", "cost:EUR", "price:COST", "gone", "brand")}
    )
    assert seen(product, structure) == {"title@en_GB": "Mug", "title@fr_FR": "Mug", "brand": "9"}
    listing = build_listing([[product]], structure, "web", MOMENT)
    assert "COST" not in repr(listing.items) and "Acme" not in repr(listing)
    assert list(expected_facts(listing, ("EUR", "COST"), lambda _n: Carried()))


def test_completeness_counts_what_is_required_per_channel_and_locale() -> None:
    cells = {(c.channel, c.locale): c for c in completeness([a_product(title="Mug", family="mug", price="3")], S)}
    assert (cells["web", "en_GB"].filled, cells["web", "en_GB"].required) == (2, 3)
    assert cells["web", "en_GB"].missing == ("price:USD",)
    assert cells["web", "fr_FR"].missing == ("title@fr_FR", "price:USD")
    assert cells["web", "en_GB"].percent == 66
    family = dataclasses.replace(
        S.families["mug"], required={"web": ("color", "role:main_image", "role:nothing", "sku")}
    )
    root, red, _blue = a_family_of_variants(title="Mug")
    wanting = a_structure(family)
    web = next(iter(completeness([root], wanting)))
    assert web.missing == ("role:main_image", "role:nothing")  # not the axis, which its variants have
    assert next(iter(completeness([root, red], wanting))).missing == ("role:main_image", "role:nothing")
    blank = red.with_parts({"color": None})
    assert "color" in next(iter(completeness([root, blank], wanting))).missing


def listing_of(*lines: list[Product], moment: datetime = MOMENT, structure: Structure = S) -> Listing:
    return build_listing(lines, structure, "web", moment)


@pytest.mark.parametrize(
    ("start", "end", "on_sale"),
    [
        ("", "", True),
        ("2026-11-22", "", True),
        ("2026-11-23", "", False),
        ("", "2026-11-22", True),
        ("", "2026-11-21", False),
    ],
)
def test_a_sale_holds_from_its_first_to_its_last_day(start: str, end: str, on_sale: bool) -> None:
    values = {"sale_price:EUR": "5", **({"sale_start": start} if start else {}), **({"sale_end": end} if end else {})}
    listing = listing_of([a_product(price="8", values=values)], moment=datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert listing.offer("EUR") == (("5", "8") if on_sale else ("8", None))
    assert listing.offer("USD") == (None, None)
    assert Listing.from_json(orjson.loads(orjson.dumps(listing.to_json()))) == listing


@pytest.mark.parametrize("sale", ["8", "9.50"])
def test_a_sale_price_that_is_not_lower_is_no_sale(sale: str) -> None:
    assert listing_of([a_product(price="8.00", values={"sale_price:EUR": sale})]).offer("EUR") == ("8.00", None)


def test_the_gate_blocks_a_variant_alone_and_the_product_when_none_is_left() -> None:
    root, red, blue = a_family_of_variants(title="Mug", price="9", values={"price:USD": "10"})
    gate = Gate(S, "web", MOMENT)
    lines = [[root], [root, red], [root, blue]]
    whole = gate.judge(lines, {})
    assert whole.listing is not None and len(whole.listing.items) == 2 and whole.held == ()
    bad = blue.with_parts({"price:EUR": "0"})
    outcome = gate.judge([[root], [root, red], [root, bad]], {})
    assert outcome.listing is not None
    assert [item.sku for item in outcome.listing.items] == ["M-red"]
    assert [(sku, reasons[0].sentence(S)) for sku, reasons in outcome.held] == [
        ("M-blue", "price EUR: Price must be greater than 0.")
    ]
    none = gate.judge([[root], [root, bad]], {})
    assert none.listing is None and none.sold
    untitled = root.with_parts({"title@en_GB": None})
    assert gate.judge([[untitled], [untitled, red]], {}).listing is None


def test_the_gate_knows_what_is_not_sold_and_what_a_person_holds() -> None:
    product = a_product(title="Mug", categories=("mugs",))
    assert not Gate(S, "web", MOMENT).judge([[dataclasses.replace(product, enabled=False)]], {}).sold
    wear = a_structure(dataclasses.replace(S.channels["web"], categories=("wear",)))
    assert not Gate(wear, "web", MOMENT).judge([[product]], {}).sold
    shop = a_structure(dataclasses.replace(S.channels["web"], categories=("shop",), held=(product.uid,)))
    outcome = Gate(shop, "web", MOMENT).judge([[product]], {})
    assert outcome.sold and outcome.listing is None
    assert outcome.held[0][1][0].sentence(shop) == "held back by hand"


def _carriage(name: str) -> Carried | NotCarried:
    if name == "brand":
        return NotCarried("no place for it")
    return Carried(rules=(Rule("upper", lambda value: str(value).upper()),)) if name.startswith("title") else Carried()


def compared(listing: Listing, read: dict[Any, Any]) -> Tally:
    tally = Tally()
    comparison = Comparison(channel="web", structure=S, carriage=_carriage, tally=tally)
    comparison.compare(listing, as_read(read))
    comparison.finish()
    return tally


def test_parity_tells_identical_formatted_exception_not_carried_and_different() -> None:
    product = a_product("A", title="Mug", price="9", values={"brand": "Acme"}).with_parts(
        {"gtin#web": {"value": "1", "reason": "r"}}
    )
    listing = listing_of([product])
    facts = {
        f: v for f, v, how in expected_facts(listing, ("EUR", "USD"), _carriage) if not isinstance(how, NotCarried)
    }
    assert compared(listing, dict(facts)).differences == 0
    formatted = {f: v.upper() if f.field.startswith("title") else v for f, v in facts.items()}
    tally = compared(listing, formatted)
    assert (tally.formatted, tally.exceptions, tally.not_carried, tally.differences) == (2, 1, 1, 0)
    assert tally.compared == tally.identical + 3
    for fact, value in facts.items():
        for name, read in (
            ("changed", {**facts, fact: "something else"}),
            ("lost", {f: v for f, v in facts.items() if f != fact}),
            ("of another type", {**facts, fact: ("x", value)}),
        ):
            found = compared(listing, read)
            wrong = [d for d in found.details if d.kind == "difference"]
            assert [(d.sku, d.field) for d in wrong] == [("A", fact.field)], name
            assert found.differences == 1
    extra = compared(listing, {**facts, ("item", "A", "supplier"): "leaked"})
    assert [(d.field, d.rule) for d in extra.details if d.kind == "difference"] == [("supplier", "unexpected")]
    leaked = compared(listing, {**facts, ("item", "A", "brand"): "Acme"})
    assert leaked.differences == 1  # declared as not carried, but it is there


def test_roles_are_found_by_what_sources_call_them_and_families_may_differ() -> None:
    assert [role_named(n) for n in ("Nom du produit", "EAN-13", "Body HTML", "Prix TTC", "Shoe colour")] == [
        "title",
        "gtin",
        "description",
        "price",
        None,
    ]
    structure = a_structure(Role(code="title", attribute="title", by_family={"mug": "brand", "lamp": "gone"}))
    assert [structure.role_attribute("title", family) for family in ("", "mug", "lamp")] == ["title", "brand", ""]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("title", "title@en_GB"),
        ("price", "price:EUR"),
        ("name", "title@en_GB"),
        ("ean", "gtin"),
        ("title@fr_FR#web", "title@fr_FR#web"),
    ],
)
def test_a_key_is_completed(text: str, key: str) -> None:
    assert str(S.complete_key(text)) == key


@pytest.mark.parametrize(
    "text", ["nothing", "title@de_DE", "price:GBP", "brand@en_GB", "brand:EUR", "title#nowhere", "a b"]
)
def test_an_impossible_key_is_refused_in_words(text: str) -> None:
    with pytest.raises(CatalogError, match="“"):
        S.complete_key(text)


def test_the_main_locale_and_list_follow_their_order() -> None:
    turned = a_structure(
        Locale(code="en_GB", position=9), PriceList(code="COST", currency="EUR", audience="cost", position=-1)
    )
    assert (turned.main_locale, turned.main_price_list) == ("fr_FR", "EUR")
    assert Structure().main_locale == Structure().main_price_list == ""
    assert completeness([a_product()], Structure().with_record("channel", "c", Channel(code="c")))[0].missing == (
        "role:title",
    )
