"""The commands of the program: the palette, the menu and the shortcuts read the same list."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

COMMANDS, PRODUCTS, VIEWS = "commands", "products", "views"


@dataclass(frozen=True)
class Command:
    """Something the user can run. `note` says what it would do now; `keys` is like "Ctrl+Shift+P".

    `bound` False: the keys are only shown, somebody else binds them. `choices` (title, action) make it a submenu. The part
    of `code` before the dot says in which menu it stands.
    """

    code: str
    title: str
    icon: str
    run: Callable[[], object]
    note: Callable[[], str] | None = None
    keys: str = ""
    group: str = COMMANDS
    enabled: Callable[[], bool] | None = None
    bound: bool = True
    choices: Callable[[], list[tuple[str, Callable[[], object]]]] | None = None


@dataclass(frozen=True)
class Found:
    """One line of the palette that a search returned: a product, a view, a value."""

    title: str
    note: str
    icon: str
    run: Callable[[], object]
    group: str = PRODUCTS
    run_beside: Callable[[], None] | None = None
    keys: str = ""


class CommandRegistry:
    """All commands by code, in the order they were added."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}

    def add(self, command: Command) -> None:
        """Register a command; a code can be registered once."""
        if command.code in self._commands:
            raise ValueError(f"The command {command.code!r} is registered twice.")
        self._commands[command.code] = command

    def every(self) -> list[Command]:
        """All commands, also those that cannot run now."""
        return list(self._commands.values())

    def all(self) -> list[Command]:
        """Commands that can run now."""
        return [c for c in self._commands.values() if c.enabled is None or c.enabled()]

    def find(self, text: str, limit: int = 12) -> list[Found]:
        """Commands whose title holds every word of `text`; those that begin with it come first."""
        words = fold(text).split()
        hits = [c for c in self.all() if all(word in fold(c.title) for word in words)]
        hits.sort(key=lambda c: not fold(c.title).startswith(fold(text)))
        return [
            Found(c.title, c.note() if c.note else "", c.icon, c.run, c.group, keys=c.keys)
            for c in hits[:limit]
        ]


def fold(text: str) -> str:
    """`text` without case and accents, one character for each of its own, so that positions agree."""
    return "".join((unicodedata.normalize("NFD", char)[0]).lower()[:1] or char for char in text)


def matches(title: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the folded words stand in `title`: (start, length), without overlaps, in order."""
    folded, found = fold(title), []
    for word in words:
        start = folded.find(word)
        if word and start >= 0:
            found.append((start, len(word)))
    result: list[tuple[int, int]] = []
    for start, length in sorted(found):
        if not result or start >= result[-1][0] + result[-1][1]:
            result.append((start, length))
    return result
