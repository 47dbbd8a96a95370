"""Moments are UTC, sortable as text, and the same on every machine."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pim.clock import FixedClock, SystemClock, format_iso, parse_iso


def test_the_system_clock_is_aware_and_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_in_utc() -> None:
    paris = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    clock = FixedClock(paris)
    assert clock.now() == clock.now() == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_texts_sort_like_moments() -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [first, first + timedelta(microseconds=1), first + timedelta(seconds=1)]
    assert sorted(map(format_iso, moments)) == list(map(format_iso, moments))
    assert [parse_iso(format_iso(moment)) for moment in moments] == moments


@pytest.mark.parametrize(
    "text",
    ["2026-07-01T10:00:00Z", "2026-07-01 10:00", "2026-07-01T12:00:00+02:00", " 2026-07-01T10:00:00.000Z "],
)
def test_what_people_write_is_read(text: str) -> None:
    assert parse_iso(text) == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "01/07/2026"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        parse_iso(text)


def test_naive_moments_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_iso(datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 1, 1))
