"""A product as a channel sees it: the values of roles, and what is remembered on the way."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from pim.catalog import completeness, readiness, resolution
from pim.catalog.listing import build_listing
from pim.catalog.product import Product
from pim.catalog.readiness import Gate
from pim.catalog.resolution import channel_values, effective_values, value_in
from tests.builders import MOMENT, a_family_of_variants, a_product, a_structure

S = a_structure()


def test_the_value_of_a_role_is_found_in_its_locale_or_price_list() -> None:
    root, red, _blue = a_family_of_variants(title="Mug", price="9", values={"gtin": "4006381333931"})
    red = red.with_parts({"price:EUR": "8", "title@fr_FR": "Tasse rouge"})
    listing = build_listing([[root], [root, red]], S, "web", MOMENT)
    item = listing.items[0]
    assert (listing.value("gtin"), listing.role_key("gtin")) == ("4006381333931", "gtin")
    assert (listing.value("title", "en_GB"), listing.value("title", "fr_FR", item)) == ("Mug", "Tasse rouge")
    assert (listing.value("price", "EUR"), listing.value("price", "EUR", item)) == ("9", "8")
    assert (listing.value("brand", "en_GB"), listing.value("weight")) == (None, None)  # nobody says
    assert (listing.role_key("nothing"), listing.value("nothing")) == ("", None)


@pytest.mark.parametrize(
    ("attribute", "locale", "prices", "found"),
    [
        ("title", "en_GB", "", "Mug"), ("title", "fr_FR", "", "Mug"), ("price", "fr_FR", "EUR", "9"),
        ("price", "fr_FR", "USD", None), ("brand", "fr_FR", "", "Acme"), ("gone", "en_GB", "", None),
    ],
)  # fmt: skip
def test_a_value_is_looked_up_by_locale_and_price_list(
    attribute: str, locale: str, prices: str, found: str | None
) -> None:
    values = {"title@en_GB": "Mug", "price:EUR": "9", "brand": "Acme", "gone": "x"}
    assert value_in(values, S, attribute, locale, prices) == found


def _products() -> list[Product]:
    """Products of every set of a few values, with right and wrong prices."""
    keys = ("brand", "title@en_GB", "price:USD", "care")
    return [
        a_product(
            f"A-{number}", family="mug", price=str(number % 3),
            values={key: f"{number}" for bit, key in enumerate(keys) if number >> bit & 1},
        )
        for number in range(16)
    ]  # fmt: skip


@pytest.mark.parametrize("module", [completeness, readiness, resolution], ids=lambda module: module.__name__)
def test_what_is_forgotten_is_worked_out_again(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    products = _products()

    def judged() -> list[Any]:
        structure = a_structure()  # what is remembered belongs to a structure
        gate = Gate(structure, "web", MOMENT)
        twice = [gate.judge([[product]], {}) for product in (*products, *products)]
        seen = [channel_values(effective_values([p]), [p], structure, "web", "2026-11-22") for p in products]
        return [twice, seen]

    usual = judged()
    assert len({len(outcome.held[0][1]) if outcome.held else 0 for outcome in usual[0]}) > 2
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    assert judged() == usual
