"""Handles: the last part of a product's web address. A handle that changes makes a second product of the first."""

from __future__ import annotations

import hashlib
import re

from pim.catalog.identifiers import fold_text, sku_key

LONGEST = 255
_OTHER = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """`text` as a handle: lower-case letters and digits joined by hyphens, at most 255; "" when none is left.

    A longer one is cut at a hyphen and ends in a mark of the whole text, so that two long ones stay apart.
    """
    found = _OTHER.sub("-", fold_text(text)).strip("-")
    if len(found) <= LONGEST:
        return found
    room = LONGEST - 9
    cut = found.rfind("-", room // 2, room + 1)
    return f"{found[: cut if cut > 0 else room]}-{_mark(text)}"


def handle_of_sku(sku: str) -> str:
    """The handle of a product that names none: made of the SKU alone, because a title may change.

    SKUs that differ in anything a handle cannot show get a mark of their own.
    """
    found = slug(sku)
    if found and found == sku_key(sku):
        return found
    return f"{found[: LONGEST - 9].rstrip('-') or 'product'}-{_mark(sku_key(sku))}"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
