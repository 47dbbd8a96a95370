"""Moments in words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest

from pim.gui.moments import clock_time, day_words, moment_short, moment_words
from pim.i18n import set_language

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("at", "words", "short", "day"),
    [
        ("2026-11-22T07:00:00Z", "today 07:00", "07:00", "Today"),
        ("2026-11-21T18:30:00Z", "yesterday 18:30", "Sat", "Yesterday"),
        ("2026-11-20T16:12:00Z", "Friday 16:12", "Fri", "Friday 20 November"),
        ("2026-11-02T09:00:00Z", "2 November", "2 Nov", "Monday 2 November"),
        ("2025-11-02T09:00:00Z", "2 November 2025", "2 Nov", "2 November 2025"),
        ("2026-11-23T09:00:00Z", "23 November", "23 Nov", "Monday 23 November"),
    ],
)
def test_in_english(at: str, words: str, short: str, day: str) -> None:
    assert (moment_words(at, TODAY), moment_short(at, TODAY), day_words(at, TODAY)) == (words, short, day)
    assert clock_time(at) == at[11:16]


def test_in_french_the_names_are_french() -> None:
    set_language("fr")
    assert moment_short("2026-11-20T16:12:00Z", TODAY) == "ven."
    assert day_words("2026-11-20T16:12:00Z", TODAY) == "vendredi 20 novembre"
