"""Two sequences side by side by a common name, in flat memory even where one of them misses something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import Generic, TypeVar

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
    waiting = _Waiting[Left, Right]()
    for one, other in zip_longest(left, right):
        if one is not None and other is not None and left_name(one) == right_name(other):
            yield one, other
            continue
        if one is not None:
            yield from waiting.put_left(left_name(one), one)
        if other is not None:
            yield from waiting.put_right(right_name(other), other)
    yield from ((one, None) for one in waiting.left.values())
    yield from ((None, other) for other in waiting.right.values())


class _Waiting(Generic[Left, Right]):
    """What has not met its counterpart yet, by name."""

    def __init__(self) -> None:
        self.left: dict[str, Left] = {}
        self.right: dict[str, Right] = {}

    def put_left(self, name: str, one: Left) -> Iterator[tuple[Left | None, Right | None]]:
        if name in self.right:
            yield one, self.right.pop(name)
        elif self.left.setdefault(name, one) is not one:
            yield one, None
        elif len(self.left) > _WINDOW:
            yield self.left.pop(next(iter(self.left))), None

    def put_right(self, name: str, other: Right) -> Iterator[tuple[Left | None, Right | None]]:
        if name in self.left:
            yield self.left.pop(name), other
        elif self.right.setdefault(name, other) is not other:
            yield None, other
        elif len(self.right) > _WINDOW:
            yield None, self.right.pop(next(iter(self.right)))
