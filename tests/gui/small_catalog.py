"""A catalogue small enough to know by heart: two simple products, a model with three variants."""

from __future__ import annotations

from pathlib import Path

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import AssociationType, Location
from pim.catalog.family import Family, VariantStructure
from pim.services import creating, editing, structuring
from pim.services.workspace import Workspace, create_catalog

COLORS = ("red", "blue", "green")


def make_small(folder: Path) -> Workspace:
    """MUG (12.50), LAMP (no price, disabled), SHIRT in red, blue, green; categories home > kitchen."""
    workspace = create_catalog(folder, locales=("en_GB", "fr_FR"), currencies=("EUR",), who="tester")
    for record in _structure():  # one by one: a record may refer to one before it
        structuring.save_records(workspace, [record])
    values = {"title@en_GB": "Mug", "price:EUR": "12.50"}
    mug = creating.add_product(workspace, sku="MUG", family="things", values=values)
    creating.add_product(workspace, sku="LAMP", family="things", values={"title@en_GB": "Lamp"}, categories=["kitchen"])
    shirt = creating.add_product(
        workspace,
        sku="SHIRT",
        kind="model",
        family="things",
        variant_structure="by_color",
        values={"title@en_GB": "Shirt", "price:EUR": "30"},
    )
    for color in COLORS:
        creating.add_product(workspace, sku=f"SHIRT-{color.upper()}", parent=shirt, values={"color": color})
    editing.set_value(workspace, uid=mug, key="weight", text="350 g")
    return workspace


def _structure() -> list:
    base = ("title", "description", "brand", "gtin", "price", "weight", "color", "material", "launched", "handmade")
    return [
        Attribute(code="color", type="simple_select", labels={"en_GB": "Colour"}),
        Attribute(code="material", type="multi_select", labels={"en_GB": "Material"}),
        Attribute(code="launched", type="date", labels={"en_GB": "Launched"}),
        Attribute(code="handmade", type="yes_no", labels={"en_GB": "Handmade"}),
        *(Option(code=code, attribute="color", labels={"en_GB": code.capitalize()}) for code in COLORS),
        *(Option(code=code, attribute="material", labels={"en_GB": code.capitalize()}) for code in ("wool", "linen")),
        Family(
            code="things",
            labels={"en_GB": "Things"},
            attributes=base,
            required={"*": ("title", "price")},
            variants=(VariantStructure(code="by_color", levels=(("color",),)),),
        ),
        Family(code="others", labels={"en_GB": "Others"}, attributes=("title", "price")),
        Category(code="home", labels={"en_GB": "Home"}),
        Category(code="kitchen", parent="home", labels={"en_GB": "Kitchen"}),
        Category(code="bath", parent="home", labels={"en_GB": "Bath"}, position=1),
        Location(code="shop", labels={"en_GB": "Shop"}),
        AssociationType(code="goes_with", labels={"en_GB": "Goes with"}),
    ]
