"""Pictures that are asked for faster than they can be decoded."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from pim.gui.thumbnails import Thumbnails


class Queue:
    """Stands for the decoders, which never get to it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.dropped: list[str] = []

    def decode(self, _function, _workspace, sha256, _side, *, otherwise, **_options):
        self.asked.append(sha256)
        self.fail = otherwise
        dropped = self.dropped

        class Asked:
            def drop(self) -> None:
                dropped.append(sha256)

        return Asked()


@pytest.fixture
def queue() -> Queue:
    return Queue()


def test_what_is_shown_now_comes_before_what_was_scrolled_past(qapp, queue, monkeypatch) -> None:
    monkeypatch.setattr("pim.gui.thumbnails._WAITING", 2)
    thumbnails = Thumbnails(queue, None)  # type: ignore[arg-type]
    again: list[str] = []
    thumbnails.arrived.connect(again.append)
    for sha256 in ("a", "b", "b", "c"):
        assert thumbnails.pixmap(sha256, 22) is None
    assert queue.asked == ["a", "b", "c"]
    assert queue.dropped == again == ["a"]
    thumbnails.pixmap("a", 22)
    assert queue.asked[-1] == "a"


def test_a_picture_that_failed_is_tried_again_after_ever_longer_pauses(qapp, queue, monkeypatch) -> None:
    """A disk that was away comes back; what is broken is not read at every repaint."""
    now = 100.0
    monkeypatch.setattr("pim.gui.thumbnails.monotonic", lambda: now)
    thumbnails = Thumbnails(queue, None)  # type: ignore[arg-type]
    tried: list[float] = []
    for second in range(40):
        now = 100.0 + second
        before = len(queue.asked)
        assert thumbnails.pixmap("a", 22) is None
        if len(queue.asked) > before:
            tried.append(second)
            queue.fail(OSError("the disk is away"))
            assert thumbnails.pixmap("a", 22) is None and len(queue.asked) == before + 1
    assert tried == [0, 2, 6, 14, 30]


def test_a_picture_that_failed_once_is_shown_when_it_is_there(desk, settle, monkeypatch) -> None:
    answers = [OSError("away"), QImage(4, 4, QImage.Format.Format_RGB32)]

    def load(_workspace, _sha256, _side):
        if isinstance(answer := answers.pop(0), OSError):
            raise answer
        return answer

    monkeypatch.setattr("pim.gui.thumbnails.load_thumbnail", load)
    monkeypatch.setattr("pim.gui.thumbnails._AGAIN", 0.0)
    again: list[str] = []
    thumbnails = Thumbnails(desk.tasks, desk.workspace)
    thumbnails.arrived.connect(again.append)
    for _times in range(2):
        assert thumbnails.pixmap("a", 22) is None
        settle()
    assert thumbnails.pixmap("a", 22) is not None
    assert len(again) >= 2 and set(again) == {"a"}
