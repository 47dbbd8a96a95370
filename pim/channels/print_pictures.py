"""Pictures at the size they are printed in, made in a guarded child."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from pim import isolation, paths
from pim.catalog.errors import CatalogError
from pim.channels.adapter import Context
from pim.i18n import _

# Longest side in pixels: 300 dots per inch at the size a card gives its picture.
SIDES = {2: 1200, 4: 1000, 6: 800, 8: 700}


def placed(images: Iterable[str], context: Context, folder: Path, per_page: int) -> dict[str, Path]:
    """SHA-256 -> a JPEG or PNG in `folder`. Raises `CatalogError` naming a picture that is missing or unreadable."""
    side = SIDES[per_page]
    wanted = list(dict.fromkeys(sha256 for sha256 in images if sha256))
    found = {sha256: made for sha256 in wanted if (made := _made_before(sha256, side)) is not None}
    wanted = [sha256 for sha256 in wanted if sha256 not in found]
    if not wanted:
        return found
    with isolation.Worker(isolation.Limits(memory_mb=2048)) as worker:
        for done, sha256 in enumerate(wanted):
            context.on_progress(done, len(wanted), _("Preparing pictures"))
            source = context.image_file(sha256)
            if source is None:
                raise CatalogError(_("The picture {sha256} is missing from the catalogue.").format(sha256=sha256))
            name = worker.call(reduce, (str(source), str(folder / sha256), side))
            if not name:
                raise CatalogError(_("The picture {file} cannot be read.").format(file=source.name))
            found[sha256] = _kept(Path(name), sha256, side)
    return found


def _place(sha256: str, side: int, suffix: str) -> Path:
    """Where a reduced picture is kept between exports, by content and size."""
    return paths.cache_dir() / "placed" / sha256[:2] / f"{sha256}-{side}{suffix}"


def _made_before(sha256: str, side: int) -> Path | None:
    return next((path for suffix in (".jpg", ".png") if (path := _place(sha256, side, suffix)).is_file()), None)


def _kept(made: Path, sha256: str, side: int) -> Path:
    """Moves a picture into the cache; where that cannot be written it stays where it was made."""
    place = _place(sha256, side, made.suffix)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.{os.getpid()}")
        shutil.copyfile(made, part)
        return part.replace(place)
    except OSError:
        return made


def reduce(source: str, target: str, side: int) -> str:
    """Writes a copy of `source` with a longest side of `side` pixels; gives its path, "" for what is no picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(source) as opened:
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((side, side))
            transparent = image.has_transparency_data
            kind, mode, suffix = ("PNG", "RGBA", ".png") if transparent else ("JPEG", "RGB", ".jpg")
            image.convert(mode).save(target + suffix, kind, quality=88)
            return target + suffix
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
