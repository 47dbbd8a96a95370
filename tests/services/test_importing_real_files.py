"""Real supplier files into a new catalogue: every row accounted for, nothing changed the second time, undone at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.catalog.errors import CatalogError
from pim.services.importing import ImportOptions, ImportReport, run_import
from tests.services.importing_tables import bring_in, catalog, products


def there_and_back(tmp_path: Path, *paths: Path, **options: object) -> ImportReport:
    """The report of an import, after importing the same again and undoing it."""
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, *paths, **options)
        assert len(products(workspace)) == report.created
        again = bring_in(workspace, *paths, **options)
        assert (again.edit, again.created, again.updated) == (None, 0, 0)
        workspace.undo()
        assert products(workspace) == {}
    return report


def test_akeneo_files_all_together(shared_data: Path, tmp_path: Path) -> None:
    report = there_and_back(tmp_path, *sorted((shared_data / "akeneo-docs").glob("*.csv")), create_attributes=True)
    assert report.format == "akeneo_csv"
    assert report.to_json()["rows"] == {"read": 115, "used": 70, "skipped": 0, "rejected": 45}
    # Two of the files describe the format itself and are no part of a catalogue.
    assert {rejection.file for rejection in report.rejections} == {"attribute_properties.csv", "attribute_type.csv"}
    assert report.created == 18


def test_shopify_files_together(shared_data: Path, tmp_path: Path) -> None:
    report = there_and_back(tmp_path, *sorted((shared_data / "shopify-partners").glob("*.csv")), create_attributes=True)
    assert report.to_json()["rows"] == {"read": 84, "used": 84, "skipped": 0, "rejected": 0}
    assert report.created == 71


def test_food_without_header(shared_data: Path, tmp_path: Path) -> None:
    report = there_and_back(tmp_path, shared_data / "openfoodfacts-fr/output_data_save.csv", create_attributes=True)
    assert (report.rows.read, report.rows.used, report.created) == (4239, 4239, 3565)


def test_woocommerce_as_a_plain_table(shared_data: Path, tmp_path: Path) -> None:
    report = there_and_back(tmp_path, shared_data / "woocommerce/sample_products.csv", create_attributes=True)
    assert (report.rows.used, report.created) == (25, 25)


def test_marketplace_dump(shared_data: Path, tmp_path: Path) -> None:
    report = there_and_back(tmp_path, shared_data / "lazada/lazada-products.csv", create_attributes=True)
    assert (report.rows.used, report.rows.rejected, report.created) == (999, 1, 999)
    assert set(report.made) >= {"price_list", "category", "attribute"}


def test_workbook_with_numbers_as_identifiers(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "unopim/1k_products.xlsx"
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, path, create_attributes=True)
        found = products(workspace)
        assert (report.rows.used, report.created) == (1000, 1000)
        assert "101" in found and found["101"].values["price:USD"] == "142"


@pytest.mark.slow
def test_clothing_as_a_plain_table_with_its_images(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "magento2-luma"
    table = folder / "ConfigurableSampleData/products.csv"
    report = there_and_back(tmp_path, table, create_attributes=True, images=folder / "media")
    assert (report.rows.used, report.created, report.images_added) == (1994, 1994, 45)


@pytest.mark.slow
def test_every_messy_sheet_is_imported_or_refused_in_a_sentence(shared_data: Path, tmp_path: Path) -> None:
    files = sorted(path for path in (shared_data / "messy-sheets").rglob("*") if path.is_file())
    imported = 0
    with catalog(tmp_path) as workspace:
        for path in files:
            revision = workspace.revision()
            try:
                bring_in(workspace, path, create_attributes=True)
                imported += 1
            except CatalogError as error:
                assert str(error).endswith((".", "?")) and "Traceback" not in str(error), (path, error)
                assert workspace.revision() == revision
    assert imported >= 10


def test_a_picture_is_no_table(shared_data: Path, tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace, pytest.raises(CatalogError, match="is an image, not a table"):
        run_import(workspace, [shared_data / "unopim/floral.jpg"], ImportOptions())
