"""Commands about whole catalogues: new, check, verify, backup, restore."""

from __future__ import annotations

import argparse
from pathlib import Path

from pim.cli.command import (
    DONE,
    FAILED,
    Command,
    Progress,
    catalog_argument,
    json_argument,
    note,
    opened,
    print_json,
    table,
    way_back,
)
from pim.i18n import _, ngettext
from pim.services import backing_up, browsing, checking
from pim.services.demo import create_demo
from pim.services.workspace import create_catalog


def _new_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("--demo", action="store_true", help=_("fill it with the demo brand"))
    parser.add_argument(
        "--locale", action="append", default=[], metavar="fr_FR", help=_("a locale of product texts; repeatable")
    )
    parser.add_argument(
        "--currency", action="append", default=[], metavar="EUR", help=_("a currency of prices; repeatable")
    )


def _new(arguments: argparse.Namespace) -> int:
    progress = Progress()
    if arguments.demo:
        workspace = create_demo(arguments.catalog, on_progress=progress)
    else:
        workspace = create_catalog(arguments.catalog, locales=arguments.locale, currencies=arguments.currency)
    progress.end()
    with workspace:
        count = browsing.totals(workspace).products
        text = ngettext(
            "{path}: new catalogue with {count} product", "{path}: new catalogue with {count} products", count
        )
        print(text.format(path=arguments.catalog, count=count))
    return DONE


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument(
        "--channel", action="append", default=[], metavar="CODE", help=_("only this channel; repeatable")
    )
    json_argument(parser)


def _check(arguments: argparse.Namespace) -> int:
    progress = Progress()
    with opened(arguments, write=False) as workspace:
        found = checking.check(workspace, arguments.channel, progress)
    progress.end()
    if arguments.json:
        print_json(found)
        return DONE
    for channel in found["channels"]:
        states = ", ".join(
            f"{state.replace('_', ' ')} {count}" for state, count in channel["readiness"].items() if count
        )
        print(f"{channel['channel']}: {states or '-'}")
        for cell in channel["completeness"]:
            print(f"  {cell['locale']}: {cell['percent']} % ({cell['complete']}/{cell['products']})")
        for problem in channel["problems"]:
            print(f"  {problem['sku']}: {'; '.join(problem['reasons'])}")
    return DONE


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    json_argument(parser)


def _verify(arguments: argparse.Namespace) -> int:
    progress = Progress()
    with opened(arguments, write=False) as workspace:
        found = checking.verify(workspace, progress)
    progress.end()
    if arguments.json:
        print_json(found)
    elif found["sound"]:
        print(_("Everything is as it was saved: {count} products, revision {revision}.").format(
            count=found["products"], revision=found["revision"]
        ))  # fmt: skip
    else:
        print("\n".join(found["problems"]))
    if not found["sound"] and (way := way_back(arguments.catalog)):
        note(way)
    return DONE if found["sound"] else FAILED


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help=_("where to; default: the catalogue's backups folder")
    )
    parser.add_argument("--list", action="store_true", help=_("list the automatic backups instead"))


def _backup(arguments: argparse.Namespace) -> int:
    if arguments.list:
        found = backing_up.list_backups(arguments.catalog)
        print(table([(str(b.path), f"{b.at:%Y-%m-%d %H:%M}", str(b.revision), b.reason) for b in found],
                    (_("file"), _("time (UTC)"), _("revision"), _("reason"))))  # fmt: skip
        return DONE
    with opened(arguments, write=False) as workspace:
        path = backing_up.back_up(workspace, arguments.file)
    print(path)
    return DONE


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the backup"))
    catalog_argument(parser)


def _restore(arguments: argparse.Namespace) -> int:
    kept = backing_up.restore(arguments.file, arguments.catalog)
    if kept is not None:
        note(_("What was there before is kept as {path}.").format(path=kept))
    print(arguments.catalog)
    return DONE


COMMANDS = (
    Command("new", _("make a new catalogue"), _new_arguments, _new),
    Command("check", _("completeness, readiness and problems"), _check_arguments, _check),
    Command("verify", _("whether everything stored is as it was saved"), _verify_arguments, _verify),
    Command("backup", _("copy the catalogue's database, checked"), _backup_arguments, _backup),
    Command("restore", _("go back to a backup"), _restore_arguments, _restore),
)
