"""What a channel would receive of one product right now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pim.catalog.errors import UnknownRecord
from pim.catalog.readiness import Gate, Outcome
from pim.channels import ADAPTERS
from pim.channels.adapter import Context
from pim.i18n import _
from pim.services.media import file_finder
from pim.services.snapshot import sentences
from pim.services.workspace import Workspace
from pim.storage.products import load_where
from pim.storage.snapshot import trees


def preview(workspace: Workspace, uid: str, channel: str, as_of: datetime | None = None) -> tuple[Any, list[str]]:
    """The listing of a product (by uid, of itself or of its model) in a channel's own shape, and why it is kept back.

    The shape is None when nothing of it would go out.
    """
    moment = as_of or workspace.store.clock.now()
    structure = workspace.structure
    outcome = outcome_of(workspace, uid, channel, moment)
    reasons = [reason for _sku, found in sentences(outcome.held, structure) for reason in found]
    if not outcome.sold:
        return None, [_("not sold on this channel")]
    if outcome.listing is None:
        return None, reasons
    record = structure.channels[channel]
    adapter = ADAPTERS.get(record.adapter)
    context = Context(
        structure=structure,
        channel=record,
        as_of=moment,
        revision=workspace.revision(),
        image_file=file_finder(workspace),
    )
    reasons += [limit.reason for limit in adapter.limits(outcome.listing, context)]
    return adapter.item(outcome.listing, context), reasons


def outcome_of(workspace: Workspace, uid: str, channel: str, as_of: datetime) -> Outcome:
    """What a channel makes of one product's top-level product."""
    with workspace.reading() as connection:
        rows = load_where(connection, "uid", (uid,))
        if not rows:
            raise UnknownRecord(_("There is no such product any more."))
        tree = next(trees(connection, [rows[0].root_id]))
    return Gate(workspace.structure, channel, as_of).judge(tree.lines, tree.skus)
