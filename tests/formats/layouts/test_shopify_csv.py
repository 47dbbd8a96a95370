"""Shopify product CSV: rows of one handle become a product with its variants and images."""

from pathlib import Path

import pytest

from pim.formats import reading
from pim.formats.layouts.shopify_columns import column_of
from pim.formats.source import SourceImage
from tests.formats.files import items, outcomes, rejections

LEGACY = (
    "Handle,Title,Body (HTML),Vendor,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
    "Image Src,Image Position,Image Alt Text,Variant Image\n"
)
CURRENT = (
    "URL handle,Title,Description,Vendor,Tags,Option1 name,Option1 value,SKU,Price,"
    "Product image URL,Image position,Image alt text,Variant image URL\n"
)
BODY = """tee,T-shirt,<p>x</p>,Acme,"a, b",Size,S,T-S,10,http://x/1.jpg,2,Front,http://x/2.jpg
tee,,,,,,M,T-M,11,http://x/2.jpg,1,Back,
tee,,,,,,,,,http://x/3.jpg,3,Side,
mug,Mug,<p>y</p>,Acme,,Title,Default Title,M-1,5,http://x/m.jpg,1,,
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "products.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("header", [LEGACY, CURRENT], ids=["legacy", "current"])
def test_rows_are_folded_in_both_header_generations(tmp_path: Path, header: str) -> None:
    found, count, layout = outcomes(write(tmp_path, header + BODY))
    by_key = items(found)
    assert layout == "shopify_csv"
    assert list(by_key) == ["tee", "T-S", "T-M", "M-1"]
    assert (count.read, count.used) == (4, 4)
    model, small, medium, mug = by_key.values()
    assert (model.kind, model.axes, model.lines) == ("model", (("Size", ""),), (4,))
    assert model.cells["Title"] == "T-shirt"
    assert [(image.source, image.alt) for image in model.images] == [
        ("http://x/2.jpg", "Back"), ("http://x/1.jpg", "Front"), ("http://x/3.jpg", "Side"),
    ]  # fmt: skip
    assert (small.kind, small.parent_key, small.axes) == ("variant", "tee", (("Size", "S"),))
    assert small.images == (SourceImage("http://x/2.jpg", "Back", 1),)
    assert "Title" not in small.cells
    assert (medium.line, medium.images) == (3, ())
    assert (mug.kind, mug.has_sku, mug.axes) == ("simple", True, ())


def test_without_sku_the_handle_and_the_options_identify(tmp_path: Path) -> None:
    text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src\n"
    text += "tee,T,Size,Small,1,\ntee,,,SMALL!,2,\nmug,M,Title,Default Title,3,\n"
    by_key = items(outcomes(write(tmp_path, text))[0])
    assert [(key, item.has_sku) for key, item in by_key.items()] == [
        ("tee", False), ("tee-small", False), ("tee-small-2", False), ("mug", False),
    ]  # fmt: skip


def test_rows_that_fit_nowhere_are_rejected(tmp_path: Path) -> None:
    text = "Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src\n"
    text += "tee,T,Size,S,1,\ntee,,,S,2,\ntee,,,,3,\ntee,,,,,\nmug,M,,,,\n"
    text += "tee,T2,Size,S,1,\nsolo,,,L,1,\n,,,L,1,\n"
    found, count, _layout = outcomes(write(tmp_path, text))
    assert [(r.line, r.reason.split(".")[0]) for r in rejections(found)] == [
        (3, "Another row of this product has the same option values"),
        (4, "The variant has no value for one of the product's options"),
        (5, "The row carries neither a variant nor an image"),
        (7, "The product's first row, with its title, must stand right above its other rows"),
        (8, "The product's first row, with its title, must stand right above its other rows"),
        (9, "The row has neither a handle nor a title"),
    ]
    assert (count.read, count.used, count.rejected) == (8, 2, 6)


def test_an_unreadable_first_row_does_not_give_its_variants_away(tmp_path: Path) -> None:
    text = LEGACY + BODY.splitlines(keepends=True)[3] + 'tee,"T-shirt,x,Acme,a,Size,S,T-S,10,,,,\n'
    text += ",,,,,,M,T-M,11,,,,\n" + BODY.splitlines(keepends=True)[3].replace("mug", "cup").replace(
        "M-1", "C-1"
    )
    found, count, _layout = outcomes(write(tmp_path, text))
    assert list(items(found)) == ["M-1", "C-1"]
    assert count.rejected == 2


def test_product_cells_that_contradict_the_first_row_are_reported(tmp_path: Path) -> None:
    text = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant Price,Image Src\n"
    text += "tee,T,Acme,Size,S,1,\ntee,,Other,,M,1,\ntee,,Acme,,L,1,\n"
    by_key = items(outcomes(write(tmp_path, text))[0])
    assert [(name, p.code, p.value) for name, p in by_key["tee-m"].problems] == [
        ("Vendor", "ignored", "Other")
    ]
    assert by_key["tee-l"].problems == ()


def test_apostrophes_of_spreadsheets_leave_codes(tmp_path: Path) -> None:
    text = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,Variant Price\n"
    text += "tee,'90s shirt,Title,Default Title,'00123,'0400638,1\n"
    (item,) = items(outcomes(write(tmp_path, text))[0]).values()
    assert (item.key, item.cells["Variant Barcode"], item.cells["Title"]) == (
        "00123",
        "0400638",
        "'90s shirt",
    )


@pytest.mark.parametrize(
    ("header", "target", "attribute", "level"),
    [
        ("Price / Canada", "role:price", "price", "variant"),
        ("Compare At Price / International", "role:compare_at_price", "compare_at_price", "variant"),
        ("Barcodes", "role:gtin", "barcode", "variant"),
        ("Color (product.metafields.shopify.color-pattern)", "attribute", "color_pattern", "product"),
        ("Fit (variant.metafields.brand.fit)", "attribute", "brand_fit", "variant"),
        ("Option2 Linked To", "option_link:2", "option_link_2", "product"),
        ("Google Shopping / Custom Label 3", "attribute", "google_custom_label_3", "product"),
        ("Weight value (grams)", "role:weight", "weight", "variant"),
        ("Our own", None, "Our own", "product"),
    ],
)
def test_headers_are_understood(header: str, target: str | None, attribute: str, level: str) -> None:
    column = column_of(header, 0)
    assert (column.target, column.attribute, column.level) == (target, attribute, level)


def test_costs_are_internal_markets_named_and_grams_known() -> None:
    assert column_of("Cost per item", 0).internal
    assert column_of("Price / Canada", 0).market == "Canada"
    assert column_of("Variant Grams", 0).unit == "g"


def test_real_legacy_files(shared_data: Path) -> None:
    expected = {"apparel": (22, 19, 1, 3), "home-and-garden": (21, 19, 1, 2), "jewelery": (41, 17, 3, 6)}
    for name, figures in expected.items():
        path = shared_data / "shopify-partners" / f"{name}.csv"
        found, count, layout = outcomes(path)
        kinds: list[str] = [item.kind for item in items(found).values()]
        assert layout == "shopify_csv"
        assert (count.read, *map(kinds.count, ("simple", "model", "variant"))) == figures
        assert count.used == count.read
        assert all(column.target for column in reading.propose(reading.inspect(path))[1])
