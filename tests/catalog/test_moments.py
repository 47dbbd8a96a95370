"""On which days listings stay as they are: compared with the listings of every day themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pim.catalog.listing import build_listing
from pim.catalog.moments import Span
from pim.catalog.product import DeclaredException, Product
from tests.builders import a_product, a_structure

S = a_structure()
SALE = {"sale_price:EUR": "5.00", "sale_start": "2026-06-10", "sale_end": "2026-06-15"}
PRODUCTS = {
    "nothing": a_product("A", title="Mug", price="9.00"),
    "sale": a_product("A", title="Mug", price="9.00", values=SALE),
    "exception": a_product(
        "A", title="Mug", price="9.00",
        exceptions={"title@en_GB#web": DeclaredException("Cup", "a trial", until="2026-06-12")},
    ),
    "sale that is an exception": a_product(
        "A", title="Mug", price="9.00", values=SALE,
        exceptions={
            "sale_start#web": DeclaredException("2026-06-12", "later here"),
            "sale_end#web": DeclaredException("2026-06-20", "longer here", until="2026-06-18"),
        },
    ),
}  # fmt: skip
DAYS = [date(2026, 6, 5) + timedelta(days=number) for number in range(20)]


def on(product: Product, day: date) -> object:
    return build_listing([[product]], S, "web", datetime(day.year, day.month, day.day, 12, tzinfo=UTC)).to_json()


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_span_never_holds_on_a_day_with_another_listing(name: str) -> None:
    product = PRODUCTS[name]
    longest = 0
    for first in DAYS:
        span = Span(S, first.isoformat())
        span.note(product, product.family)
        for day in DAYS:
            if span.holds_on(day.isoformat()):
                assert day >= first and on(product, day) == on(product, first)
                longest = max(longest, (day - first).days)
    assert longest >= (len(DAYS) - 1 if name == "nothing" else 3)
