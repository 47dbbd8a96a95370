"""What must follow from the plain records, written down from what pim promises and not from how it does it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.faults.model.plain import Fields, Plain

TODAY = "2026-11-22"
FALLBACK = {"fr_FR": ("fr_FR", "en_GB"), "en_GB": ("en_GB",)}
BY_LOCALE, BY_LIST = ("title", "description"), ("price",)
MAIN_IMAGE = "role:main_image"


def line(model: Plain, uid: str) -> list[Fields]:
    """The product and what is above it, topmost first."""
    products, found = model.products, []
    while uid:
        found.insert(0, products[uid])
        uid = products[uid].get("parent", "")
    return found


def own(fields: Fields, prefix: str) -> dict[str, Any]:
    """The members of one prefix: own values with `v:`, stock with `s:` …"""
    return {name.removeprefix(prefix): value for name, value in fields.items() if name.startswith(prefix)}


def values(model: Plain, uid: str) -> dict[str, Any]:
    """Every value of a product, inherited ones included."""
    found: dict[str, Any] = {}
    for fields in line(model, uid):
        found |= own(fields, "v:")
    return found


def nearest(model: Plain, uid: str, name: str) -> list[Any]:
    """Categories and images are inherited as a whole."""
    return next((fields[name] for fields in reversed(line(model, uid)) if fields.get(name)), [])


def leaves(model: Plain, uid: str) -> list[str]:
    """The uids of what can be sold of a top-level product; itself when it is simple."""
    products = model.products
    if products[uid]["kind"] == "simple":
        return [uid]
    below = [name for name, fields in products.items() if fields.get("parent") == uid]
    return [leaf for name in below for leaf in ([name] if products[name]["kind"] == "variant" else leaves(model, name))]


def levels(model: Plain, uid: str) -> list[list[str]]:
    """The axes per level that the top-level product above `uid` asks its variants for."""
    root = line(model, uid)[0]
    family = model.of_kind("family").get(root.get("family", ""), {})
    return next((v["levels"] for v in family.get("variants", ()) if v["code"] == root.get("variant_structure")), [])


class Cell(NamedTuple):
    channel: str
    locale: str
    filled: int
    required: int


def keys_of(model: Plain, code: str, channel: Fields, locale: str) -> list[str]:
    """The value keys that a requirement asks for in a locale; of an attribute that is not there one that nobody fills."""
    code = code.removeprefix("role:")
    if code not in model.of_kind("attribute"):
        return [f"!{code}"]
    if code in BY_LIST:
        return [f"{code}:{prices}" for prices in channel["price_lists"]]
    return [f"{code}@{locale}" if code in BY_LOCALE else code]


def required(model: Plain, uid: str, code: str, locale: str) -> list[str]:
    """Every value key that a channel asks of a product in a locale, or `role:main_image`."""
    channel = model.of_kind("channel")[code]
    family = model.of_kind("family").get(line(model, uid)[0].get("family", ""), {"required": {}})
    wanted = [*channel["required"], *family["required"].get("*", ()), *family["required"].get(code, ())]
    top = line(model, uid)
    axes = (
        [axis for level in levels(model, uid)[len(top) - 1 :] for axis in level] if top[-1]["kind"] == "model" else []
    )
    found: list[str] = []
    for want in dict.fromkeys(wanted):
        if want == MAIN_IMAGE:
            found.append(want)
        elif want.removeprefix("role:") not in axes or want.removeprefix("role:") not in model.of_kind("attribute"):
            found += keys_of(model, want, channel, locale)
    return list(dict.fromkeys(found))


def completeness(model: Plain, uid: str) -> list[Cell]:
    """Filled and required values per channel and locale; a fallback's value does not count."""
    have, pictures = values(model, uid), bool(nearest(model, uid, "images"))
    found = []
    for code, channel in model.of_kind("channel").items():
        for locale in channel["locales"]:
            wanted = required(model, uid, code, locale)
            filled = sum(pictures if key == MAIN_IMAGE else key in have for key in wanted)
            found.append(Cell(code, locale, filled, len(wanted)))
    return sorted(found)


def in_subtree(model: Plain, category: str) -> set[str]:
    """A category and all below it."""
    found, categories = {category}, model.of_kind("category")
    while more := {name for name, fields in categories.items() if fields.get("parent") in found} - found:
        found |= more
    return found


def channel_values(model: Plain, uid: str, channel: str) -> dict[str, Any]:
    """What a channel shows of a product: its locales (with fallbacks) and price lists, exceptions that hold today."""
    seen: dict[str, Any] = {}
    for fields in line(model, uid):
        seen |= own(fields, "v:")
        for key, exception in own(fields, "x:").items():
            base, _hash, code = key.partition("#")
            if code == channel and (not exception["until"] or exception["until"] >= TODAY):
                seen[base] = exception["value"]
    target, shown = model.of_kind("channel")[channel], {}
    for code in model.of_kind("attribute"):
        if code in BY_LOCALE:
            for locale in target["locales"]:
                sources = [f"{code}@{one}" for one in FALLBACK[locale] if f"{code}@{one}" in seen]
                shown |= {f"{code}@{locale}": seen[sources[0]]} if sources else {}
        else:
            keys = [f"{code}:{prices}" for prices in target["price_lists"]] if code in BY_LIST else [code]
            shown |= {key: seen[key] for key in keys if key in seen}
    return shown


def _is_sold(model: Plain, uid: str, channel: str) -> bool:
    categories = model.of_kind("channel")[channel].get("categories", [])
    wanted = {code for top in categories if top in model.of_kind("category") for code in in_subtree(model, top)}
    enabled = all(fields["enabled"] for fields in line(model, uid))
    return enabled and (not categories or not wanted.isdisjoint(nearest(model, uid, "categories")))


def _is_held(model: Plain, uid: str, channel: str) -> bool:
    """Whether something required is missing in some locale (a fallback will do), or a price is not one."""
    have, shown = values(model, uid), channel_values(model, uid, channel)
    for locale in model.of_kind("channel")[channel]["locales"]:
        for key in required(model, uid, channel, locale):
            code, at, _locale = key.partition("@")
            filled = any(f"{code}@{one}" in have for one in FALLBACK[locale]) if at else key in have
            if not (nearest(model, uid, "images") if key == MAIN_IMAGE else filled):
                return True
    return any(key.startswith("price:") and float(value) <= 0 for key, value in shown.items())


def sold(model: Plain, channel: str) -> Iterator[tuple[str, list[str]]]:
    """(top-level product, its items) that a channel shows."""
    for uid, fields in model.products.items():
        if fields.get("parent") or not _is_sold(model, uid, channel) or _is_held(model, uid, channel):
            continue
        items = [
            leaf for leaf in leaves(model, uid) if _is_sold(model, leaf, channel) and not _is_held(model, leaf, channel)
        ]
        if items:
            yield uid, items
