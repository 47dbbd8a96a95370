"""Commands about products: list, get, set, add, delete, stock."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from pim.catalog.errors import CatalogError
from pim.catalog.filters import Query, parse_condition
from pim.cli.command import DONE, Command, catalog_argument, json_argument, opened, pairs, print_json, table
from pim.i18n import _, ngettext
from pim.services import browsing, creating, deleting, editing
from pim.services.workspace import Workspace

_CORE_KEYS = {name: f".{name}" for name in ("sku", "enabled", "family", "categories")}


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("--search", default="", metavar="TEXT", help=_("words in any text of the product"))
    parser.add_argument(
        "--filter", action="append", default=[], metavar="'attr op value'",
        help=_("= != < <= > >= contains empty notempty in:a,b; repeated filters all hold"),
    )  # fmt: skip
    parser.add_argument("--category", default="", metavar="CODE", help=_("in this category or below"))
    parser.add_argument("--columns", default="", metavar="a,b,c", help=_("further columns: fields or value keys"))
    parser.add_argument("--sort", default="sku", metavar="a,-b", help=_("fields to sort by, - for descending"))
    parser.add_argument("--limit", type=int, default=None, metavar="N", help=_("print at most N products"))
    json_argument(parser)


def _readable(text: str) -> str:
    """Without the stand-ins for bytes that are no text in the terminal's encoding: no database takes them."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _list(arguments: argparse.Namespace) -> int:
    if arguments.limit is not None and arguments.limit < 0:
        raise CatalogError(_("--limit is 0 or more."))
    query = Query(
        search=_readable(arguments.search),
        conditions=tuple(parse_condition(_readable(text)) for text in arguments.filter),
        category=_readable(arguments.category), sort=tuple(_names(arguments.sort)),
    )  # fmt: skip
    columns = _names(arguments.columns)
    with opened(arguments, write=False) as workspace:
        found = browsing.list_json(workspace, query, columns, arguments.limit)
    if arguments.json:
        print_json(found)
        return DONE
    rows = [(p["sku"], p["name"], *(_shown(p[column]) for column in columns)) for p in found["products"]]
    print(table(rows, ("sku", "name", *columns)))
    print(ngettext("{count} product", "{count} products", found["total"]).format(count=found["total"]))
    return DONE


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return f"{value['amount']} {value['unit']}"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _get_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("sku", metavar="SKU")
    json_argument(parser)


def _get(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=False) as workspace:
        found = browsing.product_json(workspace, browsing.view_product(workspace, sku=arguments.sku))
    if arguments.json:
        print_json(found)
        return DONE
    for name in ("sku", "kind", "family", "parent", "categories"):
        print(f"{name}: {_shown(found[name])}")
    for key, value in found["values"].items():
        print(f"{key} = {_shown(value)}")
    for key, value in found["inherited"].items():
        print(f"{key} = {_shown(value)}", "(" + _("inherited") + ")")
    for location, quantity in found["stock"].items():
        print(_("stock"), f"{location} = {quantity}")
    return DONE


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("sku", metavar="SKU")
    parser.add_argument(
        "values", nargs="+", metavar="key=value", help=_("title@en_GB=…, price:EUR=12.50; empty takes the value away")
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("why a #channel value differs"))
    parser.add_argument("--until", default="", metavar="DATE", help=_("the last day on which it does"))


def _set(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=True) as workspace:
        uid = browsing.uid_of(workspace, arguments.sku)
        parts = dict(_part(workspace, key, text, arguments) for key, text in pairs(arguments.values).items())
        if ".sku" in parts:
            creating.check_sku_free(workspace, parts[".sku"], uid)
        changed = editing.change_parts(workspace, {uid: parts}, source="terminal")
    print(changed.label)
    return DONE


def _part(workspace: Workspace, key: str, text: str, arguments: argparse.Namespace) -> tuple[str, Any]:
    if "#" in key:
        return editing.parsed_exception(workspace, key, text, reason=arguments.reason, until=arguments.until)
    return editing.parsed_part(workspace.structure, _CORE_KEYS.get(key, key), text)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("sku", metavar="SKU")
    parser.add_argument("--family", default="", metavar="F")
    parser.add_argument("--kind", default="simple", choices=("simple", "model", "variant"))
    parser.add_argument("--parent", default="", metavar="SKU", help=_("the model above a variant"))
    parser.add_argument("--structure", default="", metavar="CODE", help=_("a model's variant structure"))
    parser.add_argument("--category", action="append", default=[], metavar="CODE")
    parser.add_argument("values", nargs="*", metavar="key=value")


def _add(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=True) as workspace:
        values = pairs(arguments.values)
        parent = browsing.uid_of(workspace, arguments.parent) if arguments.parent else ""
        creating.add_product(
            workspace, sku=arguments.sku, kind=arguments.kind, family=arguments.family, parent=parent,
            variant_structure=arguments.structure, values=_with_core(values), categories=arguments.category, source="terminal",
        )  # fmt: skip
    print(arguments.sku)
    return DONE


def _with_core(values: Mapping[str, str]) -> dict[str, str]:
    return {_CORE_KEYS.get(key, key): text for key, text in values.items()}


def _delete_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("skus", nargs="+", metavar="SKU")


def _delete(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=True) as workspace:
        uids = [browsing.uid_of(workspace, sku) for sku in arguments.skus]
        changed = deleting.delete_products(workspace, uids, source="terminal")
    print(changed.label)
    return DONE


def _stock_arguments(parser: argparse.ArgumentParser) -> None:
    catalog_argument(parser)
    parser.add_argument("sku", metavar="SKU")
    parser.add_argument("quantities", nargs="+", metavar="LOCATION=QTY", help=_("an unknown location is made"))


def _stock(arguments: argparse.Namespace) -> int:
    with opened(arguments, write=True) as workspace:
        uid = browsing.uid_of(workspace, arguments.sku)
        changed = editing.set_stock(
            workspace, uid=uid, quantities=pairs(arguments.quantities), source="terminal", create_locations=True
        )
    print(changed.label)
    return DONE


COMMANDS = (
    Command("list", _("list products"), _list_arguments, _list),
    Command("get", _("show one product"), _get_arguments, _get),
    Command("set", _("set values of a product"), _set_arguments, _set),
    Command("add", _("add a product"), _add_arguments, _add),
    Command("delete", _("delete products"), _delete_arguments, _delete),
    Command("stock", _("set the stock of a product"), _stock_arguments, _stock),
)
