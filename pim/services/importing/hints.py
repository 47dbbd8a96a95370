"""What the hints of a layout (Shopify, Akeneo) mean as targets."""

from __future__ import annotations

from pim.catalog.measurement import unit_code
from pim.catalog.structure import Structure
from pim.catalog.value_key import join
from pim.formats.source import SourceColumn
from pim.i18n import _
from pim.services.importing.options import ImportOptions
from pim.services.importing.targets import SKIP, VALUE, Target

_FIELDS = frozenset(("sku", "parent", "family", "family_variant", "enabled", "categories", "images", "stock", "unit"))
_SKIPPED = ("uuid", "ignore", "structure", "image_position", "image_alts", "variant_image", "option_")


def hinted(structure: Structure, options: ImportOptions, layout: str, column: SourceColumn) -> Target | None:
    """The target that the layout's hint gives; None when the column is to be matched by its attribute's name."""
    hint = column.target or ""
    reason = _("column of the format")
    if not hint or hint in ("attribute", "groups", "status"):
        own = _OWN_COLUMNS.get((layout, column.attribute or ""))
        return Target(field=own, reason=reason) if own else _unsupported(column)
    if column.market:
        return Target(field=SKIP, reason=_("prices of single markets are not imported"))
    if hint.startswith(_SKIPPED):
        return Target(field=SKIP, reason=reason)
    if hint in _FIELDS:
        return Target(field=hint, separator=column.separator or "", reason=reason)
    name, _colon, rest = hint.partition(":")
    found = _BY_NAME.get(name)
    return found(structure, options, column, rest, reason) if found else None


def _unsupported(column: SourceColumn) -> Target | None:
    if column.type == "file":
        return Target(field=SKIP, reason=_("files other than images are not imported"))
    return None


# Attributes of a layout that are parts of the product here.
_OWN_COLUMNS = {("shopify_csv", "published"): "enabled", ("shopify_csv", "status"): "enabled"}


def _role(structure: Structure, options: ImportOptions, column: SourceColumn, role: str, reason: str) -> Target | None:
    if role == "compare_at_price":
        return Target(field="compare_at", reason=_("the regular price, where it is higher than the price"))
    code = structure.role_attribute(role)
    if not code:
        return None
    attribute = structure.attributes[code]
    locale = (options.locale or structure.main_locale) if attribute.per_locale else ""
    prices = structure.main_price_list if attribute.type_of.by_price_list else ""
    unit = unit_code(column.unit, attribute.unit_family) if column.unit and attribute.unit_family else None
    return Target(
        field=VALUE, key=join(code, locale, prices), separator=column.separator or "", unit=unit or "", reason=reason,
        decimal=options.decimal or "",
    )  # fmt: skip


def _association(
    structure: Structure, options: ImportOptions, column: SourceColumn, rest: str, reason: str
) -> Target | None:
    kind, _colon, what = rest.rpartition(":")
    if what not in ("products", "product_models"):
        return Target(field=SKIP, reason=_("links to groups and quantities are not imported"))
    return Target(field="links", key=kind, separator=column.separator or ",", reason=reason)


_BY_NAME = {"role": _role, "association": _association}
