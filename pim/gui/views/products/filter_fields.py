"""What products can be filtered by: fields with their type, the operators of each type, and filters in words."""

from __future__ import annotations

from dataclasses import dataclass

from pim.catalog.category import path_label
from pim.catalog.filters import Condition
from pim.catalog.structure import Structure
from pim.gui.models.product_columns import all_columns
from pim.gui.moments import moment_words
from pim.i18n import _


@dataclass(frozen=True)
class FilterField:
    """`kind` chooses operators and editor: text, number, date, option, yes_no, presence."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()


def operator_label(operator: str, kind: str = "text") -> str:
    """An operator in words: "is", "contains", "≥"."""
    if operator in ("=", "!=") and kind == "number":
        return {"=": "=", "!=": "≠"}[operator]
    return {
        "=": _("is"), "!=": _("is not"), "<": "<", "<=": "≤", ">": ">", ">=": "≥", "contains": _("contains"),
        "empty": _("is empty"), "notempty": _("is not empty"), "in": _("is one of"),
    }[operator]  # fmt: skip


OPERATORS_OF: dict[str, tuple[str, ...]] = {
    "text": ("contains", "=", "!=", "empty", "notempty"),
    "number": (">=", "<=", "=", "!=", ">", "<", "empty", "notempty"),
    "date": (">=", "<=", "=", ">", "<", "empty", "notempty"),
    "option": ("=", "!=", "in", "empty", "notempty"),
    "yes_no": ("=", "empty", "notempty"),
    "presence": ("empty", "notempty"),
    "always": ("=", "!="),
}
WITHOUT_VALUE = ("empty", "notempty")


def filter_fields(structure: Structure, locale: str) -> dict[str, FilterField]:
    """Every field by its name in a query, in the order in which a person looks for them."""
    families = tuple((family.code, family.label(locale)) for family in structure.families.values())
    categories = tuple((code, path_label(structure.categories, code, locale)) for code in structure.categories)
    states = (
        ("in_sync", _("in sync")), ("changed", _("changed")), ("new", _("new")), ("held", _("held")),
        ("blocked", _("blocked")), ("not_sold", _("not sold here")),
    )  # fmt: skip
    found = [
        FilterField("sku", _("SKU"), "text"),
        FilterField("name", _("Name"), "text"),
        FilterField("family", _("Family"), "option", families),
        FilterField("category", _("Category"), "option", categories),
        FilterField("enabled", _("Status"), "always", (("1", _("Enabled")), ("0", _("Disabled")))),
        FilterField("completeness", _("Completeness"), "number"),
        FilterField("kind", _("Kind"), "always", kind_choices()),
        FilterField("stock", _("Stock"), "number"),
        FilterField("image", _("Image"), "presence"),
        FilterField("parent", _("Model"), "presence"),
        FilterField("updated", _("Updated"), "date"),
    ]
    found.extend(
        _attribute_field(structure, column, locale)
        for column in all_columns(structure, locale).values()
        if column.attribute is not None and column.key and not column.code.startswith(".")
    )
    for channel in structure.channels.values():
        label = _("Readiness on {channel}").format(channel=channel.label(locale))
        found.append(FilterField(f"readiness#{channel.code}", label, "always", states))
    return {field.name: field for field in found}


def kind_choices() -> tuple[tuple[str, str], ...]:
    """Kinds of product with their words."""
    return (("simple", _("Simple product")), ("model", _("Model")), ("variant", _("Variant")))


def _attribute_field(structure: Structure, column, locale: str) -> FilterField:
    attribute = column.attribute
    if attribute.type == "yes_no":
        return FilterField(column.key, column.title, "yes_no", (("1", _("Yes")), ("0", _("No"))))
    if attribute.type_of.has_options:
        options = structure.options.get(attribute.code, {}).values()
        return FilterField(column.key, column.title, "option", tuple((o.code, o.label(locale)) for o in options))
    kind = attribute.type_of.index if attribute.type_of.index in ("number", "date") else "text"
    return FilterField(column.key, column.title, "presence" if attribute.type_of.is_media else kind)


def condition_words(condition: Condition, fields: dict[str, FilterField]) -> tuple[str, str]:
    """A filter as its chip shows it: ("Season is", "Autumn 2026")."""
    field = fields.get(condition.field)
    label = field.label if field else condition.field
    kind = field.kind if field else "text"
    choices = dict(field.choices) if field else {}
    value = ", ".join(choices.get(part, part).rpartition(" > ")[2] for part in condition.values)
    if kind == "date":
        value = ", ".join(_moment(part) for part in condition.values)
    operator = operator_label(condition.operator, kind)
    if condition.operator in WITHOUT_VALUE:
        return label, operator
    if kind in ("number", "date"):
        return label, f"{operator} {value}"
    return f"{label} {operator}", value


def _moment(text: str) -> str:
    """A moment in words ("today 07:00"); a day stays as it was typed."""
    return moment_words(text) if "T" in text else text
