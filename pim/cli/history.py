"""Commands about what happened: history, undo, redo."""

from __future__ import annotations

import argparse

from pim.cli.command import DONE, Command, Progress, catalog_argument, json_argument, opened, print_json, table
from pim.i18n import _
from pim.services import activity


def _history_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("--limit", type=int, default=None, metavar="N", help=_("only the newest N"))
    json_argument(parser)


def _history(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=False) as workspace:
        edits = activity.history_json(workspace, arguments.limit)
    if arguments.json:
        print_json({"edits": edits})
        return DONE
    undone = " (" + _("undone") + ")"
    rows = [
        (str(e["edit"]), e["at"][:16], e["who"], e["label"] + (undone if e["undone"] else ""))
        for e in edits
    ]
    print(table(rows, (_("edit"), _("time (UTC)"), _("who"), _("what"))))
    return DONE


def _nothing_more(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)


def _undo(arguments: argparse.Namespace) -> int:
    progress = Progress()
    with opened(arguments, write=True) as workspace:
        changed = workspace.undo(on_progress=progress)
    progress.end()
    print(changed.label)
    return DONE


def _redo(arguments: argparse.Namespace) -> int:
    progress = Progress()
    with opened(arguments, write=True) as workspace:
        changed = workspace.redo(on_progress=progress)
    progress.end()
    print(changed.label)
    return DONE


COMMANDS = (
    Command("history", _("what was changed, newest first"), _history_arguments, _history),
    Command("undo", _("take back the newest edit"), _nothing_more, _undo),
    Command("redo", _("take back the last undo"), _nothing_more, _redo),
)
