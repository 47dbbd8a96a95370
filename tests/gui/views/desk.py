"""An open catalogue as rooms get it, for tests: waits for answers by emptying the queue of tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pim.gui.catalog_desk import CatalogDesk, make_catalog_desk
from pim.services.workspace import Workspace


@dataclass
class Told:
    """What a room said, where it led, which tasks it showed."""

    said: list[str] = field(default_factory=list)
    gone: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)


def a_desk(theme, settings, tasks, workspace: Workspace) -> tuple[CatalogDesk, Told]:
    """A desk over a workspace, and what its rooms do with the frame."""
    desk, told = make_catalog_desk(theme, settings, tasks, workspace), Told()
    desk.say = lambda text, *_more, **_options: told.said.append(text)
    desk.go = lambda room, **what: told.gone.append((room, what))
    desk.follow = lambda task, title, *_more, **_options: told.followed.append(title)
    return desk, told


def wait_until(qtbot, desk: CatalogDesk, condition: Callable[[], bool]) -> None:
    """Until it is so; every answer that is due arrives meanwhile."""
    qtbot.waitUntil(condition, timeout=15_000)
    desk.tasks.wait_all()
