"""Only columns of numbers are asked about their decimal sign."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.services.importing import inspect
from pim.services.workspace import create_catalog

TABLE = "sku,name,price\nUSBCIN01.5MI,Cable 1.5MI,{price}\nL2201308,Laptop,1500\n"


@pytest.mark.parametrize(("price", "sign"), [("1.234", "?"), ("12.50", ".")])
def test_a_point_in_a_sku_is_no_decimal_sign(tmp_path: Path, price: str, sign: str) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(TABLE.format(price=price), encoding="utf-8")
    with create_catalog(tmp_path / "shop.pim") as workspace:
        columns = inspect(workspace.structure, [file]).files[0].mapping.columns
    assert columns["price"].decimal == sign
    assert columns["sku"].decimal != "?"
    assert columns["name"].decimal != "?"
