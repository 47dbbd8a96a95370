"""What columns are taken for: names, types, identifiers, axes. No file is read."""

from __future__ import annotations

import pytest

from pim.catalog.structure import Structure
from pim.services.importing import ImportRefused, Mapping, Target, guessing, identifier
from pim.services.importing.cell_lists import category_paths, split_values
from pim.services.importing.headers import field_of, take_apart
from pim.services.starting import starting_records
from pim.services.surveying.cell_shapes import shape_of
from pim.services.surveying.profile import ColumnProfile, _Column
from pim.services.surveying.variants import axes_of


def structure() -> Structure:
    found = Structure()
    for record in starting_records(("en_GB", "fr_FR"), ("EUR",)):
        found = found.with_record(record.kind, record.code, record)
    return found


def profile(name: str, *cells: str) -> ColumnProfile:
    column = _Column(name)
    column.add(cells, closely=True)
    return ColumnProfile.from_json(column.result(len(cells)))


@pytest.mark.parametrize(
    ("kind", "name", "cells"),
    [
        ("yes_no", "organic", ["yes", "no", "yes"]),
        ("yes_no", "flag", ["0", "1"]),
        ("number", "count", ["1", "1", "1"]),
        ("number", "height", ["1.5", "20", "-3"]),
        ("measurement", "size", ["10 cm", "12.5 cm", "8 cm"]),
        ("price", "cost", ["12.50", "9"]),
        ("price", "amount", ["12.50 EUR", "€9"]),
        ("date", "launch", ["2026-01-31", "2026-02-01"]),
        ("date", "launch", ["31/12/2025", "01/02/2026"]),
        ("identifier", "zip", ["01234", "99999"]),
        ("identifier", "ean13", ["4006381333931", "96385074"]),
        ("identifier", "supplier_id", ["17", "18"]),
        ("link", "page", ["https://a.example/x", "http://b.example"]),
        ("rich_text", "texte", ["<p>Soft</p>", "plain"]),
        ("text_area", "care", ["one\ntwo", "three"]),
        ("text_area", "story", ["word " * 60, "other " * 60]),
        ("simple_select", "colour", ["red", "blue", "red", "red", "blue", "red"]),
        ("multi_select", "sizes", ["S|M", "M|L", "S|L", "S|M|L"]),
        ("text", "name", ["red", "blue", "red", "red", "blue", "red"]),
        ("text", "motto", ["alpha", "beta", "gamma", "delta"]),
        ("text", "mixed", ["12", "twelve", "13"]),
    ],
)
def test_types_of_new_attributes(kind: str, name: str, cells: list[str]) -> None:
    assert guessing.type_of(profile(name, *cells)) == kind


def test_the_header_decides_where_numbers_stand_alone() -> None:
    assert guessing.type_of(profile("weight", "1.5", "2"), unit="kg") == "measurement"
    assert guessing.type_of(profile("retail", "1.5", "2"), currency="USD") == "price"
    assert guessing.type_of(profile("retail", "soon", "2"), currency="USD") == "text"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Weight (kg)", ("Weight", "", "", "kg")),
        ("price_usd", ("price", "", "USD", "")),
        ("Prix EUR", ("Prix", "", "EUR", "")),
        ("name-fr_FR", ("name", "fr_FR", "", "")),
        ("Titre (français)", ("Titre", "fr_FR", "", "")),
        ("title_en", ("title", "en_GB", "", "")),
        ("made_in", ("made_in", "", "", "")),
        ("sold all", ("sold all", "", "", "")),
        ("Colour", ("Colour", "", "", "")),
    ],
)
def test_headers_are_taken_apart(name: str, expected: tuple[str, str, str, str]) -> None:
    assert tuple(take_apart(name, structure())) == expected


@pytest.mark.parametrize(
    ("name", "field", "key"),
    [
        ("Référence", "sku", ""), ("Parent SKU", "parent", ""), ("Image 3", "images", ""), ("stock Paris", "stock", "Paris"),
        ("stock.lyon", "stock", "lyon"), ("associations.upsell", "links", "upsell"), ("image_alts@fr_FR", "image_alt", "fr_FR"),
    ],
)  # fmt: skip
def test_names_of_product_parts(name: str, field: str, key: str) -> None:
    found = field_of(name)
    assert found is not None and found[:2] == (field, key)


@pytest.mark.parametrize("name", ["qty_increments", "stock status", "in stock?", "imagery", "description"])
def test_names_that_only_look_like_product_parts(name: str) -> None:
    assert field_of(name) is None


def test_dates_say_which_comes_first() -> None:
    assert guessing.day_first(profile("d", "13/02/2026", "01/02/2026")) is True
    assert guessing.day_first(profile("d", "02/13/2026")) is False
    assert guessing.day_first(profile("d", "01/02/2026")) is None


def test_an_exponent_is_a_number_and_a_code_is_not() -> None:
    assert "number" in shape_of("4.99e+01") and "number" not in shape_of("4e")


def chosen(**columns: list[str]) -> str:
    profiles = {name: profile(name, *cells) for name, cells in columns.items()}
    targets = {name: Target(field="sku" if name == "sku" else "skip") for name in profiles}
    return identifier.choose(structure(), Mapping(columns=targets), profiles).column


def test_the_identifier_is_found_by_name_gtin_id_or_uniqueness() -> None:
    assert chosen(sku=["a", "a"], id=["1", "2"]) == "sku"
    assert chosen(label=["a", "b"], bars=["4006381333931", "4006381333931"]) == "bars"
    assert chosen(label=["one a", "two b"], id=["1", "2"]) == "id"
    assert chosen(label=["one a", "two b"], slug=["x", "y"], n=["7", "8"]) == "slug"
    assert chosen(label=["one a", "two b"], n=["a7", "b8"]) == "n"
    with pytest.raises(ImportRefused, match="possible are “n”, “m”"):
        chosen(n=["a7", "b8"], m=["aa7", "bb8"])
    with pytest.raises(ImportRefused, match="Add a column"):
        chosen(text=["<p>one</p>", "<p>two</p>"])


def test_axes_are_the_fewest_columns_that_tell_sisters_apart() -> None:
    names = ["material", "size", "color"]
    groups = [[("wool", "s", "red"), ("wool", "m", "red"), ("wool", "s", "blue")], [("silk", "s", "red"), ("silk", "m", "red")]]
    assert axes_of(names, groups) == ["color", "size"] or axes_of(names, groups) == ["size", "color"]
    assert axes_of(names, [[("wool", "s", "red"), ("wool", "s", "red")]]) == []
    assert axes_of(names, [[("wool", "s", ""), ("wool", "m", "")]]) == ["size"]


def test_lists_and_category_paths_in_cells() -> None:
    assert split_values('["a, b", "c"]') == ["a, b", "c"]
    assert split_values("a | b;c") == ["a", "b;c"]
    assert split_values("[not json]") == ["[not json]"]
    path = Target(field="categories", path=">")
    assert category_paths("Home > Bowls | Sale", path) == [["Home", "Bowls"], ["Sale"]]
    assert category_paths("A/B,A/C", Target(field="categories", path="/")) == [["A", "B"], ["A", "C"]]
    assert category_paths('["Home", "Bowls"]', path) == [["Home", "Bowls"]]
