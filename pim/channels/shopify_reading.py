"""From Shopify products that were read back to the facts that parity compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from pim.catalog.errors import CatalogError
from pim.catalog.parity import ITEM, PRODUCT
from pim.channels.adapter import ReadListing
from pim.channels.pairing import paired
from pim.channels.pictures import Seen
from pim.channels.shopify_fields import Fields
from pim.channels.shopify_files import PRODUCTS, SETS, Found, ProductFile, SetFiles
from pim.channels.shopify_handle import handle_of_sku
from pim.channels.shopify_metafields import metafields_read, metafields_text
from pim.channels.shopify_product import product_json, sheet_of_product
from pim.channels.shopify_productset import sheet_of_variables, variables
from pim.channels.shopify_sheet import Sheet, Variant
from pim.i18n import _

_METAFIELDS = b'"metafields":'  # within a text its quotation marks would be written otherwise
_BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)


class _Shape(NamedTuple):
    """One of the two files: how a product is understood, and how it would be written."""

    file: str
    understand: Callable[[dict[str, Any]], Sheet]
    write: Callable[..., dict[str, Any]]  # of a sheet; `metafields` as text, where a line is made of it


class _Product(NamedTuple):
    """A product as one of the files says it. `exact`: it stands there exactly as we would write it."""

    sheet: Sheet
    found: Found
    shape: _Shape
    exact: bool = False

    @property
    def sku(self) -> str:
        return self.sheet.sku


class Reader:
    """Reads the two files of one export side by side."""

    def __init__(self, fields: Fields, seen: Seen, locations: Mapping[str, str]) -> None:
        self._fields, self._seen = fields, seen
        write_set = partial(variables, fields=fields, locations=locations)
        self._product = _Shape(PRODUCTS, partial(sheet_of_product, fields=fields), partial(product_json, fields=fields))
        self._set = _Shape(SETS, partial(sheet_of_variables, fields=fields), write_set)
        self._last: _Product | None = None

    def read(self, folder: Path) -> Iterator[ReadListing]:
        """The facts of each product; where the files differ from each other, what each of them says."""
        one = map(self._of_product, ProductFile.read(folder))
        other = map(self._of_set, SetFiles.read(folder))
        for left, right in paired(one, other, _sku, _sku):
            if left and right and self._agree(left, right):
                yield self._facts(left)
            elif left:
                yield joined(self._all_of(left), self._all_of(right) if right else None, (PRODUCTS, SETS))
            elif right:
                yield joined(self._all_of(right), None, (SETS, PRODUCTS))

    def _of_product(self, found: Found) -> _Product:
        product = self._understood(found, self._product)
        self._last = product._replace(exact=self._is_as_written(product, product.sheet))
        return self._last

    def _of_set(self, found: Found) -> _Product:
        """Mostly the same product stands on the line read last in the other file, with the same metafields, letter by
        letter: those are not read twice."""
        if self._last is None or not self._last.exact:
            return self._understood(found, self._set)
        try:
            return _Product(_sheet_beside(found, self._last.sheet, self._fields), found, self._set)
        except _BROKEN:
            return self._understood(found, self._set)

    def _understood(self, found: Found, shape: _Shape) -> _Product:
        try:
            return _Product(shape.understand(found.data()), found, shape)
        except _BROKEN as error:
            raise _misshapen(found, shape, error) from error

    def _is_as_written(self, product: _Product, sheet: Sheet) -> bool:
        """Whether we would write `sheet` exactly so, byte for byte: totals, positions and types follow from it too."""
        try:
            return orjson.dumps(product.shape.write(sheet, metafields=metafields_text)) == product.found.line
        except _BROKEN:
            return False

    def _agree(self, one: _Product, other: _Product) -> bool:
        """Whether both files say the same, and exactly as we would write it."""
        return one.exact and one.sheet == other.sheet and self._is_as_written(other, one.sheet)

    def _facts(self, product: _Product) -> ReadListing:
        try:
            return facts_of(product.sheet, self._fields, self._seen)
        except _BROKEN as error:
            raise _misshapen(product.found, product.shape, error) from error

    def _all_of(self, product: _Product) -> ReadListing:
        """The facts of one file. What follows from others (totals, positions, types) must be what we would write."""
        product = self._understood(product.found, product.shape)
        read = self._facts(product)
        if self._is_as_written(product, product.sheet):
            return read
        try:
            place = _first_difference(product.shape.write(product.sheet), product.found.data())
        except _BROKEN as error:
            place = repr(error)
        # A value that is a fact is named as that fact; only what nothing else would notice is named by its place.
        if place:
            read.groups.setdefault((PRODUCT, product.sku), {})[f".{place}"] = product.shape.file
        return read


def _sheet_beside(found: Found, product: Sheet, fields: Fields) -> Sheet:
    """The sheet of a line of variables beside a product that stands in the other file exactly as we would write it.

    Metafields that are the same text say the same facts: they are taken out of the line before it is read.
    """
    known = [(one.written or b"", one.metafields) for one in product.variants]
    known.append((product.written or b"", product.metafields))
    line, pieces, start = found.line, list[bytes](), 0
    for number, (text, _facts) in enumerate(known):
        at = line.find(_METAFIELDS, start) + len(_METAFIELDS)
        if not line.startswith(text, at):
            break
        pieces += (line[start:at], b"%d" % number)
        start = at + len(text)
    rest = b"".join((*pieces, line[start:]))

    def read(metafields: Any, fields: Fields) -> tuple[dict[str, Any], dict[str, str]]:
        if isinstance(metafields, int):
            return known[metafields][1], {}
        return metafields_read(metafields, fields)

    return sheet_of_variables(orjson.loads(rest), fields, read)


def _misshapen(found: Found, shape: _Shape, error: Exception) -> CatalogError:
    message = _("{file}: a product has not the shape it was written in ({detail}): {text}")
    return CatalogError(message.format(file=shape.file, detail=repr(error), text=found.line[:80].decode(errors="replace")))


def _first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    """Where two JSON values begin to differ, "" when they do not."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = dict.fromkeys((*ours, *theirs))
        places = ((ours.get(name), theirs.get(name), f"{path}{name}") for name in names)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        places = ((a, b, f"{path}{number}") for number, (a, b) in enumerate(zip(ours, theirs)))
    else:
        return "" if ours == theirs and type(ours) is type(theirs) else path or "?"
    for one, other, place in places:
        if one != other or type(one) is not type(other):
            return _first_difference(one, other, f"{place}/") if isinstance(one, (dict, list)) else place
    return ""


def _sku(found: _Product) -> str:
    return found.sku


def facts_of(sheet: Sheet, fields: Fields, seen: Seen) -> ReadListing:
    """The facts that the product states."""
    found = ReadListing(sheet.sku, {})
    family = sheet.metafields.get(".family", "")
    if not isinstance(family, str):
        family = ""
    product, names = _product_facts(sheet, fields.natives(family), fields), fields.names(family)
    is_simple = sheet.is_simple
    if not is_simple:
        found.add_all(PRODUCT, sheet.sku, {**product, **_picture_facts(sheet, None, fields, seen)})
        found.add(PRODUCT, sheet.sku, ".sku", sheet.sku)
    for variant in sheet.variants:
        facts = {**product, ".sku": variant.sku}
        if not is_simple:
            facts[".axes"] = tuple(zip(sheet.options, variant.options))
        for place, value in variant.fields.items():
            facts[names.get(place, f".{place}")] = value
        facts.update(_told(variant.metafields, fields))
        found.add_all(ITEM, variant.sku, {**facts, **_picture_facts(sheet, variant, fields, seen)})
    _note_unknown(found, sheet)
    return found


def _product_facts(sheet: Sheet, natives: Mapping[str, str], fields: Fields) -> dict[str, Any]:
    facts = _told(sheet.metafields, fields)
    facts[".enabled"] = sheet.active
    for name, place in natives.items():
        if place == "handle" and ".handle_from" not in sheet.metafields:
            facts[name] = sheet.handle
        elif place == "tags" and sheet.tags:
            attribute = fields.context.structure.attributes[name.partition("@")[0]]
            facts[name] = sheet.tags if attribute.type == "multi_select" else ", ".join(sheet.tags)
        elif place in sheet.fields:
            facts[name] = sheet.fields[place]
    return facts


def _told(metafields: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    facts = {**metafields}
    for name in fields.apart:
        facts.pop(name, None)
    return facts


def _picture_facts(sheet: Sheet, variant: Variant | None, fields: Fields, seen: Seen) -> dict[str, Any]:
    if not sheet.pictures and ".images" not in sheet.metafields and (not variant or ".images" not in variant.metafields):
        return {}
    places = [place - 1 for place in sheet.positions(variant)]
    if not places:
        return {}
    if not all(isinstance(place, int) and 0 <= place < len(sheet.pictures) for place in places):
        return {".images": tuple(places)}
    facts: dict[str, Any] = {".images": tuple(seen.sha256(sheet.pictures[place].src) for place in places)}
    texts = {fields.context.locale: tuple(picture.alt for picture in sheet.pictures)}
    texts |= {name.partition("@")[2]: v for name, v in sheet.metafields.items() if name.startswith(".alts@")}
    for locale, alts in texts.items():
        chosen = tuple(alts[place] if place < len(alts) else "" for place in places)
        if any(chosen):
            facts[f".alts@{locale}"] = chosen
    return facts


def _note_unknown(found: ReadListing, sheet: Sheet) -> None:
    """What nobody wrote on purpose, and a handle that its product does not explain."""
    for name, value in sheet.unknown.items():
        found.add(PRODUCT, sheet.sku, f".{name}", value)
    for variant in sheet.variants:
        for name, value in variant.unknown.items():
            found.add(ITEM, variant.sku, f".{name}", value)
    source = sheet.metafields.get(".handle_from")
    if source is not None and (source != "sku" or sheet.handle != handle_of_sku(sheet.sku)):
        found.add(PRODUCT, sheet.sku, ".handle", sheet.handle)


def joined(one: ReadListing, other: ReadListing | None, names: tuple[str, str]) -> ReadListing:
    """What two files say of the same product: where they differ, the fact is what each of them says."""
    theirs = other.groups if other else {}
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for place in dict.fromkeys((*one.groups, *theirs)):
        ours, their = one.groups.get(place, {}), theirs.get(place, {})
        groups[place] = {
            name: ours[name] if name in ours and name in their and ours[name] == their[name]
            else {names[0]: ours.get(name), names[1]: their.get(name)}
            for name in dict.fromkeys((*ours, *their))
        }  # fmt: skip
    return ReadListing(one.sku, groups)
