"""The pictures of one part of a catalogue, put where the compiler may see them."""

import contextlib
import os
import re
import shutil
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pim.i18n import _
from pim.printing.errors import PrintProblem

_TYPES = (".jpg", ".jpeg", ".png")
_QUALITY = 88  # of a JPEG
_SAME_COLOUR = 6  # of 255: what JPEG may add to a flat colour
# The compiler decodes a picture that it is given directly, only to learn its size: seven times the time and memory of
# one that a drawing refers to. What comes into the file is the picture's own bytes either way.
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    '<image width="{width}" height="{height}" href="{name}"/></svg>'
)
_GROUND = "pim-ground"  # what a picture says of itself, so that it need not be decoded for each print
_SAID = re.compile(rb"pim-ground:(#[0-9a-f]{6})?")
NO_PICTURE: dict[str, Any] = {"image": None, "transparent": False, "ground": ""}


class Pictures:
    """Puts each picture once into `folder`/images, under a number, so that names can never do harm."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "images"
        self._placed: dict[Path, dict[str, Any]] = {}

    def clear(self) -> None:
        """Removes the pictures of the part before."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        self._placed.clear()

    def place(self, image: Path) -> dict[str, Any]:
        """What a card says of its picture: `image` (path for the compiler), `transparent`, and `ground`, the one colour
        of its corners ("#rrggbb" or ""). Raises PrintProblem when it cannot be printed.
        """
        if image not in self._placed:
            self._placed[image] = self._copied(image)
        return self._placed[image]

    def _copied(self, image: Path) -> dict[str, Any]:
        suffix = image.suffix.lower()
        if suffix not in _TYPES:
            raise PrintProblem(
                _("The picture {name} cannot be printed: only JPEG and PNG can.").format(name=image.name)
            )
        number = f"{len(self._placed):06d}"
        try:
            _put(image, self._folder / (number + suffix))
            with Image.open(image, formats=("JPEG", "PNG")) as opened:
                width, height = opened.size
                transparent = "A" in opened.getbands()
                ground = _ground(opened)
        except OSError as error:
            raise PrintProblem(
                _("The picture {name} cannot be read: {error}.").format(name=image.name, error=error)
            ) from error
        frame = _FRAME.format(width=width, height=height, name=number + suffix)
        (self._folder / f"{number}.svg").write_text(frame, "utf-8")
        return {"image": f"/images/{number}.svg", "transparent": transparent, "ground": ground}


def save(image: Image.Image, target: Path) -> Path:
    """Writes a picture for print beside `target`: a PNG when it has transparent parts, else a JPEG; gives its path."""
    if image.has_transparency_data:
        made, image = target.with_name(target.name + ".png"), image.convert("RGBA")
        words = PngInfo()
        words.add_text(_GROUND, f"{_GROUND}:{_seen_ground(image)}")
        image.save(made, "PNG", pnginfo=words)
        return made
    made, image = target.with_name(target.name + ".jpg"), image.convert("RGB")
    image.save(made, "JPEG", quality=_QUALITY, comment=f"{_GROUND}:{_seen_ground(image)}")
    return made


def _put(image: Path, target: Path) -> None:
    """A second name of the file where that is possible: it is only read there."""
    with contextlib.suppress(OSError):
        os.link(image, target)
        return
    shutil.copyfile(image, target)


def _ground(opened: Image.Image) -> str:
    """What `_seen_ground` gives, from the picture's own words where it was made by `save`."""
    told = opened.info.get("comment", b"") if opened.format == "JPEG" else str(opened.info.get(_GROUND, "")).encode()
    if said := _SAID.fullmatch(told):
        return (said[1] or b"").decode()
    opened.draft("RGB", (64, 64))  # a JPEG is decoded at an eighth of its size: corners are all that is wanted
    return _seen_ground(opened)


def _seen_ground(image: Image.Image) -> str:
    """The one colour all four corners share ("#rrggbb"), so that the tile can go on with it; "" for none."""
    small = image.convert("RGB")
    right, bottom = small.width - 1, small.height - 1
    corners = [small.getpixel(place) for place in ((0, 0), (right, 0), (0, bottom), (right, bottom))]
    bands = list(zip(*corners, strict=True))
    if any(max(band) - min(band) > _SAME_COLOUR for band in bands):
        return ""
    return "#" + "".join(f"{round(sum(band) / 4):02x}" for band in bands)
