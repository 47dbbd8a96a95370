"""Filters in the words of their chips."""

from __future__ import annotations

from datetime import datetime

from pim.catalog.filters import Condition
from pim.gui.views.products.filter_fields import condition_words, filter_fields


def test_a_moment_is_said_as_people_say_it(desk) -> None:
    fields = filter_fields(desk.structure, "en_GB")
    now = datetime.now().astimezone().isoformat()
    label, value = condition_words(Condition("updated", ">=", (now,)), fields)
    assert label == "Updated"
    assert "today" in value and now not in value
    assert condition_words(Condition("updated", ">=", ("2026-11-30",)), fields)[1].endswith("2026-11-30")
