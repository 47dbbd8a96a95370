"""The table: for machines byte-faithful, for people guarded, in both cases proved."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.catalog.errors import CatalogError
from pim.catalog.parity import Detail
from pim.channels import ADAPTERS
from pim.channels.list_cell import join_list, split_cell
from pim.channels.proof import prove
from tests.channels.listings import NASTY, context_for, exported, gtin, listings, make_pictures, sha

CSV = ADAPTERS.get("csv")


def rows(folder: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with (folder / "products.csv").open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@given(st.lists(st.text()))
def test_every_list_comes_back(members: list[str]) -> None:
    assert split_cell(join_list(members)) == tuple(members)


@given(st.text())
def test_every_cell_can_be_read(cell: str) -> None:
    assert all(isinstance(member, str) for member in split_cell(cell))


def test_one_row_for_each_item(tmp_path: Path) -> None:
    _context, folder = exported(CSV, tmp_path, 5)
    found = rows(folder)
    assert [row["sku"] for row in found][:5] == [
        "SKU-000000", "SKU-000001 =1", "SKU-000002-red", "SKU-000002-blue", "SKU-000002-sand",
    ]  # fmt: skip
    assert found[0]["price:EUR"] == "34.90" and found[0]["offer_price:EUR"] == "24.90"
    assert found[0]["compare_at_price:EUR"] == "34.90" and found[0]["gtin"] == gtin(0)
    assert found[2]["parent"] == found[2]["product"] == "SKU-000002" and found[2]["axes"] == "color=red"
    assert found[5]["parent"] == "SKU-000003-red" and found[5]["product"] == "SKU-000003"
    assert found[0]["parent"] == "" and found[0]["parent (parent)"] == "an attribute of that name"
    assert found[0]["images"].split("|")[0] == f"images/{sha(0)}.png"
    assert not [name for name in found[0] if name.startswith(("supplier", "cost"))]


def test_rows_end_as_the_rfc_says_and_values_keep_their_own(tmp_path: Path) -> None:
    _context, folder = exported(CSV, tmp_path)
    content = (folder / "products.csv").read_bytes()
    assert content.endswith(b"\r\n") and not content.startswith(b"\xef\xbb\xbf")
    assert {row["notes"] for row in rows(folder)} >= set(NASTY)


def test_a_table_for_people(tmp_path: Path) -> None:
    options = {"for_spreadsheets": "yes"}
    context, folder = exported(CSV, tmp_path, locales=("fr_FR", "en_GB"), options=options)
    assert (folder / "products.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    found = rows(folder, "utf-8-sig", ";")
    assert found[0]["depth"] == "-12,50" and found[0]["weight"] == "0,10 kg"
    notes = {row["notes"] for row in found}
    assert "'" + NASTY[2] in notes and "'" + NASTY[3] in notes
    tally, _none = prove(CSV, context, listings(context.structure, 45), folder)
    assert {detail.rule for detail in tally.details if detail.kind == "formatted"} == {"decimal comma", "formula guard"}


def test_a_mapping_names_columns_and_leaves_some_out(tmp_path: Path) -> None:
    mapping = {"title": "Name", "price": "Price", "notes": "", "gtin": "sku"}
    context, folder = exported(CSV, tmp_path, mapping=mapping, price_lists=("EUR",))
    found = rows(folder)[0]
    assert found["Name@en_GB"] == "Lamp 0 only" and found["Price"] == "34.90" and "notes" not in found
    assert found["sku"] == "SKU-000000" and found["sku (gtin)"] == gtin(0)
    tally, _none = prove(CSV, context, listings(context.structure, 5), folder)
    assert any(d.field == "notes" and "left out" in d.rule for d in tally.details if d.kind == "not_carried")


def test_stock_of_an_unknown_location_is_said_to_be_missing(tmp_path: Path) -> None:
    context = context_for(CSV, make_pictures(tmp_path / "pictures"), stock_locations=("paris",))
    assert "not in the structure" in str(CSV.carriage(".stock.attic", context))


def test_picture_files_are_delivered_on_request(tmp_path: Path) -> None:
    _context, folder = exported(CSV, tmp_path, 5, options={"image_files": "yes"})
    assert sorted(path.name for path in (folder / "images").iterdir()) == sorted(
        f"{sha(n)}{suffix}" for n, suffix in ((0, ".png"), (0, ""), (1, ".jpg"), (4, ".png"), (5, ".png"), (6, ".png"))
    )


def test_a_missing_picture_is_named() -> None:
    context = context_for(CSV, options={"image_files": "yes"})
    limit = next(iter(CSV.limits(next(listings(context.structure, 1)), context)))
    assert limit.reason == "The picture lamp 0.PNG is missing from the catalogue."


@pytest.mark.parametrize(("base", "address"), [
    ("https://cdn.example.com", f"https://cdn.example.com/{sha(0)}.png"),
    ("https://cdn.example.com/a/{sha256}.jpg", f"https://cdn.example.com/a/{sha(0)}.jpg"),
    ("https://cdn.example.com/{sku}/{name}", f"https://cdn.example.com/SKU-000000/lamp%200.PNG?v={sha(0)}"),
    ("https://cdn.example.com/{name}?w=3", f"https://cdn.example.com/lamp%200.PNG?w=3&v={sha(0)}"),
])  # fmt: skip
def test_addresses_of_pictures(tmp_path: Path, base: str, address: str) -> None:
    _context, folder = exported(CSV, tmp_path, 5, options={"image_base_url": base})
    assert rows(folder)[0]["images"].split("|")[0] == address


@pytest.mark.parametrize("address", ["cdn.example.com", "https://[cdn", "ftp://cdn.example.com"])
def test_a_picture_address_must_be_one(address: str) -> None:
    context = context_for(CSV, options={"image_base_url": address})
    with pytest.raises(CatalogError, match="must start with https"):
        CSV.carriage("title@en_GB", context)


def test_every_single_cell_is_proved(tmp_path: Path) -> None:
    context, folder = exported(CSV, tmp_path, 4)
    path = folder / "products.csv"
    original = path.read_bytes()
    with path.open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file))
    chosen = list(listings(context.structure, 4))
    products = [row[0] for row in body]
    for number, row in enumerate(body):
        for column, cell in enumerate(row):
            changed = [list(other) for other in body]
            changed[number][column] = cell + "!"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *changed])
            tally, differing = prove(CSV, context, chosen, folder)
            named = {d.field for d in tally.details if d.kind == "difference"}
            assert products[number] in differing, (header[column], cell)
            if column > 1:
                assert len(named) == 1 and len(differing) == 1, (header[column], named)
    path.write_bytes(original)


@pytest.mark.parametrize("damage", ['"never closed', "a\r\n\"x\"y"])
def test_a_damaged_table_is_named(tmp_path: Path, damage: str) -> None:
    context, folder = exported(CSV, tmp_path, 1)
    (folder / "products.csv").write_text(damage, newline="")
    with pytest.raises(CatalogError, match="is damaged near line"):
        prove(CSV, context, [], folder)


def test_rows_too_many_cells_are_noticed(tmp_path: Path) -> None:
    context, folder = exported(CSV, tmp_path, 1)
    path = folder / "products.csv"
    path.write_bytes(path.read_bytes().rstrip() + b",surplus\r\n")
    tally, _differing = prove(CSV, context, listings(context.structure, 1), folder)
    differences: list[Detail] = [d for d in tally.details if d.kind == "difference"]
    assert [d.found for d in differences] == ["surplus"]


def test_a_very_long_description(tmp_path: Path) -> None:
    context = context_for(CSV)
    listing = next(listings(context.structure, 1))
    long = type(listing).from_json({**listing.to_json(), "root": {
        **listing.root.to_json(), "values": {**listing.root.values, "notes": "x" * 400_000}}})  # fmt: skip
    folder = tmp_path / "out"
    folder.mkdir()
    CSV.write(iter([CSV.item(long, context)]), context, folder)
    assert prove(CSV, context, [long], folder)[0].differences == 0
