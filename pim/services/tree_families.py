"""A model and everything below it have one family: who changes it of one changes it of all."""

from __future__ import annotations

from collections.abc import Mapping

from pim.catalog.errors import CatalogError
from pim.i18n import _
from pim.services.workspace import Workspace
from pim.storage.bounded import line_above
from pim.storage.products import load_below, load_where


def families_of_trees(workspace: Workspace, families: Mapping[str, str]) -> dict[str, str]:
    """uid -> family of these products (uid -> wanted family) and of everything below them.

    Raises `CatalogError` when one would get another family than the product at its top.
    """
    with workspace.reading() as connection:
        rows = load_where(connection, "uid", list(families))
        found = {r.product.uid: r.product for r in (*rows, *load_below(connection, [row.id for row in rows]))}
    wanted: dict[str, str] = {}
    for uid, product in found.items():
        top = line_above(product, lambda each: found.get(each.parent))[0]
        wanted[uid] = top.family if top.parent else families[top.uid]
        if families.get(uid, wanted[uid]) != wanted[uid]:
            raise CatalogError(_("A variant has the family of its model. Change the model's family."))
    return wanted
