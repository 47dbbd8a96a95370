"""What was read of a listing beside what the catalogue says of it, value by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pim.catalog.expectations import Expectations, Group, UnlessAbove
from pim.catalog.listing import Listing
from pim.catalog.parity import Carriage, Carried, Detail, NotCarried, Tally
from pim.catalog.structure import Structure

ReadFacts = Mapping[tuple[str, str], Mapping[str, Any]]

_NOTHING: Mapping[str, Any] = {}
_NONE: frozenset[str] = frozenset()


class Comparison:
    """Compares what was read of listings with what the catalogue says; `tally` is complete after `finish`."""

    def __init__(
        self, *, channel: str, structure: Structure, carriage: Callable[[str], Carriage], tally: Tally
    ) -> None:
        self._channel, self._tally = channel, tally
        self._expected = Expectations(structure.channels[channel].price_lists, carriage)
        self._others: dict[str, int] = {}  # field -> how often its value was not simply identical

    def compare(self, listing: Listing, read: ReadFacts) -> int:
        """The number of differences in one listing.

        `read` maps (level, SKU) to the values read there by field, in the same form as the facts. Values found that
        nobody expects are differences too.
        """
        excepted = {item.sku: item.excepted for item in (listing.root, *listing.items) if item.excepted}
        left: dict[tuple[str, str], Mapping[str, Any]] = dict(read)
        differences = 0
        for group in self._expected.groups(listing):
            place = (group.level, group.sku)
            found = left.pop(place, _NOTHING)
            own = excepted.get(group.sku, _NONE) if excepted else _NONE
            if group.plan.carries_all and not own:
                if _is_identical(group.facts, found):
                    continue
                rest = {name: value for name, value in found.items() if name not in group.facts}
                differences += self._others_of(group, found, rest)
            else:
                rest = dict(found)
                differences += self._values(group, rest, own)
            if rest:
                left[place] = rest
        for (_level, sku), others in left.items():
            for name, value in others.items():
                differences += 1
                detail = Detail(sku, _locale(name), name, self._channel, "difference", None, value, "unexpected")
                self._tally.add("difference", detail)
        return differences

    def _others_of(self, group: Group, found: Mapping[str, Any], rest: dict[str, Any]) -> int:
        """The differences of a group whose every value is carried; most are what was read."""
        pairs = zip(group.plan.places, group.facts.values(), map(found.get, group.facts))
        others = [
            (place, seen) for place, value, seen in pairs if seen != value or seen.__class__ is not value.__class__
        ]
        return sum(self._other(group, name, seen, how, rest, False) for (name, how), seen in others)

    def _values(self, group: Group, rest: dict[str, Any], own: frozenset[str]) -> int:
        """The differences of one group, value by value; takes what was expected out of `rest`."""
        facts, take = group.facts, rest.pop
        differences = 0
        for name, how in group.plan.places:
            value, found = facts[name], take(name, None)
            if (
                found.__class__ is value.__class__ and found == value and how.__class__ is Carried and name not in own
            ):  # fmt: skip
                continue
            differences += self._other(group, name, found, how, rest, name in own)
        return differences

    def _other(
        self, group: Group, name: str, found: Any, how: Carriage | UnlessAbove, rest: dict[str, Any], excepted: bool
    ) -> bool:
        """Counts a value that is not simply identical; whether it differs."""
        self._others[name] = self._others.get(name, 0) + 1
        value = group.facts[name]
        if isinstance(how, UnlessAbove):
            if group.above.get(name) == value:
                if found is not None:
                    rest[name] = found
                return False
            how = NotCarried(how.reason)
        kind, rule = _judge(value, found, how)
        if excepted and kind in ("identical", "formatted"):
            kind = "exception"
        self._tally.add(kind, Detail(group.sku, _locale(name), name, self._channel, kind, value, found, rule))
        return kind == "difference"

    def finish(self) -> None:
        """Counts what was identical: it was only noted how often each set of fields came by."""
        counted = {name: -count for name, count in self._others.items()}
        for plan in self._expected.used():
            for name, _how in plan.places:
                counted[name] = counted.get(name, 0) + plan.used
        for name, count in counted.items():
            if count:
                self._tally.add_identical(name, self._channel, count)


def _is_identical(facts: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether the same was read, in the same types: to Python `True` equals 1, to a receiver it does not."""
    if facts != found:
        return False
    others = [name for name, value in facts.items() if value.__class__ is not str]
    return all(found[name].__class__ is facts[name].__class__ for name in others)


def _judge(value: Any, found: Any, how: Carriage) -> tuple[str, str]:
    if isinstance(how, NotCarried):
        return ("not_carried", how.reason) if found is None else ("difference", "")
    if found == value and type(found) is type(value):
        return "identical", ""
    for rule in how.rules:
        shown = rule.apply(value)
        if shown == found or (found is None and shown in ("", ())):
            return "formatted", rule.name
    return "difference", ""


def _locale(name: str) -> str:
    return name.partition("@")[2]
