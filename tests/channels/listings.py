"""A made-up catalogue of any size, always the same: what the adapters are tried on."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from stdnum import ean

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import AssociationType, Channel, Locale, Location, PriceList, Role
from pim.catalog.family import Family, VariantStructure
from pim.catalog.listing import Listing, build_listing
from pim.catalog.product import MODEL, VARIANT, DeclaredException, ImageUse, Product, Stock
from pim.catalog.record import Record
from pim.catalog.structure import Structure, record_uid
from pim.channels.adapter import Adapter, Context
from pim.channels.proof import prove

AS_OF = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
CHANNEL = "out"
COLORS, SIZES = ("red", "blue", "sand"), ("s", "m", "l")
NASTY = (
    'Line one\nline "two", with comma; and semicolon',
    "carriage\r\nreturn and lone \r one, tab\t, trailing space ",
    "=SUM(A1:A2) looks like a formula",
    "'=already guarded",
    "emoji 🪑👩‍🔧, accents éèœß, 漢字, עברית, combining e\u0301",
    "a|b \\ backslash \\n and \\",
    "<b>not &amp; markup</b> \u2028 separator \u00a0 no-break",
    '{"json": ["looks", null]}',
)


@cache
def picture(number: int) -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (12, 8), (number * 30, 80, 160)).save(out, "PNG")
    return out.getvalue()


def sha(number: int) -> str:
    return hashlib.sha256(picture(number)).hexdigest()


def _attributes() -> list[Attribute]:
    types: dict[str, str] = {
        "title": "text", "description": "rich_text", "summary": "text_area", "brand": "simple_select",
        "gtin": "identifier", "price": "price", "sale_price": "price", "sale_start": "date", "sale_end": "date",
        "weight": "measurement", "color": "simple_select", "size": "simple_select", "material": "multi_select",
        "notes": "text_area", "washable": "yes_no", "released": "date", "depth": "number", "tags": "multi_select",
        "product_type": "text", "handle": "identifier", "manual": "file", "swatches": "gallery", "care": "link",
        "parent": "text", "supplier": "text", "cost": "price",
    }  # fmt: skip
    return [
        Attribute(
            code=code, type=kind, position=position, labels={"en_GB": code.capitalize().replace("_", " ")},
            per_locale=code in ("title", "description", "summary"), internal=code in ("supplier", "cost"),
            unit_family="weight" if kind == "measurement" else "", default_unit="kg" if kind == "measurement" else "",
        )
        for position, (code, kind) in enumerate(types.items())
    ]  # fmt: skip


def _records(channel: Channel) -> Iterator[Record]:
    yield from _attributes()
    yield Locale(code="en_GB", position=0)
    yield Locale(code="fr_FR", fallback="en_GB", position=1)
    yield PriceList(code="EUR", currency="EUR", position=0)
    yield PriceList(code="USD", currency="USD", position=1)
    yield PriceList(code="COST", currency="EUR", audience="cost", position=2)
    for code in ("paris", "lyon", "depot"):
        yield Location(code=code)
    for code in ("goes_with", "spare_part"):
        yield AssociationType(code=code)
    for parent, code in (("", "shop"), ("shop", "home"), ("home", "lamps"), ("home", "mugs"), ("shop", "wear")):
        yield Category(code=code, parent=parent, labels={"en_GB": code.capitalize(), "fr_FR": f"{code} (fr)"})
    for attribute, codes in (
        ("color", COLORS), ("size", SIZES), ("brand", ("acme", "nord")), ("material", ("oak", "steel", "felt")),
        ("tags", ("new", "gift", "summer")),
    ):  # fmt: skip
        for position, code in enumerate(codes):
            yield Option(code=code, attribute=attribute, position=position, labels={"en_GB": code.upper()})
    for role in (
        "title", "description", "brand", "gtin", "price", "sale_price", "sale_start", "sale_end", "weight",
        "product_type", "tags",
    ):  # fmt: skip
        yield Role(code=role, attribute=role)
    yield Role(code="short_description", attribute="summary")
    yield Role(code="url_handle", attribute="handle")
    yield Role(code="link", attribute="care")
    yield Family(code="lamp")
    yield Family(code="mug", variants=(VariantStructure(code="by_color", levels=(("color",),)),))
    yield Family(code="shirt", variants=(VariantStructure(code="by_both", levels=(("color",), ("size",))),))
    yield channel


def structure_for(adapter: str, **changes: Any) -> Structure:
    """A structure with one channel, `out`, of the adapter; `changes` are fields of the channel."""
    fields: dict[str, Any] = {"locales": ("en_GB", "fr_FR"), "price_lists": ("EUR", "USD"), **changes}
    structure = Structure()
    for record in _records(Channel(code=CHANNEL, adapter=adapter, **fields)):
        structure = structure.with_record(record.kind, record_uid(record), record)
    return structure


def context_for(adapter: Adapter, pictures: Path | None = None, *, total: int = 0, **changes: Any) -> Context:
    """A context of the adapter; `pictures` is a folder made by `make_pictures`."""
    structure = structure_for(adapter.code, **changes)
    return Context(
        structure=structure, channel=structure.channels[CHANNEL], as_of=AS_OF, revision=7, total=total,
        image_file=lambda sha256: found if pictures and (found := pictures / sha256).exists() else None,
    )  # fmt: skip


def make_pictures(folder: Path, count: int = 8) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / sha(number)).write_bytes(picture(number))
    return folder


def listings(structure: Structure, count: int) -> Iterator[Listing]:
    """`count` listings in the order of their SKUs: simple ones, one and two levels of variants, odd texts, gaps."""
    for number in range(count):
        lines = _LINES[number % len(_LINES)](number)
        skus = {f"uid-{other}": f"SKU-{other:06}" for other in range(number + 3)}
        yield build_listing(lines, structure, CHANNEL, AS_OF, skus if number % 4 == 0 else {})


def exported(adapter: Adapter, tmp_path: Path, count: int = 45, **changes: Any) -> tuple[Context, Path]:
    """Listings written by an adapter and proved, and the folder they are in."""
    context = context_for(adapter, make_pictures(tmp_path / "pictures"), **changes)
    folder = tmp_path / "out"
    folder.mkdir()
    adapter.write((adapter.item(listing, context) for listing in listings(context.structure, count)), context, folder)
    tally, differing = prove(adapter, context, listings(context.structure, count), folder)
    assert differing == set() and tally.compared > 0
    return context, folder


def gtin(number: int) -> str:
    digits = f"20{number:010}"
    return digits + ean.calc_check_digit(digits)


def _sku(number: int) -> str:
    return f"SKU-{number:06}"


def _values(number: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title@en_GB": f"Lamp {number}", "title@fr_FR": f"Lampe {number}", "brand": "acme", "gtin": gtin(number),
        "description@en_GB": f"<p>Turned from <strong>oak</strong>, number {number}.</p>", "price:EUR": "34.90",
        "price:USD": "39.00", "price:COST": "9.00", "weight": f"0.{number % 90 + 10} kg", "depth": "-12.50",
        "material": ("oak", "steel"), "notes": f"Note {number}\nof two lines", "washable": number % 2 == 0,
        "released": "2026-10-01", "tags": ("new", "gift"), "product_type": "Lighting", "care": "https://example.com/care?a=1&b=2",
        "supplier": "secret", "manual": sha(1), "swatches": (sha(2), sha(3)), "parent": "an attribute of that name",
    }  # fmt: skip
    if number % 3 == 0:
        values |= {"sale_price:EUR": "24.90", "sale_start": "2026-11-20", "sale_end": "2026-11-30"}
    return values


def _simple(number: int) -> list[list[Product]]:
    product = Product(
        uid=f"uid-{number}", sku=_sku(number), family="lamp", categories=("lamps", "shop"), values=_values(number),
        images=(
            ImageUse(sha(number % 8), f"lamp {number}.PNG", "main", {"en_GB": "from above", "fr_FR": "vue d'en haut"}),
            ImageUse(sha((number + 1) % 8), "detail.jpeg", "gallery", {"en_GB": "the | switch, \"on\""}),
        ),
        associations={"goes_with": ("uid-0", "uid-1"), "spare_part": ("uid-2",)},
        stock={"paris": Stock("3", ""), "depot": Stock("12.5", "")},
        exceptions={"title@en_GB#out": DeclaredException(f"Lamp {number} only", "shorter")} if number % 10 == 0 else {},
    )  # fmt: skip
    return [[product]]


def _bare(number: int) -> list[list[Product]]:
    return [[Product(uid=f"uid-{number}", sku=_sku(number), values={"title@en_GB": f"Bare {number}"})]]


def _odd(number: int) -> list[list[Product]]:
    odd = NASTY[number // len(_LINES) % len(NASTY)]
    values = {
        "title@en_GB": odd, "description@en_GB": odd, "summary@en_GB": odd, "notes": odd, "product_type": odd,
        "price:EUR": "0.05", "weight": "12 lb", "handle": f"Ünusual handle {number}", "depth": "1000000.000",
        "sale_price:EUR": "0.04",
    }  # fmt: skip
    sku = f"{_sku(number)} ={number}"
    return [[Product(uid=f"uid-{number}", sku=sku, family="lamp", values=values, images=(ImageUse(sha(0), odd),))]]


def _one_level(number: int) -> list[list[Product]]:
    root = Product(
        uid=f"uid-{number}", sku=_sku(number), kind=MODEL, family="mug", variant_structure="by_color",
        categories=("mugs",), values={k: v for k, v in _values(number).items() if k != "gtin"},
        images=(ImageUse(sha(4), "mugs.png", "main", {"en_GB": "all mugs"}),),
    )  # fmt: skip
    lines = [[root]]
    for position, color in enumerate(COLORS):
        own: dict[str, Any] = {"color": color, "gtin": gtin(number * 10 + position)}
        if color == "blue":
            own |= {"title@en_GB": f"Blue mug {number}", "price:EUR": "36.90", "weight": "400 g"}
        images = (ImageUse(sha(5), "blue.png", "main", {"en_GB": "a blue mug"}),) if color == "blue" else ()
        variant = Product(
            uid=f"{root.uid}-{color}", sku=f"{root.sku}-{color}", kind=VARIANT, family="mug", parent=root.uid,
            values=own, images=images, stock={"lyon": Stock(str(position), "")},
        )  # fmt: skip
        lines.append([root, variant])
    return lines


def _two_levels(number: int) -> list[list[Product]]:
    root = Product(
        uid=f"uid-{number}", sku=_sku(number), kind=MODEL, family="shirt", variant_structure="by_both",
        categories=("wear",), values=_values(number),
    )  # fmt: skip
    lines = [[root]]
    for color in COLORS[:2]:
        middle = Product(
            uid=f"{root.uid}-{color}", sku=f"{root.sku}-{color}", kind=MODEL, family="shirt", parent=root.uid,
            values={"color": color}, images=(ImageUse(sha(6), f"{color}.png"),),
        )  # fmt: skip
        for size in SIZES[:2]:
            leaf = Product(
                uid=f"{middle.uid}-{size}", sku=f"{middle.sku}-{size}", kind=VARIANT, family="shirt",
                parent=middle.uid, values={"size": size}, stock={"paris": Stock("0", ""), "lyon": Stock("7", "")},
            )  # fmt: skip
            lines.append([root, middle, leaf])
    return lines


_LINES = (_simple, _odd, _one_level, _two_levels, _bare)
