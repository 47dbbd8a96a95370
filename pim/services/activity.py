"""What happened in the catalogue, newest first."""

from __future__ import annotations

from typing import Any

from pim.services.workspace import Workspace
from pim.storage import history
from pim.storage.history import Step


def steps(workspace: Workspace, before: int | None = None, limit: int = 200) -> list[Step]:
    """The newest edits; `before` a number, for the next page."""
    with workspace.reading() as connection:
        return history.steps(connection, before, limit)


def history_json(workspace: Workspace, limit: int | None = None) -> list[dict[str, Any]]:
    """What `pim history --json` prints, newest first."""
    found: list[Step] = []
    while limit is None or len(found) < limit:
        page = steps(workspace, found[-1].number if found else None, 200 if limit is None else limit - len(found))
        if not page:
            break
        found.extend(page)
    return [
        {
            "edit": step.number, "label": step.label, "who": step.who, "source": step.source, "at": step.at,
            "products": step.products, "undoes": step.undoes, "undone": step.undone_by is not None,
        }
        for step in found
    ]  # fmt: skip
