"""Folding the rows of one Shopify handle into a simple item, or a model with its variants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pim.formats.layouts.rejecting import named_problems, reject
from pim.formats.source import Outcome, SourceColumn, SourceImage, SourceItem
from pim.formats.table import CellProblem, Row, RowCount, TableInfo
from pim.i18n import _

_DEFAULT = "default title"
Axes = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Group:
    """The rows of one handle, in file order."""

    handle: str
    rows: list[Row]


class Places:
    """Where in a row the things stand that folding needs."""

    def __init__(self, columns: tuple[SourceColumn, ...]) -> None:
        self._at = {column.target: column.index for column in reversed(columns) if column.target}
        self.columns = columns
        self.handle_name = next((c.name for c in columns if c.target == "handle"), "")
        self.product = tuple(c for c in columns if c.level == "product" and not _folded(c))
        self.variant = tuple(c for c in columns if c.level == "variant" and not _folded(c))

    def get(self, row: Row, target: str) -> str:
        """The trimmed cell of the column with this target, or nothing."""
        index = self._at.get(target)
        return "" if index is None else row.cells[index].strip()

    def handle(self, row: Row) -> str:
        """The handle of a row."""
        return self.get(row, "handle")

    def title(self, row: Row) -> str:
        """The title of a row."""
        return self.get(row, "role:title")

    def may_open(self, row: Row) -> bool:
        """True if the row can be a product's first: it has a title, or the file has no titles."""
        return bool(self.title(row)) or "role:title" not in self._at

    def continues(self, row: Row, handle: str, strictly: bool) -> bool:
        """True if the row is the open product's: same handle, or (not `strictly`) no handle and no title."""
        own = self.handle(row)
        return own == handle if own else not strictly and not self.title(row)

    def sku(self, row: Row) -> str:
        """The SKU without the apostrophe that spreadsheets leave before digits."""
        return _plain(self.get(row, "sku"))

    def options(self, row: Row) -> tuple[str, ...]:
        """The three option values of a row, blank where there is none."""
        return tuple(self.get(row, f"option_value:{n}") for n in (1, 2, 3))

    def is_variant(self, row: Row) -> bool:
        """True if a row after the first carries a variant and not only an image."""
        return any(self.options(row)) or bool(self.sku(row) or self.get(row, "role:price"))


def _folded(column: SourceColumn) -> bool:
    """True for columns that become axes instead of cells."""
    return (column.target or "").startswith(
        ("option_name:", "option_value:")
    ) or column.target == "variant_image"


def _plain(text: str) -> str:
    """A code without the apostrophe that keeps spreadsheets from cutting its zeros."""
    return text[1:] if re.match(r"'[\d]", text) else text


def fold(group: Group, info: TableInfo, places: Places, count: RowCount) -> Iterator[Outcome]:
    """The items of one product and the rejections of rows that fit nowhere; every row is counted once."""
    first, *others = group.rows
    names = [places.get(first, f"option_name:{n}") for n in (1, 2, 3)]
    variants, image_rows = [first], []
    taken = {places.options(first)}
    for row in others:
        problem = _misfit(row, names, taken, places)
        if problem is not None:
            count.rejected += 1
            yield reject(info, row, places.handle_name, group.handle, problem)
        elif places.is_variant(row):
            taken.add(places.options(row))
            variants.append(row)
        else:
            image_rows.append(row)
    count.used += len(variants) + len(image_rows)
    handle = group.handle or slug(places.title(first))
    images = _images([*variants, *image_rows], places)
    if len(variants) == 1 and places.options(first)[0].casefold() in ("", _DEFAULT):
        yield _simple(first, image_rows, handle, images, info, places)
    else:
        yield from _family(variants, image_rows, names, handle, images, info, places)


def _misfit(row: Row, names: list[str], taken: set[tuple[str, ...]], places: Places) -> str | None:
    """Why a row after the first fits nowhere, or None."""
    if not places.is_variant(row):
        return None if places.get(row, "images") else _("The row carries neither a variant nor an image.")
    values = places.options(row)
    if any(name and not value for name, value in zip(names, values, strict=True)) or not any(values):
        return _("The variant has no value for one of the product's options.")
    if values in taken:
        return _("Another row of this product has the same option values.")
    return None


def _images(rows: list[Row], places: Places) -> tuple[SourceImage, ...]:
    """The product's images by position, each address once; unnumbered ones count in file order."""
    found: dict[str, SourceImage] = {}
    for row in sorted(rows, key=lambda row: row.line):
        source = places.get(row, "images")
        if source and source not in found:
            position = places.get(row, "image_position")
            number = int(position) if re.fullmatch(r"\d{1,4}", position) else len(found) + 1
            found[source] = SourceImage(source, places.get(row, "image_alts"), number)
    return tuple(sorted(found.values(), key=lambda image: image.position))


def _cells(row: Row, columns: tuple[SourceColumn, ...]) -> dict[str, str]:
    """The cells of some columns; identifiers lose the spreadsheet's apostrophe."""
    return {
        column.name: _plain(row.cells[column.index])
        if column.target in ("sku", "role:gtin")
        else row.cells[column.index]
        for column in columns
    }


def _simple(
    row: Row,
    image_rows: list[Row],
    handle: str,
    images: tuple[SourceImage, ...],
    info: TableInfo,
    places: Places,
) -> SourceItem:
    """A product without options."""
    sku = places.sku(row)
    lines = (row.line, *(other.line for other in image_rows))
    return SourceItem(
        info.file,
        row.line,
        "simple",
        sku or handle,
        cells=_cells(row, places.product + places.variant),
        images=images,
        lines=lines,
        has_sku=bool(sku),
        problems=named_problems(info, row),
    )


def _family(
    variants: list[Row],
    image_rows: list[Row],
    names: list[str],
    handle: str,
    images: tuple[SourceImage, ...],
    info: TableInfo,
    places: Places,
) -> Iterator[SourceItem]:
    """A product with options: the model, then its variants. The first row counts with its variant."""
    first = variants[0]
    width = max(
        (n + 1 for n in range(3) if names[n] or any(places.options(row)[n] for row in variants)), default=1
    )
    axes = [name or f"Option {n}" for n, name in enumerate(names[:width], start=1)]
    yield SourceItem(
        info.file,
        first.line,
        "model",
        handle,
        cells=_cells(first, places.product),
        images=images,
        axes=tuple((name, "") for name in axes),
        lines=tuple(row.line for row in image_rows),
        has_sku=False,
        problems=tuple(p for p in named_problems(info, first) if p[0] in _names(places.product)),
    )
    keys: set[str] = set()
    for row in variants:
        sku = places.sku(row)
        key = sku or _unique(
            "-".join([handle, *(slug(value) for value in places.options(row) if value)]), keys
        )
        keys.add(key)
        own = places.get(row, "variant_image")
        yield SourceItem(
            info.file,
            row.line,
            "variant",
            key,
            handle,
            _cells(row, places.variant),
            (SourceImage(own, _alt(own, images), 1),) if own else (),
            tuple(zip(axes, places.options(row), strict=False)),
            (row.line,),
            bool(sku),
            _variant_problems(row, first, info, places),
        )


def _names(columns: tuple[SourceColumn, ...]) -> frozenset[str]:
    return frozenset(column.name for column in columns)


def _alt(source: str, images: tuple[SourceImage, ...]) -> str:
    """The alt text that the product gives to an image."""
    return next((image.alt for image in images if image.source == source), "")


def _unique(key: str, taken: set[str]) -> str:
    """The key, numbered if the product already has it."""
    number, candidate = 2, key
    while candidate in taken:
        number, candidate = number + 1, f"{key}-{number}"
    return candidate


def _variant_problems(
    row: Row, first: Row, info: TableInfo, places: Places
) -> tuple[tuple[str, CellProblem], ...]:
    """The row's own problems, and product cells that contradict the product's first row."""
    product = _names(places.product)
    own = [p for p in named_problems(info, row) if p[0] not in product]
    for column in places.product:
        value = row.cells[column.index].strip()
        if row is not first and value and value != first.cells[column.index].strip():
            reason = _("Only the product's first row may set this; the value was ignored.")
            own.append((column.name, CellProblem(column.index, "ignored", value[:200], reason)))
    return tuple(own)


def slug(text: str) -> str:
    """Lower-case letters and digits of any script, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-") or "x"
