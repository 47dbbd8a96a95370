"""The metafields of a Shopify product or variant: as JSON, as the text that both files hold, and back as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson

from pim.channels.shopify_fields import Fields, metafield_text
from pim.channels.shopify_sheet import Sheet, Variant

Metafields = Callable[[Sheet | Variant, Fields], Any]  # how they are shown: `metafields_json` or `metafields_text`
_REMEMBERED = 20_000  # different sets of names, among what else `Fields` remember


def metafields_json(of: Sheet | Variant, fields: Fields) -> list[dict[str, str]]:
    """The metafields of a whole product or variant in a fixed order."""
    values, known = of.metafields, fields.metafields
    return [known[name].write(values[name]) for name in sorted(values)]


def metafields_text(of: Sheet | Variant, fields: Fields) -> orjson.Fragment:
    """The same as the JSON text that both files hold; made once."""
    if of.written is None:
        of.written = _written(of, fields)
    return orjson.Fragment(of.written)


def _written(of: Sheet | Variant, fields: Fields) -> bytes:
    """`metafields_json` as bytes. All values become JSON in one call, and are put between what never changes."""
    values = of.metafields
    frame = _frame(tuple(values), fields)
    texts = [value if value.__class__ is str else metafield_text(value) for value in map(values.__getitem__, frame.names)]
    body = orjson.dumps(texts)
    if b'\\","' in body or not values:  # behind a text that ends in `",` it would be cut at the wrong place
        return orjson.dumps(metafields_json(of, fields))
    pieces = frame.pieces.copy()
    pieces[1::2] = body[2:-2].split(b'","')
    if b"\\n" in body or b"\\r" in body:
        for place, piece in frame.of_lines:
            if "\n" in texts[place] or "\r" in texts[place]:
                pieces[2 * place] = piece
    return b"".join(pieces)


class _Frame:
    """The text of the metafields of these names, without their values.

    `names` are in the order of the file. `pieces` are what stands before, between and behind the values, with a place
    for each of them; `of_lines` are the pieces that say otherwise where a value has several lines, by the number of the value.
    """

    __slots__ = ("names", "of_lines", "pieces")

    def __init__(self, names: Iterable[str], fields: Fields) -> None:
        before = _before(fields)
        self.names = sorted(names)
        starts = [before[name] for name in self.names]
        self.pieces = [b""] * (2 * len(starts)) + [_LAST]
        self.pieces[:-1:2] = [plain for plain, _lines in starts]
        self.of_lines = [(n, lines) for n, (plain, lines) in enumerate(starts) if lines is not plain]
        if starts:
            self.pieces[0] = _FIRST + self.pieces[0].removeprefix(_NEXT)
            self.of_lines = [(n, lines if n else _FIRST + lines.removeprefix(_NEXT)) for n, lines in self.of_lines]


_FIRST, _NEXT, _LAST = b"[", b'"},', b'"}]'


def _before(fields: Fields) -> dict[str, tuple[bytes, bytes]]:
    """Name -> what stands between the value before and its own, and between that and one of several lines: cut out of the
    JSON of such values."""
    found: dict[str, tuple[bytes, bytes]] | None = fields.memo.get(_before)
    if found is None:
        found = fields.memo[_before] = {}
        for name, metafield in fields.metafields.items():
            plain = _NEXT + orjson.dumps(metafield.write("")).removesuffix(b'"}')
            lines = _NEXT + orjson.dumps(metafield.write("\n")).removesuffix(b'\\n"}')
            found[name] = plain, plain if lines == plain else lines
    return found


def _frame(names: tuple[str, ...], fields: Fields) -> _Frame:
    place = (_Frame, names)
    found: _Frame | None = fields.memo.get(place)
    if found is None:
        if len(fields.memo) > _REMEMBERED:
            fields.memo.clear()
        found = fields.memo[place] = _Frame(names, fields)
    return found


def metafields_read(found: Any, fields: Fields) -> tuple[dict[str, Any], dict[str, str]]:
    """Facts by name, and what belongs to no fact (or comes twice) by its own name."""
    known: dict[str, Any] = {}
    readers = fields.readers
    try:
        for metafield in found:
            name, read = readers[metafield["namespace"], metafield["key"]]
            text = metafield["value"]
            known[name] = text if read is None else read(text)
    except KeyError:
        return _strange_read(found, fields)
    return (known, {}) if len(known) == len(found) else _strange_read(found, fields)


def _strange_read(
    found: list[dict[str, str]] | tuple[()], fields: Fields
) -> tuple[dict[str, Any], dict[str, str]]:
    """`metafields_read` where some are not as we write them, or are not ours."""
    known: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for metafield in found:
        named = metafield.get
        namespace, key, text = named("namespace", ""), named("key", ""), named("value", "")
        name, read = fields.readers.get((namespace, key), ("", None))
        if not name or name in known:
            unknown[f"{namespace}.{key}"] = text
        else:
            known[name] = text if read is None else read(text)
    return known, unknown
