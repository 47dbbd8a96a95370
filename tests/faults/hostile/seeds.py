"""The sound files that mutations begin with: made here, and the real ones beside the project where they are."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import orjson
from PIL import Image

from tests.faults.hostile.containers import an_entry, archive_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
KINDS = ("csv", "xlsx", "ods", "json", "jsonl", "zip", "image", "html")
LARGEST = 120_000  # bytes of a real file: mutating large ones finds nothing more and takes longer
_ENDINGS = {
    "csv": ("csv", "tsv", "psv", "ssv", "txt"), "xlsx": ("xlsx", "xlsb", "xls"), "ods": ("ods",), "json": ("json",),
    "zip": ("zip",), "image": ("png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "psd", "ico", "avif", "apng"),
    "html": ("html",),
}  # fmt: skip
HEADER = ("sku", "title", "description", "price:EUR", "weight", "color", "gtin", "categories", "image", "stock")
_ROWS = [
    (f"A-{n}", f"Mug {n} “é”", f"<p>Soft &amp; <b>warm</b> {n}</p>", f"{n}.50", f"{n * 10} g", ("red", "blue")[n % 2],
     f"40063813339{n:02d}", "home|mugs", f"mug{n}.png", str(n)) for n in range(1, 13)
]  # fmt: skip
_HTML = (
    "<h2>Mug</h2><p>Soft &amp; <b>warm</b>, <a href='https://example.org' title='x'>more</a></p><ul><li>one</li><li>two</li></ul>"
    "<table><tr><th>a</th><td colspan=2>b</td></tr></table><p><img src='https://example.org/a.png' alt='a'></p>"
)
_CONTENT = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def _csv(delimiter: str = ",", end: str = "\r\n") -> bytes:
    quoted = [[f'"{cell}"' if "<" in cell else cell for cell in row] for row in (HEADER, *_ROWS)]
    return end.join(delimiter.join(row) for row in quoted).encode()


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (HEADER, *_ROWS):
        sheet.append(row)
    sheet["K2"], sheet["K3"] = "=1+1", 12345
    sheet["K3"].number_format = "0000000"
    sheet.merge_cells("A14:C14")
    book.create_sheet("second").append(["sku", "title"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods() -> bytes:
    from xml.sax.saxutils import escape

    cells = [
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>' for cell in row
        ) + "</table:table-row>" for row in (HEADER, *_ROWS)
    ]  # fmt: skip
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    mime = an_entry("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
    content = an_entry("content.xml", _CONTENT.format(rows="".join(cells)).encode())
    return archive_of([mime, content, an_entry("META-INF/manifest.xml", manifest.encode())])


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, format, **options)
    return out.getvalue()


def _images() -> list[tuple[str, bytes]]:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    frames = [Image.new("P", (40, 30), number) for number in range(3)]
    return [
        ("own.png", picture("PNG")), ("alpha.png", picture("PNG", "RGBA")), ("palette.png", picture("PNG", "P")),
        ("grey16.png", picture("PNG", "I;16")), ("own.jpg", picture("JPEG", exif=exif)), ("cmyk.jpg", picture("JPEG", "CMYK")),
        ("steps.jpg", picture("JPEG", progressive=True)), ("own.webp", picture("WEBP")), ("own.tif", picture("TIFF")),
        ("packed.tif", picture("TIFF", compression="tiff_lzw")), ("own.gif", picture("GIF", "P")),
        ("moving.gif", picture("GIF", "P", save_all=True, append_images=frames)),
        ("moving.webp", picture("WEBP", save_all=True, append_images=[f.convert("RGB") for f in frames])),
    ]  # fmt: skip


def _zip() -> bytes:
    return archive_of(
        [
            an_entry("products.csv", _csv()),
            an_entry("images/mug1.png", picture("PNG")),
            an_entry("images/mug2.jpg", picture("JPEG")),
            an_entry("readme.txt", b"hello"),
            an_entry("__MACOSX/._products.csv", b"\0\5\x16\7"),
        ]
    )


@cache
def seeds(kind: str) -> tuple[tuple[str, bytes], ...]:
    """(name, content) of every file of a kind, ours first, in the same order on every machine that has the same files."""
    return (*_own(kind), *_shared(kind))


@cache
def own_count(kind: str) -> int:
    """How many of a kind's seeds are made here."""
    return len(_own(kind))


def _own(kind: str) -> list[tuple[str, bytes]]:
    records = [dict(zip(HEADER, row)) for row in _ROWS]
    own: dict[str, list[tuple[str, bytes]]] = {
        "csv": [
            ("own.csv", _csv()),
            ("own.tsv", _csv("\t", "\n")),
            ("semi.csv", _csv(";")),
            ("handle.csv", _handles()),
        ],
        "xlsx": [("own.xlsx", _xlsx())],
        "ods": [("own.ods", _ods())],
        "json": [("own.json", orjson.dumps(records)), ("deep.json", orjson.dumps({"products": records}))],
        "jsonl": [("own.jsonl", b"\n".join(map(orjson.dumps, records)))],
        "zip": [("own.zip", _zip())],
        "image": _images(),
        "html": [("own.html", _HTML.encode()), ("words.html", b"Just words & more")],
    }
    return own[kind]


def _handles() -> bytes:
    rows = ["Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Body (HTML)"]
    rows += [
        f"mug,Mug,Color,{color},M-{color},9.90,https://example.org/{color}.png,<p>x</p>" for color in ("Red", "Blue")
    ]
    return "\n".join(rows).encode()


def _shared(kind: str) -> list[tuple[str, bytes]]:
    paths = [
        path for path in sorted(SHARED.rglob("*"))
        if path.suffix[1:].lower() in _ENDINGS.get(kind, ()) and path.is_file() and path.stat().st_size <= LARGEST
        and "licen" not in path.name.lower()
    ]  # fmt: skip
    return [(path.name, path.read_bytes()) for path in paths]


def real_files() -> list[tuple[str, Path]]:
    """(kind, path) of all of messy-sheets and tricky-images as they are; empty where they are not."""
    found = []
    for path in sorted([*(SHARED / "messy-sheets").rglob("*"), *(SHARED / "tricky-images").rglob("*")]):
        if path.is_file():
            is_image, ending = "tricky-images" in path.parts, path.suffix.lower()
            found.append(("image" if is_image else "zip" if ending == ".zip" else "csv", path))
    return found
