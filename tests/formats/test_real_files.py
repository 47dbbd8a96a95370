"""Real supplier files, each read to its end: the figures that were checked by hand."""

from pathlib import Path

import pytest

from pim import isolation
from pim.formats import reading
from pim.formats.errors import FormatError
from pim.formats.table import TableInfo
from tests.formats.files import outcomes, table

FIGURES = {
    "magento2-luma/ConfigurableSampleData/products.csv": (1_994, 70),
    "vendure/products.csv": (88, 14),
    "woocommerce/sample_products.csv": (25, 51),
    "unopim/1k_products.xlsx": (1_000, 17),
    "unopim/locales.csv": (212, 4),
    "bestbuy/categories.json": (4_584, 4),
    "saleor/populatedb_data.json": (721, 144),
    "fashion-44k/styles.csv": (44_446, 9),
    "fashion-44k/styles_text.csv": (44_446, 1),
    "lazada/lazada-products.csv": (1_000, 29),
    "openfoodfacts-fr/output_data_save.csv": (4_239, 6),
    "openfoodfacts-fr/Response_save.csv": (145, 7),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_record_of_a_set_is_read(shared_data: Path, name: str) -> None:
    path = shared_data / name
    _found, count, _layout = outcomes(path)
    assert (count.read, len(reading.inspect(path).columns)) == FIGURES[name]
    assert (count.used, count.rejected) == (count.read, 0)


def test_padded_and_doubled_and_shifted_files_are_recognised(shared_data: Path) -> None:
    assert table(shared_data / "vendure/products.csv")[0].trim
    food = table(shared_data / "openfoodfacts-fr/output_data_save.csv")[0]
    assert (food.mended_line_ends, food.has_header, food.delimiter) == (True, False, ";")
    assert any("shifted" in note for note in table(shared_data / "unopim/locales.csv")[0].notes)
    skus = [row.cells[2] for row in table(shared_data / "unopim/1k_products.xlsx")[1]]
    assert skus[0] == "101"
    assert not any("." in sku for sku in skus)


def test_every_messy_sheet_is_read_or_refused_in_a_sentence(shared_data: Path) -> None:
    files = sorted(path for path in (shared_data / "messy-sheets").rglob("*") if path.is_file())
    refused = {}
    for path in files:
        try:
            outcomes(path)
        except FormatError as error:
            refused[path.name] = str(error)
    assert len(files) >= 85
    assert set(refused) <= {
        "badcolspan.html", "empty_sheet.xlsx", "errors.xlsx", "pass_protected.xlsx", "picture.xlsx",
        "simple.unknown", "simple.zip", "README.md", "LICENSE", "LICENSE-MIT.md", "LICENCE-NOTE.txt",
        "COPYING",
    }, refused  # fmt: skip
    assert all(name in sentence and sentence.endswith(".") for name, sentence in refused.items())


def test_no_tricky_image_is_taken_for_a_table_or_crashes(shared_data: Path) -> None:
    for path in sorted((shared_data / "tricky-images").iterdir()):
        try:
            reading.inspect(path)
        except FormatError as error:
            assert path.name in str(error)
        else:
            assert path.suffix.lower() in (".txt", ".md", ""), path.name


def test_the_guarded_child_reads_the_same(shared_data: Path) -> None:
    path = shared_data / "shopify-partners" / "jewelery.csv"
    info = TableInfo.from_json(isolation.run(reading.inspect_file, (str(path), {}), errors=(FormatError,)))
    layout, columns = reading.propose(info)
    args = (str(path), info.to_json(), layout, [column.to_json() for column in columns])
    found = []
    for batch in isolation.stream(reading.item_batches, args, errors=(FormatError,)):
        outcomes_here, count = reading.outcomes_from_json(batch)
        found += outcomes_here
    expected, expected_count, _layout = outcomes(path)
    assert found == expected
    assert count == expected_count


def test_a_refusal_crosses_from_the_guarded_child_with_its_words(shared_data: Path) -> None:
    path = shared_data / "messy-sheets" / "calamine" / "pass_protected.xlsx"
    with pytest.raises(FormatError, match="protected by a password"):
        isolation.run(reading.inspect_file, (str(path), {}), errors=(FormatError,))
