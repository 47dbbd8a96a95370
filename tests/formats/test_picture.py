"""Images that strangers made: what is kept of them, what is refused. The pictures are drawn here."""

from __future__ import annotations

import hashlib
import io
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from pim.formats.errors import FormatError
from pim.formats.picture import THUMBNAIL, take_in


def a_photo(width: int = 1600, height: int = 1200) -> Image.Image:
    """Something with gradients, edges and noise, as photographs have."""
    chance = random.Random(5)
    base = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (base, base.transpose(Image.Transpose.ROTATE_180), base.point(lambda v: v // 2)))
    for _ in range(60):
        size = chance.randrange(20, 200)
        colour = tuple(chance.randrange(256) for _ in range(3))
        image.paste(colour, (x := chance.randrange(width), y := chance.randrange(height), x + size, y + size))
    return image


def stored(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def taken(tmp_path: Path, data: bytes, name: str = "photo.jpg") -> dict[str, Any]:
    (source := tmp_path / name).write_bytes(data)
    (folder := tmp_path / "kept").mkdir(exist_ok=True)
    return take_in(str(source), str(folder))


def test_a_plain_photo_is_kept_byte_for_byte_with_a_thumbnail_as_good_as_from_all_its_pixels(tmp_path: Path) -> None:
    data = stored(a_photo(), quality=90)
    found = taken(tmp_path, data)
    assert (found["width"], found["height"], found["converted"]) == (1600, 1200, False)
    assert Path(found["blob"]).read_bytes() == data
    assert found["sha256"] == hashlib.sha256(data).hexdigest()
    with Image.open(found["thumbnail"]) as small:
        assert small.size == (THUMBNAIL, THUMBNAIL * 3 // 4)
        whole = Image.open(io.BytesIO(data)).resize(small.size, Image.Resampling.LANCZOS)
        best = Image.open(io.BytesIO(stored(whole, quality=85)))
        assert max(ImageStat.Stat(ImageChops.difference(best, small.convert("RGB"))).mean) < 2


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_cut_off_photo_is_refused_wherever_it_ends(tmp_path: Path, share: float, progressive: bool) -> None:
    data = stored(a_photo(), progressive=progressive)
    with pytest.raises(FormatError, match="cannot be read|is not a JPEG"):
        taken(tmp_path, data[: int(len(data) * share)])


def test_a_turned_photo_is_stored_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = taken(tmp_path, stored(a_photo(400, 300), exif=exif))
    assert (found["width"], found["height"], found["converted"]) == (300, 400, True)


def test_where_a_photo_was_taken_is_not_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    found = taken(tmp_path, stored(a_photo(400, 300), exif=exif))
    assert found["converted"]
    with Image.open(found["blob"]) as kept:
        assert not kept.getexif()


@pytest.mark.parametrize(("mode", "kind"), [("CMYK", "JPEG"), ("RGB", "TIFF"), ("I;16", "PNG")])
def test_what_not_every_reader_shows_right_becomes_plain(tmp_path: Path, mode: str, kind: str) -> None:
    image = a_photo(300, 200).convert("L").convert("I;16") if mode == "I;16" else a_photo(300, 200).convert(mode)
    found = taken(tmp_path, stored(image, kind), f"photo.{kind.lower()}")
    assert found["converted"]
    with Image.open(found["blob"]) as kept:
        assert (kept.mode, kept.format, kept.size) == ("RGB", "JPEG", (300, 200))


def test_transparent_edges_get_no_dark_fringe(tmp_path: Path) -> None:
    image = Image.new("RGBA", (800, 800), (0, 0, 0, 0))
    image.paste((250, 240, 230, 255), (200, 200, 600, 600))
    found = taken(tmp_path, stored(image, "PNG"), "cut-out.png")
    with Image.open(found["thumbnail"]) as small:
        assert min(low for low, _high in small.convert("RGB").getextrema()) > 215


@pytest.mark.parametrize(
    ("size", "words"), [((12_000, 12_000), "at most 80 million"), ((30_000, 30_000), "80 million")]
)
def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, size: tuple[int, int], words: str) -> None:
    small = bytearray(stored(Image.new("1", (8, 8)), "PNG"))
    small[16:24] = size[0].to_bytes(4) + size[1].to_bytes(4)
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4)
    with pytest.raises(FormatError, match=words):
        taken(tmp_path, bytes(small), "bomb.png")


@pytest.mark.parametrize(
    "data", [b"", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM" + bytes(60)]
)
def test_other_formats_are_refused_whatever_their_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FormatError):
        taken(tmp_path, data, "photo.png")


def test_exif_that_can_be_read_but_not_written_is_refused_in_words(tmp_path: Path) -> None:
    """Turning an image by its EXIF writes the rest of them anew, which raises where a tag has a value of another type."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    data = stored(Image.new("RGB", (40, 30)), exif=exif)
    broken = data.replace(b"\0\1\0\2\0\0\0\2N", b"\0\0\0\2\0\0\0\2N")
    assert broken != data
    with pytest.raises(FormatError, match="cannot be read"):
        taken(tmp_path, broken)
