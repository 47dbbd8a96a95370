"""A change that may take long: a card with its progress and Cancel, once there is something to wait for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.tasks import Task
from pim.i18n import _, format_number
from pim.services.workspace import Workspace

AFTER = 700  # milliseconds until a card is shown; most changes are done before


def change(
    desk: CatalogDesk, function: Callable[..., Any], *args: Any, title: str, consequence: str = "", **options: Any
) -> Task:
    """Queue `function(workspace, *args, on_progress=…)` as `CatalogDesk.change` does. Whoever cancels is told what became
    of it: `consequence` before, and afterwards that nothing was changed."""
    task = desk.change(function, *args, with_progress=True, **options)
    later = QTimer(task, singleShot=True, interval=AFTER)

    def show() -> None:
        if not desk.tasks.closing:
            desk.follow(task, title, consequence or _("Cancelling takes all of it back."), _figures)

    later.timeout.connect(show)
    task.finished.connect(later.stop)
    task.cancelled.connect(lambda: desk.say(_("Cancelled. Nothing was changed."), kind="info"))
    later.start()
    return task


def take_back(
    desk: CatalogDesk, step: Callable[..., Any] = Workspace.undo, *number: int, title: str = "", **options: Any
) -> Task:
    """Queue an undo or redo, of the last step or of one by number; it waits behind what is queued."""
    return change(
        desk, step, *number, title=title or (_("Redo") if step is Workspace.redo else _("Undo")),
        consequence=_("Cancelling leaves everything as it is now."), **options,
    )  # fmt: skip


def _figures(done: int, total: int, _text: str) -> str:
    return f"{format_number(done)} / {format_number(total)}"
