"""Akeneo CSV: every sort of file, and headers resolved against known codes."""

from pathlib import Path

import pytest

from pim.formats import reading
from pim.formats.layouts import layout_named
from pim.formats.layouts.akeneo_csv import sort_of
from pim.formats.layouts.akeneo_structure import known_codes
from pim.formats.source import KnownCodes, SourceColumn, SourceImage, SourceStructure
from tests.formats.files import items, outcomes, rejections

CODES = KnownCodes(
    {"name": "text", "description": "text_area", "price": "price", "weight": "measurement", "photo": "image"},
    frozenset({"en_US", "fr_FR"}), frozenset({"ecommerce", "EUR"}), frozenset({"EUR", "USD"}),
)  # fmt: skip


def write(folder: Path, text: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def columns(folder: Path, header: str, codes: KnownCodes = CODES) -> dict[str, SourceColumn]:
    path = write(
        folder, f"sku;family;enabled;{header}\n" + ";".join("x" * (3 + header.count(";") + 1)) + "\n"
    )
    layout, found = reading.propose(reading.inspect(path), codes)
    assert layout == "akeneo_csv"
    return {column.name: column for column in found}


@pytest.mark.parametrize(
    ("header", "attribute", "locale", "channel", "currency"),
    [
        ("name-en_US", "name", "en_US", None, None),
        ("description-fr_FR-ecommerce", "description", "fr_FR", "ecommerce", None),
        ("price-USD", "price", None, None, "USD"),
        ("price-EUR", "price", None, None, "EUR"),
        ("price-en_US-EUR-USD", "price", "en_US", "EUR", "USD"),
        ("description-EUR", "description", None, "EUR", None),
        ("unknown-de_AT-print-CHF", "unknown", "de_AT", "print", "CHF"),
    ],
)
def test_suffixes_are_resolved(
    tmp_path: Path, header: str, attribute: str, locale: str | None, channel: str | None, currency: str | None
) -> None:
    column = columns(tmp_path, f"{header};name-en_US;parent")[header]
    assert (column.attribute, column.locale, column.channel, column.currency) == (
        attribute, locale, channel, currency,
    )  # fmt: skip


def test_units_associations_and_fixed_columns(tmp_path: Path) -> None:
    found = columns(tmp_path, "weight;weight-unit;PACK-products;PACK-products-quantity;categories;name-en_US")
    assert found["weight"].type == "measurement"
    assert (found["weight-unit"].target, found["weight-unit"].unit_of) == ("unit", "weight")
    assert found["PACK-products"].target == "association:PACK:products"
    assert found["PACK-products-quantity"].target == "association:PACK:quantities"
    assert (found["categories"].target, found["categories"].separator) == ("categories", ",")
    assert found["sku"].target == "sku"


def test_products_variants_and_images(tmp_path: Path) -> None:
    text = "sku;family;parent;enabled;categories;name-en_US;photo\nA;tees;;1;x;Lamp;files/a/photo/a.jpg\n"
    text += "B;tees;m1;0;;Chair;\n;tees;;1;;none;\n;;;;;;\n"
    found, count, _layout = outcomes(write(tmp_path, text), CODES)
    lamp, chair = items(found).values()
    assert (lamp.kind, lamp.images) == ("simple", (SourceImage("files/a/photo/a.jpg", "", 1),))
    assert (chair.kind, chair.parent_key) == ("variant", "m1")
    assert [(r.line, r.column, r.reason) for r in rejections(found)] == [
        (4, "sku", "The identifier is missing.")
    ]
    assert (count.read, count.used, count.skipped, count.rejected) == (4, 2, 1, 1)


STRUCTURES = {
    "channel": "code;label-en_US;currencies;locales;tree\nweb;Web;EUR,USD;en_US,fr_FR;master\n",
    "association_type": "code;is_two_way;label-en_US\nPACK;1;Pack\n",
    "attribute": "code;type;localizable;scopable;label-en_US\nname;pim_catalog_text;1;0;Name\n",
    "attribute_group": "code;attributes;sort_order;label-en_US\nm;sku,name;1;M\n",
    "option": "code;attribute;sort_order;label-en_US\nred;color;1;Red\n",
    "family_variant": "code;family;variant-axes_1;variant-axes_2\nv;tees;color;size,fit\n",
    "family": "code;attributes;attribute_as_label;requirements-web\ntees;sku,name;name;sku\n",
    "group": "code;type;label-en_US\nsale;RELATED;Sale\n",
    "category": "code;parent;label-en_US\nmaster;;Master\n",
}


@pytest.mark.parametrize("sort", STRUCTURES)
def test_every_sort_of_structure_file(tmp_path: Path, sort: str) -> None:
    path = write(tmp_path, STRUCTURES[sort])
    assert sort_of(reading.inspect(path)) == sort
    (record,) = outcomes(path)[0]
    assert isinstance(record, SourceStructure)
    assert (record.kind, record.line) == (sort, 2)


def test_structures_are_read_before_what_refers_to_them(tmp_path: Path) -> None:
    layout = layout_named("akeneo_csv")
    orders = {
        sort: layout.order(reading.inspect(write(tmp_path, text, f"{sort}.csv")))
        for sort, text in STRUCTURES.items()
    }
    assert orders["attribute"] < orders["option"] < orders["family"] < orders["family_variant"]
    product = write(tmp_path, "sku;family;enabled;name-en_US\nA;t;1;x\n", "p.csv")
    model = write(tmp_path, "code;family_variant;parent\nm;v;\n", "m.csv")
    assert (
        max(orders.values()) < layout.order(reading.inspect(model)) < layout.order(reading.inspect(product))
    )


def test_structure_data_and_known_codes(tmp_path: Path) -> None:
    records = [outcomes(write(tmp_path, text))[0][0] for text in STRUCTURES.values()]
    assert all(isinstance(record, SourceStructure) for record in records)
    by_kind = {record.kind: record for record in records if isinstance(record, SourceStructure)}
    assert by_kind["family_variant"].data["axes"] == [["color"], ["size", "fit"]]
    assert by_kind["family"].data["requirements"] == {"web": ["sku"]}
    assert by_kind["attribute"].data["type"] == "text"
    assert by_kind["association_type"].data["two_way"]
    codes = known_codes(by_kind.values())
    assert codes.channels == {"web"}
    assert codes.currencies == {"EUR", "USD"}
    assert codes.locales == {"en_US", "fr_FR"}
    assert codes.attributes == {"name": "text"}
    assert codes.association_types == {"PACK"}


def test_a_row_without_code_is_rejected(tmp_path: Path) -> None:
    found, count, _layout = outcomes(write(tmp_path, "code;parent;label-en_US\nmaster;;M\n;master;x\n"))
    assert [(r.line, r.column) for r in rejections(found)] == [(3, "code")]
    assert (count.used, count.rejected) == (1, 1)


def test_real_files(shared_data: Path) -> None:
    expected = {
        "association_type": 4, "attribute": 12, "category": 8, "family": 3, "family_variant": 9, "group": 1,
        "option": 12, "variant_group": 3, "product": 15, "product_model": 3,
    }  # fmt: skip
    for name, rows in expected.items():
        _found, count, layout = outcomes(shared_data / "akeneo-docs" / f"{name}.csv")
        assert (layout, count.read, count.used) == ("akeneo_csv", rows, rows), name
