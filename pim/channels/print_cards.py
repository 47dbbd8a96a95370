"""From a listing to the words of a card, and from the words that were read back to facts."""

from __future__ import annotations

from typing import Any

from pim.catalog.identifiers import gtin_problem
from pim.catalog.listing import Item, Listing
from pim.catalog.parity import ITEM, PRODUCT
from pim.channels.adapter import Context, ReadListing
from pim.channels.axis_words import shown_axes
from pim.channels.print_fields import DESCRIPTION, FAMILY, GTIN, TITLE, Shown
from pim.channels.print_words import Words, blocks, in_words, money
from pim.printing.document import CardText
from pim.printing.wording import printable

_NO_PRICE = ("", "")


def card_of(listing: Listing, shown: Shown, words: Words, url: str) -> dict[str, Any]:
    """The card as plain data: the fields of `printing.document.Card`, the picture as its SHA-256."""
    context, root = shown.context, listing.root
    prices = {item.sku: _prices(listing, item, context) for item in listing.items}
    common = set(prices.values())
    price, struck = common.pop() if len(common) == 1 else _NO_PRICE
    natives = {place: key for key, place in shown.natives(listing.family).items() if key in root.values}
    title, description = natives.get(TITLE, ""), natives.get(DESCRIPTION, "")
    gtin = "" if listing.has_variants else str(root.values.get(natives.get(GTIN, ""), ""))
    gtin = "" if gtin_problem(gtin) else gtin
    image = next(iter(root.images), None) or next((i for item in listing.items for i in item.images), None)
    told = {title, description, natives.get(GTIN, "") if gtin or listing.has_variants else ""}
    return {
        "sku": listing.sku,
        "title": str(root.values.get(title, "")),
        "description": [list(block) for block in _description(root, description, context)],
        "image": image.sha256 if image else "",
        "image_alt": image.alt.get(context.locale, "") if image else "",
        "price": price,
        "old_price": struck,
        "gtin": gtin,
        "url": url,
        "variants": _table(listing, shown, words, prices, price == ""),
        "facts": [list(line) for line in _facts(listing, shown, told)],
    }


def _description(root: Item, key: str, context: Context) -> tuple[tuple[str, str], ...]:
    if key not in root.values:
        return ()
    return blocks(context.structure.attribute(key.partition("@")[0]), root.values[key])


def _prices(listing: Listing, item: Item, context: Context) -> tuple[str, str]:
    if not context.channel.price_lists:
        return _NO_PRICE
    price, struck = listing.offer(context.price_list, item)
    return money(str(price), context) if price else "", money(str(struck), context) if struck else ""


def _facts(listing: Listing, shown: Shown, told: set[str]) -> list[tuple[str, str]]:
    lines = []
    for key, label in shown.facts.items():
        value = listing.family if key == FAMILY else listing.root.values.get(key)
        if value not in (None, "", ()) and key not in told:
            lines.append((label, fact_words(key, value, shown.context)))
    return [line for line in lines if line[1]]


def fact_words(key: str, value: Any, context: Context) -> str:
    """The formatting rule of a card's lines."""
    if key == FAMILY:
        return printable(str(value))
    return in_words(context.structure.attribute(key.partition("@")[0]), value, context)


def _table(
    listing: Listing, shown: Shown, words: Words, prices: dict[str, tuple[str, str]], with_prices: bool
) -> dict[str, Any] | None:
    """The variants: SKU, what tells them apart, then GTIN and prices where there are some the card does not say."""
    if not listing.has_variants:
        return None
    axes = {item.sku: dict(printed_axes(item.axes, shown.context)) for item in listing.items}
    names = list(dict.fromkeys(name for found in axes.values() for name in found))
    gtin = next((key for key, place in shown.natives(listing.family).items() if place == GTIN), "")
    rows = [
        [item.sku, *(axes[item.sku].get(name, "") for name in names), str(item.values.get(gtin, "")),
         *(prices[item.sku] if with_prices else _NO_PRICE)]
        for item in listing.items
    ]  # fmt: skip
    heads = [words.sku, *names, words.gtin, words.price, words.struck]
    always = len(names) + 1
    kept = [number for number in range(len(heads)) if number < always or any(row[number] for row in rows)]
    return {"columns": [heads[number] for number in kept], "rows": [[row[number] for number in kept] for row in rows]}


def printed_axes(axes: tuple[tuple[str, Any], ...], context: Context) -> tuple[tuple[str, str], ...]:
    """The formatting rule of the axes."""
    return tuple((printable(name), printable(value)) for name, value in shown_axes(axes, context))


def facts_of(card: CardText, shown: Shown, words: Words) -> ReadListing:
    """The facts that a printed card states."""
    found = ReadListing(card.sku, {})
    keys = {label: key for key, label in shown.facts.items()}
    lines = [(keys.get(label, f".{label}"), text) for label, text in card.facts]
    family = next((text for key, text in lines if key == FAMILY), "")
    natives = {place: key for key, place in shown.natives(family).items()}
    own = ((TITLE, card.title), (DESCRIPTION, card.description), (GTIN, card.gtin))
    facts: list[tuple[str, Any]] = [*((natives.get(place, place), value) for place, value in own), *lines]
    one_item = [("price", card.price), ("compare_at", card.old_price)]
    prices = [(f".{part}:{shown.context.price_list}", text) for part, text in one_item]
    for key, value in facts:
        if value:
            found.add(shown.levels.get(key, PRODUCT), card.sku, key, value)
    if not card.columns:
        for key, value in ((".sku", card.sku), *prices):
            if value:
                found.add(ITEM, card.sku, key, value)
        return found
    found.add(PRODUCT, card.sku, ".sku", card.sku)
    for row in card.rows:
        _add_row(found, card.columns, row, prices, natives.get(GTIN, GTIN), words, shown)
    return found


def _add_row(
    found: ReadListing, columns: tuple[str, ...], row: tuple[str, ...], common: list[tuple[str, str]], gtin: str,
    words: Words, shown: Shown,
) -> None:  # fmt: skip
    sku = row[0] if row else ""
    names, cells = list(columns), list(row)
    facts: list[tuple[str, Any]] = [(".sku", sku), *common]
    prices = shown.context.price_list
    for head, key in ((words.struck, f".compare_at:{prices}"), (words.price, f".price:{prices}"), (words.gtin, gtin)):
        if names and names[-1] == head and len(names) > 1:
            names.pop()
            facts.append((key, cells.pop() if len(cells) > len(names) else ""))
    facts.append((".axes", tuple(pair for pair in zip(names[1:], cells[1:]) if pair[1])))
    for key, value in facts:
        if value:
            found.add(ITEM, sku, key, value)
