"""Completeness where the structure has changed under the products."""

from __future__ import annotations

import dataclasses

import pytest

from pim.catalog.completeness import Matrices, completeness
from pim.catalog.resolution import effective_values
from tests.builders import a_product, a_structure


@pytest.mark.parametrize("code", ["brand", "role:brand"])
def test_a_value_of_an_attribute_that_is_gone_fills_nothing(code: str) -> None:
    whole = a_structure()
    web = dataclasses.replace(whole.channels["web"], required=(code,))
    product = a_product(values={"brand": "Acme"})
    with_it, without = a_structure(web), a_structure(web, without=[("attribute", "brand")])
    for structure, filled in ((with_it, 1), (without, 0)):
        cells = completeness([product], structure)
        assert Matrices(structure).matrix([product], effective_values([product])) == cells
        assert {(cell.filled, cell.required) for cell in cells if cell.channel == "web"} == {(filled, 1)}
