"""Reading images that strangers made: an allow-list of formats, no bombs, everything turned into plain sRGB.

Runs inside the guarded child. Arguments and results are JSON-able.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from pim.formats.errors import FormatError
from pim.i18n import _

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "TIFF": "tif"}
MAX_PIXELS = 80_000_000
MAX_BYTES = 50 * 1024 * 1024
THUMBNAIL = 256  # pixels, the longer side
_DRAFT = 3  # a JPEG is decoded at least this many times as large as its thumbnail, which keeps that as good as before
_MAGIC = {
    "JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n\x1a\n",), "GIF": (b"GIF87a", b"GIF89a"), "WEBP": (b"RIFF",),
    "TIFF": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
}  # fmt: skip
_PLAIN_MODES = ("RGB", "RGBA", "L", "LA", "P", "1", "PA")
_ORIENTATION, _GPS = 0x0112, 0x8825


def take_in(path: str, folder: str) -> dict[str, Any]:
    """Examines an image file, and writes what the catalogue keeps of it into `folder`.

    The file itself is kept when every reader shows it right; otherwise (EXIF orientation, CMYK or another colour
    profile, 16 bits, TIFF, a place in its EXIF) it is turned into a plain sRGB JPEG, or PNG when it is transparent.
    Returns {"sha256", "format", "width", "height", "bytes", "blob": path, "thumbnail": path, "converted": bool,
    "notes": [...]}. Raises `FormatError` with a sentence for people.
    """
    source, target = Path(path), Path(folder)
    data = _read(source)
    with _opened(data, source.name) as image:
        width, height = image.size
        if plain := _is_plain(image):
            # The file is kept as it is and only its thumbnail is made of the pixels. A JPEG can be decoded smaller:
            # every byte of it is still read, so that what is cut off or broken is still noticed.
            image.draft(image.mode, (_DRAFT * THUMBNAIL, _DRAFT * THUMBNAIL))
        image.load()
        # Within the boundary too: broken EXIF data may decode, and raise only when they are written again.
        notes: list[str] = []
        shown = _to_srgb(ImageOps.exif_transpose(image) or image, notes)
        kept, kind = (data, str(image.format)) if plain else _encode(shown)
    if not plain:
        width, height = shown.size
    digest = hashlib.sha256(kept).hexdigest()
    blob, thumbnail = target / f"{digest}.{ENDINGS[kind]}", target / f"{digest}.thumb.jpg"
    blob.write_bytes(kept)
    _thumbnail(shown).save(thumbnail, "JPEG", quality=85)
    return {
        "sha256": digest, "format": kind, "width": width, "height": height, "bytes": len(kept),
        "blob": str(blob), "thumbnail": str(thumbnail), "converted": not plain, "notes": notes,
    }  # fmt: skip


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size == 0:
        raise FormatError(_("“{name}” is empty.").format(name=path.name))
    if size > MAX_BYTES:
        raise FormatError(
            _("“{name}” is larger than {limit} MB.").format(name=path.name, limit=MAX_BYTES >> 20)
        )
    return path.read_bytes()


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Image.Image]:
    """The image, its pixels not decoded yet, for loading them within: `verify()` accepts truncated files, `load()` does not.

    Whatever a decoder raises on a broken file comes out as `FormatError`.
    """
    if not any(data.startswith(magic) for magics in _MAGIC.values() for magic in magics):
        raise FormatError(_("“{name}” is not a JPEG, PNG, WebP, GIF or TIFF image.").format(name=name))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS or not image.width or not image.height:
                raise FormatError(_too_large(name, image.width, image.height))
            yield image
    except (FormatError, MemoryError):
        raise
    except UnidentifiedImageError:
        raise FormatError(
            _("“{name}” is not a JPEG, PNG, WebP, GIF or TIFF image.").format(name=name)
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FormatError(_("“{name}” has too many pixels (at most 80 million).").format(name=name)) from None
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on a broken file; this is the boundary
        raise FormatError(_("“{name}” cannot be read: {reason}").format(name=name, reason=error)) from None


def _too_large(name: str, width: int, height: int) -> str:
    return _("“{name}” has {width} × {height} pixels; at most 80 million are read.").format(
        name=name, width=width, height=height
    )


def _is_plain(image: Image.Image) -> bool:
    """Whether every reader shows the file as it is meant, and it tells nobody where it was taken."""
    exif = image.getexif()
    return (
        image.format != "TIFF"
        and image.mode in _PLAIN_MODES
        and exif.get(_ORIENTATION, 1) in (0, 1)
        and not exif.get_ifd(_GPS)
        and _is_srgb(image)
    )


def _is_srgb(image: Image.Image) -> bool:
    profile = image.info.get("icc_profile")
    if not profile:
        return True
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return False
    return "srgb" in name.casefold() or image.mode in ("L", "LA")


def _to_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    """The picture in 8-bit RGB or RGBA, through its colour profile where it has a usable one."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "RGBA") and not _is_srgb(image):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            notes.append(_("Its colour profile is damaged and was left out."))
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _eight_bits(image: Image.Image) -> Image.Image:
    wide = image.convert("I") if image.mode != "F" else image
    _low, high = wide.getextrema()
    top = 65_535.0 if isinstance(high, (int, float)) and high > 255 else 255.0
    return wide.point(lambda value: value * (255.0 / top)).convert("L").convert("RGB")


def _encode(image: Image.Image) -> tuple[bytes, str]:
    target = io.BytesIO()
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != 255:
        image.save(target, "PNG", optimize=False)
        return target.getvalue(), "PNG"
    image.convert("RGB").save(target, "JPEG", quality=92, subsampling=0)
    return target.getvalue(), "JPEG"


def flatten(image: Image.Image, ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """The picture on an opaque ground: colours of transparent pixels do not shine through."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    base = Image.new("RGBA", image.size, (*ground, 255))
    return Image.alpha_composite(base, image).convert("RGB")


def _thumbnail(image: Image.Image) -> Image.Image:
    small = image.convert("RGBa") if image.mode == "RGBA" else image  # premultiplied: no dark fringes
    if max(small.size) > THUMBNAIL:
        share = THUMBNAIL / max(small.size)
        size = tuple(max(1, round(side * share)) for side in small.size)
        small = small.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return flatten(small.convert("RGBA") if small.mode == "RGBa" else small)
