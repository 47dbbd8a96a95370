"""Processes that work through masses of values look for garbage rarely, and only they."""

from __future__ import annotations

import gc

import pytest

from pim.garbage import looking_rarely
from pim.isolation import run


def test_for_a_while_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), looking_rarely():
        assert gc.get_threshold()[0] > before[0]
        raise ZeroDivisionError
    assert gc.get_threshold() == before


def test_what_cannot_be_freed_otherwise_is_still_found() -> None:
    class Ring:
        met = 0

        def __init__(self) -> None:
            self.ring = self

        def __del__(self) -> None:
            Ring.met += 1

    with looking_rarely():
        kept = [Ring() for _ in range(1_000)]
        del kept
        rows = [[number] for number in range(200_000)]
    assert Ring.met == 1_000, len(rows)


def test_a_guarded_child_does_so_too() -> None:
    assert run("gc:get_threshold")[0] > gc.get_threshold()[0]
