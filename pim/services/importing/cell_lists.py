"""Cells that hold several values: lists, and paths of categories."""

from __future__ import annotations

import orjson

from pim.catalog.attribute_types import split_list
from pim.services.importing.targets import Target


def split_values(text: str, separator: str = "") -> list[str]:
    """The members of a list cell: a JSON array, else split at `separator`, else at '|', ';', line breaks or ','."""
    body = text.strip()
    if body.startswith("[") and body.endswith("]"):
        try:
            members = orjson.loads(body)
        except orjson.JSONDecodeError:
            members = None  # only text in brackets
        if isinstance(members, list):
            return [str(member).strip() for member in members if not isinstance(member, (dict, list))]
    if separator:
        return [part.strip() for part in body.split(separator.strip() or separator)]
    return split_list(body)


def category_paths(text: str, target: Target) -> list[list[str]]:
    """The paths of a category cell: `A > B | C`, `A/B,A/C`, a JSON list of steps, or codes."""
    body = text.strip()
    if body.startswith("[") and body.endswith("]"):
        steps = [step for step in split_values(body) if step]
        return [steps] if steps else []
    sign = target.path or (">" if ">" in body else "")
    paths = []
    for part in split_values(body, target.separator):
        steps = [step.strip() for step in (part.split(sign) if sign else [part]) if step.strip()]
        if steps:
            paths.append(steps)
    return paths
