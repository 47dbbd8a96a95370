"""What the structure says of products: fields of families, roles, names of values, what is kept for people."""

from __future__ import annotations

import pytest

from pim.catalog.channel import Role
from pim.catalog.filters import parse_condition
from pim.catalog.measurement import Measurement, unit_family_of
from tests.builders import a_product, a_structure, an_attribute

S = a_structure()


def test_a_family_has_its_own_fields_and_no_family_has_all() -> None:
    assert S.family_attributes("mug") == S.families["mug"].attributes
    assert S.family_attributes("") == S.family_attributes("gone") == tuple(S.attributes)
    without = a_structure(without=[("attribute", "brand")])
    assert set(S.family_attributes("mug")) - set(without.family_attributes("mug")) == {"brand"}


def test_a_role_whose_attribute_is_gone_is_played_by_none() -> None:
    assert (S.roles["title"], S.roles["gtin"]) == ("title", "gtin")
    assert "title" not in a_structure(Role(code="title", attribute="gone")).roles


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        ("color", "red", "RED"), ("material", ("oak", "felt"), "OAK, FELT"), ("material", ("gone",), "gone"),
        ("weight", "0.5 kg", "0.5 kg"), ("brand", "Acme", "Acme"),
    ],
)  # fmt: skip
def test_a_value_in_words(attribute: str, value: str | tuple[str, ...], words: str) -> None:
    assert S.display(an_attribute(attribute), value) == words


def test_variants_name_their_axes_from_the_upper_level_down() -> None:
    by_both = S.families["mug"].variant_structure("by_both")
    assert by_both is not None and by_both.axes == ("color", "size")
    assert [a_product(kind=kind).is_sellable for kind in ("simple", "variant", "model")] == [True, True, False]


def test_views_and_mappings_are_kept_with_the_structure() -> None:
    assert S.saved_views.keys() == {"cheap"} and S.mappings.keys() == {"acme"}


def test_a_unit_is_known_by_its_name_and_shown_by_its_symbol() -> None:
    assert (unit_family_of("kg"), unit_family_of("pounds"), unit_family_of("parsecs")) == ("weight", "weight", None)
    assert Measurement.of("3 m2").display == "3 m²"


def test_a_filter_is_kept_as_plain_values() -> None:
    assert parse_condition("color in:red,blue").to_json() == ["color", "in", ["red", "blue"]]
    assert (parse_condition("price >= 3").value, parse_condition("image empty").value) == ("3", "")
