"""Rows of a rehearsal with their cells, before and after, as a table shows them: a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pim.catalog.product import Product
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.i18n import format_number
from pim.services.importing.accounting import REJECTED, Account, Line, parts_of
from pim.services.importing.comparing import image_names
from pim.services.importing.entries import Entry
from pim.services.importing.rehearsal import Rehearsal
from pim.services.value_text import value_text
from pim.services.workspace import Workspace
from pim.storage.products import load_products

SAME, FILLED, DIFFERENT, DOUBTFUL, WRONG = "same", "filled", "different", "doubtful", "wrong"


class Cell(NamedTuple):
    """What a column does to a product: the texts before and after (None = nothing) and the kind of change.

    same: nothing changes, `before` is shown; filled: there was nothing; different; doubtful: somebody should look at it
    (a new option, a price that falls); wrong: the value that cannot be used, `after` says why.
    """

    before: str | None
    after: str | None
    kind: str


class AccountRow(NamedTuple):
    """One row of a file as the table shows it; `cells` by value key, only those that have something to show."""

    line: Line
    sku: str
    cells: dict[str, Cell]
    reason: str = ""


def page(
    workspace: Workspace, rehearsal: Rehearsal, account: Account, numbers: Sequence[int], locale: str = ""
) -> list[AccountRow]:
    """The rows at these places of `account.lines`. Reads the spool and the products concerned."""
    lines = [account.lines[number] for number in numbers]
    entries = {place: rehearsal.entries.read(place) for line in lines for place in line.places}
    known = [entry.uid for entry in entries.values() if not entry.is_new]
    stored: dict[str, Product] = {}
    if known:
        with workspace.reading() as connection:
            stored = load_products(connection, known)
    pager = _Pager(rehearsal, account, locale)
    return [pager.row(line, [entries[place] for place in line.places], stored) for line in lines]


class _Pager:
    def __init__(self, rehearsal: Rehearsal, account: Account, locale: str) -> None:
        self._structure: Structure = rehearsal.growth.structure
        self._account, self._locale = account, locale
        self._falls = {(fall.file, fall.line, fall.key) for fall in account.falls}
        self._mapping = rehearsal.inspection.mapping
        self._keys = {file.info.file: file.key for file in rehearsal.inspection.files}

    def row(self, line: Line, entries: Sequence[Entry], stored: dict[str, Product]) -> AccountRow:
        if line.state == REJECTED:
            return self._rejected(line)
        cells: dict[str, Cell] = {}
        for entry in entries:
            self._add_changes(line, entry, cells)
            base = stored.get(entry.uid)
            if base is not None:
                self._add_unchanged(base, cells)
        return AccountRow(line, entries[-1].sku if entries else "", cells)

    def _text(self, key: str, value: Any) -> str | None:
        if value in (None, [], ()):
            return None
        attribute = None if key[0] == "." else self._structure.attributes.get(attribute_of(key))
        if attribute is not None and attribute.type in ("number", "price") and isinstance(value, str):
            return format_number(Decimal(value))  # as lists show it: with the sign of the interface language
        return value_text(self._structure, key, value, self._locale)

    def _add_changes(self, line: Line, entry: Entry, cells: dict[str, Cell]) -> None:
        for key, before, after in parts_of(entry):
            if key in cells and cells[key].kind != SAME:
                continue
            was, now = self._text(key, before), self._text(key, after)
            kind = FILLED if was is None else DIFFERENT
            if self._is_new_option(key, after) or (line.file, line.line, key) in self._falls:
                kind = DOUBTFUL
            cells[key] = Cell(was, now, kind)
        if entry.images:
            names = ", ".join(image_names(entry.images))
            cells[".images"] = Cell(None, names, FILLED if entry.is_new else SAME)

    def _is_new_option(self, key: str, value: Any) -> bool:
        code = attribute_of(key) if key[0] != "." else ""
        values = value if isinstance(value, (list, tuple)) else (value,)
        return any((code, option) in self._account.new_options for option in values if isinstance(option, str))

    def _add_unchanged(self, base: Product, cells: dict[str, Cell]) -> None:
        for column in self._account.columns:
            if column.key not in cells and column.key != ".images":
                text = self._text(column.key, base.part(column.key))
                if text is not None:
                    cells[column.key] = Cell(text, None, SAME)

    def _rejected(self, line: Line) -> AccountRow:
        """A rejected row shows what stands in the file, and which value is wrong."""
        rejection = self._account.rejections[line.file, line.line]
        texts = self._account.cells.get((line.file, line.line), {})
        cells: dict[str, Cell] = {}
        for column in self._account.columns:
            text = " ".join(texts.get(column.column, "").split())[:200]
            if column.column and column.column == rejection.column:
                cells[column.key] = Cell(text or rejection.value or None, rejection.reason, WRONG)
            elif text:
                cells[column.key] = Cell(text, None, SAME)
        key = self._keys.get(line.file, "") or self._mapping.column_of("sku")
        return AccountRow(line, texts.get(key, "").strip(), cells, rejection.reason)
