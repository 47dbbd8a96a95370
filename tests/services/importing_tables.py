"""Small files and catalogues for the tests of importing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from pim.catalog.product import Product
from pim.services.importing import ImportOptions, ImportReport, run_import
from pim.services.workspace import Workspace, create_catalog
from pim.storage.products import load_where


@contextmanager
def catalog(folder: Path) -> Iterator[Workspace]:
    """A new catalogue in English and French, with prices in euros and dollars."""
    with create_catalog(folder / "shop.pim", locales=("en_GB", "fr_FR"), currencies=("EUR", "USD")) as workspace:
        yield workspace


def write(folder: Path, text: str, name: str = "goods.csv") -> Path:
    """A text file in UTF-8."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def picture(path: Path, color: str = "red") -> Path:
    """A small PNG of one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), color).save(path)
    return path


def bring_in(workspace: Workspace, *paths: Path, **options: object) -> ImportReport:
    """Imports, and checks that every row is accounted for."""
    report = run_import(workspace, list(paths), ImportOptions(**options))  # type: ignore[arg-type]
    rows = report.rows
    assert rows.read == rows.used + rows.skipped + rows.rejected
    assert len(report.rejections) == rows.rejected
    return report


def products(workspace: Workspace) -> dict[str, Product]:
    """Every product by SKU."""
    with workspace.reading() as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM product ORDER BY id")]
        return {stored.product.sku: stored.product for stored in load_where(connection, "id", ids)}
