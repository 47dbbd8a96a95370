"""The account of a rehearsal, row by row: what becomes of every line of the files, and of every column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from pim.catalog.product import MODEL
from pim.catalog.value_key import attribute_of
from pim.services.importing.entries import Entry, Place
from pim.services.importing.guarded import Reader
from pim.services.importing.rehearsal import Rehearsal, Rejection
from pim.services.importing.targets import VALUE, Target
from pim.services.value_text import field_name
from pim.services.workspace import OnProgress, no_progress

CHANGED, NEW, UNCHANGED, SKIPPED, REJECTED = STATES = ("changed", "new", "unchanged", "skipped", "rejected")
STRUCTURE, REPEATED = "structure", "repeated"  # rows that are used, but are no product of their own: more rows of one
FALL = Decimal("0.8")  # a price that comes to less than this share of what it was is worth a question
_RANK = {REPEATED: -1, UNCHANGED: 0, CHANGED: 1, NEW: 2}
_HIDDEN = frozenset((".kind", ".parent", ".variant_structure", ".sku"))
_FIELD_KEYS = {"categories": ".categories", "enabled": ".enabled", "family": ".family", "images": ".images"}
_DETAILED = 5_000  # rejected rows whose cells are kept to be shown
LineKey = tuple[str, int]


class AccountColumn(NamedTuple):
    """A part that the import fills: its value key, the column of the file ("" = it follows from others), its name, in how
    many rows it changes."""

    key: str
    column: str
    title: str
    changes: int


class Line(NamedTuple):
    """One row of a file: its state, and where the spooled entries made of it stand."""

    file: str
    line: int
    state: str
    places: tuple[Place, ...] = ()


class Fall(NamedTuple):
    """A price that falls: the row, the value key."""

    file: str
    line: int
    key: str


@dataclass(slots=True)
class Account:
    """`lines` in the order of the files; `counts` adds up to the rows read, each product counted in its first row.
    `writes` are the products that would be made or changed, `models` says where the model of a variant stands.
    `new_options` counts the rows that use an option which the catalogue does not have yet, by (attribute, code); `cells` are
    the rejected rows as they stand in the file."""

    columns: tuple[AccountColumn, ...] = ()
    lines: list[Line] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    by_state: dict[str, list[int]] = field(default_factory=dict)
    writes: set[Place] = field(default_factory=set)
    models: dict[Place, Place] = field(default_factory=dict)
    falls: list[Fall] = field(default_factory=list)
    new_options: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejections: dict[LineKey, Rejection] = field(default_factory=dict)
    cells: dict[LineKey, dict[str, str]] = field(default_factory=dict)


def parts_of(entry: Entry) -> Iterator[tuple[str, Any, Any]]:
    """(key, before, after) of every part that an entry sets."""
    if entry.record is None:
        yield from ((key, before, after) for key, before, after in entry.changes)
        return
    record = entry.record
    for name in ("values", "exceptions"):
        yield from ((key, None, value) for key, value in record.get(name, {}).items())
    yield from ((f".stock.{place}", None, value) for place, value in record.get("stock", {}).items())
    for name in ("categories", "family", "enabled"):
        if name in record and (name != "enabled" or not record[name]):
            yield f".{name}", None, record[name]


def account_of(rehearsal: Rehearsal, on_progress: OnProgress = no_progress) -> Account:
    """Goes through the spool of a rehearsal once, and through the files for what was not used."""
    return _Accounting(rehearsal, on_progress).run()


class _Accounting:
    """One account being drawn up."""

    def __init__(self, rehearsal: Rehearsal, on_progress: OnProgress) -> None:
        self._rehearsal, self._on_progress = rehearsal, on_progress
        self._found: dict[LineKey, tuple[str, tuple[Place, ...]]] = {}
        self._changes: Counter[str] = Counter()
        self._models: dict[str, Place] = {}
        self._out = Account()
        structure = rehearsal.growth.structure
        self._prices = {code for code, attribute in structure.attributes.items() if attribute.type == "price"}
        self._fresh = rehearsal.growth.new_options()

    def run(self) -> Account:
        total = self._rehearsal.entries.count
        for done, (place, entry) in enumerate(self._rehearsal.entries.placed()):
            self._look(place, entry)
            if done % 500 == 0:
                self._on_progress(done, total, "")
        out = self._out
        out.rejections = {(r.file, r.line): r for r in self._rehearsal.rejections}
        blank = self._read_unused()
        self._put_in_order(blank)
        out.columns = tuple(self._columns())
        return out

    def _look(self, place: Place, entry: Entry) -> None:
        changed = False
        for key, before, after in parts_of(entry):
            if key in _HIDDEN:
                changed = changed or entry.record is None
                continue
            changed = True
            self._changes[key] += 1
            self._notice(entry, key, before, after)
        if entry.images:
            self._changes[".images"] += 1
        state = NEW if entry.is_new else CHANGED if changed else UNCHANGED
        self._place(place, entry, state)
        for number, line in enumerate(entry.lines):
            known, places = self._found.get((entry.file, line), (REPEATED, ()))
            own = REPEATED if number else state
            self._found[entry.file, line] = (max(known, own, key=_RANK.__getitem__), (*places, place))

    def _place(self, place: Place, entry: Entry, state: str) -> None:
        """Remember what would be written, and under which model it stands: it goes with its model."""
        if state != UNCHANGED:
            self._out.writes.add(place)
        if entry.kind == MODEL:
            self._models[entry.uid] = place
        if entry.parent in self._models:
            self._out.models[place] = self._models[entry.parent]

    def _notice(self, entry: Entry, key: str, before: Any, after: Any) -> None:
        code = attribute_of(key) if key[0] != "." else ""
        if code in self._fresh and after is not None:
            for option in after if isinstance(after, (list, tuple)) else (after,):
                if option in self._fresh[code]:
                    self._out.new_options[code, option] += 1
        if code in self._prices and before and after and "#" not in key and Decimal(after) <= Decimal(before) * FALL:
            self._out.falls.append(Fall(entry.file, entry.lines[0], key))

    def _read_unused(self) -> list[LineKey]:
        """The blank rows; on the way the cells of rejected rows are kept."""
        rejected, blank = self._out.rejections, []
        skipped = self._rehearsal.counts.skipped
        if not rejected and not skipped:
            return []
        with Reader() as reader:
            for file in self._rehearsal.inspection.files:
                name, names = file.info.file, file.info.names
                for row in reader.rows(file.path, file.info):
                    if row.blank:
                        blank.append((name, row.line))
                    elif (name, row.line) in rejected and len(self._out.cells) < _DETAILED:
                        self._out.cells[name, row.line] = dict(zip(names, row.cells, strict=False))
        return blank

    def _put_in_order(self, blank: Iterable[LineKey]) -> None:
        out, counts = self._out, self._rehearsal.counts
        states = {key: Line(*key, state, places) for key, (state, places) in self._found.items()}
        states.update({key: Line(*key, SKIPPED) for key in blank if key not in states})
        states.update({key: Line(*key, REJECTED) for key in out.rejections})
        order = {file.info.file: place for place, file in enumerate(self._rehearsal.inspection.files)}
        out.lines = [states[key] for key in sorted(states, key=lambda key: (order.get(key[0], 0), key[1]))]
        for number, line in enumerate(out.lines):
            out.by_state.setdefault(line.state, []).append(number)
        out.counts = {state: len(out.by_state.get(state, ())) for state in (CHANGED, NEW, UNCHANGED)}
        out.counts |= {SKIPPED: counts.skipped, REJECTED: counts.rejected, STRUCTURE: self._rehearsal.structure_rows}
        # Further rows of a product are used, and so is one whose product stands in a later file again: that one counts.
        out.counts[REPEATED] = counts.read - sum(out.counts.values())

    def _columns(self) -> Iterator[AccountColumn]:
        """What is filled: the name first, then what changes in the order of the file, what follows from others, the rest."""
        structure, mapping = self._rehearsal.growth.structure, self._rehearsal.inspection.mapping
        by_key = KeyFinder(mapping.columns)
        title = structure.role_attribute("title")
        names = list(mapping.columns)

        def place(key: str) -> tuple[bool, bool, int, str]:
            column = by_key(key)
            is_title = key[0] != "." and attribute_of(key) == title
            return not is_title, not self._changes[key], names.index(column) if column else len(names), key

        for key in sorted({*self._changes, *by_key.keys()}, key=place):
            yield AccountColumn(key, by_key(key), field_name(structure, key), self._changes[key])


class KeyFinder:
    """Which column of the file a value key came from: call it with the key; "" when none fills it."""

    def __init__(self, columns: Mapping[str, Target]) -> None:
        self._exact: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        for name, target in columns.items():
            if target.field == VALUE:
                self._exact.setdefault(target.key.partition("#")[0], name)
                self._loose.setdefault(target.attribute, name)
            elif target.field == "stock":
                self._loose.setdefault(".stock", name)
            elif target.field == "links":
                self._exact.setdefault(f".associations.{target.key}", name)
            elif target.field in _FIELD_KEYS:
                self._exact.setdefault(_FIELD_KEYS[target.field], name)

    def keys(self) -> Iterator[str]:
        """The value keys that columns name, but channels and links."""
        yield from (key for key in self._exact if not key.startswith(".associations."))

    def __call__(self, key: str) -> str:
        base = key.partition("#")[0]
        loose = ".stock" if base.startswith(".stock.") else attribute_of(base)
        return self._exact.get(base) or self._loose.get(loose, "")
