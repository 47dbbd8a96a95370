"""Which changes of structure make derived data old."""

from __future__ import annotations

import dataclasses
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

# What is derived from these is completeness alone.
_REQUIRING = frozenset(("family", "channel"))
WHOLE, COUNTS = "whole", "counts"

# Kinds that no channel's listings are made of.
_UNPUBLISHED = frozenset(("saved_view", "mapping"))


def affects_derived(
    before: Structure, after: Structure, touched: Iterable[tuple[str, str]], known: Container[tuple[str, str]]
) -> str:
    """What has to be derived again of products after these records changed: WHOLE, COUNTS or "" for nothing.

    `known` are the records that existed once.
    """
    affecting = {kind for kind, uid in touched if _affects(before, after, kind, uid, (kind, uid) in known)}
    if not affecting:
        return ""
    return COUNTS if affecting <= _REQUIRING else WHOLE


def _affects(before: Structure, after: Structure, kind: str, uid: str, known: bool) -> bool:
    old, new = before.of_kind(kind).get(uid), after.of_kind(kind).get(uid)
    if old is not None and new is not None:
        return any(getattr(old, name) != getattr(new, name) for name in _DERIVING.get(kind, ()))
    if kind in _DERIVING_WHOLE or (known and kind in _DERIVING_REMOVAL):
        return True
    if kind in ("locale", "price_list"):
        return (before.main_locale, before.main_price_list) != (after.main_locale, after.main_price_list)
    return False


def affects_listings(before: Structure, after: Structure, touched: Iterable[tuple[str, str]]) -> bool:
    """Whether every product has to be judged again for every channel. Who is held back by hand concerns those only."""
    return any(
        kind not in _UNPUBLISHED and not (kind == "channel" and _only_holds_differ(before, after, uid))
        for kind, uid in touched
    )


def _only_holds_differ(before: Structure, after: Structure, code: str) -> bool:
    old, new = before.channels.get(code), after.channels.get(code)
    return old is not None and new is not None and dataclasses.replace(old, held=new.held) == new


def forget_states_of_held(
    connection: sqlite3.Connection, before: Structure, after: Structure, touched: Iterable[tuple[str, str]]
) -> None:
    """Marks the standing of products that are held back from now on, or no longer, as old."""
    for kind, code in touched:
        if kind == "channel" and code in before.channels and code in after.channels:
            changed = set(before.channels[code].held) ^ set(after.channels[code].held)
            connection.executemany(
                "UPDATE channel_state SET rule_version=0 WHERE channel=? AND root_id=(SELECT root_id FROM product WHERE uid=?)",
                [(code, uid) for uid in changed],
            )


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
