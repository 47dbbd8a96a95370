"""A catalogue that is set in several parts is one file: pages, places, tags and links as if it were set at once."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from pim.printing import preview, queue, readback, typesetting
from pim.printing.document import Block, Card, CatalogDocument, Layout, Section, VariantTable, carried
from pim.printing.queue import CardQueue
from pim.printing.render import render
from tests.printing.examples import card, document

PER = 23


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a page or two instead of forty."""
    monkeypatch.setattr(queue, "_FULL", 12.0)


def catalog(sections: int, layout: Layout | None = None) -> CatalogDocument:
    """Sections longer than a part, some with a card that takes pages of its own."""
    cards = [card(number, variants=None) for number in range(sections * PER)]
    rows = tuple((f"LONG-{number}", "Red") for number in range(70))
    cards[4] = card(4, variants=VariantTable(("SKU", "Colour"), rows))
    cards[5] = card(5, description=tuple(Block("Wood, brass and linen. " * 30) for _ in range(25)))
    made = [Section(f"Part {n}", tuple(cards[n * PER : (n + 1) * PER]), ("Home",)) for n in range(sections)]
    return replace(document([]), sections=tuple(made), layout=layout or Layout())


@pytest.mark.slow
def test_it_is_the_same_in_small_parts_as_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doc = catalog(3)
    whole = render(doc, tmp_path / "whole.pdf").path
    monkeypatch.setattr(queue, "_FULL", 12.0)
    parts = render(doc, tmp_path / "parts.pdf").path
    assert [one.text for one in readback.read(parts)] == [carried(one, doc.layout) for one in doc.cards()]
    assert list(readback.read(parts)) == list(readback.read(whole))
    assert [_words(page) for _n, page in preview.sheets(parts)] == [_words(page) for _n, page in preview.sheets(whole)]
    assert _tags(parts) == _tags(whole)
    assert _links(parts) == _links(whole)
    assert _bookmarks(parts) == _bookmarks(whole)
    assert len(_bookmarks(parts)) == 3 + 2


def test_a_long_index_goes_on_in_another_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = tuple(Card(sku=f"S-{number:03}", title="A lamp") for number in range(230))
    doc = replace(document([]), sections=(Section("Lamps", cards),), layout=Layout(per_page=8, cover=False, contents=False))
    whole = render(doc, tmp_path / "whole.pdf").path
    monkeypatch.setattr(typesetting, "_LINES", 120)
    parts = render(doc, tmp_path / "parts.pdf").path
    assert [_words(page) for _n, page in preview.sheets(parts)] == [_words(page) for _n, page in preview.sheets(whole)]
    assert _tags(parts) == _tags(whole)
    assert _links(parts) == _links(whole)
    assert len(_links(parts)) == len(cards)


def test_page_numbers_in_contents_and_index_are_where_the_cards_are(tmp_path: Path, small_parts: None) -> None:
    doc = catalog(2)
    path = render(doc, tmp_path / "out.pdf").path
    pages = {one.text.sku: one.page for one in readback.read(path)}
    sheets = len(list(preview.sheets(path)))
    assert re.findall(rb"<xmpTPg:NPages>(\d+)<", path.read_bytes()) == [b"%d" % sheets]
    words = [_words(page) for _number, page in preview.sheets(path)]
    index = " ".join(words[max(pages.values()) :])
    assert {sku: int(page) for sku, page in re.findall(r"(LAMP-\d{4})\s+(\d+)", index)} == pages
    firsts = {f"Part {n}": pages[f"LAMP-{n * PER:04d}"] for n in range(2)}
    assert {title: int(page) for title, page in re.findall(r"(Part \d)\s+(\d+)", words[1])} == firsts


def test_sections_that_share_pages_are_cut_between_pages(tmp_path: Path, small_parts: None) -> None:
    doc = catalog(2, Layout(section_breaks=False, cover=False, contents=False, index=False))
    found = list(readback.read(render(doc, tmp_path / "out.pdf").path))
    assert [one.text for one in found] == [carried(one, doc.layout) for one in doc.cards()]


def test_the_same_parts_give_the_same_bytes(tmp_path: Path, small_parts: None) -> None:
    one, other = (render(catalog(1), tmp_path / f"{name}.pdf").path.read_bytes() for name in "ab")
    assert one == other


def test_cards_are_read_once_and_never_all_held() -> None:
    held: list[int] = []

    class Cards(list[Card]):
        def __iter__(self) -> Iterator[Card]:
            for number, found in enumerate(super().__iter__()):
                held.append(number)
                yield found

    waiting = CardQueue(replace(document([]), sections=(Section("All", Cards(card(n) for n in range(2000))),)))
    first = waiting.take()
    assert 100 < len(first) < 400 and len(held) == len(first) + 1
    waiting.put_back(first[-5:])
    assert waiting.take()[:5] == first[-5:]


def _words(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def _tags(path: Path) -> list[list[str]]:
    """The types of the tags on each page, in order."""
    return [list(_page_tags(page)) for _number, page in preview.sheets(path)]


def _page_tags(page: pypdfium2.PdfPage) -> Iterator[str]:
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        for number in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _types(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _types(element: object) -> Iterator[str]:
    buffer = ctypes.create_string_buffer(64)
    size = raw.FPDF_StructElement_GetType(element, buffer, 64)
    yield buffer.raw[: max(0, size - 2)].decode("utf-16-le")
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, number):
            yield from _types(child)


def _links(path: Path) -> list[tuple[int, int]]:
    """The page of each link, and the page it leads to."""
    with pypdfium2.PdfDocument(path) as opened:
        found = []
        for number, page in enumerate(opened):
            start, link = ctypes.c_int(0), raw.FPDF_LINK()
            while raw.FPDFLink_Enumerate(page.raw, start, link):
                place = raw.FPDFLink_GetDest(opened.raw, link)
                found.append((number, raw.FPDFDest_GetDestPageIndex(opened.raw, place)))
        return found


def _bookmarks(path: Path) -> list[tuple[str, int]]:
    with pypdfium2.PdfDocument(path) as opened:
        return [(mark.get_title(), mark.get_dest().get_index()) for mark in opened.get_toc()]
