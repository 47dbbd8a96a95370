"""Folding as search and SKUs need it."""

from __future__ import annotations

import unicodedata
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.catalog.identifiers import clean_identifier, fold_text, new_uid, sku_key


@given(st.lists(st.text(), max_size=4))
def test_texts_joined_by_a_space_fold_to_their_folds_joined(texts: list[str]) -> None:
    assert fold_text(" ".join(texts)) == " ".join(filter(None, map(fold_text, texts)))


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_folds_as_any_other_text_does(text: str) -> None:
    assert fold_text(f"{text} é") == f"{fold_text(text)} e".lstrip()
    assert clean_identifier(f"é{text}é")[1:-1].strip() == clean_identifier(text)
    assert sku_key(f"é{text}é")[1:-1].strip() == sku_key(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"), ("ΟΔΟΣ", "οδοσ"), ("ﬁn ½", "fin 1⁄2"), ("İzmir", "izmir"), ("A\u0301\u0327b", "ab"),
        ("\u00a0Ａ\u200bB\u00a0", "ab"), ("각", unicodedata.normalize("NFKD", "각")), ("Ⅷ ㎏", "viii kg"),
    ],
)  # fmt: skip
def test_every_script_folds(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_uids_are_time_ordered_uuids_that_do_not_repeat() -> None:
    earlier = new_uid()
    many = [new_uid() for _ in range(2_000)]
    assert len({*many, earlier}) == 2_001
    assert earlier[:12] <= many[0][:12] <= many[-1][:12]
    read = UUID(hex=many[0])
    assert (read.version, read.hex, read.variant) == (7, many[0], RFC_4122)
