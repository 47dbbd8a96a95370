"""Taking images in: side by side, in order, and nothing left when somebody stops it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from pim.isolation import Cancelled
from pim.services import media
from pim.services.workspace import Workspace, create_catalog


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_catalog(tmp_path / "c.pim", who="test") as made:
        yield made


def files(folder: Path, count: int) -> list[tuple[str, Path]]:
    """Pictures of `count` colours, each twice, and one that is none after every fifth."""
    found = []
    for number in range(count):
        for copy in "ab":
            path = folder / f"{number}{copy}.png"
            Image.new("RGB", (40, 30), (number, 200, 10)).save(path)
            found.append((path.name, path))
        if number % 5 == 4:
            (broken := folder / f"{number}.png").write_bytes(b"no picture")
            found.append((broken.name, broken))
    return found


def test_pictures_are_taken_in_order_and_the_same_ones_once(workspace: Workspace, tmp_path: Path) -> None:
    given = files(tmp_path, 30)
    seen: list[tuple[int, int, str]] = []
    digests, problems = media.take_images(workspace, given, lambda *step: seen.append(step))
    assert list(digests) == [name for name, _path in given if name not in problems]
    assert len(set(digests.values())) == 30
    assert set(problems) == {f"{number}.png" for number in range(4, 30, 5)}
    assert [step[0] for step in seen] == list(range(len(given) + 1))
    for name, digest in digests.items():
        with Image.open(str(media.image_file(workspace, digest))) as kept:
            assert kept.getpixel((0, 0)) == (int(name[:-5]), 200, 10)
        assert media.thumbnail(workspace, digest)


def test_cancelling_leaves_no_decoded_file_behind(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()

    def stop(done: int, _total: int, _text: str) -> None:
        if done == 3:
            raise Cancelled()

    with pytest.raises(Cancelled):
        media.take_images(workspace, files(tmp_path, 30), stop)
    assert list((tmp_path / "temporary").iterdir()) == []
