"""A product's document as the text it is stored as: values are read and replaced where they are, the others not even read.

The text is canonical JSON (sorted keys, no blanks), so that a key is found as it is written: nowhere but before a value
do an opening bracket or a comma, a quote, the key, a quote and a colon follow each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from json import JSONDecoder
from typing import Any

import orjson

from pim.storage.errors import damaged
from pim.storage.records import content_hash, dump

_scan = JSONDecoder().raw_decode
_VALUES, _BEHIND = '"values":{', '},"variant_structure":'
_EMPTY = "{}"


class Document:
    """The document of one product. `rest` is what it holds besides values. Raises `DamagedCatalog`."""

    __slots__ = ("_decoded", "_text", "rest")

    def __init__(self, text: str) -> None:
        self._decoded: dict[str, Any] | None = None
        try:
            self._text, rest = _split(text)
            self.rest: dict[str, Any] = orjson.loads(rest) if rest != _EMPTY else {}
            if self.rest.__class__ is not dict:
                raise TypeError(rest)
            if "values" in self.rest:  # not as it is written by us
                self._text = dump(self.rest.pop("values")).decode()
        except (ValueError, TypeError, AttributeError) as error:
            raise damaged(error) from error

    def value(self, key: str) -> Any:
        """The JSON value under a value key; None when there is none."""
        place = self._place(key)
        return None if place < 0 else self._at(place)[0]

    def values(self) -> dict[str, Any]:
        """All values by value key; not to be changed."""
        if self._decoded is None:
            try:
                self._decoded = orjson.loads(self._text)
            except ValueError as error:
                raise damaged(error) from error
        return self._decoded

    def set(self, key: str, value: Any) -> None:
        """Puts a JSON value under a value key; None takes it away."""
        place, text = self._place(key), self._text
        if place < 0:
            if value is not None:
                self._text = dump(self.values() | {key: value}).decode()
        elif value is not None:
            self._text = f"{text[:place]}{dump(value).decode()}{text[self._at(place)[1] :]}"
        else:
            begin, end = place - len(key) - 3, self._at(place)[1]
            if text[begin - 1] == ",":
                begin -= 1
            elif text[end] == ",":
                end += 1
            self._text = text[:begin] + text[end:]
        self._decoded = None

    def packed(self, head: dict[str, Any], extras: Mapping[str, Any]) -> tuple[str, bytes]:
        """What `pack` makes of it."""
        if self._text == _EMPTY:
            return pack(head, self.rest, extras)
        return pack(head, {**self.rest, "values": orjson.Fragment(self._text)}, extras)

    def _place(self, key: str) -> int:
        """Where the value of a key begins; -1 when it has none."""
        found = self._text.find(f',"{key}":')
        if found >= 0:
            return found + len(key) + 4
        return len(key) + 4 if self._text.startswith(f'{{"{key}":') else -1

    def _at(self, place: int) -> tuple[Any, int]:
        """The value that begins at `place`, and where it ends."""
        try:
            return _scan(self._text, place)
        except ValueError as error:
            raise damaged(error) from error


def _split(text: str) -> tuple[str, str]:
    """The text of the values, and that of the document without them."""
    begin = text.find(_VALUES)
    if begin < 0:
        return _EMPTY, text
    behind = text.rfind(_BEHIND, begin)
    end = behind + 1 if behind >= 0 else len(text) - 1
    values = text[begin + len(_VALUES) - 1 : end]
    if text[begin - 1] == ",":
        begin -= 1
    elif behind >= 0:
        end += 1
    return values, text[:begin] + text[end:]


def pack(head: dict[str, Any], document: dict[str, Any], extras: Mapping[str, Any]) -> tuple[str, bytes]:
    """The text of a document, and the hash of the whole product: what its columns say, the document, and its `extras`
    (JSON values by the names of the parts that have tables of their own)."""
    if "values" in document:  # most of it, and needed twice
        document = {**document, "values": orjson.Fragment(dump(document["values"]))}
    return dump(document).decode(), content_hash({**head, **document, **extras})


def stored_documents(connection: sqlite3.Connection, uids: list[str]) -> Iterable[tuple[str, Document]]:
    """(uid, document) of up to a few hundred products, those that exist."""
    rows = connection.execute(
        "SELECT p.uid, d.document FROM product p JOIN product_document d ON d.product_id=p.id"
        f" WHERE p.uid IN ({','.join('?' * len(uids))})", uids,
    )  # fmt: skip
    return [(uid, Document(text)) for uid, text in rows.fetchall()]
