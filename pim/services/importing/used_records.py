"""Which new structure records the products of an import really use: the others came from rejected rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pim.catalog.value_key import attribute_of
from pim.services.importing.entries import Entry


def used_records(entries: Iterable[Entry], made: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the records `made` (kind, uid) that an entry uses."""
    used: set[tuple[str, str]] = set()
    for entry in entries:
        record = entry.record or {}
        parts = [*record.get("values", {}).items(), *record.get("exceptions", {}).items()]
        parts += [(".categories", record.get("categories")), (".family", record.get("family"))]
        parts += [(key, after) for key, _before, after in entry.changes]
        for key, value in parts:
            used.update(_named(key, value))
    return used & made


def _named(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """The structure records that a part of a product may name."""
    if "#" in key:
        yield "channel", key.partition("#")[2]
        value = value["value"] if isinstance(value, dict) else value
    kind = _NAMING.get(key, "option" if key[0] != "." else "")
    prefix = attribute_of(key) + "/" if kind == "option" else ""
    for code in value if isinstance(value, (list, tuple)) else (value,):
        if kind and isinstance(code, str):
            yield kind, prefix + code


_NAMING = {".categories": "category", ".family": "family"}
