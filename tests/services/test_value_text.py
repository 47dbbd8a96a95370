"""Parts and values in words."""

from __future__ import annotations

from typing import Any

import pytest

from pim.services.value_text import LONGEST, field_name, value_text
from tests.builders import a_structure


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("price:EUR", "12.50", "12.50"),
        ("color", "red", "RED"),
        ("color", "gone", "gone"),
        ("material", ["oak", "felt"], "OAK, FELT"),
        ("material", ("oak",), "OAK"),
        ("washable", True, "Yes"),
        ("description@en_GB", "<p>Fine &amp;\n <b>dry</b></p>", "Fine & dry"),
        ("title@en_GB#web", {"value": "Loud", "reason": "why", "author": "", "until": ""}, "Loud (why)"),
        (".enabled", False, "Off"),
        (".categories", ["mugs"], "home > mugs"),
        (".categories", ["unknown"], "unknown"),
        (".stock.paris", {"quantity": "4", "at": ""}, "4"),
        (".images", [{"name": "a.jpg"}, {"name": "b.jpg"}, {"name": "c.jpg"}], "3 images: a.jpg, b.jpg"),
        (".axes", (("color", "red"), ("size", "s")), "RED, S"),
        (".family", "mug", "mug"),
        (".price:EUR", "3", "3"),
        ("", ["x", {"a": 1}], "x, a: 1"),
        ("title@en_GB", None, None),
    ],
)
def test_values(key: str, value: Any, text: str | None) -> None:
    assert value_text(a_structure(), key, value, "en_GB") == text


def test_a_long_text_is_cut() -> None:
    text = value_text(a_structure(), "title@en_GB", "x" * 5000)
    assert text is not None
    assert len(text) == LONGEST
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("title@en_GB", "title en_GB"),
        (".price:EUR", "Customer pays EUR"),
        (".compare_at:EUR", "Struck price EUR"),
        (".price", "Customer pays"),
        (".alts@fr_FR", "Image descriptions fr_FR"),
        (".stock.paris", "Stock paris"),
        (".images", "Images"),
        (".axes", "Variant axes"),
    ],
)
def test_names(key: str, name: str) -> None:
    assert field_name(a_structure(), key) == name
