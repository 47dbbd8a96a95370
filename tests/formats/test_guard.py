"""The formula guard is undone exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.formats.guard import guard, unguard

EDGY = st.text(alphabet="'=+-@\t\r\n1,.aé \"", max_size=12) | st.text()


@given(EDGY)
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(EDGY)
def test_nothing_guarded_is_evaluated(text: str) -> None:
    shown = guard(text)
    assert not shown.startswith(("=", "+", "@", "\t", "\r"))


@pytest.mark.parametrize("number", ["-5", "-12.50", "-0,5"])
def test_negative_numbers_stay_numbers(number: str) -> None:
    assert guard(number) == number


def test_formulas_and_phone_numbers_are_guarded() -> None:
    assert [guard(text) for text in ("=1+1", "+49 30 1", "@x", "-a", "'=1")] == [
        "'=1+1", "'+49 30 1", "'@x", "'-a", "''=1",
    ]  # fmt: skip
