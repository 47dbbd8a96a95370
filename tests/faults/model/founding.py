"""What the machine begins with: attributes of many types, families with variants, categories, channels, pictures, products."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from PIL import Image

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import AssociationType, Location
from pim.catalog.family import Family, VariantStructure
from pim.catalog.record import Record
from pim.services import creating
from pim.services.media import take_images
from pim.services.structuring import save_records
from pim.services.workspace import Workspace, create_catalog, open_catalog
from tests.builders import CLOCK

COLORS = ("red", "blue")


def found_catalog(folder: Path) -> Workspace:
    """A copy of the founded catalogue, opened."""
    shutil.copytree(Path(_founded().name, "shop.pim"), folder / "shop.pim")
    return open_catalog(folder / "shop.pim", clock=CLOCK, who="ann")


@cache
def _founded() -> tempfile.TemporaryDirectory[str]:
    """The catalogue that all begin with, in two locales and two currencies; removed when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="model-")
    with create_catalog(
        Path(folder.name, "shop.pim"), locales=("en_GB", "fr_FR"), currencies=("EUR", "USD"), clock=CLOCK, who="ann"
    ) as workspace:
        save_records(workspace, _structure())
        save_records(workspace, [workspace.structure.channels["shopify"].with_field("price_lists", ["EUR"])])
        _take_pictures(workspace, Path(folder.name))
        _add_products(workspace)
    return folder


def _add_products(workspace: Workspace) -> None:
    """A simple product, a model of one level with two variants, one of two levels with one."""
    creating.add_product(
        workspace, sku="Cup", family="mug", values={"title": "Cup", "price": "5", "notes": "alpha beta"}
    )
    for sku, structure in (("M", "by_color"), ("T", "by_both")):
        root = creating.add_product(
            workspace, sku=sku, kind="model", family="mug", variant_structure=structure,
            values={"title": f"Model {sku}", "price": "30"}, categories=["mugs"],
        )  # fmt: skip
        if structure == "by_color":
            for color in COLORS:
                creating.add_product(workspace, sku=f"M-{color}", parent=root, values={"color": color})
        else:
            middle = creating.add_product(workspace, sku="T-red", kind="model", parent=root, values={"color": "red"})
            creating.add_product(workspace, sku="T-red-s", parent=middle, values={"size": "s"})


def _structure() -> list[Record]:
    made = (
        Attribute(code="color", type="simple_select"), Attribute(code="size", type="simple_select"),
        Attribute(code="material", type="multi_select"), Attribute(code="washable", type="yes_no"),
        Attribute(code="released", type="date"), Attribute(code="notes", type="text_area"),
    )  # fmt: skip
    options = {"color": COLORS, "size": ("s", "m"), "material": ("oak", "steel", "felt")}
    names = ("title", "description", "brand", "gtin", "price", "weight", *(attribute.code for attribute in made))
    by_both = VariantStructure(code="by_both", levels=(("color",), ("size",)))
    return [
        *made,
        *(Option(code=code, attribute=attribute) for attribute, codes in options.items() for code in codes),
        Family(
            code="mug", attributes=names, required={"shopify": ("role:price",)},
            variants=(VariantStructure(code="by_color", levels=(("color",),)), by_both),
        ),
        Family(code="tool", attributes=("title", "price"), required={"csv": ("brand",)}),
        Category(code="shop"), Category(code="home", parent="shop"), Category(code="mugs", parent="home"),
        Category(code="wear", parent="shop", position=1),
        Location(code="paris"), Location(code="depot"), AssociationType(code="goes_with"),
    ]  # fmt: skip


def _take_pictures(workspace: Workspace, folder: Path) -> None:
    """Two small pictures in the media store."""
    files = []
    for color in COLORS:
        Image.new("RGB", (8, 8), color).save(folder / f"{color}.png")
        files.append((f"{color}.png", folder / f"{color}.png"))
    _digests, problems = take_images(workspace, files)
    assert not problems
