"""Printing: the same bytes each time, only our fonts, no packages, clear refusals."""

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from pim import isolation, paths
from pim.printing import readback, template
from pim.printing.document import CatalogDocument, Layout, Section, carried
from pim.printing.errors import MissingFont, PrintProblem, TemplateProblem, UncoveredText
from pim.printing.render import coverage, render, uncovered
from tests.printing.examples import card, document


@pytest.fixture
def own_template(tmp_path: Path) -> Path:
    """A designer's copy of our template."""
    return Path(shutil.copytree(paths.resource("print/catalog"), tmp_path / "mine"))


def picture(folder: Path, mode: str = "RGB") -> Path:
    file = folder / f"picture-{mode}.png"
    Image.new(mode, (300, 200), (200, 120, 60, 128)[: len(mode)]).save(file)
    return file


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    doc = document([card(n, image=picture(tmp_path, mode)) for n, mode in enumerate(["RGB", "RGBA", "L"])])
    first = render(doc, tmp_path / "one.pdf").path.read_bytes()
    time.sleep(1.1)  # a time stamp would show
    assert render(doc, tmp_path / "two.pdf").path.read_bytes() == first
    assert b"/Lang" in first
    assert b"pdfaid" in first
    assert b"pdfuaid" in first


def test_without_a_moment_there_is_no_date_in_the_file(tmp_path: Path) -> None:
    made = render(document([card()], as_of=None), tmp_path / "out.pdf").path.read_bytes()
    assert b"CreationDate" not in made
    assert b"pdfuaid" in made


@pytest.mark.parametrize("per_page", [2, 4, 6, 8])
def test_every_grid_carries_every_card(tmp_path: Path, per_page: int) -> None:
    doc = document([card(n) for n in range(12)], layout=Layout(per_page=per_page))
    render(doc, tmp_path / "out.pdf")
    assert [c.text for c in readback.read(tmp_path / "out.pdf")] == [
        carried(c, doc.layout) for c in doc.cards()
    ]


def test_what_is_switched_off_is_not_printed(tmp_path: Path) -> None:
    layout = Layout(
        cover=False,
        contents=False,
        index=False,
        section_breaks=False,
        descriptions=False,
        variants=False,
        prices=False,
        facts=False,
        codes=False,
        qr=False,
    )
    sections = tuple(Section(f"Part {n}", (card(n),)) for n in range(3))
    doc = replace(document([]), sections=sections, layout=layout)
    render(doc, tmp_path / "out.pdf")
    found = list(readback.read(tmp_path / "out.pdf"))
    assert [(c.text.sku, c.text.title, c.page) for c in found] == [
        (f"LAMP-{n:04d}", f"Desk lamp no. {n}", page) for n, page in enumerate([1, 1, 2])
    ]
    assert all(c.text == carried(one, layout) for c, one in zip(found, doc.cards(), strict=True))


def test_an_empty_catalogue_and_an_empty_section(tmp_path: Path) -> None:
    for doc in (document([]), replace(document([]), sections=())):
        render(doc, tmp_path / "out.pdf")
        assert list(readback.read(tmp_path / "out.pdf")) == []


def test_characters_without_a_shape_are_named_with_their_product(tmp_path: Path) -> None:
    doc = document([card(1), card(2, title="Lamp 灯 كرسي")])
    with pytest.raises(UncoveredText, match="LAMP-0002 has characters .* 灯"):
        render(doc, tmp_path / "out.pdf")
    covered = coverage()
    good, bad = doc.cards()
    assert uncovered(bad, doc.layout, covered) == "".join(sorted("كرسي灯"))
    assert uncovered(good, doc.layout, covered) == ""
    assert not (tmp_path / "out.pdf").exists()


def test_a_font_that_is_not_there_is_an_error(tmp_path: Path, own_template: Path) -> None:
    about = own_template / "template.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"fonts": ["DejaVu Sans"]}))
    with pytest.raises(MissingFont, match="DejaVu Sans"):
        render(document([card()]), tmp_path / "out.pdf", template_folder=own_template)


def test_a_font_named_only_inside_the_template_is_an_error_too(tmp_path: Path, own_template: Path) -> None:
    (own_template / "catalog.typ").write_text(
        '#set document(title: "x")\n#set text(font: "Helvetica Neue")\nHello'
    )
    with pytest.raises(MissingFont, match="helvetica neue"):
        render(document([card()], as_of=None), tmp_path / "out.pdf", template_folder=own_template)


@pytest.mark.parametrize(
    "line",
    [
        '#import "@preview/tablex:0.0.8": tablex',
        '#include "@local/x:1.0.0"',
        '#import "@" + "preview/x:1.0.0"',
    ],
)
def test_a_template_must_not_import_packages(tmp_path: Path, own_template: Path, line: str) -> None:
    with (own_template / "catalog.typ").open("a") as file:
        file.write("\n" + line + "\n")
    with pytest.raises(TemplateProblem):
        render(document([card()]), tmp_path / "out.pdf", template_folder=own_template)


def test_a_template_sees_nothing_outside_its_job(tmp_path: Path, own_template: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    for line in ('#read("/etc/passwd")', f'#read("{tmp_path}/secret.txt")', '#read("../../secret.txt")'):
        (own_template / "catalog.typ").write_text(line)
        with pytest.raises(TemplateProblem):
            render(document([card()]), tmp_path / "out.pdf", template_folder=own_template)
    (own_template / "link.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(TemplateProblem, match="link"):
        render(document([card()]), tmp_path / "out.pdf", template_folder=own_template)


def test_an_endless_template_is_stopped(tmp_path: Path, own_template: Path) -> None:
    (own_template / "catalog.typ").write_text(
        "#let f(n) = range(n).map(i => range(n).map(j => calc.rem(i, j + 1)).sum())\n"
        "#range(999999).map(n => f(n + 9000)).sum()"
    )
    with pytest.raises(isolation.IsolationError):
        render(
            document([card()]),
            tmp_path / "out.pdf",
            template_folder=own_template,
            limits=isolation.Limits(memory_mb=4096, seconds=3),
        )


def test_a_folder_that_is_no_template(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match="template.json"):
        template.load(tmp_path)


@pytest.mark.parametrize(
    ("doc", "message"),
    [
        (document([card()], layout=Layout(per_page=5)), "2, 4, 6 or 8"),
        (document([card(sku=" \u200b")]), "no SKU"),
        (document([card()], title=" "), "title"),
        (document([card(image=Path("a.webp"))]), "JPEG and PNG"),
        (document([card(image=Path("/nowhere/a.png"))]), "cannot be read"),
    ],
)
def test_what_cannot_be_printed_is_refused_clearly(
    tmp_path: Path, doc: CatalogDocument, message: str
) -> None:
    with pytest.raises(PrintProblem, match=message):
        render(doc, tmp_path / "out.pdf")


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    def cancel(done: int, _total: int, _text: str) -> None:
        if done == 1:
            raise isolation.Cancelled

    with pytest.raises(isolation.Cancelled):
        render(document([card()]), tmp_path / "out.pdf", on_progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_two_hundred_cards(tmp_path: Path) -> None:
    doc = document([card(n, image=picture(tmp_path)) for n in range(200)])
    render(doc, tmp_path / "out.pdf")
    assert [c.text for c in readback.read(tmp_path / "out.pdf")] == [
        carried(c, doc.layout) for c in doc.cards()
    ]
