"""What a printed catalogue shows of a product, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pim.catalog.category import path, subtree
from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.catalog.parity import BOTH, ITEM, PRODUCT
from pim.catalog.value_key import join
from pim.channels.adapter import Context
from pim.i18n import _
from pim.printing.wording import printable

TITLE, DESCRIPTION, GTIN = "title", "description", "gtin"
FAMILY = ".family"


@dataclass(frozen=True, slots=True)
class Shown:
    """The fields on a card. `facts` maps value keys to the labels of their lines; `by_family` says whether a card
    must name its family, because families have different titles or descriptions.
    """

    context: Context
    facts: Mapping[str, str]
    levels: Mapping[str, str]
    by_family: bool
    places: Mapping[str, Mapping[str, str]]

    def natives(self, family: str) -> Mapping[str, str]:
        """Value key -> title, description or gtin, for products of `family`."""
        return self.places.get(family, self.places[""])


def shown_of(context: Context, facts: str, family_label: str) -> Shown:
    """The fields of the channel; `facts` are attribute codes, separated by commas. Raises `CatalogError`."""
    structure = context.structure
    places = {family: _places(context, family) for family in ("", *structure.families)}
    by_family = any(found != places[""] for found in places.values())
    natives = {key: place for found in places.values() for key, place in found.items()}
    chosen = dict.fromkeys((*_chosen(context, facts), *(natives if by_family or GTIN in natives.values() else ())))
    if by_family:
        chosen = {FAMILY: None, **chosen}
    levels = {key: ITEM if place == GTIN else PRODUCT for key, place in natives.items()}
    levels |= {key: levels.get(key, PRODUCT) for key in chosen}
    levels |= {".sku": BOTH, ".axes": ITEM}
    if context.channel.price_lists:
        levels |= {f"{part}:{context.price_list}": ITEM for part in (".price", ".compare_at")}
    return Shown(context, _labels(context, tuple(chosen), family_label), levels, by_family, places)


def _places(context: Context, family: str) -> dict[str, str]:
    found = {}
    for role in (TITLE, DESCRIPTION, GTIN):
        attribute = context.structure.attributes.get(context.structure.role_attribute(role, family))
        if attribute and not attribute.internal and context.channel.mapping.get(attribute.code) != "":
            found[join(attribute.code, context.locale) if attribute.per_locale else attribute.code] = role
    return found


def _chosen(context: Context, facts: str) -> list[str]:
    """The value keys of the attributes to be shown."""
    chosen = []
    for code in filter(None, (part.strip() for part in facts.split(","))):
        attribute = context.structure.attributes.get(code)
        if attribute is None or attribute.internal or attribute.type_of.is_media or attribute.type_of.by_price_list:
            message = _("“{code}” cannot be shown on a card: it is no attribute of text, numbers or options.")
            raise CatalogError(message.format(code=code))
        chosen.append(join(code, context.locale) if attribute.per_locale else code)
    return chosen


def _labels(context: Context, keys: tuple[str, ...], family_label: str) -> dict[str, str]:
    """A label for each line; one that is taken gets the attribute's code."""
    labels: dict[str, str] = {}
    for key in keys:
        code = key.partition("@")[0]
        label = family_label if key == FAMILY else context.structure.attribute(code).label(context.locale)
        label = printable(label) or code
        labels[key] = f"{label} ({code})" if label in labels.values() else label
    return labels


@dataclass(frozen=True, slots=True)
class Sections:
    """The order of the catalogue: the categories of one tree, parents first."""

    order: Mapping[str, int]

    def category(self, listing: Listing) -> str:
        """Where a product stands: its first category of the tree, "" when it has none."""
        return next((code for code in listing.root.categories if code in self.order), "")

    def place(self, listing: Listing) -> int:
        return self.order.get(self.category(listing), len(self.order))

    def words(self, listing: Listing, others: str, context: Context) -> list[str]:
        """The printed path of a product's section, the root of the tree left out."""
        nodes = path(context.structure.categories, self.category(listing))
        names = [node.label(context.locale) for node in (nodes[1:] if len(nodes) > 1 else nodes)]
        return names or [others]


def sections_of(context: Context, tree: str) -> Sections:
    """The sections of one tree, of all when `tree` is empty. Raises `CatalogError` when there is no such tree."""
    below = context.structure.category_children
    if tree and tree not in context.structure.categories:
        raise CatalogError(_("There is no category tree “{code}”.").format(code=tree))
    roots = [tree] if tree else below.get("", [])
    codes = [code for root in roots for code in subtree(below, root)]
    return Sections({code: number for number, code in enumerate(codes)})
