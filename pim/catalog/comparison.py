"""What was read of a listing beside what the catalogue says of it, value by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pim.catalog.listing import Listing
from pim.catalog.parity import Carriage, Carried, Detail, Expectations, Group, NotCarried, Tally, UnlessAbove
from pim.catalog.structure import Structure

ReadFacts = Mapping[tuple[str, str, str], Any]


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

        `read` maps (level, sku, field) to the value read, in the same form as the facts. Values found that nobody
        expects are differences too.
        """
        excepted = {item.sku: item.excepted for item in (listing.root, *listing.items) if item.excepted}
        left = dict(read)
        take = left.pop
        differences = 0
        for group in self._expected.groups(listing):
            level, sku, facts, plan, _above = group
            own = excepted.get(sku, ()) if excepted else ()
            for name, how in plan.places:
                value, found = facts[name], take((level, sku, name), None)
                if (
                    found.__class__ is value.__class__ and found == value and how.__class__ is Carried
                    and name not in own
                ):  # fmt: skip
                    continue
                differences += self._other(group, name, found, how, left, name in own)
        for (_level, sku, name), found in left.items():
            differences += 1
            detail = Detail(sku, _locale(name), name, self._channel, "difference", None, found, "unexpected")
            self._tally.add("difference", detail)
        return differences

    def _other(
        self, group: Group, name: str, found: Any, how: Carriage | UnlessAbove, left: dict[Any, Any], excepted: bool
    ) -> bool:
        """Counts a value that is not simply identical; whether it differs."""
        self._others[name] = self._others.get(name, 0) + 1
        value = group.facts[name]
        if isinstance(how, UnlessAbove):
            if group.above.get(name) == value:
                if found is not None:
                    left[group.level, group.sku, name] = found
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
