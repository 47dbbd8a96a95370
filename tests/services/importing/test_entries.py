"""The spool of an import: what goes in comes out, in writing order, whatever is read in between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pim.services.importing.entries import Entries, Entry


@pytest.fixture
def spool() -> Iterator[Entries]:
    entries = Entries()
    yield entries
    entries.close()


def an_entry(uid: str, **parts: object) -> Entry:
    whole = Entry(
        uid, uid.upper(), "a.csv", [2], "simple", "", {"uid": uid, "values": {"title": "x" * 900}}, [], [], {}
    )
    return whole._replace(**parts)  # type: ignore[arg-type]


def test_entries_come_back_in_writing_order_over_many_blocks(spool: Entries) -> None:
    made = [an_entry(f"e{number}") for number in range(1_000)]
    places = [spool.append(number % 3, entry) for number, entry in enumerate(made)]
    assert spool.read(places[-1]) == made[-1]
    late = spool.append(1, an_entry("late"))
    assert [entry.uid for entry in spool.walk()] == [
        *(f"e{number}" for number in range(0, 1_000, 3)),
        *(f"e{number}" for number in range(1, 1_000, 3)), "late",
        *(f"e{number}" for number in range(2, 1_000, 3)),
    ]  # fmt: skip
    assert dict(spool.placed())[late].uid == "late"
    assert all(spool.read(place) == entry for place, entry in zip(places, made, strict=True))


def test_what_was_dropped_is_neither_walked_nor_counted(spool: Entries) -> None:
    spool.append(0, an_entry("new"))
    place = spool.append(0, an_entry("again", images=[["a.png", ""]]))
    spool.append(0, an_entry("changed", record=None, changes=[["title", "a", "b"]]))
    spool.append(0, an_entry("linked", record=None, links={"upsell": ["b"]}))
    tally = spool.tally
    assert (tally.new, tally.changed, tally.unchanged, tally.with_parts, tally.to_write) == (2, 1, 1, 2, 4)
    spool.drop(place)
    assert (tally.new, tally.changed, tally.unchanged, tally.with_parts, tally.to_write) == (1, 1, 1, 1, 3)
    assert (spool.count, [entry.uid for entry in spool.walk()]) == (3, ["new", "changed", "linked"])
