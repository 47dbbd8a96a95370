"""A product's document as the text it is stored as: values are read and replaced where they are, the others not even read.

The text is canonical JSON (sorted keys, no blanks), so that a key is found as it is written: nowhere but before a value
do an opening bracket or a comma, a quote, the key, a quote and a colon follow each other.
"""

from __future__ import annotations

from json import JSONDecoder
from typing import Any

import orjson

from pim.storage.errors import damaged
from pim.storage.records import content_hash, dump

_scan = JSONDecoder().raw_decode
_VALUES, _BEHIND = '"values":{', '},"variant_structure":'
_EMPTY = "{}"


class Document:
    """The document of one product. Raises `DamagedCatalog`."""

    __slots__ = ("_decoded", "_rest", "_values")

    def __init__(self, text: str) -> None:
        self._decoded: dict[str, Any] | None = None
        try:
            self._values, self._rest = _split(text)
            if '"values":' in self._rest:  # not as it is written by us
                self._values, self._rest = _split(dump(orjson.loads(text)).decode())
        except (ValueError, TypeError, AttributeError) as error:
            raise damaged(error) from error

    def value(self, key: str) -> Any:
        """The JSON value under a value key; None when there is none."""
        place = self._place(key)
        return None if place < 0 else self._at(place)[0]

    def values(self) -> dict[str, Any]:
        """All values by value key; not to be changed."""
        if self._decoded is None:
            self._decoded = _decoded(self._values)
        return self._decoded

    def rest(self) -> dict[str, Any]:
        """What it holds besides values."""
        return _decoded(self._rest) if self._rest != _EMPTY else {}

    def change(self, key: str, before: Any, after: Any) -> bool:
        """Puts `after` under a value key where `before` is, None for no value; False when something else is there."""
        place, text = self._place(key), self._values
        stored, end = self._at(place) if place >= 0 else (None, place)
        if stored != before:
            return False
        if place >= 0 and after is not None:
            self._values = f"{text[:place]}{dump(after).decode()}{text[end:]}"
        elif place >= 0:
            begin = place - len(key) - 3
            if text[begin - 1] == ",":
                begin -= 1
            elif text[end] == ",":
                end += 1
            self._values = text[:begin] + text[end:]
        elif after is not None:
            self._values = dump(self.values() | {key: after}).decode()
        self._decoded = None
        return True

    def packed(self, head: dict[str, Any], extras: dict[str, Any]) -> tuple[str, bytes]:
        """What `pack` makes of it."""
        document = self._parts()
        return dump(document).decode(), content_hash(head | document | extras)

    def hash(self, head: dict[str, Any], extras: dict[str, Any]) -> bytes:
        """The second half of `packed`."""
        return content_hash(head | self._parts() | extras)

    def _parts(self) -> dict[str, Any]:
        document = self.rest()
        return document if self._values == _EMPTY else document | {"values": orjson.Fragment(self._values)}

    def _place(self, key: str) -> int:
        """Where the value of a key begins; -1 when it has none."""
        found = self._values.find(f',"{key}":')
        if found >= 0:
            return found + len(key) + 4
        return len(key) + 4 if self._values.startswith(f'{{"{key}":') else -1

    def _at(self, place: int) -> tuple[Any, int]:
        """The value that begins at `place`, and where it ends."""
        try:
            return _scan(self._values, place)
        except ValueError as error:
            raise damaged(error) from error


def _decoded(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except ValueError as error:
        raise damaged(error) from error
    if found.__class__ is not dict:
        raise damaged(text)
    return found


def _split(text: str) -> tuple[str, str]:
    """The text of the values, and that of the document without them."""
    begin = text.find(_VALUES)
    if begin < 0:
        return _EMPTY, text
    is_last = text.endswith("}}")
    end = len(text) - 1 if is_last else text.rindex(_BEHIND, begin) + 1
    values = text[begin + len(_VALUES) - 1 : end]
    if text[begin - 1] == ",":
        begin -= 1
    elif not is_last:
        end += 1
    return values, text[:begin] + text[end:]


def pack(head: dict[str, Any], document: dict[str, Any], extras: dict[str, Any]) -> tuple[str, bytes]:
    """The text of a document, and the hash of the whole product: what its columns say, the document, and its `extras`
    (JSON values by the names of the parts that have tables of their own)."""
    if "values" in document:  # most of it, and needed twice
        document = {**document, "values": orjson.Fragment(dump(document["values"]))}
    return dump(document).decode(), content_hash(head | document | extras)
