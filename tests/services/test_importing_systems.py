"""Files of other systems: Shopify CSV and a whole Akeneo catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.services import checking
from tests.services.importing_tables import bring_in, catalog, picture, products, write

SHOPIFY = """Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
Variant SKU,Variant Price,Variant Compare At Price,Variant Inventory Qty,Variant Grams,Image Src,Image Alt Text
tee,Tee,<p>Soft</p><script>x()</script>,Nord,Shirts,"new, summer",true,Size,S,Color,Red,,15,20,3,120,front.png,Front
tee,,,,,,,,M,,Red,TEE-M,15,,2,130,back.png,
tee,,,,,,,,,,,,,,,,side.png,
mug,Mug,,Nord,,,false,Title,Default Title,,,MUG,9,9,1,,,
bad,Bad,,Nord,,,true,Size,S,,,B-S,cheap,,1,,,
bad,,,,,,,,M,,,B-M,5,,1,,,
"""


def test_shopify_products_with_variants(tmp_path: Path) -> None:
    for name in ("front", "back", "side"):
        picture(tmp_path / f"{name}.png", {"front": "red", "back": "blue", "side": "green"}[name])
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, SHOPIFY, "shop.csv"), create_attributes=True)
        found, structure = products(workspace), workspace.structure
        assert report.format == "shopify_csv"
        assert report.to_json()["rows"] == {"read": 6, "used": 4, "skipped": 0, "rejected": 2}
        assert set(found) == {"tee", "tee-s-red", "TEE-M", "mug", "MUG"} - {"mug"}
        model, small, medium = found["tee"], found["tee-s-red"], found["TEE-M"]
        assert model.kind == "model" and {small.parent, medium.parent} == {model.uid}
        assert model.values["title@en_GB"] == "Tee" and model.values["description@en_GB"] == "<p>Soft</p>"
        assert model.values["tags"] == ("new", "summer") and model.values["brand"] == "Nord"
        assert (small.values["price:EUR"], small.values["sale_price:EUR"]) == ("20", "15")
        assert medium.values["price:EUR"] == "15" and "sale_price:EUR" not in medium.values
        assert (small.values["size"], small.values["color"]) == ("s", "red")
        assert small.values["weight"] == "120 g" and small.stock["main"].quantity == "3"
        family = structure.families[model.family].variant_structure(model.variant_structure)
        assert family is not None and family.levels == (("size", "color"),)
        assert [image.name for image in model.images] == ["front.png", "back.png", "side.png"]
        assert model.images[0].alt == {"en_GB": "Front"}
        assert found["MUG"].kind == "simple" and found["MUG"].enabled is False and model.enabled


def test_a_sale_ends_when_the_price_is_regular_again(tmp_path: Path) -> None:
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, SHOPIFY, "shop.csv"))
        bring_in(workspace, write(tmp_path, SHOPIFY.replace("15,20", "20,"), "later.csv"))
        values = products(workspace)["tee-s-red"].values
        assert values["price:EUR"] == "20" and "sale_price:EUR" not in values


AKENEO = {
    "attribute.csv": """code;type;group;localizable;scopable;metric_family;default_metric_unit;unique;label-en_GB;label-fr_FR
sku;pim_catalog_identifier;;0;0;;;1;SKU;SKU
name;pim_catalog_text;;1;0;;;0;Name;Nom
blurb;pim_catalog_textarea;;1;1;;;0;Blurb;Accroche
color;pim_catalog_simpleselect;;0;0;;;0;Colour;Couleur
size;pim_catalog_simpleselect;;0;0;;;0;Size;Taille
fibres;pim_catalog_multiselect;;0;0;;;0;Fibres;Fibres
weight;pim_catalog_metric;;0;0;Weight;GRAM;0;Weight;Poids
price;pim_catalog_price_collection;;0;0;;;0;Price;Prix
photo;pim_catalog_image;;0;0;;;0;Photo;Photo
""",
    "option.csv": """code;attribute;sort_order;label-en_GB;label-fr_FR
red;color;1;Red;Rouge
blue;color;2;Blue;Bleu
s;size;1;S;S
m;size;2;M;M
wool;fibres;1;Wool;Laine
silk;fibres;2;Silk;Soie
x;weight;1;No;Non
""",
    "family.csv": """code;label-en_GB;attributes;attribute_as_label;attribute_as_image;requirements-print
shirts;Shirts;sku,name,blurb,color,size,fibres,weight,price,photo;name;photo;sku,name
""",
    "family_variant.csv": """code;family;label-en_GB;variant-axes_1;variant-axes_2;variant-attributes_1;variant-attributes_2
shirts_color_size;shirts;By colour and size;color;size;color;sku,size,weight,price
""",
    "category.csv": "code;parent;label-en_GB;label-fr_FR\nmaster;;All;Tout\ntops;master;Tops;Hauts\n",
    "association_type.csv": "code;is_two_way;is_quantified;label-en_GB\nUPSELL;0;0;Upsell\n",
    "product_model.csv": """code;family_variant;parent;categories;color;name-en_GB;name-fr_FR;\
blurb-en_GB-print;blurb-en_GB-web;blurb-fr_FR-print;blurb-fr_FR-web
shirt;shirts_color_size;;tops;;Shirt;Chemise;Warm;Warm;Chaud;Très chaud
shirt_red;shirts_color_size;shirt;;red;;;;;;
""",
    "product.csv": """sku;family;parent;categories;enabled;size;fibres;weight;weight-unit;\
price-EUR;price-USD;photo;UPSELL-products
S-1;shirts;shirt_red;;1;s;wool,silk;0.2;KILOGRAM;10;12;s1.png;S-2
S-2;shirts;shirt_red;;0;m;wool;250;GRAM;10;;;
S-3;shirts;shirt_red;;1;;wool;1;GRAM;10;;;
S-4;shirts;gone;;1;m;wool;1;GRAM;10;;;
""",
}  # fmt: skip


def test_a_whole_akeneo_catalogue_moves_in(tmp_path: Path) -> None:
    picture(tmp_path / "s1.png")
    paths = [write(tmp_path, text, name) for name, text in reversed(AKENEO.items())]
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, *paths, create_attributes=True)
        found, structure = products(workspace), workspace.structure
        assert report.format == "akeneo_csv"
        assert [(r.file, r.line) for r in report.rejections] == [("option.csv", 8), ("product.csv", 4), ("product.csv", 5)]
        assert set(found) == {"shirt", "shirt_red", "S-1", "S-2"}
        shirt, red, first = found["shirt"], found["shirt_red"], found["S-1"]
        assert (shirt.kind, red.kind, first.kind) == ("model", "model", "variant")
        assert red.parent == shirt.uid and first.parent == red.uid
        assert {product.family for product in found.values()} == {"shirts"}
        assert shirt.variant_structure == "shirts_color_size" and shirt.categories == ("tops",)
        # `name` plays the title, so the catalogue keeps one title; `sku` and `photo` are parts of the product.
        assert shirt.values["title@fr_FR"] == "Chemise"
        assert not {"name", "sku", "photo"} & structure.attributes.keys()
        # Equal values per channel become the value, the others declared exceptions.
        assert shirt.values["blurb@en_GB"] == "Warm"
        exceptions = {key: (found.value, found.reason) for key, found in shirt.exceptions.items()}
        assert exceptions == {"blurb@fr_FR#web": ("Très chaud", "imported from product_model.csv")}
        assert shirt.values["blurb@fr_FR"] == "Chaud" and report.exceptions == 1 and "web" in structure.channels
        assert first.values["fibres"] == ("wool", "silk") and first.values["weight"] == "0.2 kg"
        assert (first.values["price:EUR"], first.values["price:USD"]) == ("10", "12")
        assert first.associations == {"upsell": (found["S-2"].uid,)} and found["S-2"].enabled is False
        assert [image.name for image in first.images] == ["s1.png"]
        assert structure.families["shirts"].required == {"print": ("title",)}
        assert structure.attributes["title"].labels["fr_FR"] == "Titre"
        assert structure.option_label("color", "red", "fr_FR") == "Rouge"
        again = bring_in(workspace, *paths, create_attributes=True)
        assert again.edit is None and again.unchanged == 4
        workspace.undo()
        assert products(workspace) == {} and "fibres" not in workspace.structure.attributes


@pytest.mark.parametrize("order", ["99999999999999999999", "²", "-1", "1.5", ""])
def test_an_order_that_is_none_is_left_out(tmp_path: Path, order: str) -> None:
    text = f"code;attribute;sort_order;label-en_GB\nred;color;{order};Red\n"
    with catalog(tmp_path) as workspace:
        bring_in(workspace, write(tmp_path, text, "option.csv"), create_attributes=True)
        assert workspace.structure.options["color"]["red"].position == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("option.csv", "code;attribute;sort_order;label-en_GB\nred;sku;1;Red\nblue;color;1;Blue\n"),
        ("family_variant.csv", "code;family;variant-axes_1;variant-attributes_1\none;a;sku;sku\ntwo;a;color;sku\n"),
    ],
)
def test_the_sku_has_no_options_and_is_no_axis(tmp_path: Path, name: str, text: str) -> None:
    """It is no attribute here: one without a code would be made of it."""
    with catalog(tmp_path) as workspace:
        report = bring_in(workspace, write(tmp_path, text, name), create_attributes=True)
        assert [(rejection.line, "sku" in rejection.reason) for rejection in report.rejections] == [(2, True)]
        assert "" not in workspace.structure.attributes and "color" in workspace.structure.attributes
        assert checking.verify(workspace)["problems"] == []
