"""Models and variants in a plain table: which rows are models, and by which columns their variants differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pim.catalog.identifiers import clean_identifier, fold_code, sku_key
from pim.formats import reading
from pim.formats.table import TableInfo

_MAX_AXES = 3
_WORDS = (
    "color",
    "colour",
    "couleur",
    "size",
    "taille",
    "pointure",
    "shade",
    "material",
    "matiere",
    "finish",
    "capacity",
    "length",
)


@dataclass(frozen=True, slots=True)
class Survey:
    """`parents`: folded identifiers that other rows name as their parent. `ids`: for parents written `id:44`, the
    identifier of that row. `axes`: the columns that tell the variants of every model apart; where none do, `own_axes`
    has those of each model by its folded identifier."""

    parents: Sequence[str] = ()
    ids: dict[str, str] = field(default_factory=dict)
    axes: Sequence[str] = ()
    own_axes: dict[str, list[str]] = field(default_factory=dict)


def survey(path: str, info: dict[str, Any], key: str, parent: str, candidates: list[str]) -> dict[str, Any]:
    """The fields of a `Survey`; called in the child."""
    table = TableInfo.from_json(info)
    at = {name: index for index, name in enumerate(table.names)}
    number = next((index for name, index in at.items() if fold_code(name) == "id"), None)
    groups: dict[str, list[tuple[str, ...]]] = {}
    ids: dict[str, str] = {}
    columns = [at[name] for name in candidates]
    for row in reading.rows(Path(path), table):
        above = clean_identifier(row.cells[at[parent]])
        own = clean_identifier(row.cells[at[key]])
        if number is not None and own:
            ids[clean_identifier(row.cells[number])] = own
        if above and sku_key(above) != sku_key(own):
            groups.setdefault(above, []).append(tuple(row.cells[index].strip().casefold() for index in columns))
    wanted = {name.partition(":")[2] for name in groups if name.startswith("id:")}
    ids = {f"id:{name}": own for name, own in ids.items() if name in wanted}
    parents = [sku_key(ids.get(name, name)) for name in groups]
    axes = axes_of(candidates, list(groups.values()))
    own_axes: dict[str, list[str]] = {}
    if not axes:
        found = ((key, axes_of(candidates, [group])) for key, group in zip(parents, groups.values(), strict=True))
        own_axes = {key: names for key, names in found if names}
    return {"parents": parents, "ids": ids, "axes": axes, "own_axes": own_axes}


def axes_of(names: Sequence[str], groups: Sequence[Sequence[tuple[str, ...]]]) -> list[str]:
    """The fewest columns (at most three) in which all variants are filled and no two sisters are the same."""
    several = [group for group in groups if len(group) > 1]
    usable = [
        place for place in range(len(names))
        if all(row[place] for group in groups for row in group) and any(len({r[place] for r in group}) > 1 for group in several)
    ]  # fmt: skip
    usable.sort(key=lambda place: (_rank(names[place]), place))
    chosen: list[int] = []
    while usable and len(chosen) < _MAX_AXES and _clashes(chosen, several):
        best = min(usable, key=lambda place: (_clashes([*chosen, place], several), usable.index(place)))
        usable.remove(best)
        chosen.append(best)
    return [names[place] for place in chosen] if chosen and not _clashes(chosen, several) else []


def _rank(name: str) -> int:
    words = fold_code(name).split("_")
    return next((rank for rank, word in enumerate(_WORDS) if word in words), len(_WORDS))


def _clashes(places: Sequence[int], groups: Sequence[Sequence[tuple[str, ...]]]) -> int:
    """How many variants cannot be told from a sister by these columns."""
    return sum(len(group) - len({tuple(row[place] for place in places) for row in group}) for group in groups)
