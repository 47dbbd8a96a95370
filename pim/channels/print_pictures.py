"""Pictures at the size they are printed in, made in a guarded child."""

from __future__ import annotations

import math
import os
import shutil
from pathlib import Path

from pim import isolation, paths
from pim.catalog.errors import CatalogError
from pim.channels.adapter import Context
from pim.i18n import _

_DPI = 300


class PlacedPictures:
    """The pictures of one export, none larger than `box` (width and height in millimetres) at 300 dots per inch.

    What was made once is kept in the user's cache, by content and size. To be used in a `with`.
    """

    def __init__(self, context: Context, folder: Path, box: tuple[float, float]) -> None:
        self._context, self._folder = context, folder
        self._width, self._height = (math.ceil(side / 25.4 * _DPI) for side in box)
        self._made = 0
        self._worker = isolation.Worker(isolation.Limits(memory_mb=2048))

    def __enter__(self) -> PlacedPictures:
        return self

    def __exit__(self, *_error: object) -> None:
        self._worker.close()

    def find(self, sha256: str) -> Path:
        """A JPEG or PNG. Raises `CatalogError` naming a picture that is missing or unreadable."""
        for suffix in (".jpg", ".png"):
            if (path := self._place(sha256, suffix)).is_file():
                return path
        self._context.on_progress(self._made, self._context.total, _("Preparing pictures"))
        self._made += 1
        source = self._context.image_file(sha256)
        if source is None:
            raise CatalogError(_("The picture {sha256} is missing from the catalogue.").format(sha256=sha256))
        name = self._worker.call(reduce, (str(source), str(self._folder / sha256), self._width, self._height))
        if not name:
            raise CatalogError(_("The picture {file} cannot be read.").format(file=source.name))
        return self._kept(Path(name), sha256)

    def _place(self, sha256: str, suffix: str) -> Path:
        size = f"{self._width}x{self._height}-2"  # 2: the file says what ground it has
        return paths.cache_dir() / "placed" / sha256[:2] / f"{sha256}-{size}{suffix}"

    def _kept(self, made: Path, sha256: str) -> Path:
        """Moves a picture into the cache; where that cannot be written it stays where it was made."""
        place = self._place(sha256, made.suffix)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f".{place.name}.{os.getpid()}")
            shutil.copyfile(made, part)
            part.replace(place)
        except OSError:
            return made
        made.unlink()
        return place


def reduce(source: str, target: str, width: int, height: int) -> str:
    """Writes a copy of `source` that fits `width` x `height` pixels; gives its path, "" for what is no picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    from pim.printing.pictures import save

    try:
        with Image.open(source) as opened:
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((width, height))
            return str(save(image, Path(target)))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
