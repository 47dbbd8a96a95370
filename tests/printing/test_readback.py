"""What is read from the PDF alone equals what was to be printed."""

import re
import zlib
from itertools import islice, pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pim.printing import fonts, readback
from pim.printing.document import Block, Card, CardText, CatalogDocument, Fact, VariantTable, carried
from pim.printing.errors import PrintProblem
from pim.printing.render import render
from tests.printing.examples import card, document


def printed(doc: CatalogDocument, folder: Path) -> list[readback.ReadCard]:
    """Print and read back."""
    render(doc, folder / "out.pdf")
    return list(readback.read(folder / "out.pdf"))


def expected(doc: CatalogDocument) -> list[CardText]:
    return [carried(one, doc.layout) for one in doc.cards()]


def test_every_field_comes_back_in_writing_order(tmp_path: Path) -> None:
    doc = document([card(n) for n in range(9)])
    found = printed(doc, tmp_path)
    assert [one.text for one in found] == expected(doc)
    assert [one.page for one in found] == [3] * 6 + [4] * 3
    assert found[0].text == CardText(
        sku="LAMP-0000",
        title="Desk lamp no. 0",
        description=("Turned beech and brushed aluminium.", "Dimmable"),
        price="34,90 €",
        old_price="49,90 €",
        gtin="4006381333931",
        columns=("SKU", "Colour"),
        rows=(("LAMP-0-R", "Red"), ("LAMP-0-N", "")),
        facts=(("Height", "42 cm"), ("Socket", "E27")),
    )


NASTY = [
    '#import "@preview/x:1.0.0"',
    "$x^2$ *bold* _it_ `raw`",
    "\\u{41} \\ \\\\ #panic()",
    "<label> @ref @sku",
    "= Heading",
    "- item + item / term: x",
    "// comment /* block */",
    "a--b---c ... ~ -? '\"",
    "https://a.b/c#d",
    "T-shirt " * 30,
    "extra-ordinairement-long " * 12,
    "anticonstitutionnellement " * 20,
    "foo - bar " * 40,
    "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel",
    "X" * 300,
    "SKU_" * 60,
    "a\u00adb\u00adc" * 50,
    "« l’été » “quoted” ‘x’ „y“ 45\u00a0×\u00a045\u202fcm",
    "fi fl ffi office",
    "e\u0301te\u0301 A\u030a",
    "ß ẞ İ ı ſ ǆ",
    "Ω Ж ђ ѣ Ελληνικά Кириллица Tiếng Việt",
    "① ½ ² ₂ ™ ® € £ ¥ № …",
    "tab\tnew\nline\r\nend",
    "−5 °C ± 2 %",
    "-",
    "–",
    "—",
    "ends with hyphen-",
    "-starts",
    "a- " * 60,
    "i- " * 90,
    "x " * 200,
    "1 234,50",
    "\u200bzero\u200bwidth\ufeff",
    "A" * 40 + "-" + "B" * 40,
]


def test_hostile_and_odd_texts_are_printed_letter_by_letter(tmp_path: Path) -> None:
    cards = [
        card(
            n,
            sku=f"N{n} {text}"[:60],
            title=text,
            description=(Block(text), Block(text, "bullet"), Block(text)),
            price=text[:12],
            variants=VariantTable((text[:20], "Size"), ((text[:40], "S"), ("", text[:30]))),
            facts=(Fact(text[:20], text),),
        )
        for n, text in enumerate(NASTY)
    ]
    doc = document(cards)
    for found, wanted in zip(printed(doc, tmp_path), expected(doc), strict=True):
        assert found.text == wanted


_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cn"), max_codepoint=0x2FFF)
_COVERED = fonts.coverage()
_TEXT = st.text(
    st.one_of(st.sampled_from("abc defi -'\"#*$@\\\u00ad\n\u00a0-é"), _LETTERS), max_size=120
).map(lambda text: "".join(c for c in text if ord(c) in _COVERED or c in "\u00ad\n\u200b"))


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT, _TEXT), min_size=20, max_size=40))
def test_any_text_comes_back(tmp_path: Path, texts: list[tuple[str, str, str, str]]) -> None:
    cards = [
        Card(
            sku=f"S{n}",
            title=title,
            description=(Block(body), Block(body + title)),
            facts=(Fact(label, body),),
            variants=VariantTable((label, "b"), ((cell, body), (title, cell))),
        )
        for n, (title, body, label, cell) in enumerate(texts)
    ]
    doc = document(cards)
    for found, wanted in zip(printed(doc, tmp_path), expected(doc), strict=True):
        assert found.text == wanted


def test_a_changed_letter_in_the_file_is_seen(tmp_path: Path) -> None:
    """Swap two prices' glyphs inside the page's own drawing commands: exactly that price must differ."""
    doc = document([card(1, price="1478,00 €", old_price=""), card(2)])
    render(doc, tmp_path / "out.pdf")
    tampered = _swap_price_glyphs((tmp_path / "out.pdf").read_bytes(), readback.ROLES.index("price"))
    (tmp_path / "out.pdf").write_bytes(tampered)
    first, second = (one.text for one in readback.read(tmp_path / "out.pdf"))
    wanted = expected(doc)
    assert first.price == "4178,00 €"
    assert (first.title, first.description, first.rows) == (
        wanted[0].title,
        wanted[0].description,
        wanted[0].rows,
    )
    assert second == wanted[1]


_BYTE = re.compile(rb"\\[0-7]{3}|\\.|[^\\)]", re.DOTALL)  # one byte of a PDF string, escaped or not


def _swap_price_glyphs(pdf: bytes, role: int) -> bytes:
    """Exchange the first two glyphs of the first text that carries the price's mark, in the same
    number of bytes.
    """
    size = f"{11 + 0.0002 * (1 + 4 * role):.4f}".encode()
    for found in re.finditer(rb"stream\r?\n", pdf):
        inflater = zlib.decompressobj()
        try:
            page = inflater.decompress(pdf[found.end() :])
        except zlib.error:
            continue
        at = page.find(size + b" Tf")
        if at < 0:
            continue
        start = page.index(b"(", at) + 1
        one, two, three, four = (m.group() for m in islice(_BYTE.finditer(page, start), 4))
        drawn = one + two + three + four  # two glyphs of two bytes each
        assert page[start:].startswith(drawn)
        changed = page[:start] + three + four + one + two + page[start + len(drawn) :]
        used = len(pdf) - found.end() - len(inflater.unused_data)
        for level in range(9, -1, -1):
            packed = zlib.compress(changed, level)
            if len(packed) <= used:
                return pdf[: found.end()] + packed.ljust(used, b"\0") + pdf[found.end() + used :]
    raise AssertionError("no price found in the page's drawing commands")


def test_a_long_variant_table_goes_on_overleaf(tmp_path: Path) -> None:
    rows = tuple((f"LONG-{n:03d}", f"{n} cm", "") for n in range(180))
    doc = document([card(1), card(2, variants=VariantTable(("SKU", "Size", "Note"), rows)), card(3)])
    assert [one.text for one in printed(doc, tmp_path)] == expected(doc)


def test_no_column_of_a_wide_variant_table_runs_into_the_next(tmp_path: Path) -> None:
    """A reader drops a digit printed onto the same digit: GTINs that ran into the price lost one."""
    sizes = ("LAKE-500", "LAKE-750", "CLAY-500", "CLAY-750")
    rows = tuple(
        (f"BOTTLE-RILL-{size}", "Argile", "500 ml", f"20417000080{n}4", "34,00 €") for n, size in enumerate(sizes, 20)
    )
    table = VariantTable(("Réf.", "Couleur", "Taille", "GTIN", "Prix"), rows)
    doc = document([card(sku="BOTTLE-RILL", variants=table, facts=(), gtin="", price="", old_price="")] * 2)
    assert [one.text.rows for one in printed(doc, tmp_path)] == [rows, rows]
    lines: dict[int, list[tuple[float, float]]] = {}
    for text in pypdfium2.PdfDocument(tmp_path / "out.pdf")[2].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
        left, _bottom, right, _top = text.get_bounds()
        lines.setdefault(round(text.get_matrix().f), []).append((left, right))
    cells = [sorted(line) for line in lines.values() if len(line) >= 10]
    assert len(cells) == len(rows) + 1
    assert all(one[1] < other[0] for line in cells for one, other in pairwise(line))


def test_a_description_longer_than_a_page_is_complete(tmp_path: Path) -> None:
    blocks = tuple(Block(f"Paragraph {n}. " + "Wood, brass and linen. " * 20) for n in range(60))
    doc = document([card(1, description=blocks), card(2)])
    assert [one.text for one in printed(doc, tmp_path)] == expected(doc)


def test_sizes_of_plain_text_are_no_fields() -> None:
    assert all(readback.decode(size / 10) is None for size in range(40, 500))
    assert readback.decode(8.0002) == readback.Mark("sku", 0, 0)
    assert readback.decode(7 + 0.0002 * 4) == readback.Mark("sku", 1, 1)
    assert readback.decode(8.03) is None


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"not a pdf")
    with pytest.raises(PrintProblem, match="cannot be read"):
        list(readback.read(tmp_path / "x.pdf"))
