"""Is what stands apart from products sound: where they stand on channels, texts that somebody is typing, indexed fields?

None of it has a hash. What can be told without working it all out again is whether it refers to something that is there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pim.catalog.errors import CatalogError
from pim.catalog.readiness import CHANGED, IN_SYNC, NEW, STATES
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of, parse_key
from pim.clock import parse_iso
from pim.i18n import _, ngettext
from pim.storage.indexing import USED_AT
from pim.storage.publications import count_states
from pim.storage.records import version

_HASH = 16  # bytes of the hash of a listing


def apart_problems(connection: sqlite3.Connection, structure: Structure) -> Iterator[str]:
    """Standings of products or channels that are not there, drafts of what never was, indexes of unknown attributes."""
    yield from _standing_problems(connection, structure)
    yield from _draft_problems(connection)
    yield from _field_problems(connection, structure)


def _standing_problems(connection: sqlite3.Connection, structure: Structure) -> Iterator[str]:
    for channel, counts in count_states(connection).items():
        if channel not in structure.channels:
            yield ngettext(
                "it is kept how {count} product stands on channel “{channel}”, which is not there",
                "it is kept how {count} products stand on channel “{channel}”, which is not there",
                sum(counts.values()),
            ).format(count=sum(counts.values()), channel=channel)
        for state in sorted(counts.keys() - set(STATES)):
            yield _("products stand on channel “{channel}” as “{state}”, which does not exist").format(
                channel=channel, state=state
            )
    lost = connection.execute(
        "SELECT COUNT(*) FROM channel_state s LEFT JOIN product p ON p.id=s.root_id WHERE p.id IS NULL"
    ).fetchone()[0]
    if lost:
        yield _("rows of {table} that belong to no product: {count}").format(table="channel_state", count=lost)
    unsound = connection.execute(_UNSOUND_STATES, (_HASH, version(connection, "listing_version"))).fetchall()
    for channel, count in unsound:
        yield ngettext(
            "how {count} product stands on channel “{channel}” is not what was saved",
            "how {count} products stand on channel “{channel}” is not what was saved",
            count,
        ).format(count=count, channel=channel)


# What is (or would be) sent has a hash, and what is just as it was sent has nothing against it. Nobody can have worked a
# standing out after the newest edit, or by rules that are still to come.
_UNSOUND_STATES = (
    "SELECT channel, COUNT(*) FROM channel_state WHERE CASE WHEN json_valid(reasons) THEN json_type(reasons)<>'array' ELSE 1 END"
    f" OR (hash IS NULL AND state IN ('{IN_SYNC}', '{CHANGED}', '{NEW}')) OR (reasons<>'[]' AND state='{IN_SYNC}')"
    " OR length(hash)<>? OR rule_version NOT BETWEEN 0 AND ?"
    " OR revision NOT BETWEEN 0 AND (SELECT COALESCE(MAX(id), 0) FROM edit) GROUP BY channel"
)


def _draft_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Somebody else may have removed the product or what the key names, so that both need only have been there once."""
    rows = connection.execute(
        "SELECT key, at, EXISTS (SELECT 1 FROM product WHERE uid=record_uid)"
        " OR EXISTS (SELECT 1 FROM change WHERE uid=record_uid) FROM draft"
    )
    for key, at, is_known in rows:
        if not is_known:
            yield _("a text that was being typed (“{key}”) belongs to no product").format(key=key)
        elif not (_is_part(key) and _is_moment(at)):
            yield _("a text that was being typed (“{key}”) is not what was saved").format(key=key)


def _is_part(key: str) -> bool:
    if key.startswith("."):
        return key[1:].replace("_", "").isalpha()
    try:
        parse_key(key)
    except CatalogError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        parse_iso(text)
    except ValueError:
        return False
    return True


def _field_problems(connection: sqlite3.Connection, structure: Structure) -> Iterator[str]:
    for key, kind, used_at, uses in connection.execute("SELECT key, type, used_at, uses FROM index_field"):
        attribute = structure.attributes.get(attribute_of(key))
        if attribute is None:
            yield _("the index of {name} is one of no attribute").format(name=key)
        elif "#" in key or not _is_part(key) or attribute.type_of.index != kind or used_at not in USED_AT or uses:
            yield _("the index of {name} is not what was saved").format(name=key)
