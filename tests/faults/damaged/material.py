"""One small catalogue with everything in it, and mutations of its bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from pim.catalog.edit import Edit
from pim.catalog.product import DeclaredException, ImageUse, Product, Stock
from pim.services import backing_up, exporting, media
from tests.builders import a_family_of_variants, a_product, a_workspace, change, creation, two_levels
from tests.faults.hostile.seeds import picture

DATABASE = "catalog.db"
_PAGE = 4_096
_WORDS = (
    "soft",
    "warm",
    "heavy",
    "blue",
    "oak",
    "steel",
    "felt",
    "round",
    "deep",
    "light",
    "élan",
    "über",
    "100 %",
    "a-b",
)


def make_base(folder: Path) -> Path:
    """The folder of a sound catalogue: products of every kind, images, a history, an export, a backup; closed."""
    chance = Random("damaged")
    files = [(f"photo{number}.png", folder / f"photo{number}.png") for number in range(4)]
    for number, (_name, path) in enumerate(files):
        path.write_bytes(picture("PNG", size=(40 + number, 30)))
    with a_workspace(folder, *_products(chance)) as workspace:
        digests, _problems = media.take_images(workspace, files)
        for number, product in enumerate(_products(Random("more"), "X", 12)):
            digest = list(digests.values())[number % len(digests)]
            image = ImageUse(digest, "photo.png", "main", {"en_GB": "front"})
            workspace.apply(Edit(label="One more", patches=creation(product), source="test"))
            product = change(workspace, product, {".images": [image.to_json()], "brand": "Acme & Söhne"})
            change(workspace, product, {"price:EUR": f"{number}.25", ".stock.paris": {"quantity": "7", "at": ""}})
        workspace.undo()
        exporting.run_export(workspace, to=folder / "out", channels=("web",))
        backing_up.back_up(workspace)
        return workspace.folder


def _products(chance: Random, prefix: str = "P", count: int = 120) -> list[Product]:
    found = []
    for number in range(count):
        text = " ".join(chance.choices(_WORDS, k=180))
        stock = {"paris": Stock(str(number), "2026-11-22")} if number % 3 == 0 else {}
        exceptions = (
            {"title@en_GB#web": DeclaredException(f"Web {number}", "shorter", "ann")} if number % 5 == 0 else {}
        )
        found.append(a_product(
            f"{prefix}-{number:04d}", title=f"{chance.choice(_WORDS)} {number}", price=f"{number}.90", family="mug",
            stock=stock, exceptions=exceptions, categories=("mugs",) if number % 2 else ("wear", "home"),
            associations={"goes_with": (found[-1].uid,)} if number % 4 == 1 else {},
            values={"price:USD": f"{number}.50", "description@en_GB": f"<p>{text}</p>",
                    "brand": "Acme", "weight": f"{number} g", "color": "red",
                    "released": "2026-01-31", "washable": True, "material": ("oak", "steel"), "gtin": "4006381333931"},
        ))  # fmt: skip
    for number in range(count // 12):
        found += a_family_of_variants(f"{prefix}M{number}", title=f"Model {number}")
    return found + two_levels(f"{prefix}T")


Damage = Callable[[Path, Random], str]


def one_bit(folder: Path, chance: Random) -> str:
    """A bit of the database, anywhere behind the file's header."""
    return _flip(folder / DATABASE, chance, 100)


def _flip(path: Path, chance: Random, first: int) -> str:
    data = bytearray(path.read_bytes())
    at, bit = chance.randrange(first, len(data)), chance.randrange(8)
    data[at] ^= 1 << bit
    path.write_bytes(data)
    return f"bit {bit} of byte {at:,} of {path.name}"


def zeroed_page(folder: Path, chance: Random) -> str:
    path = folder / DATABASE
    data = bytearray(path.read_bytes())
    page = chance.randrange(len(data) // _PAGE)
    data[page * _PAGE : (page + 1) * _PAGE] = bytes(_PAGE)
    path.write_bytes(data)
    return f"page {page + 1} zeroed"


def truncated(folder: Path, chance: Random) -> str:
    path = folder / DATABASE
    size = chance.choice(
        (chance.randrange(path.stat().st_size), chance.randrange(path.stat().st_size // _PAGE) * _PAGE)
    )
    path.write_bytes(path.read_bytes()[:size])
    return f"cut off at {size:,}"


def header(folder: Path, chance: Random) -> str:
    """A byte of the file's own header: page size, versions, size, schema cookie, encoding, application."""
    path = folder / DATABASE
    data = bytearray(path.read_bytes())
    at, value = chance.randrange(100), chance.randrange(256)
    data[at] = value
    path.write_bytes(data)
    return f"header byte {at} is {value}"


def foreign_journal(folder: Path, chance: Random) -> str:
    """A write-ahead log or journal that belongs to another file, or is noise."""
    ending = chance.choice(("-wal", "-journal"))
    noise = chance.randbytes(chance.choice((0, 32, 5_000)))
    magic = bytes.fromhex("377f0682002de218" if ending == "-wal" else "d9d505f920a163d7")
    Path(f"{folder / DATABASE}{ending}").write_bytes(chance.choice((magic, b"")) + noise)
    return f"a foreign {ending} of {len(noise)} bytes"


def mixed_pages(folder: Path, chance: Random) -> str:
    """Two pages changed places."""
    path = folder / DATABASE
    data = bytearray(path.read_bytes())
    a, b = (chance.randrange(1, len(data) // _PAGE) * _PAGE for _page in range(2))
    data[a : a + _PAGE], data[b : b + _PAGE] = data[b : b + _PAGE], data[a : a + _PAGE]
    path.write_bytes(data)
    return f"pages {a // _PAGE + 1} and {b // _PAGE + 1} exchanged"


def image(folder: Path, chance: Random) -> str:
    """A bit of an image, or an image gone."""
    path = chance.choice(sorted(path for path in (folder / "media").rglob("*.png")))
    if chance.random() < 0.2:
        path.unlink()
        return f"{path.name} is gone"
    return _flip(path, chance, 0)


# Mostly single bits, because what is found of those is the figure that counts.
DAMAGES: tuple[Damage, ...] = (
    *[one_bit] * 13, zeroed_page, zeroed_page, truncated, header, header, foreign_journal, mixed_pages, image,
)  # fmt: skip
