"""What the catalogue expects of a channel's files, and what is counted of what was read."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pim.catalog import expectations
from pim.catalog.comparison import Comparison
from pim.catalog.expectations import expected_facts
from pim.catalog.listing import Listing, build_listing
from pim.catalog.parity import ITEM, PRODUCT, Carriage, Carried, Detail, NotCarried, Tally
from tests.builders import MOMENT, a_family_of_variants, a_product, a_structure, as_read

S = a_structure()
_KINDS = st.sampled_from(["identical", "formatted", "exception", "not_carried", "difference"])
_FOUND = st.none() | st.text() | st.booleans() | st.lists(st.text(), max_size=2).map(tuple)
_DETAILS = st.builds(
    Detail, sku=st.text(), locale=st.just("en_GB"),
    field=st.sampled_from(["title@en_GB", "price:EUR", ".stock.paris", ".alts@en_GB", ".sku"]),
    channel=st.sampled_from(["web", "print"]), kind=_KINDS, expected=_FOUND, found=_FOUND, rule=st.text(),
)  # fmt: skip


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    made = Tally()
    for detail in draw(st.lists(_DETAILS, max_size=6)):
        made.add(detail.kind, detail)
    made.add_identical(draw(st.sampled_from(["title@en_GB", ".sku"])), "web", draw(st.integers(1, 9)))
    return made


@settings(max_examples=50)
@given(tallies())
def test_a_tally_reads_back(tally: Tally) -> None:
    assert Tally.of_record(orjson.loads(orjson.dumps(tally.to_record()))) == tally
    assert [detail["sku"] for detail in tally.to_json()["details"]] == [detail.sku for detail in tally.details]


@settings(max_examples=50)
@given(tallies(), tallies())
def test_tallies_add_up(one: Tally, other: Tally) -> None:
    both = Tally()
    for tally in (one, other):
        both.merge(tally)
    for name in ("compared", "identical", "formatted", "exceptions", "not_carried", "differences"):
        assert getattr(both, name) == getattr(one, name) + getattr(other, name)
    assert both.compared == both.identical + both.formatted + both.exceptions + both.differences
    assert both.details == one.details + other.details
    counts = [count for tally in (one, other) for cell in tally.by_field.values() for count in cell.values()]
    assert sum(count for cell in both.by_field.values() for count in cell.values()) == sum(counts)


def test_of_many_differences_each_is_kept_and_of_others_some() -> None:
    tally = Tally(detail_limit=2)
    for number in range(5):
        for kind in ("formatted", "difference"):
            tally.add(kind, Detail(str(number), "", "brand", "web", kind, "a", "b"))
    kinds = [detail.kind for detail in tally.details]
    assert (tally.formatted, kinds.count("difference"), kinds.count("formatted")) == (5, 5, 1)


def shirts() -> Listing:
    """A model with a title, and a variant with one of its own."""
    root, red, blue = a_family_of_variants(title="Shirt", price="9")
    blue = blue.with_parts({"title@en_GB": "Blue shirt"})
    return build_listing([[root], [root, red], [root, blue]], S, "web", MOMENT)


def _carriage(name: str) -> Carriage:
    """A format whose variants have no titles, and nothing for French."""
    if name.endswith("@fr_FR"):
        return NotCarried("no French")
    return Carried(PRODUCT) if name.startswith("title") else Carried()


def test_what_only_a_product_has_a_place_for_is_said_of_the_variant_that_differs() -> None:
    facts = [(fact, value, how) for fact, value, how in expected_facts(shirts(), ("EUR",), _carriage)]
    titles = {(fact.level, fact.sku): how for fact, _value, how in facts if fact.field == "title@en_GB"}
    assert titles == {
        (PRODUCT, "M"): Carried(PRODUCT),
        (ITEM, "M-blue"): NotCarried("one value for all variants"),
    }
    french = {fact.sku: how for fact, _value, how in facts if fact.field == "title@fr_FR"}
    assert french == {"M": NotCarried("no French"), "M-blue": NotCarried("no French")}


def compared(read: dict[Any, Any], carriage: Any = _carriage, *chosen: Listing) -> Tally:
    tally = Tally()
    comparison = Comparison(channel="web", structure=S, carriage=carriage, tally=tally)
    for listing in chosen or (shirts(),):
        comparison.compare(listing, as_read(read))
    comparison.finish()
    return tally


def _facts(listing: Listing, carriage: Any) -> dict[Any, Any]:
    expected = expected_facts(listing, ("EUR", "USD"), carriage)
    return {fact: value for fact, value, how in expected if isinstance(how, Carried)}


def test_a_value_where_the_format_has_no_place_is_a_difference() -> None:
    read = _facts(shirts(), _carriage)
    assert (compared(read).differences, compared(read).not_carried) == (0, 3)
    for sku in ("M-red", "M-blue"):
        found = compared({**read, (ITEM, sku, "title@en_GB"): "Shirt"})
        assert [(d.sku, d.field) for d in found.details if d.kind == "difference"] == [(sku, "title@en_GB")]


def test_more_sets_of_fields_than_are_remembered_are_counted_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("brand", "depth", "notes", "gtin")
    listings = [
        build_listing([[a_product(f"A-{number}", values={key: "1" for bit, key in enumerate(keys) if number >> bit & 1})]],
                      S, "web", MOMENT)
        for number in range(16)
    ]  # fmt: skip

    def carriage(name: str) -> Carriage:
        return NotCarried("none") if name == "notes" else Carried()

    read = {fact: value for listing in listings for fact, value in _facts(listing, carriage).items()}
    read[ITEM, "A-1", "brand"] = "2"

    def tally() -> Tally:
        found = Tally()
        comparison = Comparison(channel="web", structure=S, carriage=carriage, tally=found)
        for listing in (*listings, *listings):
            own = {fact: value for fact, value in read.items() if fact[1] == listing.sku}
            comparison.compare(listing, as_read(own))
        comparison.finish()
        return found

    usual = tally()
    assert (usual.differences, usual.not_carried) == (2, 16)
    monkeypatch.setattr(expectations, "_REMEMBERED", 2)
    assert tally() == usual


@pytest.mark.parametrize(("name", "wrong"), [("washable", 1), ("washable", "True"), ("material", ["wool", "silk"])])
def test_a_value_of_another_type_is_a_difference_though_python_calls_it_equal(name: str, wrong: Any) -> None:
    product = a_product("A", values={"washable": True, "material": ("wool", "silk")})
    listing = build_listing([[product]], S, "web", MOMENT)
    read = _facts(listing, lambda _name: Carried())
    same = compared(read, lambda _name: Carried(), listing)
    assert (same.differences, same.identical) == (0, len(read))
    found = compared({**read, (ITEM, "A", name): wrong}, lambda _name: Carried(), listing)
    assert [(d.field, d.expected, d.found) for d in found.details] == [(name, product.values[name], wrong)]
