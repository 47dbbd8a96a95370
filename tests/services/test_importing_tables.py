"""Plain tables: every kind of column, new and existing products, rejections, undo."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pim.catalog.errors import CatalogError
from pim.isolation import Cancelled
from pim.services.importing import ImportOptions, ImportRefused, Mapping, Target, inspect, run_import
from pim.services.importing.moving_in import to_record
from pim.services.structuring import save_records
from tests.services.importing_tables import bring_in, catalog, picture, products, write

WIDE = """SKU;Nom du produit;name (en);Price;prix USD;Poids (kg);Couleur;Tailles;Catégorie;Stock;stock Lyon;EAN;Lancé le;Bio;Notes
A-1;Coussin;Cushion;12,50;14,00;0,42;Bleu;S|M;Maison > Coussins | Soldes;5;2;4006381333931;31/12/2025;oui;x
A-2;Plaid;Throw;1 250,00;;1,2;Rouge;M;Maison > Plaids;0;;;01/02/2026;non;y
A-3;Bol;Bowl;7;9;0,2;Bleu;L|S;Maison;3;;;13/02/2026;non;z
"""


def test_a_table_is_read_column_by_column(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, WIDE), create_attributes=True, locale="fr_FR")
        found, structure = products(workspace), workspace.structure
        assert report.to_json()["products"] == {"created": 3, "updated": 0, "unchanged": 0}
        first = found["A-1"]
        assert first.values["title@fr_FR"] == "Coussin"
        assert first.values["title@en_GB"] == "Cushion"
        assert (first.values["price:EUR"], first.values["price:USD"]) == ("12.50", "14.00")
        assert first.values["weight"] == "0.42 kg"
        assert first.values["gtin"] == "4006381333931"
        assert first.values["couleur"] == "bleu" and structure.attributes["couleur"].type == "simple_select"
        assert first.values["lance_le"] == "2025-12-31"
        assert first.values["bio"] is True and found["A-2"].values["bio"] is False
        assert found["A-2"].values["price:EUR"] == "1250.00"
        assert {code: stock.quantity for code, stock in first.stock.items()} == {"main": "5", "lyon": "2"}
        assert [structure.categories[code].label() for code in first.categories] == ["Coussins", "Soldes"]
        assert structure.categories[structure.categories[first.categories[0]].parent].label() == "Maison"


def test_one_undo_takes_everything_back(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        before = workspace.structure
        report = bring_in(workspace, write(tmp_path, WIDE), create_attributes=True)
        step = workspace.next_undo()
        assert step is not None and step.number == report.edit and step.label == "Import, 3 rows"
        assert step.details["files"] == ["goods.csv"]
        workspace.undo()
        assert products(workspace) == {}
        assert {kind: dict(found) for kind, found in workspace.structure.records.items() if found} == {
            kind: dict(found) for kind, found in before.records.items() if found
        }
        workspace.redo()
        assert len(products(workspace)) == 3


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        path = write(tmp_path, WIDE)
        bring_in(workspace, path, create_attributes=True)
        revision = workspace.revision()
        report = bring_in(workspace, path, create_attributes=True)
        assert report.to_json()["products"] == {"created": 0, "updated": 0, "unchanged": 3}
        assert report.edit is None and workspace.revision() == revision


def test_columns_without_attribute_are_left_out_and_named(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, "sku,title,colour\nA,Bowl,blue\n"))
        assert report.left_out == ("colour",)
        assert products(workspace)["A"].values == {"title@en_GB": "Bowl"}


def test_a_bad_cell_rejects_its_row_alone(tmp_path: Path) -> None:
    text = "sku,title,price\nA,Bowl,7\nB,Cup,seven\n,Nobody,1\n\nC,Mug,8\n"
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, text))
        assert report.to_json()["rows"] == {"read": 5, "used": 2, "skipped": 1, "rejected": 2}
        first, second = report.to_json()["rejections"]
        assert (first["line"], first["column"], first["value"]) == (3, "price", "seven")
        assert "not a price" in first["reason"]
        assert (second["line"], second["column"]) == (4, "sku")
        assert set(products(workspace)) == {"A", "C"}


def test_the_rejected_rows_can_be_corrected_and_imported(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    path = write(tmp_path, "sku,title,price\nA,Bowl,7\nB,\"Cup, big\",seven\n")
    with catalog(tmp_path) as workspace:
        bring_in(workspace, path, rejects=rejects)
        header, row = list(csv.reader(rejects.read_text(encoding="utf-8").splitlines()))
        assert header == ["sku", "title", "price", "rejected_line", "rejected_column", "rejected_reason"]
        assert row[:5] == ["B", "Cup, big", "seven", "3", "price"]
        rejects.write_text(rejects.read_text(encoding="utf-8").replace("seven", "9", 1), encoding="utf-8")
        bring_in(workspace, rejects)
        assert products(workspace)["B"].values["price:EUR"] == "9"


def test_what_only_a_rejected_row_asked_for_is_not_made(tmp_path: Path) -> None:
    text = "sku,colour,categories,price\nA,red,Home > Bowls,1\nB,green,Home > Cups,none\nC,red,Home > Bowls,2\nD,red,,3\n"
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, text), create_attributes=True)
        assert set(workspace.structure.options["colour"]) == {"red"}
        assert {category.label() for category in workspace.structure.categories.values()} == {"Catalogue", "Home", "Bowls"}


def test_options_are_made_only_when_allowed(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, "sku,colour\nA,red\nB,blue\nC,red\nD,blue\nE,red\nF,red\n"), create_attributes=True)
        again = write(tmp_path, "sku,colour\nA,Blue\nB,pink\n", "later.csv")
        report = bring_in(workspace, again)
        assert [(r.line, r.value) for r in report.rejections] == [(3, "pink")]
        assert products(workspace)["A"].values["colour"] == "blue"
        bring_in(workspace, again, create_attributes=True)
        assert products(workspace)["B"].values["colour"] == "pink"


@pytest.mark.parametrize(("empty", "expected"), [("leave", "Bowl"), ("clear", None)])
def test_empty_cells_leave_or_clear(tmp_path: Path, empty: str, expected: str | None) -> None:
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, "sku,title,price\nA,Bowl,7\n"))
        bring_in(workspace, write(tmp_path, "sku,title,price\nA,,8\n"), empty=empty)
        assert products(workspace)["A"].values.get("title@en_GB") == expected


@pytest.mark.parametrize(("duplicates", "title", "rejected"), [("last", "Second", 0), ("reject", "First", 1)])
def test_repeated_identifiers(tmp_path: Path, duplicates: str, title: str, rejected: int) -> None:
    with catalog(tmp_path) as workspace:
        path = write(tmp_path, "sku,title,price\nA,First,1\nB,Other,2\n a ,Second,\n")
        report = bring_in(workspace, path, duplicates=duplicates)
        assert (report.created, report.rows.rejected) == (2, rejected)
        assert products(workspace)["A"].values == {"title@en_GB": title, "price:EUR": "1"}


def test_identifiers_stay_text(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, "sku,title\n00123,Bowl\n1E5,Cup\n"))
        assert set(products(workspace)) == {"00123", "1E5"}


def test_without_identifier_the_candidates_are_named(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        path = write(tmp_path, "Product name,Room\nBowl one,kitchen\nCup two,kitchen\nBig mug,bath\n")
        with pytest.raises(ImportRefused, match=r"--key.*“Product name”"):
            run_import(workspace, [path])
        report = bring_in(workspace, path, key="product name")
        assert report.created == 3 and products(workspace)["Cup two"].values["title@en_GB"] == "Cup two"
        with pytest.raises(ImportRefused, match="columns are: Product name, Room"):
            run_import(workspace, [path], ImportOptions(key="SKU"))


def test_a_table_of_gtins_updates_the_products_that_have_them(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, "sku,title,EAN\nA,Bowl,4006381333931\nB,Cup,96385074\n"))
        prices = write(tmp_path, "ean,price\n4006381333931,7\n96385074,8\n4012345678901,9\n", "prices.csv")
        report = bring_in(workspace, prices)
        found = products(workspace)
        assert (report.updated, report.created) == (2, 1)
        assert found["A"].values["price:EUR"] == "7" and found["B"].values["price:EUR"] == "8"
        assert found["4012345678901"].values == {"gtin": "4012345678901", "price:EUR": "9"}


def test_a_zip_with_a_table_and_its_images(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(write(tmp_path, "sku,title,image\nA,Bowl,pics/bowl.png\n"), "export/goods.csv")
        archive.write(picture(tmp_path / "bowl.png"), "export/pics/bowl.png")
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, tmp_path / "all.zip")
        assert report.images_added == 1
        assert [image.name for image in products(workspace)["A"].images] == ["bowl.png"]


def test_variants_by_parent_in_any_order(tmp_path: Path) -> None:
    text = (
        "sku,parent,title,Color,Size\nT-R-S,T,,red,S\n"
        "T-R-M,T,,red,M\nT,,Shirt,,\nT-B-S,T,,blue,S\nX-1,nobody,,red,S\nM,,Mug,,\n"
    )
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, text), create_attributes=True, family="Shirts")
        found = products(workspace)
        assert [(r.line, r.value) for r in report.rejections] == [(6, "nobody")]
        assert {sku: product.kind for sku, product in found.items()} == {
            "T": "model", "M": "simple", "T-R-S": "variant", "T-R-M": "variant", "T-B-S": "variant"
        }  # fmt: skip
        assert all(found[sku].parent == found["T"].uid for sku in ("T-R-S", "T-R-M", "T-B-S"))
        assert all(product.family == "shirts" for product in found.values())
        family = workspace.structure.families["shirts"]
        structure = family.variant_structure(found["T"].variant_structure)
        assert structure is not None and structure.levels == (("color", "size"),)


def test_a_later_file_without_parents_leaves_models_as_they_are(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        first = write(tmp_path, "sku,parent,title,size\nT,,Shirt,\nT-S,T,,S\nT-M,T,,M\n")
        bring_in(workspace, first, create_attributes=True)
        before = products(workspace)
        bring_in(workspace, write(tmp_path, "sku,price\nT,5\nT-S,6\n", "prices.csv"))
        after = products(workspace)
        assert after["T"].with_parts({"price:EUR": None}) == before["T"]
        assert after["T-S"].with_parts({"price:EUR": None}) == before["T-S"]


def test_prices_with_currency_in_the_cell_or_beside_it(tmp_path: Path) -> None:
    text = "sku,price,Sale price,currency\nA,12.50 USD,€9.90,\nB,4.99e+01,30,GBP\nC,£5,,\n"
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, text))
        found = products(workspace)
        assert found["A"].values == {"price:USD": "12.50", "sale_price:EUR": "9.90"}
        assert found["B"].values == {"price:GBP": "49.9", "sale_price:GBP": "30"}
        assert found["C"].values == {"price:GBP": "5"}
        assert workspace.structure.price_lists["GBP"].currency == "GBP"


def test_images_from_folder_zip_and_beside_the_table(tmp_path: Path) -> None:
    picture(tmp_path / "pics/deep/bowl.png", "red")
    picture(tmp_path / "own/cup.png", "blue")
    (tmp_path / "pics/broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnot really")
    with zipfile.ZipFile(tmp_path / "pics.zip", "w") as archive:
        archive.write(picture(tmp_path / "mug.png", "green"), "Photos/MUG.PNG")
    text = (
        "sku,images,image alt\nA,BOWL.png|own/cup.png,Front|\n"
        "B,https://example.com/x/bowl.png?w=1,\nC,broken.png,\nD,mug.png,\nE,gone.png,\n"
    )
    table = write(tmp_path, text)
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, table, images=tmp_path / "pics")
        found = products(workspace)
        assert [(image.name, image.role) for image in found["A"].images] == [("BOWL.png", "main"), ("cup.png", "gallery")]
        assert found["A"].images[0].alt == {"en_GB": "Front"}
        assert found["B"].images[0].sha256 == found["A"].images[0].sha256
        assert found["C"].images == () and set(report.images_missing) == {"broken.png", "gone.png"}
        assert report.to_json()["images"] == {"added": 3, "missing": 2}
        report = bring_in(workspace, table, images=tmp_path / "pics.zip")
        assert products(workspace)["D"].images[0].name == "mug.png"


def test_a_saved_mapping_survives_reordered_columns(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        mapping = write(tmp_path, json.dumps({"Art": "sku", "Text": "title@fr_FR", "Zahl": "price:USD"}), "mapping.json")
        first = write(tmp_path, "Art,Text,Zahl\nA,Bol,7\n")
        bring_in(workspace, first, mapping=mapping)
        bring_in(workspace, write(tmp_path, "More,Zahl,Art,Text\nx,8,B,Tasse\n", "b.csv"), mapping=mapping)
        found = products(workspace)
        assert found["A"].values == {"title@fr_FR": "Bol", "price:USD": "7"}
        assert found["B"].values == {"title@fr_FR": "Tasse", "price:USD": "8"}
        with pytest.raises(ImportRefused, match="cannot be read"):
            run_import(workspace, [first], ImportOptions(mapping=tmp_path / "none.json"))
        write(tmp_path, json.dumps({"Art": "sku", "Text": "nonsense"}), "mapping.json")
        with pytest.raises(CatalogError, match="nonsense"):
            run_import(workspace, [first], ImportOptions(mapping=mapping))


def test_a_mapping_kept_in_the_catalogue_is_used_by_itself(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        mapping = Mapping(columns={"Art": Target(field="sku"), "Text": Target(field="value", key="title@fr_FR")}, key="Art")
        record = to_record("supplier", "Supplier", "table", mapping, ImportOptions(), "en_GB")
        save_records(workspace, [record])
        bring_in(workspace, write(tmp_path, "More,Text,Art\nx,Bol,B\n"))
        assert products(workspace)["B"].values == {"title@fr_FR": "Bol"}
        inspection = inspect(workspace.structure, [write(tmp_path, "sku,Text\nB,Tasse\n")])
        assert inspection.mapping.target("Text").field == "skip"


def test_dry_run_and_cancel_change_nothing(tmp_path: Path) -> None:
    def cancel(done: int, total: int, text: str) -> None:
        raise Cancelled

    with catalog(tmp_path) as workspace:
        path = write(tmp_path, WIDE)
        before = workspace.revision()
        report = bring_in(workspace, path, create_attributes=True, dry_run=True)
        assert report.created == 3 and report.edit is None
        with pytest.raises(Cancelled):
            run_import(workspace, [path], ImportOptions(create_attributes=True), cancel)
        assert workspace.revision() == before and products(workspace) == {}


def test_a_large_import_is_one_edit_too(tmp_path: Path) -> None:
    text = "sku,title,price\n" + "".join(f"P{n},Product {n},{n}.50\n" for n in range(2_300))
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, text))
        assert report.created == 2_300
        step = workspace.next_undo()
        assert step is not None and (step.number, step.products) == (report.edit, 2_300)
        report = bring_in(workspace, write(tmp_path, text))
        assert (report.unchanged, report.edit) == (2_300, None)


CELL = st.text(st.sampled_from('ab19,.;"\n é€|>'), max_size=8)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=25), duplicates=st.sampled_from(["last", "reject"]))
def test_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], duplicates: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with (folder / "any.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("sku", "parent", "price", "colour"), ("K", "", "1", "red"), *rows])
    with catalog(folder) as workspace:
        try:
            report = bring_in(workspace, folder / "any.csv", create_attributes=True, duplicates=duplicates)
        except ImportRefused:
            return  # a whole file may be refused, in a sentence
        found = products(workspace)
        assert len(found) == report.created
        assert all(not product.parent or product.parent in {p.uid for p in found.values()} for product in found.values())
