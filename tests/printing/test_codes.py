"""Bars and QR: what is printed is what a scanner reads."""

from pathlib import Path

import pytest

from pim.printing import codes, preview, scan
from pim.printing.render import render
from tests.printing.examples import card, document


@pytest.mark.parametrize(
    ("gtin", "kind", "modules"),
    [("4006381333931", "EAN13", 113), ("96385074", "EAN8", 81), ("036000291452", "UPCA", 113)],
)
def test_bars_have_the_right_size(gtin: str, kind: str, modules: int) -> None:
    drawing = codes.retail(gtin)
    assert drawing is not None
    assert drawing.kind == kind
    assert drawing.width == pytest.approx(modules * codes.SMALLEST_MODULE)


def test_the_known_pattern_of_an_ean13() -> None:
    bits = codes._ean13("4006381333931").bits
    assert bits == ("10100011010100111010111101111010001001011001101010100001010000101000010111010010000101100110101")


def test_a_gtin14_has_no_retail_bars() -> None:
    assert codes.retail("10012345678902") is None


@pytest.mark.parametrize("gtin", ["4006381333932", "12345", "abc", "٤٠٠٦٣٨١٣٣٣٩٣١"])
def test_wrong_gtins_are_refused_with_a_reason(gtin: str) -> None:
    with pytest.raises(codes.CodeProblem, match="cannot be printed as bars"):
        codes.retail(gtin)


def test_bars_too_narrow_for_a_scanner_are_refused() -> None:
    with pytest.raises(codes.CodeProblem, match="too narrow"):
        codes.retail("4006381333931", module=0.2)


def test_an_address_too_long_for_a_qr_code() -> None:
    with pytest.raises(codes.CodeProblem, match="too long"):
        codes.qr("https://example.org/" + "x" * 3000)


def test_digital_link() -> None:
    assert codes.digital_link("id.example.org/", "4006381333931") == "https://id.example.org/01/04006381333931"
    assert codes.digital_link("http://a.example/x", "96385074") == "http://a.example/x/01/00000096385074"


def test_every_code_on_the_page_is_read_by_an_independent_scanner(tmp_path: Path) -> None:
    gtins = ["4006381333931", "96385074", "036000291452", "2000000000008", "9780306406157", ""]
    url = "https://id.example.org/01/0400638133393"
    cards = [card(n, gtin=gtin, url=f"{url}{n}") for n, gtin in enumerate(gtins)]
    cards += [card(n, gtin="10012345678902", url="") for n in (7, 8)]
    render(document(cards), tmp_path / "out.pdf")
    found = list(scan.scan(tmp_path / "out.pdf"))
    assert sorted(one.text for one in found if one.kind == "QRCode") == [f"{url}{n}" for n in range(6)]
    bars = {one.text.lstrip("0") for one in found if one.kind != "QRCode"}
    assert bars == {gtin.lstrip("0") for gtin in gtins if gtin}


def test_the_wanted_pages_are_drawn_in_the_wanted_size(tmp_path: Path) -> None:
    render(document([card()]), tmp_path / "out.pdf")
    drawn = {
        page: preview.drawn(sheet, 2 * preview.POINTS_PER_INCH)
        for page, sheet in preview.sheets(tmp_path / "out.pdf", {3})
    }
    assert drawn.keys() == {3}
    assert drawn[3].width == pytest.approx(2 * 210 / 25.4 * preview.POINTS_PER_INCH, abs=1)
    (tmp_path / "none.pdf").write_bytes(b"no PDF")
    with pytest.raises(preview.PrintProblem, match="none.pdf cannot be read"):
        next(preview.sheets(tmp_path / "none.pdf"))


def test_samples_are_spread_over_the_pages() -> None:
    assert scan.sample(3, 10) == (1, 2, 3)
    assert scan.sample(101, 3) == (1, 51, 101)
    assert scan.sample(100, 1) == (1,)
    assert scan.sample(100, 0) == ()
