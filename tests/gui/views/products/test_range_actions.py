"""Tables on the clipboard, as spreadsheets put them there."""

from __future__ import annotations

import pytest

from pim.gui.views.products.range_actions import table_of


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"1\n2"\tx', [["1\n2", "x"]]),
        ('"say ""hi"""', [['say "hi"']]),
        ('12"\tx', [['12"', "x"]]),
        ("a\t\tb", [["a", "", "b"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
    ],
)
def test_cells_of_a_table(text: str, table: list[list[str]]) -> None:
    assert table_of(text) == table
