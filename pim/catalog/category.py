"""Categories: nodes of several trees. A root node is a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pim.catalog.errors import CatalogError
from pim.catalog.record import Record
from pim.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Record):
    """`parent` is the code of the node above, empty for the root of a tree."""

    kind: ClassVar[str] = "category"

    parent: str = ""
    position: int = 0


def path(categories: Mapping[str, Category], code: str) -> tuple[Category, ...]:
    """The nodes from the root to `code`, inclusive; stops at a cycle or a missing parent."""
    found: list[Category] = []
    seen: set[str] = set()
    while code in categories and code not in seen:
        seen.add(code)
        found.append(categories[code])
        code = categories[code].parent
    return tuple(reversed(found))


def path_label(categories: Mapping[str, Category], code: str, locale: str = "", *, with_root: bool = True) -> str:
    """The path in words: `Home > Cushions`."""
    nodes = path(categories, code)
    return " > ".join(node.label(locale) for node in (nodes if with_root or len(nodes) < 2 else nodes[1:]))


def children(categories: Mapping[str, Category]) -> dict[str, list[str]]:
    """Codes by parent code, each list in order of position, then label."""
    by_parent: dict[str, list[str]] = {}
    for node in sorted(categories.values(), key=lambda c: (c.position, c.label(), c.code)):
        by_parent.setdefault(node.parent, []).append(node.code)
    return by_parent


def subtree(by_parent: Mapping[str, Sequence[str]], code: str) -> Iterator[str]:
    """`code` and every code below it, parents first; iterative, so depth has no limit. `by_parent` is of `children`."""
    waiting, seen = [code], {code}
    while waiting:
        current = waiting.pop()
        yield current
        for below in reversed(by_parent.get(current, ())):
            if below not in seen:
                seen.add(below)
                waiting.append(below)


def would_cycle(categories: Mapping[str, Category], code: str, new_parent: str) -> bool:
    """Whether moving `code` under `new_parent` would put it below itself."""
    return bool(new_parent) and any(node.code == code for node in path(categories, new_parent))


def check_trees(categories: Mapping[str, Category], touched: Iterable[str]) -> None:
    """Raises `CatalogError` when one of these categories is below itself, or what it is below is gone."""
    for code in touched:
        node = categories.get(code)
        if node is not None and node.parent and would_cycle(categories, code, node.parent):
            raise CatalogError(_("A category cannot be moved below itself."))
        orphan = next((one for one in categories.values() if one.parent == code), None) if node is None else node
        if orphan is not None and orphan.parent and orphan.parent not in categories:
            text = _("“{name}” is below the category “{parent}”, which would be gone.")
            raise CatalogError(text.format(name=orphan.label(), parent=orphan.parent))
