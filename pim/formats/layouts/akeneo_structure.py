"""Akeneo structure files: one row per attribute, option, family, variant, category, group, type or channel.

`SourceStructure.data` per kind:
attribute          type, source_type, labels, group, unique, localizable, scopable, metric_family,
                   default_unit, decimals, negative, extensions, properties (all other cells)
attribute_group    labels, attributes, sort_order
option             attribute, labels, sort_order
family             labels, attributes, attribute_as_label, attribute_as_image, requirements {channel: [codes]}
family_variant     family, labels, axes [[codes]...], attributes [[codes]...]   (one list per level)
category           parent, labels
group              type, labels, axes
association_type   labels, two_way, quantified
channel            labels, currencies, locales, tree
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pim.formats.layouts.akeneo_columns import TYPES
from pim.formats.source import KnownCodes, SourceStructure

Cells = Mapping[str, str]


def split(text: str) -> list[str]:
    """The codes of a comma separated cell."""
    return [code for part in text.split(",") if (code := part.strip())]


def _labels(cells: Cells) -> dict[str, str]:
    """The labels per locale that are filled."""
    return {name[6:]: text for name, text in cells.items() if name.startswith("label-") and text}


def _flag(cells: Cells, name: str) -> bool:
    return cells.get(name, "").strip().casefold() in ("1", "true", "yes")


_ATTRIBUTE = frozenset(
    {
        "code",
        "type",
        "group",
        "unique",
        "localizable",
        "scopable",
        "metric_family",
        "default_metric_unit",
        "decimals_allowed",
        "negative_allowed",
        "allowed_extensions",
    }
)


def _attribute(cells: Cells) -> dict[str, Any]:
    others = {
        name: text
        for name, text in cells.items()
        if text and name not in _ATTRIBUTE and not name.startswith("label-")
    }
    return {
        "type": TYPES.get(cells.get("type", ""), "text"),
        "source_type": cells.get("type", ""),
        "labels": _labels(cells),
        "group": cells.get("group", ""),
        "unique": _flag(cells, "unique"),
        "localizable": _flag(cells, "localizable"),
        "scopable": _flag(cells, "scopable"),
        "metric_family": cells.get("metric_family", ""),
        "default_unit": cells.get("default_metric_unit", ""),
        "decimals": _flag(cells, "decimals_allowed"),
        "negative": _flag(cells, "negative_allowed"),
        "extensions": split(cells.get("allowed_extensions", "")),
        "properties": others,
    }


def _attribute_group(cells: Cells) -> dict[str, Any]:
    return {
        "labels": _labels(cells),
        "attributes": split(cells.get("attributes", "")),
        "sort_order": cells.get("sort_order", ""),
    }


def _option(cells: Cells) -> dict[str, Any]:
    return {
        "attribute": cells.get("attribute", ""),
        "labels": _labels(cells),
        "sort_order": cells.get("sort_order", ""),
    }


def _family(cells: Cells) -> dict[str, Any]:
    prefix = "requirements-"
    return {
        "labels": _labels(cells),
        "attributes": split(cells.get("attributes", "")),
        "attribute_as_label": cells.get("attribute_as_label", ""),
        "attribute_as_image": cells.get("attribute_as_image", ""),
        "requirements": {
            name.removeprefix(prefix): split(text) for name, text in cells.items() if name.startswith(prefix)
        },
    }


def _family_variant(cells: Cells) -> dict[str, Any]:
    levels = [n for n in ("1", "2") if split(cells.get(f"variant-axes_{n}", ""))]
    return {
        "family": cells.get("family", ""),
        "labels": _labels(cells),
        "axes": [split(cells[f"variant-axes_{n}"]) for n in levels],
        "attributes": [split(cells.get(f"variant-attributes_{n}", "")) for n in levels],
    }


def _category(cells: Cells) -> dict[str, Any]:
    return {"parent": cells.get("parent", ""), "labels": _labels(cells)}


def _group(cells: Cells) -> dict[str, Any]:
    return {"type": cells.get("type", ""), "labels": _labels(cells), "axes": split(cells.get("axis", ""))}


def _association_type(cells: Cells) -> dict[str, Any]:
    return {
        "labels": _labels(cells),
        "two_way": _flag(cells, "is_two_way"),
        "quantified": _flag(cells, "is_quantified"),
    }


def _channel(cells: Cells) -> dict[str, Any]:
    return {
        "labels": _labels(cells),
        "currencies": split(cells.get("currencies", "")),
        "locales": split(cells.get("locales", "")),
        "tree": cells.get("tree", ""),
    }


BUILDERS: Mapping[str, Callable[[Cells], dict[str, Any]]] = {
    "attribute": _attribute,
    "attribute_group": _attribute_group,
    "option": _option,
    "family": _family,
    "family_variant": _family_variant,
    "category": _category,
    "group": _group,
    "association_type": _association_type,
    "channel": _channel,
}


def known_codes(structures: Iterable[SourceStructure], base: KnownCodes | None = None) -> KnownCodes:
    """The codes that structure records establish, added to those of `base`.

    Locales are also known by the labels that use them, channels by the families' requirements.
    """
    start = base or KnownCodes()
    attributes = dict(start.attributes)
    locales, channels = set(start.locales), set(start.channels)
    currencies, types = set(start.currencies), set(start.association_types)
    for record in structures:
        locales.update(record.data.get("labels", ()))
        if record.kind == "attribute":
            attributes[record.code] = record.data["type"]
        elif record.kind == "family":
            channels.update(record.data["requirements"])
        elif record.kind == "association_type":
            types.add(record.code)
        elif record.kind == "channel":
            channels.add(record.code)
            locales.update(record.data["locales"])
            currencies.update(record.data["currencies"])
    return KnownCodes(
        attributes, frozenset(locales), frozenset(channels), frozenset(currencies), frozenset(types)
    )
