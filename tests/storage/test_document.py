"""A document's values are read and replaced in its text exactly as if all of it were decoded and written anew."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.storage.document import Document, pack
from pim.storage.errors import DamagedCatalog
from pim.storage.records import dump

_KEYS = (
    "name",
    "values",
    "variant_structure",
    "sha256",
    "parent",
    "title@en_GB",
    "title@en_US",
    "price:EUR",
    "a",
    "zz_9",
)
_TEXTS = (
    "", "plain", "comma,", 'said "price:EUR":', '","price:EUR":"1', '},"variant_structure":"x"', '"values":{"a":1}', "back\\",
    "},", "élan\n", "name",
)  # fmt: skip
_text = st.sampled_from(_TEXTS)
_value = st.one_of(_text, st.booleans(), st.lists(_text, min_size=1, max_size=3), st.text(max_size=8))
_values = st.dictionaries(st.sampled_from(_KEYS), _value, max_size=6)
_rest = st.fixed_dictionaries(
    {},
    optional={
        "categories": st.lists(_text, min_size=1, max_size=2),
        "images": st.just([{"sha256": "ab", "name": '"values":{', "role": "main", "alt": {"en_GB": '","a":"'}}]),
        "parent": st.just("f00"), "variant_structure": st.sampled_from(("by_colour", "s")),
    },
)  # fmt: skip


def _whole(rest: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {**rest, "values": values} if values else dict(rest)


@given(rest=_rest, values=_values, changes=st.lists(st.tuples(st.sampled_from(_KEYS), st.none() | _value), max_size=4))
def test_values_are_replaced_in_the_text_as_in_what_it_says(
    rest: dict[str, Any], values: dict[str, Any], changes: list[tuple[str, Any]]
) -> None:
    document = Document(dump(_whole(rest, values)).decode())
    for key, value in changes:
        assert document.value(key) == values.get(key)
        assert not document.change(key, "something else", value)
        assert document.change(key, values.get(key), value)
        values = {**{k: v for k, v in values.items() if k != key}, **({} if value is None else {key: value})}
        assert document.value(key) == value
    assert document.rest() == rest and document.values() == values
    head, extras = {"sku": "A", "uid": "1"}, {"stock": orjson.Fragment('{"shop":{"at":"","quantity":"1"}}')}
    assert document.packed(head, extras) == pack(head, _whole(rest, values), extras)


def test_what_was_written_with_blanks_is_read_all_the_same() -> None:
    document = Document('{"values": {"b": "2", "a": ["x"]}, "parent": "p"}')
    assert (document.value("a"), document.value("b"), document.rest()) == (["x"], "2", {"parent": "p"})


@pytest.mark.parametrize(
    "text", [None, b"{}", 7, "[]", '{"values":{"a":"x"', '{"values":{"a":}}', '"values":{"a":1}', ""]
)
def test_damage_is_called_damage(text: Any) -> None:
    with pytest.raises(DamagedCatalog):
        document = Document(text)
        document.value("a")
        document.rest()
