"""Which changes of structure make derived data old."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable

from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.storage.derive import INDEX_TABLES

# kind -> the fields that completeness, indexes, search or list columns are made of
_DERIVING: dict[str, frozenset[str]] = {
    "attribute": frozenset(("type", "per_locale", "internal", "unit_family")),
    "option": frozenset(("labels",)),
    "family": frozenset(("required", "variants")),
    "channel": frozenset(("required", "locales", "price_lists")),
    "locale": frozenset(("fallback", "position")),
    "price_list": frozenset(("position", "audience")),
    "role": frozenset(("attribute", "by_family")),
}
# Kinds whose creation or removal alone changes what is derived of products that exist already.
_DERIVING_WHOLE = frozenset(("channel", "role"))
# A new record of these can matter to no product yet; but its removal can, and so can its coming back, because
# products keep their values, codes and categories meanwhile.
_DERIVING_REMOVAL = frozenset(("attribute", "option", "family", "locale"))

# Kinds that no channel's listings are made of.
UNPUBLISHED = frozenset(("saved_view", "mapping"))


def affects_derived(
    before: Structure, after: Structure, touched: Iterable[tuple[str, str]], known: Container[tuple[str, str]]
) -> bool:
    """Whether products have to be derived again after these records changed; `known` are those that existed once."""
    return any(_affects(before, after, kind, uid, (kind, uid) in known) for kind, uid in touched)


def _affects(before: Structure, after: Structure, kind: str, uid: str, known: bool) -> bool:
    old, new = before.of_kind(kind).get(uid), after.of_kind(kind).get(uid)
    if old is not None and new is not None:
        return any(getattr(old, name) != getattr(new, name) for name in _DERIVING.get(kind, ()))
    if kind in _DERIVING_WHOLE or (known and kind in _DERIVING_REMOVAL):
        return True
    if kind in ("locale", "price_list"):
        return (before.main_locale, before.main_price_list) != (after.main_locale, after.main_price_list)
    return False


def forget_fields(connection: sqlite3.Connection, before: Structure, after: Structure) -> None:
    """Drops the index of every value key whose type changed or whose attribute is gone; a new field id starts clean.

    Completeness in channels and locales that were given up goes too.
    """
    for number, key, kind in connection.execute("SELECT id, key, type FROM index_field").fetchall():
        code = attribute_of(key)
        old, new = before.attributes.get(code), after.attributes.get(code)
        if new is not None and (old is None or (old.type, old.unit_family) == (new.type, new.unit_family)):
            continue
        connection.execute(f"DELETE FROM {INDEX_TABLES[kind]} WHERE field_id=?", (number,))
        connection.execute("DELETE FROM index_field WHERE id=?", (number,))
    gone = before.channels.keys() - after.channels.keys()
    connection.executemany("DELETE FROM channel_state WHERE channel=?", [(code,) for code in gone])
    wanted = {(c.code, locale) for c in after.channels.values() for locale in c.locales or (after.main_locale,)}
    scopes = connection.execute("SELECT channel, locale FROM completeness_scope").fetchall()
    connection.executemany(
        "DELETE FROM completeness_scope WHERE channel=? AND locale=?", [row for row in scopes if tuple(row) not in wanted]
    )
