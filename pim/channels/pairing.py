"""Two sequences side by side by a common name, in flat memory even where one of them misses something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")

# How far apart two counterparts may stand before the first one counts as alone.
_WINDOW = 10_000


def paired(
    left: Iterable[Left],
    right: Iterable[Right],
    left_name: Callable[[Left], str],
    right_name: Callable[[Right], str],
) -> Iterator[tuple[Left | None, Right | None]]:
    """Counterparts of the same name, as soon as both are there; what has no counterpart comes alone.

    What is missing on one side shifts all that follow by one: nothing else waits longer than that. Of two with the same
    name on one side the second comes alone.
    """
    waiting_left: dict[str, Left] = {}
    waiting_right: dict[str, Right] = {}
    for one, other in zip_longest(left, right):
        if one is not None and other is not None and left_name(one) == right_name(other):
            yield one, other
            continue
        if one is not None and waiting_left.setdefault(left_name(one), one) is not one:
            yield one, None
        if other is not None and waiting_right.setdefault(right_name(other), other) is not other:
            yield None, other
        names = [left_name(one)] if one is not None else []
        names += [right_name(other)] if other is not None else []
        for name in names:
            if name in waiting_left and name in waiting_right:
                yield waiting_left.pop(name), waiting_right.pop(name)
        if len(waiting_left) > _WINDOW:
            yield waiting_left.pop(next(iter(waiting_left))), None
        if len(waiting_right) > _WINDOW:
            yield None, waiting_right.pop(next(iter(waiting_right)))
    for one in waiting_left.values():
        yield one, None
    for other in waiting_right.values():
        yield None, other
