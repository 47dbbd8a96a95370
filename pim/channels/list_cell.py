"""Several values in one cell of a table, so that every list of texts comes back as it was.

Members are joined by `|`. A backslash before `|`, or before a backslash, belongs to the member; a list of one empty
member is written `\\e`, because an empty cell is no list at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SEPARATOR = "|"
_LONE_EMPTY = "\\e"
_MEMBER = re.compile(r"((?:[^\\|]|\\.)*)(\||\Z)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def join_list(members: Sequence[str]) -> str:
    """The cell of these texts; "" for none.

    >>> join_list(("red", "a|b")), join_list(())
    ('red|a\\\\|b', '')
    """
    if len(members) == 1 and not members[0]:
        return _LONE_EMPTY
    return SEPARATOR.join([member.replace("\\", "\\\\").replace(SEPARATOR, "\\|") for member in members])


def split_cell(cell: str) -> tuple[str, ...]:
    """The texts of a cell; what `join_list` did is undone exactly."""
    if not cell:
        return ()
    if cell == _LONE_EMPTY:
        return ("",)
    if "\\" not in cell:
        return tuple(cell.split(SEPARATOR))
    if len(cell) - len(cell.rstrip("\\")) & 1:
        cell += "\\"  # nothing of ours ends like this; it is kept as a backslash
    return tuple(_ESCAPED.sub(r"\1", found) for found in _members(cell))


def _members(cell: str) -> list[str]:
    members, start = [], 0
    while found := _MEMBER.match(cell, start):
        members.append(found[1])
        start = found.end()
        if not found[2]:
            break
    return members
