"""Names and values of product parts in words: what differences, reports and histories show."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from pim.catalog.category import path_label
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.i18n import _, ngettext
from pim.services.editing import part_name

LONGEST = 300  # characters of a value that anybody is shown in a line
_TAGS = re.compile(r"<[^>]+>")


def field_name(structure: Structure, key: str) -> str:
    """What people call a field of a listing or a part of a product ("Title en_GB", "Stock in Lille shop")."""
    for prefix, name in _LISTING_PARTS.items():
        if key == prefix or key.startswith((f"{prefix}:", f"{prefix}@")):
            return f"{name()} {key[len(prefix) + 1 :]}".strip()
    return part_name(structure, key)


_LISTING_PARTS: dict[str, Callable[[], str]] = {
    ".price": lambda: _("Customer pays"),
    ".compare_at": lambda: _("Struck price"),
    ".alts": lambda: _("Image descriptions"),
    ".axes": lambda: _("Variant axes"),
}


def value_text(structure: Structure, key: str, value: Any, locale: str = "") -> str | None:
    """A part's value in words, one line; None when there is none. Takes stored values and their JSON form alike."""
    if value is None:
        return None
    if key.startswith("."):
        name = key[1:].partition(".")[0].partition(":")[0].partition("@")[0]
        text = _PARTS.get(name, _plain)(structure, value, locale)
    elif isinstance(value, Mapping) and "reason" in value:
        shown = _attribute_text(structure, attribute_of(key), value["value"], locale)
        text = f"{shown} ({value['reason']})"
    else:
        text = _attribute_text(structure, attribute_of(key), value, locale)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _attribute_text(structure: Structure, code: str, value: Any, locale: str) -> str:
    attribute = structure.attributes.get(code)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if attribute is None:
        return _plain(structure, value, locale)
    if attribute.type == "rich_text":
        return html.unescape(_TAGS.sub(" ", str(value)))
    options = structure.options.get(code, {})
    parts = value if isinstance(value, (list, tuple)) else (value,)
    return ", ".join(options[part].label(locale) if part in options else str(part) for part in parts)


def _plain(structure: Structure, value: Any, locale: str) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(structure, part, locale)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(structure, part, locale) for part in value)
    return str(value)


def _categories(structure: Structure, value: Any, locale: str) -> str:
    return ", ".join(path_label(structure.categories, code, locale, with_root=False) or code for code in value)


def _images(structure: Structure, value: Any, locale: str) -> str:
    names = [image["name"] if isinstance(image, Mapping) else str(image)[:8] for image in value]
    if len(names) <= 2:
        return ", ".join(names) or _("none")
    return (
        ngettext("{count} image", "{count} images", len(names)).format(count=len(names)) + ": " + ", ".join(names[:2])
    )


def _axes(structure: Structure, value: Any, locale: str) -> str:
    return ", ".join(_attribute_text(structure, code, part, locale) for code, part in value)


def _stock(structure: Structure, value: Any, locale: str) -> str:
    return str(value["quantity"]) if isinstance(value, Mapping) else str(value)


def _family(structure: Structure, value: Any, locale: str) -> str:
    return structure.families[value].label(locale) if value in structure.families else str(value) or _("none")


def _enabled(structure: Structure, value: Any, locale: str) -> str:
    return _("On") if value else _("Off")


_PARTS: dict[str, Callable[[Structure, Any, str], str]] = {
    "categories": _categories,
    "images": _images,
    "axes": _axes,
    "stock": _stock,
    "family": _family,
    "enabled": _enabled,
}
