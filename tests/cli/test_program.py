"""What surrounds every command of the terminal."""

from __future__ import annotations

import gc

import pytest

from pim.cli.program import seldom_collected


def test_a_command_lets_python_look_for_garbage_seldom_and_only_while_it_runs() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="whatever"), seldom_collected():
        assert gc.get_threshold()[0] > 10 * before[0]
        raise ValueError("whatever")
    assert gc.get_threshold() == before
