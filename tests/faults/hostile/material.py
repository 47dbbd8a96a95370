"""One case: which seed, which mutators, which bytes."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.faults.hostile import containers, markup, pictures, text
from tests.faults.hostile.raw import RAW, Mutator, nothing_left
from tests.faults.hostile.seeds import KINDS, own_count, seeds

_OWN: dict[str, tuple[Mutator, ...]] = {
    "csv": text.DELIMITED, "xlsx": containers.WORKBOOK, "ods": containers.WORKBOOK, "json": text.JSON, "jsonl": text.JSON,
    "zip": containers.ZIP, "image": pictures.IMAGE, "html": markup.HTML,
}  # fmt: skip
_OWN_SEEDS = 0.5
_LESS_OFTEN = 97  # every so many cases there is hardly anything left


class Case(NamedTuple):
    """A hostile file and how it came about."""

    kind: str
    number: int
    name: str
    how: tuple[str, ...]
    data: bytes

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number} ({self.name}: {', '.join(self.how)})"


def kind_of(number: int) -> str:
    """The kinds take turns."""
    return KINDS[number % len(KINDS)]


def make(number: int, seed: int) -> Case:
    """The case of that number, the same each time."""
    kind = kind_of(number)
    chance = Random(f"{seed}/hostile/{number}")
    known = seeds(kind)
    # Our own are sound products: what is made of them comes further than most of the real messy files.
    name, data = chance.choice(known[: own_count(kind)] if chance.random() < _OWN_SEEDS else known)
    mutators = [
        chance.choice(_OWN[kind] if chance.random() < 0.7 else RAW) for _step in range(chance.choice((1, 1, 2, 3)))
    ]
    if number % _LESS_OFTEN == 0:
        mutators.append(nothing_left)
    if kind == "zip" and chance.random() < 0.4:
        data = _inner(data, chance)
    for mutator in mutators:
        data = mutator(data, chance)
    return Case(kind, number, name, tuple(mutator.__name__ for mutator in mutators), data)


def _inner(data: bytes, chance: Random) -> bytes:
    """A file in the archive is hostile itself, or has a hostile name."""
    entries = containers.entries_of(data)
    inner = chance.choice(("csv", "image", "json"))
    name, body = chance.choice(seeds(inner))
    body = chance.choice((*_OWN[inner], *RAW))(body, chance)
    wanted = chance.choice((name, f"images/{name}", *containers.NAMES))
    return containers.archive_of([*entries, containers.an_entry(wanted, body)])
