"""A catalogue as a plain dictionary, with an undo of its own. It knows nothing of pim."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

Place = tuple[str, str]  # kind of record, its name (a product's uid)
Fields = dict[str, Any]
Records = dict[Place, Fields]
Difference = dict[Place, tuple[Fields | None, Fields | None]]  # place -> before, after; None = not there


class Step(NamedTuple):
    """What one step changed, and the number the program gave it."""

    number: int
    difference: Difference


class Plain:
    """The records of a catalogue, the steps that stand and the undone ones, newest last.

    A product's fields: sku kind family parent variant_structure enabled categories images; `v:KEY` its own values,
    `x:KEY` declared exceptions, `s:LOCATION` stock, `l:TYPE` links. What is empty is not there.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        self._of_kind: dict[str, dict[str, Fields]] = {}  # asked for many times between two steps
        self.done: list[Step] = []
        self.undone: list[Difference] = []

    def of_kind(self, kind: str) -> dict[str, Fields]:
        """The records of one kind by name."""
        if kind not in self._of_kind:
            self._of_kind[kind] = {name: fields for (one, name), fields in self.records.items() if one == kind}
        return self._of_kind[kind]

    @property
    def products(self) -> dict[str, Fields]:
        return self.of_kind("product")

    def difference_to(self, changes: Mapping[Place, Fields | None]) -> Difference:
        """What would really change if the records became these (None takes one away)."""
        pairs = {place: (self.records.get(place), _without_nothing(after)) for place, after in changes.items()}
        return {place: (before, after) for place, (before, after) in pairs.items() if before != after}

    def keep(self, difference: Difference, number: int) -> None:
        """A step was made: the records become what it says, and nothing can be redone any more."""
        self._become(difference)
        self.done.append(Step(number, difference))
        self.undone.clear()

    def undo(self, position: int, number: int) -> None:
        """The step at `position` of those that stand is taken back."""
        difference = self.done.pop(position).difference
        self._become(self.taken_back(difference))
        self.undone.append(difference)

    def redo(self, number: int) -> None:
        """The last undo is taken back: the step stands again, as the newest."""
        difference = self.undone.pop()
        self._become(self.taken_back(_turned(difference)))
        self.done.append(Step(number, difference))

    def _become(self, difference: Difference) -> None:
        self._of_kind.clear()
        for place, (_before, after) in difference.items():
            if after is None:
                self.records.pop(place, None)
            else:
                self.records[place] = after

    def taken_back(self, difference: Difference) -> Difference:
        """The difference that takes another back from what is there now. Raises `Changed` where that was changed since."""
        found: Difference = {}
        for place, (before, after) in difference.items():
            now = self.records.get(place)
            if before is None or after is None:
                if now != after:
                    raise Changed(place)
                found[place] = (now, before)
            else:
                found[place] = (now, _fields_back(place, before, after, now))
        return found

    def would_break(self, difference: Difference) -> str:
        """Why the records could not become this: two equal SKUs, a product or category whose parent is not there, a circle."""
        after = dict(self.records)
        for place, (_before, fields) in difference.items():
            if fields is None:
                after.pop(place, None)
            else:
                after[place] = fields
        skus = [folded_sku(fields["sku"]) for (kind, _name), fields in after.items() if kind == "product"]
        if len(set(skus)) < len(skus):
            return "two products have the same SKU"
        for kind in ("product", "category"):
            parents = {name: fields.get("parent", "") for (one, name), fields in after.items() if one == kind}
            if reason := _broken_tree(parents):
                return f"{kind}: {reason}"
        return ""


class Changed(Exception):
    """Something that a step changed was changed again since."""


def _fields_back(place: Place, before: Fields, after: Fields, now: Fields | None) -> Fields:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if now is None or any(now.get(name) != after.get(name) for name in names):
        raise Changed(place)
    back = _without_nothing({**now, **{name: before.get(name) for name in names}})
    assert back is not None
    return back


def _without_nothing(fields: Fields | None) -> Fields | None:
    """The fields without those that are None."""
    return None if fields is None else {name: value for name, value in fields.items() if value is not None}


def _turned(difference: Difference) -> Difference:
    return {place: (after, before) for place, (before, after) in difference.items()}


def _broken_tree(parents: Mapping[str, str]) -> str:
    for name in parents:
        seen, above = {name}, parents[name]
        while above:
            if above in seen:
                return f"{name} is below itself"
            if above not in parents:
                return f"{above} above {name} is not there"
            seen.add(above)
            above = parents[above]
    return ""


def folded_sku(text: str) -> str:
    """What makes two SKUs the same: compatibility forms, case and blanks around do not count."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().casefold())
