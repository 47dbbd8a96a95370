"""Readiness: whether a product can go out on a channel, and if not, why not. Also how it compares with what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.category import subtree
from pim.catalog.completeness import ROLE, Matrices
from pim.catalog.listing import ChannelValues, Listing, build_listing
from pim.catalog.product import MODEL, Product
from pim.catalog.resolution import channel_values, effective_categories, effective_values
from pim.catalog.roles import role_label
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.i18n import _, language

IN_SYNC, CHANGED, NEW, HELD, BLOCKED, NOT_SOLD = "in_sync", "changed", "new", "held", "blocked", "not_sold"
STATES = (IN_SYNC, CHANGED, NEW, HELD, BLOCKED, NOT_SOLD)


class Reason(NamedTuple):
    """Why something is kept back. `code` is missing, invalid, person, variants, limit or difference."""

    code: str
    key: str = ""
    text: str = ""

    def sentence(self, structure: Structure, locale: str = "") -> str:
        """The reason in words; names of the catalogue in `locale` where it has them."""
        return _SENTENCES[self.code](self, structure, locale)


def _name(reason: Reason, structure: Structure, locale: str) -> str:
    if reason.key.startswith(ROLE):
        return role_label(reason.key[len(ROLE) :])
    attribute = structure.attributes.get(attribute_of(reason.key))
    scope = reason.key[len(attribute_of(reason.key)) + 1 :]
    return f"{attribute.label(locale) if attribute else reason.key} {scope}".strip()


_SENTENCES: dict[str, Callable[[Reason, Structure, str], str]] = {
    "missing": lambda r, s, w: _("{name} is missing").format(name=_name(r, s, w)),
    "invalid": lambda r, s, w: _("{name}: {problem}").format(name=_name(r, s, w), problem=r.text),
    "person": lambda r, s, w: _("held back by hand"),
    "variants": lambda r, s, w: _("no variant can be sold"),
    "limit": lambda r, s, w: r.text,
    "difference": lambda r, s, w: _("{name} read back from the files differs").format(name=_name(r, s, w)),
}

_REMEMBERED = 20_000  # different sets of keys, or values

Held = tuple[tuple[str, tuple[Reason, ...]], ...]


class Outcome(NamedTuple):
    """What a channel makes of one top-level product. `listing` is None when it is not sold there or is held as a whole.

    `held` names what is kept back (SKU, reasons): the root, or items alone.
    """

    sku: str
    sold: bool
    listing: Listing | None = None
    held: Held = ()


class Gate:
    """Decides for one channel at one moment (`as_of`, aware); keeps what it works out per family."""

    def __init__(self, structure: Structure, channel: str, as_of: datetime) -> None:
        self._structure = structure
        self._channel = structure.channels[channel]
        self._as_of = as_of
        self._day = as_of.date().isoformat()
        self._matrices = Matrices(structure, channel, with_fallback=True)
        self._people = frozenset(self._channel.held)
        self._categories = frozenset(
            code for top in self._channel.categories if top in structure.categories
            for code in subtree(structure.category_children, top)
        )  # fmt: skip
        self._checked: dict[str, Attribute | None] = {}
        self._by_keys: dict[tuple[str, ...], list[tuple[str, Attribute]]] = {}
        self._known: dict[tuple[str, Value], Sequence[str]] = structure.memo.setdefault((Gate, language()), {})
        self._seen: dict[str, ChannelValues] = {}  # of the product being judged

    def judge(self, lines: Sequence[Sequence[Product]], skus: Mapping[str, str] | None = None) -> Outcome:
        """The outcome for a top-level product. `lines` are those of `build_listing`: the root's, then its leaves'."""
        root_line, *leaves = lines
        root = root_line[-1]
        if not self._is_sold(root_line) or (root.kind == MODEL and not any(self._is_sold(line) for line in leaves)):
            return Outcome(root.sku, sold=False)
        self._seen.clear()
        if reasons := self._reasons(root_line):
            return Outcome(root.sku, True, None, ((root.sku, reasons),))
        sold = [line for line in leaves if self._is_sold(line)]
        held: dict[str, tuple[Reason, ...]] = {line[-1].sku: found for line in sold if (found := self._reasons(line))}
        if root.kind == MODEL and len(held) == len(sold):
            whole = ((root.sku, (Reason("variants"),)), *held.items())
            return Outcome(root.sku, True, None, whole)
        texts = {sku: tuple(r.sentence(self._structure) for r in found) for sku, found in held.items()}
        listing = build_listing([root_line, *sold], self._structure, self._channel.code, self._as_of, skus, texts, self._seen)
        return Outcome(root.sku, True, listing, tuple(held.items()))

    def _is_sold(self, line: Sequence[Product]) -> bool:
        if not all(product.enabled for product in line):
            return False
        return not self._channel.categories or not self._categories.isdisjoint(effective_categories(line))

    def _reasons(self, line: Sequence[Product]) -> tuple[Reason, ...]:
        own = effective_values(line)
        found = [Reason("person")] if line[-1].uid in self._people else []
        for cell in self._matrices.matrix(line, own):
            found.extend(Reason("missing", key) for key in cell.missing)
        seen = channel_values(own, line, self._structure, self._channel.code, self._day)
        values = seen[0]
        self._seen[line[-1].uid] = seen
        for key, attribute in self._checks(tuple(values)):
            if problems := self._problems(attribute, values[key]):
                found.extend(Reason("invalid", key, problem) for problem in problems)
        return tuple(dict.fromkeys(found)) if found else ()

    def _checks(self, keys: tuple[str, ...]) -> list[tuple[str, Attribute]]:
        """The keys whose values may have problems at all, with their attributes."""
        found = self._by_keys.get(keys)
        if found is None:
            if len(self._by_keys) > _REMEMBERED:
                self._by_keys.clear()
            checked = self._checked
            for key in keys:
                if key not in checked:
                    checked[key] = self._checkable(key)
            found = [(key, attribute) for key in keys if (attribute := checked[key]) is not None]
            self._by_keys[keys] = found
        return found

    def _problems(self, attribute: Attribute, value: Value) -> Sequence[str]:
        """What is wrong with a value. Prices and the like come again and again, and all channels ask: each is looked at once."""
        if value.__class__ is not str:
            return attribute.problems(value)
        place = (attribute.code, value)
        found = self._known.get(place)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[place] = attribute.problems(value)
        return found

    def _checkable(self, key: str) -> Attribute | None:
        """The attribute of a key when its values may have problems at all."""
        code = attribute_of(key)
        attribute = self._structure.attributes[code]
        left_out = self._channel.mapping.get(code) == ""
        may = bool(attribute.rules) or attribute.type in ("price", "link")
        return attribute if may and not left_out else None
