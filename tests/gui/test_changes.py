"""The queue of changes: saved only when it is, what could not be written is tried again."""

from __future__ import annotations

import pytest

from pim.catalog.errors import Conflict
from pim.gui.changes import Changes
from pim.storage.errors import DiskRefused


@pytest.fixture
def said(tasks):
    changes = Changes(tasks)
    changes.said = []
    changes.state_changed.connect(lambda *state: changes.said.append(state))
    return changes


def test_what_could_not_be_written_is_not_called_saved_and_is_tried_again(said, settle) -> None:
    full, written = [True], []

    def write(what: str) -> None:
        if full[0]:
            raise DiskRefused("The disk is full.")
        written.append(what)

    refused: list[str] = []
    said.refused.connect(refused.append)
    for what in ("one", "two"):
        said.make(write, what)
    settle()
    assert said.said[-1] == ("failed", "2 changes are not saved") and refused == ["The disk is full."] * 2
    full[0] = False
    said.try_again()
    settle()
    assert written == ["one", "two"] and said.said[-1] == ("saved", "All changes saved")


def test_a_refusal_is_an_answer_and_not_tried_again(said, settle) -> None:
    def refuse() -> None:
        raise Conflict("It was changed in the meantime.")

    said.make(refuse)
    settle()
    assert said.said[-1] == ("saved", "All changes saved")
    said.try_again()
    assert not said.waiting
