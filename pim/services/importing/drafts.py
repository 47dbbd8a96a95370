"""From a source item to a draft: the parts of a product that its row sets, in this catalogue's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pim.catalog.errors import CatalogError
from pim.catalog.identifiers import clean_identifier, sku_key
from pim.catalog.product import MODEL, SIMPLE, VARIANT
from pim.formats.source import SourceItem
from pim.i18n import _
from pim.services.importing.cell_lists import split_values
from pim.services.importing.growth import Growth
from pim.services.importing.inspection import TABLE, FileInspection
from pim.services.importing.options import CLEAR, ImportOptions
from pim.services.importing.readers import Policy, reader_of
from pim.services.importing.targets import SKIP, Target
from pim.services.surveying.variants import Survey

_TRUSTED = frozenset(("ignored",))  # problems of a cell that leave its value usable


class RowRefused(CatalogError):
    """A row that cannot be used: which column, which value, why."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


@dataclass(slots=True)
class Draft:
    """`parts` are part keys with JSON values (None takes away); `images` are (source, alt text); `axes` are attribute
    codes; `links` hold SKUs by association type. `lines` are all lines of the file that it is made of."""

    file: str
    line: int
    lines: tuple[int, ...]
    sku: str
    kind: str
    parent: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    images: list[tuple[str, str]] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)
    family: str | None = None
    family_variant: str = ""
    axes: tuple[str, ...] = ()


class Drafter:
    """Makes the drafts of one file; readers are made once, for every column that goes somewhere."""

    def __init__(
        self, growth: Growth, file: FileInspection, options: ImportOptions, policy: Policy, survey: Survey
    ) -> None:
        self._file, self._options, self._growth = file, options, growth
        self._survey, self._parents = survey, frozenset(survey.parents)
        targets = file.mapping.columns
        self._readers = [
            (name, target, bool(target.unit_column or target.currency_column), read)
            for name, target in targets.items() if (read := reader_of(growth, target, policy)) is not None
        ]  # fmt: skip
        self._parent = file.mapping.column_of("parent")
        self._special = [(n, t, _SPECIAL[t.field]) for n, t in targets.items() if t.field in _SPECIAL]
        self._used = {name for name, target in targets.items() if target.field != SKIP} | {file.key}
        self._clears = options.empty == CLEAR
        self._compare = file.mapping.column_of("compare_at")
        self._prices = self._price_keys() if self._compare else ("", "")
        self._scoped = any("#" in target.key for target in targets.values())

    def draft(self, item: SourceItem) -> Draft:
        """The draft of an item. Raises `RowRefused` for the first cell that cannot be used."""
        self._check(item)
        draft = Draft(item.file, item.line, item.lines or (item.line,), *self._identity(item))
        cells, parts = item.cells, draft.parts
        self._read_cells(cells, parts)
        for name, target, take in self._special:
            take(self, draft, target, cells.get(name, ""))
        return self._finished(draft, item)

    def _read_cells(self, cells: Mapping[str, str], parts: dict[str, Any]) -> None:
        """Reads the cells of a row into parts. Several columns may give categories, or switch the product off."""
        for name, target, is_joined, read in self._readers:
            text = cells.get(name)
            if text is None:
                continue
            if not text or text.isspace():
                if self._clears:
                    self._clear(target, parts)
                continue
            try:
                found = read(self._whole(text, target, cells) if is_joined else text)
            except CatalogError as error:
                raise RowRefused(name, text.strip()[:200], str(error)) from None
            for key, value in found:
                parts[key] = _JOINED[key](parts[key], value) if key in parts and key in _JOINED else value

    def _check(self, item: SourceItem) -> None:
        for name, problem in item.problems:
            if problem.code not in _TRUSTED and name in self._used:
                raise RowRefused(name, problem.value, problem.reason)

    def _identity(self, item: SourceItem) -> tuple[str, str, str]:
        """(sku, kind, parent's SKU) of an item."""
        if self._file.layout != TABLE:
            return self._identified(item.key, ""), item.kind, clean_identifier(item.parent_key)
        sku = self._identified(item.cells.get(self._file.key, ""), self._file.key)
        parent = clean_identifier(item.cells.get(self._parent, "")) if self._parent else ""
        parent = self._survey.ids.get(parent, parent)
        if parent and sku_key(parent) == sku_key(sku):
            parent = ""
        is_model = sku_key(sku) in self._parents
        return sku, MODEL if is_model else VARIANT if parent else SIMPLE, parent

    @staticmethod
    def _identified(text: str, column: str) -> str:
        sku = clean_identifier(text)
        if not sku:
            raise RowRefused(column, "", _("The row has no identifier, so it is not known which product it is."))
        if len(sku) > 255 or "\n" in sku or "\r" in sku:
            raise RowRefused(column, sku[:200], _("An identifier is one line of at most 255 characters."))
        return sku

    @staticmethod
    def _whole(text: str, target: Target, cells: Any) -> str:
        """The cell with the unit or currency that stands in another column."""
        for column in (target.unit_column, target.currency_column):
            other = cells.get(column, "").strip() if column else ""
            if other:
                return f"{text.strip()} {other}"
        return text

    @staticmethod
    def _clear(target: Target, parts: dict[str, Any]) -> None:
        if target.field == "value":
            parts.setdefault(target.key, None)
        elif target.field == "categories":
            parts.setdefault(".categories", [])

    def _finished(self, draft: Draft, item: SourceItem) -> Draft:
        parts = draft.parts
        draft.family = parts.pop(".family", None)
        if self._compare:
            self._regular_price(parts, item.cells.get(self._compare, ""))
        if self._scoped:
            self._settle_channels(draft)
        if self._file.layout != TABLE:
            draft.images = [(image.source, image.alt) for image in item.images]
            self._take_axes(draft, item)
        else:
            own = self._survey.own_axes.get(sku_key(draft.sku), ()) if self._survey.own_axes else ()
            draft.axes = self._file.mapping.axes or tuple(self._file.mapping.target(name).attribute for name in own)
        return draft

    def _price_keys(self) -> tuple[str, str]:
        structure = self._growth.structure
        keys = []
        for role in ("price", "sale_price"):
            code = structure.role_attribute(role)
            keys.append(f"{code}:{structure.main_price_list}" if code else "")
        return keys[0], keys[1]

    def _regular_price(self, parts: dict[str, Any], text: str) -> None:
        """A compare-at price above the price is the regular price, and the price the sale price."""
        price_key, sale_key = self._prices
        price = parts.get(price_key)
        try:
            compare = Decimal(text.strip().replace(",", ".")) if text.strip() else None
        except ArithmeticError:
            raise RowRefused(self._compare, text, _("“{text}” is not a number.").format(text=text.strip())) from None
        if price is None or not sale_key:
            return
        on_sale = compare is not None and compare > Decimal(price)
        parts[price_key] = str(text.strip().replace(",", ".")) if on_sale else price
        parts[sale_key] = price if on_sale else None

    def _settle_channels(self, draft: Draft) -> None:
        """Values per channel of the source: equal ones (or the commonest) become the value, others exceptions."""
        groups: dict[str, dict[str, Any]] = {}
        for key in [key for key in draft.parts if "#" in key]:
            base, _hash, channel = key.partition("#")
            groups.setdefault(base, {})[channel] = draft.parts.pop(key)
        reason = _("imported from {file}").format(file=draft.file)
        for base, by_channel in groups.items():
            texts = Counter(repr(value) for value in by_channel.values() if value is not None)
            common = texts.most_common(1)[0][0] if texts else None
            draft.parts[base] = next((v for v in by_channel.values() if repr(v) == common), None)
            for channel, value in by_channel.items():
                if value is not None and repr(value) != common:
                    code = self._growth.channel(channel)
                    draft.parts[f"{base}#{code}"] = {"value": value, "reason": reason, "author": "", "until": ""}

    def _take_axes(self, draft: Draft, item: SourceItem) -> None:
        codes = []
        for name, value in item.axes:
            code = self._growth.axis_attribute(name, self._file.layout)
            codes.append(code)
            if value:
                draft.parts[code] = self._axis_value(code, name, value)
        draft.axes = tuple(codes)

    def _axis_value(self, code: str, name: str, value: str) -> Any:
        attribute = self._growth.get("attribute", code)
        if attribute.type_of.has_options:
            return self._growth.option_code(code, value, create=True)
        try:
            return attribute.parse(value)
        except CatalogError as error:
            raise RowRefused(name, value, str(error)) from None

    def take_images(self, draft: Draft, target: Target, text: str) -> None:
        """Adds the images that a cell names, each once."""
        if self._file.layout == TABLE and text.strip():
            known = {source for source, _alt in draft.images}
            for source in split_values(text, target.separator):
                if source and source not in known and source != "no_selection":
                    known.add(source)
                    draft.images.append((source, ""))

    def take_alts(self, draft: Draft, target: Target, text: str) -> None:
        """Gives the images of the row their alternative texts, in order."""
        for index, alt in enumerate(split_values(text, "|") if text.strip() else ()):
            if index < len(draft.images) and alt:
                draft.images[index] = (draft.images[index][0], alt)

    def take_links(self, draft: Draft, target: Target, text: str) -> None:
        """Remembers the SKUs that a cell links to."""
        skus = [clean_identifier(sku) for sku in split_values(text, target.separator) if sku] if text.strip() else []
        if skus:
            code = self._growth.link_type(target.key)
            draft.links[code] = list(dict.fromkeys((*draft.links.get(code, ()), *skus)))

    def take_family_variant(self, draft: Draft, target: Target, text: str) -> None:
        """Finds the family of a variant structure."""
        code = text.strip()
        if not code:
            return
        draft.family_variant = code
        for family in self._growth.structure.families.values():
            if family.variant_structure(code) is not None:
                draft.parts.setdefault(".family", family.code)
                return
        raise RowRefused("family_variant", code, _("There is no variant structure “{code}”.").format(code=code))


# Parts that several columns may give: all categories count, and a product is on only if every column says so.
_JOINED: dict[str, Callable[[Any, Any], Any]] = {
    ".categories": lambda known, more: [*known, *(code for code in more if code not in known)],
    ".enabled": lambda known, more: known and more,
}
_SPECIAL: dict[str, Callable[[Drafter, Draft, Target, str], None]] = {
    "images": Drafter.take_images,
    "image_alt": Drafter.take_alts,
    "links": Drafter.take_links,
    "family_variant": Drafter.take_family_variant,
}
