"""Commands about channels: export, channels, channel add."""

from __future__ import annotations

import argparse
from pathlib import Path

from pim.catalog.errors import CatalogError
from pim.cli.command import (
    DONE,
    PARTLY,
    Command,
    Progress,
    catalog_argument,
    json_argument,
    note,
    opened,
    pairs,
    print_json,
    table,
)
from pim.clock import parse_iso
from pim.i18n import _, ngettext
from pim.services import channeling, exporting
from pim.services.export_report import ExportReport


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help=_("the folder of the files"))
    parser.add_argument(
        "--channel", action="append", default=[], metavar="CODE", help=_("only this channel; repeatable")
    )
    parser.add_argument(
        "--as-of", default="", metavar="TIME", help=_("the moment the export stands for (ISO 8601); default now")
    )
    parser.add_argument("--strict", action="store_true", help=_("exit with 1 when anything was held back"))
    json_argument(parser)


def _export(arguments: argparse.Namespace) -> int:
    try:
        as_of = parse_iso(arguments.as_of) if arguments.as_of else None
    except ValueError:
        raise CatalogError(
            _("“{text}” is not a time. Write it as 2026-11-30T08:00.").format(text=arguments.as_of)
        ) from None
    progress = Progress()
    with opened(arguments, write=False) as workspace:
        report = exporting.run_export(
            workspace, to=arguments.to, channels=arguments.channel, as_of=as_of, on_progress=progress
        )
    progress.end()
    print_json(report.to_json()) if arguments.json else _show(report)
    if report.has_failed or report.note or (arguments.strict and (report.has_held or report.parity.differences)):
        return PARTLY
    return DONE


def _show(report: ExportReport) -> None:
    for channel in report.channels:
        line = ngettext("{count} product", "{count} products", channel.products).format(count=channel.products)
        kept = ", " + _("nothing has changed since the last export") if channel.unchanged else ""
        print(f"{channel.channel} ({channel.adapter}): {channel.status}, {line}, {channel.items} " + _("items") + kept)
        for file in channel.files[:10]:
            print(f"  {file['path']}  {file['bytes']:,} B")
        if len(channel.files) > 10:
            print("  " + _("and {count} more files").format(count=len(channel.files) - 10))
        for sku, reasons in channel.held:
            print("  " + _("held: {sku}: {reasons}").format(sku=sku, reasons="; ".join(reasons)))
        if channel.error:
            note(f"{channel.channel}: {channel.error}")
    if report.note:
        note(report.note)
    parity = report.parity
    print(
        _("Parity: {compared} values compared, {identical} identical, {formatted} formatted, {exceptions} declared "
          "exceptions, {differences} differences; {not_carried} not carried by their format.").format(
            compared=parity.compared, identical=parity.identical, formatted=parity.formatted,
            exceptions=parity.exceptions, differences=parity.differences, not_carried=parity.not_carried,
        )
    )  # fmt: skip


def _channels_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    json_argument(parser)


def _channels(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=False) as workspace:
        found = channeling.channels_json(workspace)
    if arguments.json:
        print_json(found)
        return DONE
    rows = [
        (c["channel"], c["adapter"], ", ".join(c["locales"]), ", ".join(c["price_lists"])) for c in found["channels"]
    ]
    print(table(rows, (_("channel"), _("adapter"), _("locales"), _("price lists"))))
    return DONE


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--adapter", required=True, metavar="NAME", help=", ".join(channeling.adapter_codes()))
    parser.add_argument(
        "--option", action="append", default=[], metavar="k=v", help=_("a setting of the adapter; repeatable")
    )
    parser.add_argument("--locale", action="append", default=[], metavar="L", help=_("repeatable; default: all"))


def _add(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=True) as workspace:
        channeling.add_channel(
            workspace, code=arguments.code, adapter=arguments.adapter, options=pairs(arguments.option),
            locales=arguments.locale, source="terminal",
        )  # fmt: skip
    print(arguments.code)
    return DONE


COMMANDS = (
    Command("export", _("write the channels' files, read them back and prove them"), _export_arguments, _export),
    Command("channels", _("list the channels"), _channels_arguments, _channels),
    Command("channel add", _("add a channel"), _add_arguments, _add),
)
