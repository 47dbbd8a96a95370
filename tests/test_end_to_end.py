"""The whole way, as a script goes it: a file comes in, is edited, and leaves through three channels with the proof.

Each command that writes runs in a process of its own at least once; looking and repeating need none.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.cli.terminal import inside, pim

ROWS = '''sku,title,description,brand,gtin,price,weight
MUG-1,Blue mug,"Hand-thrown, glazed",Acme,2000000000015,"9.90",400 g
MUG-2,"Mug ""No. 2""",Two<br>lines,Acme,2000000000022,12.00,0.5 kg
MUG-3,,No title yet,Nord,,7.50,
BOWL,Bowl é,"=SUM(A1)",Nord,2000000000039,20,1.2 kg
'''


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder.resolve())): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.resolve().rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder, file = tmp_path / "shop.pim", tmp_path / "supplier.csv"
    file.write_text(ROWS, encoding="utf-8")
    inside("new", folder, "--locale", "en_GB", "--currency", "EUR")
    report = pim("import", folder, file, "--json").json
    assert report["rows"] == {"read": 4, "used": 4, "skipped": 0, "rejected": 0}
    assert (report["products"]["created"], report["rejections"]) == (4, [])
    assert isinstance(report["edit"], int)
    return folder


def test_a_file_travels_through_the_catalogue_into_three_channels(shop: Path, tmp_path: Path) -> None:
    pim("set", shop, "MUG-1", "price=11.50", "title#shopify=Blue mug (web)", "--reason", "shorter on the web")
    changed = inside("get", shop, "MUG-1", "--json").json
    pim("undo", shop)
    assert inside("get", shop, "MUG-1", "--json").json["values"]["price:EUR"] == "9.90"
    inside("redo", shop)
    again = inside("get", shop, "MUG-1", "--json").json
    assert {**again, "revision": 0} == {**changed, "revision": 0}

    out, moment = tmp_path / "out", "2026-11-22T08:00:00"
    report = pim("export", shop, "--to", out, "--as-of", moment, "--json").json
    assert [(c["channel"], c["status"], c["products"]) for c in report["channels"]] == [
        ("csv", "ok", 3), ("shopify", "ok", 3), ("print", "ok", 3),
    ]  # fmt: skip
    parity = report["parity"]
    assert (parity["differences"], parity["exceptions"] >= 1, parity["compared"] > 30) == (0, True, True)
    assert parity["compared"] == parity["identical"] + parity["formatted"] + parity["exceptions"]
    assert all([held["sku"] for held in c["held"]] == ["MUG-3"] for c in report["channels"])
    for channel in report["channels"]:
        for file in channel["files"]:
            data = (out / file["path"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    pim("export", shop, "--to", tmp_path / "strict", "--strict", "--json", code=1)

    first = digests(out / "current")
    inside("export", shop, "--to", tmp_path / "again", "--as-of", moment)
    assert digests(tmp_path / "again" / "current") == first
    assert first

    states = {c["channel"]: c["readiness"] for c in inside("check", shop, "--json").json["channels"]}
    assert states["shopify"]["in_sync"] == 3 and states["shopify"]["blocked"] == 1
    inside("set", shop, "BOWL", "title=Large bowl")
    states = {c["channel"]: c["readiness"] for c in inside("check", shop, "--json").json["channels"]}
    assert (states["csv"]["changed"], states["csv"]["in_sync"]) == (1, 2)
    assert inside("verify", shop, "--json").json["sound"] is True


def test_importing_the_same_file_again_changes_nothing_and_undo_takes_all_of_it_back(
    shop: Path, tmp_path: Path
) -> None:
    report = inside("import", shop, tmp_path / "supplier.csv", "--json").json
    assert report["products"] == {"created": 0, "updated": 0, "unchanged": 4}
    assert report["edit"] is None
    inside("undo", shop)
    assert inside("list", shop, "--json").json["total"] == 0
    inside("redo", shop)
    assert inside("list", shop, "--json").json["total"] == 4
