"""The columns of the product list: the fixed ones, one per channel, and any attribute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import MultiSelect
from pim.catalog.structure import Structure
from pim.catalog.value_key import join
from pim.i18n import _, pgettext

LEAD, SKU, NAME, FAMILY, STATUS, COMPLETENESS = ".lead", ".sku", ".name", ".family", ".enabled", ".completeness"
UPDATED, STOCK = ".updated", ".stock"
MARK_WIDTH = 22
# Which columns go first when the window is narrow (visual design §4).
NARROW_ORDER = (UPDATED, FAMILY, STATUS)

CHANNEL_ICONS = {
    "csv": "list-dashes",
    "xlsx": "grid-four",
    "shopify_json": "globe-simple",
    "print_catalog": "book-open",
    "marketplace": "storefront",
    "social": "share-network",
    "labels": "tag",
}


@dataclass(frozen=True)
class Column:
    """`code` names the column in settings (`.sku`, `color`, `price:EUR`, `#shopify`), `key` the value it shows in the
    chosen locale. `sort` is the field that a query sorts by, "" when it cannot."""

    code: str
    title: str
    width: int
    key: str = ""
    tip: str = ""
    icon: str = ""
    sort: str = ""
    right: bool = False
    center: bool = False
    editable: bool = False
    attribute: Attribute | None = None

    @property
    def channel(self) -> str:
        """The channel of a readiness column, else ""."""
        return self.code[1:] if self.code.startswith("#") else ""

    @property
    def edit_key(self) -> str:
        """The part of a product that an edit of this column changes."""
        return self.key or self.code


def _fixed(structure: Structure, locale: str) -> dict[str, Column]:
    title = structure.role_attribute("title")
    attribute = structure.attributes.get(title)
    name_key = structure.scopes(attribute, (locale,), ())[0] if attribute else ""
    # fmt: off
    columns = (
        Column(LEAD, "", 54),
        Column(SKU, _("SKU"), 128, sort="sku", editable=True),
        Column(
            NAME, _("Name"), 198, key=name_key, sort=name_key if _other_locale(structure, locale) else "name",
            editable=bool(attribute), attribute=attribute,
        ),
        Column(FAMILY, _("Family"), 92, sort="family", editable=True),
        Column(STATUS, pgettext("column", "Status"), 82, sort="enabled", editable=True),
        Column(COMPLETENESS, pgettext("column", "Compl."), 60, sort="completeness", tip=_("Completeness"), center=True),
        Column(STOCK, pgettext("column", "Stock"), 64, sort="stock", right=True, tip=_("Stock of all locations")),
        Column(UPDATED, pgettext("column", "Updated"), 70, sort="updated", right=True),
    )
    # fmt: on
    return {column.code: column for column in columns}


def _other_locale(structure: Structure, locale: str) -> bool:
    return bool(locale) and locale != structure.main_locale


def channel_icon(adapter: str) -> str:
    """The icon that stands for channels of an adapter."""
    return CHANNEL_ICONS.get(adapter, "broadcast")


def _channel_columns(structure: Structure, locale: str) -> dict[str, Column]:
    return {
        f"#{channel.code}": Column(
            f"#{channel.code}", "", MARK_WIDTH, tip=channel.label(locale), center=True,
            icon=channel_icon(channel.adapter),
        )
        for channel in structure.channels.values()
    }


def _attribute_columns(structure: Structure, locale: str) -> dict[str, Column]:
    found = {}
    for attribute in structure.attributes.values():
        if attribute.type_of.by_price_list:
            for code, prices in structure.price_lists.items():
                key = join(attribute.code, price_list=code)
                found[key] = _attribute_column(attribute, key, key, locale, _currency_sign(prices.currency))
        else:
            key = structure.scopes(attribute, (locale,), ())[0]
            found[attribute.code] = _attribute_column(attribute, attribute.code, key, locale)
    return found


def _attribute_column(attribute: Attribute, code: str, key: str, locale: str, suffix: str = "") -> Column:
    title = f"{attribute.label(locale)} {suffix}".strip()
    number = attribute.type_of.index == "number"
    return Column(
        code, title, 84 if number or attribute.type_of.index == "date" else 130, key=key, tip=title,
        sort=key if attribute.type_of.index else "", right=number, attribute=attribute,
        editable=not attribute.type_of.is_media,
    )  # fmt: skip


_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


def _currency_sign(currency: str) -> str:
    return _SIGNS.get(currency, currency)


def all_columns(structure: Structure, locale: str) -> dict[str, Column]:
    """Every column there can be, by code: fixed ones, channels, attributes."""
    return {
        **_fixed(structure, locale),
        **_attribute_columns(structure, locale),
        **_channel_columns(structure, locale),
    }


def usual_codes(structure: Structure) -> list[str]:
    """The columns shown until somebody chooses others."""
    price = structure.role_attribute("price")
    prices = [join(price, price_list=structure.main_price_list)] if price and structure.main_price_list else []
    channels = [f"#{code}" for code in structure.channels]
    return [LEAD, SKU, NAME, FAMILY, STATUS, COMPLETENESS, *prices, *channels, UPDATED]


def columns_of(structure: Structure, locale: str, codes: Iterable[str]) -> list[Column]:
    """The columns of these codes in their order; codes that mean nothing any more are left out."""
    known = all_columns(structure, locale)
    return [known[code] for code in dict.fromkeys((LEAD, *codes)) if code in known]


def is_list(column: Column) -> bool:
    """Whether a cell of the column holds several options."""
    return column.attribute is not None and isinstance(column.attribute.type_of, MultiSelect)
