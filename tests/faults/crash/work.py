"""What the program is doing when it is stopped: each work is a generator that yields after every acknowledged piece."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pim.catalog.channel import Channel
from pim.catalog.product import ImageUse
from pim.paths import resource
from pim.services import backing_up, editing, exporting, importing, media, workspace
from pim.services.importing import committing
from pim.services.workspace import Workspace, create_catalog, open_catalog
from pim.storage import commit, pacing
from pim.storage.dialect import OLDEST_SCHEMA
from tests.builders import CLOCK, a_product, a_workspace
from tests.fixtures import catalogs

PRODUCTS = 120
_LARGE, _BATCH = 50, 20


@dataclass(frozen=True)
class Place:
    """Where a work takes place: one folder with the catalogue, what goes into it, and what comes out of it."""

    root: Path

    @property
    def catalog(self) -> Path:
        return self.root / "shop.pim"

    @property
    def inputs(self) -> Path:
        return self.root / "inputs"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def older(self) -> Path:
        """A file that is there when the catalogue is one of an older schema, as it was before the work."""
        return self.root / "older"

    def open(self) -> Workspace:
        return backing_up.protect(open_catalog(self.catalog, clock=CLOCK, who="ann"))


Work = Callable[[Place], Iterator[None]]


def lower_bounds() -> None:
    """Lets edits of more than 50 products be written in batches of 20, so that small catalogues take that way too."""
    for module in (commit, workspace, editing, committing):
        module.LARGE = _LARGE
    pacing.Pace.least = pacing.Pace.first = pacing.Pace.most = _BATCH


def prepare(root: Path) -> None:
    """The catalogue that every work begins with, its input files, and an empty folder beside."""
    place = Place(root)
    place.inputs.mkdir(parents=True)
    place.out.mkdir()
    products = [
        a_product(f"P-{n}", title=f"Product {n}", price=f"{n}.50", family="mug", categories=("mugs",))
        for n in range(PRODUCTS)
    ]
    shopify = Channel(code="shopify", adapter="shopify_json", locales=("en_GB",), price_lists=("EUR",), position=2)
    with a_workspace(root, *products, records=[shopify]) as open_one:
        backing_up.back_up(open_one, target=place.inputs / "earlier.backup")
        editing.set_value(open_one, uid=products[0].uid, key="title@en_GB", text="Later than the backup")
    _table(place.inputs / "small.csv", range(100, 140), "small")
    _table(place.inputs / "large.csv", range(60, 180), "large")


def prepare_older(root: Path) -> None:
    """A catalogue of the oldest schema, in the same place."""
    place = Place(root)
    catalogs.unpacked(OLDEST_SCHEMA, root)
    (root / catalogs.SHOWN).rename(place.older)
    place.out.mkdir()


def _table(path: Path, numbers: range, word: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["sku", "title-en_GB", "price-EUR", "brand"])
        writer.writerows([f"P-{n}", f"{word} {n}", f"{n}.25", word] for n in numbers)


def _uids(open_one: Workspace) -> list[str]:
    with open_one.reading() as connection:
        return [row[0] for row in connection.execute("SELECT uid FROM product ORDER BY sku")]


def edits(place: Place) -> Iterator[None]:
    """Fifteen edits of one cell each."""
    with place.open() as open_one:
        uids = _uids(open_one)
        for n in range(15):
            editing.set_value(open_one, uid=uids[n % 4], key="title@en_GB", text=f"Edited {n}")
            yield


def imports(place: Place) -> Iterator[None]:
    """An import in one transaction, and one in batches; both change and create."""
    with place.open() as open_one:
        for name in ("small.csv", "large.csv"):
            importing.run_import(open_one, [place.inputs / name])
            yield


def bulk(place: Place) -> Iterator[None]:
    """A bulk edit in batches, its undo, its redo."""
    with place.open() as open_one:
        editing.change_parts(open_one, {uid: {"brand": "Bulk", "washable": True} for uid in _uids(open_one)})
        yield
        open_one.undo()
        yield
        open_one.redo()
        yield


def images(place: Place) -> Iterator[None]:
    """Two products receive images."""
    with place.open() as open_one:
        uids = _uids(open_one)
        for n, names in enumerate((("backpack.jpg", "basket.jpg"), ("candle.jpg",))):
            files = [(name, resource("demo") / "images" / name) for name in names]
            digests, problems = media.take_images(open_one, files)
            if problems:
                raise OSError("; ".join(problems.values()))
            uses = [ImageUse(digest, name) for name, digest in digests.items()]
            editing.set_images(open_one, uid=uids[n], images=uses)
            yield


def export(place: Place) -> Iterator[None]:
    """Two exports of three channels, with an edit before each, and one that takes the files of the last one over."""
    with place.open() as open_one:
        uids = _uids(open_one)
        for n in range(2):
            editing.set_value(open_one, uid=uids[n], key="title@en_GB", text=f"Exported {n}")
            yield
            _export(open_one, place)
            yield
        _export(open_one, place)
        yield


def _export(open_one: Workspace, place: Place) -> None:
    report = exporting.run_export(open_one, to=place.out)
    if errors := [text for text in (report.note, *(channel.error for channel in report.channels)) if text]:
        raise OSError("; ".join(errors))


def backup(place: Place) -> Iterator[None]:
    """An automatic backup, an edit, a backup to a file of its own."""
    with place.open() as open_one:
        backing_up.back_up(open_one)
        yield
        editing.set_value(open_one, uid=_uids(open_one)[3], key="title@en_GB", text="Backed up")
        yield
        backing_up.back_up(open_one, target=place.out / "own.backup")
        yield


def restore(place: Place) -> Iterator[None]:
    """Going back to an earlier backup, over a catalogue that was not closed in good order."""
    backing_up.restore(place.inputs / "earlier.backup", place.catalog, CLOCK)
    yield


def create(place: Place) -> Iterator[None]:
    """A new catalogue."""
    create_catalog(place.out / "new.pim", clock=CLOCK, who="ann").close()
    yield


def migration(place: Place) -> Iterator[None]:
    """Opening a catalogue of an older schema, which brings it up to date."""
    with place.open() as open_one:
        if not open_one.store.migrated:
            raise RuntimeError("there was nothing to do")
    yield


WORKS: dict[str, Work] = {
    work.__name__: work for work in (edits, imports, bulk, images, export, backup, restore, create, migration)
}
# What a work begins with, where it is not the usual catalogue.
PREPARED: dict[str, Callable[[Path], None]] = {migration.__name__: prepare_older}
