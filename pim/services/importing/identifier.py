"""Which column identifies the products of a plain table, and why."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from typing import NamedTuple

from pim.catalog.identifiers import fold_code
from pim.catalog.structure import Structure
from pim.i18n import _
from pim.services.importing.guarded import ImportRefused
from pim.services.importing.targets import Mapping
from pim.services.surveying.profile import ColumnProfile

_LONGEST = 128  # characters of an identifier
_ID_NAMES = frozenset(
    ("id", "product_id", "item_id", "uid", "uuid", "asin", "product_number", "item_no", "article_id", "id_produit")
)


class Key(NamedTuple):
    """The identifying column and the reason it was chosen, as a sentence for people."""

    column: str
    reason: str


def choose(structure: Structure, mapping: Mapping, profiles: Map[str, ColumnProfile], wish: str = "") -> Key:
    """The column that identifies: the wish, else the one mapped to the SKU, else GTIN, id or handle when unique.

    Raises `ImportRefused` with the candidates when there is none, or the wished column does not exist.
    """
    if wish:
        return Key(_named(wish, profiles), _("You chose this column."))
    sku = mapping.column_of("sku")
    if sku and profiles[sku].all_filled:
        return Key(sku, _("The column's name says that it is the SKU."))
    for find in (_gtin, _id, _handle, _only_unique):
        found = find(structure, mapping, profiles)
        if found:
            return found
    raise ImportRefused(_no_key(profiles.values()))


def _named(wish: str, profiles: Map[str, ColumnProfile]) -> str:
    for name in profiles:
        if wish == name or fold_code(wish) == fold_code(name):
            return name
    names = ", ".join(profiles)
    raise ImportRefused(_("There is no column “{name}”. The columns are: {names}.").format(name=wish, names=names))


def _gtin(structure: Structure, mapping: Mapping, profiles: Map[str, ColumnProfile]) -> Key | None:
    """A column of GTINs; repeated ones are allowed, because files list a product twice by mistake."""
    played = structure.role_attribute("gtin")
    for name, profile in profiles.items():
        target = mapping.target(name)
        if profile.repeated >= 0 and profile.share("digits") >= 0.8 and profile.share("gtin") >= 0.6:
            return Key(name, _("Its values are GTINs, and the file has no SKU."))
        if played and target.attribute == played and profile.repeated == 0 and profile.all_filled == profile.all_rows:
            return Key(name, _("It holds the GTIN, and the file has no SKU."))
    return None


def _id(structure: Structure, mapping: Mapping, profiles: Map[str, ColumnProfile]) -> Key | None:
    for name, profile in profiles.items():
        if fold_code(name) in _ID_NAMES and profile.is_unique:
            return Key(name, _("Its name says that it is an id, and every row has another one."))
    return None


def _handle(structure: Structure, mapping: Mapping, profiles: Map[str, ColumnProfile]) -> Key | None:
    for name, profile in profiles.items():
        if fold_code(name) in ("handle", "url_handle", "url_key", "slug") and profile.is_unique:
            return Key(name, _("It holds the web address of each product, and every row has another one."))
    return None


def _only_unique(structure: Structure, mapping: Mapping, profiles: Map[str, ColumnProfile]) -> Key | None:
    found = [profile for profile in profiles.values() if _could_identify(profile)]
    return (
        Key(found[0].name, _("It is the only column of codes in which every row has another value."))
        if len(found) == 1
        else None
    )


def _could_identify(profile: ColumnProfile) -> bool:
    """Whether the column is unique and looks like codes: no blanks inside, not prices, dates, links or fractions."""
    if not profile.is_unique or profile.all_rows < 2 or profile.longest > 64:
        return False
    blank = sum(" " in value for value in profile.values) / len(profile.values)
    return blank < 0.05 and not profile.share("date", "price", "link", "html", "comma", "point", "yes_no")


def _no_key(profiles: Iterable[ColumnProfile]) -> str:
    """The refusal: which columns come nearest, and what to do."""
    usable = [
        p
        for p in profiles
        if p.repeated >= 0 and p.all_filled and p.longest <= _LONGEST and not p.share("html", "json")
    ]
    usable.sort(key=lambda p: (p.repeated + p.all_rows - p.all_filled, p.longest))
    names = ", ".join(f"“{profile.name}”" for profile in usable[:5])
    if not names:
        return _("No column identifies the products: every column has empty or repeated values. Add a column “sku”.")
    return _("No column clearly identifies the products. Choose it with --key; possible are {names}.").format(
        names=names
    )
