"""Pictures that are asked for faster than they can be decoded."""

from __future__ import annotations

import pytest

from pim.gui.thumbnails import Thumbnails


class Queue:
    """Stands for the decoders, which never get to it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.dropped: list[str] = []

    def decode(self, _function, _workspace, sha256, _side, **_options):
        self.asked.append(sha256)
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
