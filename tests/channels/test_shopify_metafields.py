"""Metafields as the text of both files: the same JSON, byte for byte, as when every one is made an object."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.channels.shopify_fields import Fields, Metafield
from pim.channels.shopify_metafields import metafields_json, metafields_read, metafields_text
from pim.channels.shopify_sheet import Variant

_LINE, _LIST = "single_line_text_field", "list.single_line_text_field"


@dataclass
class _Known:
    """As much of `Fields` as metafields ask for."""

    metafields: dict[str, Metafield]
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def readers(self) -> dict[tuple[str, str], Any]:
        return {(one.namespace, one.key): (one.name, one.reader) for one in self.metafields.values()}


_KINDS = {"title": _LINE, "about": "multi_line_text_field", "sold": "boolean", "tags": _LIST, 'odd "name"\n': _LINE}
_FIELDS = cast(
    Fields, _Known({name: Metafield(name, "pim", f"key_{n}", kind) for n, (name, kind) in enumerate(_KINDS.items())})
)
_TEXTS = st.text(st.sampled_from('a",\\\n\r\t\x00\x1f\x7fé\U0001f600')) | st.text(max_size=5)
_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": _TEXTS, "about": _TEXTS, "sold": st.booleans(),
        "tags": st.lists(_TEXTS, max_size=3).map(tuple), 'odd "name"\n': _TEXTS,
    },
)  # fmt: skip


@given(values=_VALUES)
def test_text_is_json(values: dict[str, Any]) -> None:
    variant = Variant(sku="A", options=(), metafields=values)
    expected = orjson.dumps(metafields_json(variant, _FIELDS))
    assert orjson.dumps(metafields_text(variant, _FIELDS)) == expected
    assert metafields_read(orjson.loads(expected), _FIELDS) == (values, {})


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"title": ""},
        {"about": 'ends in ",', "title": "b"},
        {"about": ",", "sold": True, "tags": (",", ""), "title": ""},
        {"about": "ends in \\", "title": ","},
        {"about": "a", "title": 'a","b'},
        {"title": "a\nb"},
        {"title": "a\rb", 'odd "name"\n': "\\n"},
        {"about": "a\nb", "title": "one"},
    ],
)
def test_text_is_json_where_it_is_hard(values: dict[str, Any]) -> None:
    variant = Variant(sku="A", options=(), metafields=values)
    assert orjson.dumps(metafields_text(variant, _FIELDS)) == orjson.dumps(metafields_json(variant, _FIELDS))


def test_text_is_made_once() -> None:
    variant = Variant(sku="A", options=(), metafields={"title": "a"})
    first = metafields_text(variant, _FIELDS)
    variant.metafields = {"title": "b"}
    assert orjson.dumps(metafields_text(variant, _FIELDS)) == orjson.dumps(first)
