"""What is the printed catalogue's own: pictures at placed size, cards kept in a file, limits told without a card."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pim.catalog.listing import Listing
from pim.channels import ADAPTERS
from pim.channels.adapter import Context
from pim.channels.print_catalog import PrintCatalogAdapter
from pim.channels.print_pictures import PlacedPictures
from pim.channels.print_spool import card_from, spooled
from pim.isolation import Cancelled
from pim.printing.pictures import Pictures
from pim.printing.render import uncovered
from tests.channels.listings import CHANNEL, context_for, listings, make_pictures

FACTS = "brand,material,notes,washable,released,depth,weight"


@pytest.fixture
def adapter() -> PrintCatalogAdapter:
    found = ADAPTERS.get("print_catalog")
    assert isinstance(found, PrintCatalogAdapter)
    return found


@pytest.fixture
def context(adapter: PrintCatalogAdapter, tmp_path: Path) -> Context:
    return context_for(adapter, make_pictures(tmp_path / "pictures"), options={"facts": FACTS})


def _lacking(adapter: PrintCatalogAdapter, context: Context, listing: Listing) -> str:
    """What the card itself lacks, which the quick answer must agree with."""
    card = card_from(adapter.item(listing, context)["card"], None)
    press = adapter._press(context)
    return uncovered(card, press.layout, press.covered)


def test_the_quick_answer_is_never_surer_than_the_card(adapter: PrintCatalogAdapter, context: Context) -> None:
    shapes, sure = adapter._press(context).shapes, 0
    for listing in listings(context.structure, 80):
        if shapes.are_sure(listing):
            sure += 1
            assert _lacking(adapter, context, listing) == ""
    assert sure >= 70


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("title@en_GB", "灯"), ("description@en_GB", "<p>&#x706F;</p>"), ("notes", "كرسي"), ("gtin", "灯"),
        ("title@en_GB", "e\u0301 q\u0307\u0323"), ("material", ("oak", "灯")),
    ],
)  # fmt: skip
def test_a_character_without_shape_is_found_wherever_it_stands(
    adapter: PrintCatalogAdapter, context: Context, key: str, text: Any
) -> None:
    listing = next(listings(context.structure, 1))
    root = replace(listing.root, values={**listing.root.values, key: text})
    changed = replace(listing, root=root, items=(root,))
    named = [limit.reason for limit in adapter.limits(changed, context) if "no shape" in limit.reason]
    assert bool(named) == bool(_lacking(adapter, context, changed))


def test_a_label_without_shape_is_found(adapter: PrintCatalogAdapter, context: Context) -> None:
    brand = context.structure.options["brand"]["acme"]
    structure = context.structure.with_record("option", "brand/acme", replace(brand, labels={"en_GB": "灯"}))
    other = Context(structure=structure, channel=structure.channels[CHANNEL], as_of=context.as_of)
    listing = next(listings(structure, 1))
    assert any("灯" in limit.reason for limit in adapter.limits(listing, other))


@pytest.mark.parametrize(("size", "placed"), [((4000, 3000), (599, 449)), ((3000, 400), (999, 133)), ((300, 200), (300, 200))])
def test_pictures_are_printed_at_the_size_of_their_place(
    context: Context, tmp_path: Path, size: tuple[int, int], placed: tuple[int, int]
) -> None:
    Image.new("RGB", size, (250, 240, 230)).save(tmp_path / "large.jpg")
    other = replace(context, image_file=lambda sha256: tmp_path / "large.jpg")
    with PlacedPictures(other, tmp_path, (84.5, 38)) as found:
        made = found.find("ab" * 32)
        assert found.find("ab" * 32) == made
    with Image.open(made) as opened:
        assert opened.size == placed
    used = Pictures(tmp_path)
    used.clear()
    assert used.place(made)["ground"] == "#faf0e6"


def test_a_transparent_picture_stays_so(context: Context, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (900, 900), (10, 20, 30, 0)).save(out, "PNG")
    (tmp_path / "x").write_bytes(out.getvalue())
    with PlacedPictures(replace(context, image_file=lambda sha256: tmp_path / "x"), tmp_path, (84.5, 38)) as found:
        made = found.find("cd" * 32)
    used = Pictures(tmp_path)
    used.clear()
    assert used.place(made)["transparent"] is True


def test_cards_come_back_from_the_spool_as_often_as_asked(
    adapter: PrintCatalogAdapter, context: Context, tmp_path: Path
) -> None:
    items = [adapter.item(listing, context) for listing in listings(context.structure, 30)]
    items.sort(key=lambda item: item["section"])
    asked: list[str] = []

    def find(sha256: str) -> Path:
        asked.append(sha256)
        return tmp_path / sha256

    sections = spooled(iter(items), tmp_path / "cards", find)
    assert not asked
    cards = [card_from(item["card"], tmp_path / item["card"]["image"] if item["card"]["image"] else None) for item in items]
    for _again in range(2):
        assert [card for section in sections for card in section.cards] == cards
    assert [len(section.cards) for section in sections] == [len(list(section.cards)) for section in sections]


def test_cancelling_is_quick_and_leaves_nothing(adapter: PrintCatalogAdapter, context: Context, tmp_path: Path) -> None:
    begun: list[float] = []

    def stop(done: int, total: int, text: str) -> None:
        if text.startswith("Setting “"):
            begun.append(time.monotonic())
        if begun and time.monotonic() - begun[0] > 0.3:
            begun.append(time.monotonic())
            raise Cancelled

    def items() -> Iterator[dict[str, Any]]:
        chosen = [one for one in listings(context.structure, 120) if not list(adapter.limits(one, context))]
        return (adapter.item(listing, context) for listing in chosen)

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        adapter.write(items(), replace(context, on_progress=stop), folder)
    assert time.monotonic() - begun[-1] < 2
    assert list(folder.iterdir()) == []
