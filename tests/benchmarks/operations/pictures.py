"""Images taken in: every byte read, a thumbnail made, stored; against one plain decode of each on one processor."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image

from pim.services import media
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, paired
from tests.benchmarks.operation import LARGEST, MILLISECONDS, Finding, at_most, operation

_DIFFERENT = 12
_CONTROL = "every pixel of the same files decoded by Pillow, in one process, nothing stored"


@operation("take in 12-megapixel JPEGs: checked, thumbnail, stored", control=_CONTROL, most=LARGEST)
def take_in(bench: Bench) -> list[Finding]:
    many = 2 if bench.smoke else 72
    size = (400, 300) if bench.smoke else (4000, 3000)
    pairs = bench.pairs(5)
    folder = bench.folder / "photos"
    folder.mkdir()
    photos = [_photo(size, seed) for seed in range(min(many, _DIFFERENT))]
    # Another set for each pair: what is stored already is not stored again.
    sets = [
        [_file(folder / f"{pair}-{n}.jpg", photos[n % len(photos)]) for n in range(many)] for pair in range(pairs + 1)
    ]

    def measured(pair: int) -> None:
        digests, problems = media.take_images(bench.workspace, [(path.name, path) for path in sets[pair]])
        if problems or len(digests) != many:
            raise AssertionError(f"not everything was taken in: {problems}")

    def control(pair: int) -> None:
        for path in sets[pair]:
            with Image.open(io.BytesIO(path.read_bytes())) as image:
                image.load()

    found = paired(measured, control, pairs)
    wall = [Cost(cost.wall, cost.wall) for cost in found.measured]
    plain = [Cost(cost.wall, cost.wall) for cost in found.control]
    return [
        Finding(measured=found.measured, control=found.control, count=many, unit=MILLISECONDS, part="CPU of all processes"),
        Finding(measured=wall, control=plain, count=many, unit=MILLISECONDS, part="wall time", goal=at_most(0.8)),
    ]


def _file(path: Path, photo: bytes) -> Path:
    """The photo as a file of its own: with the file's name as a comment."""
    comment = path.name.encode()
    path.write_bytes(photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:])
    return path


def _photo(size: tuple[int, int], seed: int) -> bytes:
    """Gradients, edges and fine grain, about as many bytes as a camera's picture of that size."""
    chance = random.Random(seed)
    grain = Image.effect_noise((size[0] // 2, size[1] // 2), 24).resize(size)
    image = Image.merge("RGB", (grain, Image.linear_gradient("L").resize(size), grain.transpose(Image.Transpose.ROTATE_180)))
    for _ in range(80):
        side = chance.randrange(size[0] // 40, size[0] // 6)
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        image.paste(tuple(chance.randrange(256) for _ in range(3)), (x, y, x + side, y + side))
    image.save(target := io.BytesIO(), "JPEG", quality=88)
    return target.getvalue()
