"""Commands about files that come in: inspect, import."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pim.cli.command import (
    DONE,
    PARTLY,
    Command,
    Progress,
    catalog_argument,
    json_argument,
    note,
    opened,
    print_json,
    table,
)
from pim.i18n import _
from pim.services import importing
from pim.services.starting import starting_structure


def _reading_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", default="auto", metavar="F", help=_("auto, table, shopify_csv, akeneo_csv"))
    parser.add_argument("--header", choices=("yes", "no"), help=_("whether the first row names the columns"))
    parser.add_argument("--encoding", metavar="E", help=_("the text encoding; default: detected"))
    parser.add_argument("--delimiter", metavar="D", help=_("the column separator; default: detected"))
    parser.add_argument("--decimal", choices=(".", ","), help=_("the decimal sign; default: detected"))
    parser.add_argument("--sheet", metavar="S", help=_("the sheet of a workbook; default: the first with data"))
    parser.add_argument("--key", default="", metavar="COL", help=_("the column that identifies products"))
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE", help=_("a saved mapping: column names and their targets")
    )
    json_argument(parser)


def _inspect_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--locale", default="", metavar="L")
    _reading_arguments(parser)


def _options(arguments: argparse.Namespace, **more: object) -> importing.ImportOptions:
    return importing.ImportOptions(
        format=arguments.format, mapping=arguments.mapping, key=arguments.key, locale=arguments.locale,
        header=None if arguments.header is None else arguments.header == "yes", encoding=arguments.encoding,
        delimiter=arguments.delimiter, decimal=arguments.decimal, sheet=arguments.sheet, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _inspect(arguments: argparse.Namespace) -> int:
    structure = starting_structure((arguments.locale,) if arguments.locale else ())
    inspection = importing.inspect(structure, [arguments.file], _options(arguments))
    found = {**inspection.files[0].to_json(), "mapping": inspection.mapping.to_json()}
    if arguments.json:
        print_json(found)
    else:
        _show_inspection(found)
    return DONE


def _show_inspection(found: dict[str, Any]) -> None:
    for name in ("file", "format", "container", "encoding", "delimiter", "sheet", "header", "decimal", "rows"):
        if found[name] not in ("", None):
            print(f"{name}: {found[name]}")
    identifier = found["identifier"]
    print(_("identifier: {column} ({reason})").format(**identifier) if identifier else found["refused"])
    rows = [
        (column["name"], " ".join(str(part) for part in column["target"].values()), " | ".join(column["samples"][:3]))
        for column in found["columns"]
    ]
    print(table(rows, (_("column"), _("goes to"), _("samples"))))
    for text in found["notes"]:
        note(text)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _reading_arguments(parser)
    parser.add_argument(
        "--create-attributes", action="store_true", help=_("make attributes, options and families on the way")
    )
    parser.add_argument("--images", type=Path, metavar="DIR|ZIP", help=_("where the named images are"))
    parser.add_argument("--family", default="", metavar="F", help=_("the family of new products"))
    parser.add_argument("--locale", default="", metavar="L", help=_("the locale of texts that do not name one"))
    parser.add_argument("--empty", choices=("leave", "clear"), default="leave", help=_("what an empty cell does"))
    parser.add_argument(
        "--duplicates",
        choices=("last", "reject"),
        default="last",
        help=_("a repeated identifier: the later row counts, or is rejected"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("say what would happen and change nothing"))
    parser.add_argument("--rejects", type=Path, metavar="FILE", help=_("the file for rejected rows, with the reasons"))
    parser.add_argument("--strict", action="store_true", help=_("exit with 1 when a row was rejected"))


def _import(arguments: argparse.Namespace) -> int:
    options = _options(
        arguments, create_attributes=arguments.create_attributes, images=arguments.images, family=arguments.family,
        empty=arguments.empty, duplicates=arguments.duplicates, dry_run=arguments.dry_run, rejects=arguments.rejects,
    )  # fmt: skip
    progress = Progress()
    with opened(arguments, write=not arguments.dry_run) as workspace:
        report = importing.run_import(workspace, arguments.files, options, progress)
    progress.end()
    found = report.to_json()
    if arguments.json:
        print_json(found)
    else:
        _show(found)
    return PARTLY if arguments.strict and found["rows"]["rejected"] else DONE


def _show(found: dict[str, Any]) -> None:
    rows, products, images = found["rows"], found["products"], found["images"]
    print(_("{read} rows read: {used} used, {skipped} skipped, {rejected} rejected").format(**rows))
    print(_("{created} products created, {updated} updated, {unchanged} unchanged").format(**products))
    if images["added"] or images["missing"]:
        print(_("{added} images added, {missing} missing").format(**images))
    for rejection in found["rejections"][:20]:
        note(_("line {line}, {column}: {reason}").format(**rejection))
    if len(found["rejections"]) > 20:
        note(_("and {count} more").format(count=len(found["rejections"]) - 20))


COMMANDS = (
    Command("inspect", _("what a file is, and how it would be imported"), _inspect_arguments, _inspect),
    Command("import", _("take a supplier's file in"), _import_arguments, _import),
)
