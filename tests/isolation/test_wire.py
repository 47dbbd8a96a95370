"""Messages arrive as they were sent, and nonsense is refused before it can do harm."""

import io
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.isolation import wire

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.binary()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)  # fmt: skip


def through(message: Any) -> Any:
    pipe = io.BytesIO()
    wire.send(pipe, message)
    pipe.seek(0)
    return wire.receive(pipe, 1 << 20)


@given(PLAIN)
def test_messages_arrive_as_sent(message: Any) -> None:
    assert through(message) == message


def test_what_looks_like_a_place_for_bytes_stays_data() -> None:
    message = [{"\x00bytes": 7}, b"x", {"\x00bytes": "a"}]
    assert through(message) == message


@pytest.mark.parametrize("value", [{1, 2}, object(), 2**70, {1: "a"}, "\ud800"])
def test_what_is_not_plain_is_refused_before_anything_is_written(value: object) -> None:
    pipe = io.BytesIO()
    with pytest.raises(TypeError):
        wire.send(pipe, ["ok", value])
    assert pipe.getvalue() == b""


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">IQ", 0, 1 << 62),
        struct.pack(">IQ", 1 << 31, 2),
        struct.pack(">IQQ", 1, 2, 1 << 40) + b"[]",
    ],
)
def test_announced_sizes_are_checked_before_reading(head: bytes) -> None:
    with pytest.raises(wire.BadMessage, match="too large"):
        wire.receive(io.BytesIO(head), 1 << 20)


def test_broken_json_and_ends_are_told_apart() -> None:
    with pytest.raises(wire.BadMessage):
        wire.receive(io.BytesIO(struct.pack(">IQ", 0, 2) + b"{{"), 1 << 20)
    with pytest.raises(EOFError):
        wire.receive(io.BytesIO(struct.pack(">IQ", 0, 9) + b"[1"), 1 << 20)
