"""Which file a table means by the name of an image."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.services.importing import run_import
from pim.services.workspace import create_catalog


@pytest.mark.parametrize("name", ["m" * 5_000 + ".png", "../outside.png", "/" + "d/" * 3_000 + "x.png", "nul.png",
    "https://[shop/mug.png"])
def test_a_name_that_no_file_can_have_is_a_missing_image(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.png").write_bytes(b"not to be read")
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "goods.csv").write_text(f"sku,title,image\nA-1,Mug,{name}\n", encoding="utf-8")
    with create_catalog(tmp_path / "shop.pim") as workspace:
        report = run_import(workspace, [folder / "goods.csv"])
    assert (report.created, report.images_added, list(report.images_missing)) == (1, 0, [name])
