"""Guards of publishing: what looks like an accident holds the whole channel instead of emptying a shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pim.channels.adapter import Option
from pim.i18n import N_, _

# Settings that every channel has, beside those of its adapter.
OPTIONS = (
    Option(
        "smallest_share", N_("Smallest share of the last export, in percent"), "number", 50,
        note=N_("An export with fewer products than this share of the last one is held; 0 switches the guard off."),
    ),
)  # fmt: skip
_FROM = 20  # products; below, half of them may well be one decision


def collapse(options: Mapping[str, Any], before: int, now: int) -> str:
    """Why an export of `now` products after one of `before` is held; "" when it is not."""
    share = OPTIONS[0].parse(options.get("smallest_share", OPTIONS[0].default))
    if before < _FROM or now * 100 >= before * share:
        return ""
    return _("Only {now} products would be left of the {before} published last. The channel keeps its files.").format(
        now=now, before=before
    )
