"""The files of a small catalogue, byte for byte: a change of format is seen, and wanted, or a mistake.

`PIM_WRITE_EXPECTED=1 pytest tests/channels/test_golden_files.py` writes them anew.
"""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pim.channels import ADAPTERS
from tests.channels.listings import context_for, listings, make_pictures

EXPECTED = Path(__file__).parent / "expected"
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "csv": ("csv", {}),
    "csv_for_people": ("csv", {"options": {"for_spreadsheets": True}, "locales": ("fr_FR", "en_GB")}),
    "csv_mapped": ("csv", {"mapping": {"title": "Name", "notes": "", "price": "Preis"}, "price_lists": ("EUR",)}),
    "xlsx": ("xlsx", {"locales": ("fr_FR", "en_GB"), "mapping": {"title": "Nom", "notes": ""}}),
    "shopify_json": ("shopify_json", {"options": {"image_base_url": "https://cdn.example.com/{sku}/{name}"}}),
}


@pytest.mark.parametrize("case", CASES)
def test_files_stay_as_they_are(case: str, tmp_path: Path) -> None:
    code, changes = CASES[case]
    adapter = ADAPTERS.get(code)
    context = context_for(adapter, make_pictures(tmp_path / "pictures"), **changes)
    folder = tmp_path / "out"
    folder.mkdir()
    adapter.write((adapter.item(listing, context) for listing in listings(context.structure, 5)), context, folder)
    _unpack(folder)
    wanted = EXPECTED / case
    if os.environ.get("PIM_WRITE_EXPECTED"):
        wanted.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            (wanted / path.name).write_bytes(path.read_bytes())
    assert {path.name for path in folder.iterdir()} == {path.name for path in wanted.iterdir()}
    for path in wanted.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name


def _unpack(folder: Path) -> None:
    """The parts of a workbook in its place: how small they are packed is up to the machine's zlib."""
    for path in folder.glob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                (folder / name.replace("/", "!")).write_bytes(archive.read(name))
        path.unlink()
