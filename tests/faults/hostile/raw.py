"""Mutations of bytes that know nothing of what they mean."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Mutator = Callable[[bytes, Random], bytes]

_EVIL = (
    b"\x00" * 64, b"\xff" * 64, b"\r\n" * 20, b"A" * 5_000, b"\xed\xa0\x80", b"\xef\xbb\xbf", b"PK\x03\x04", b"\x80" * 9,
    b"\x1a", b"%s%n%d", b"\xc3\x28", b"-1", b"4294967296", b"\x7f\xff\xff\xff",
)  # fmt: skip


def flip_bits(data: bytes, chance: Random) -> bytes:
    found = bytearray(data)
    for _flip in range(chance.choice((1, 1, 2, 8, 32)) if found else 0):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def truncate(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def insert(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_EVIL) + data[at:]


def overwrite(data: bytes, chance: Random) -> bytes:
    at, block = chance.randrange(len(data) + 1), chance.choice(_EVIL)
    return data[:at] + block + data[at + len(block) :]


def remove(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 16, 500)) :]


def repeat(data: bytes, chance: Random) -> bytes:
    at, size = chance.randrange(len(data) + 1), chance.choice((1, 40, 900))
    return data[: at + size] + data[at : at + size] * chance.choice((1, 3, 30)) + data[at + size :]


def swap(data: bytes, chance: Random) -> bytes:
    """Two pieces change places."""
    a, b = sorted(chance.randrange(len(data) + 1) for _place in range(2))
    return data[:a] + data[b : b + 32] + data[a + 32 : b] + data[a : a + 32] + data[b + 32 :]


def nothing_left(_data: bytes, chance: Random) -> bytes:
    return chance.choice((b"", b"\n", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x05\x06" + b"\0" * 18))


RAW: tuple[Mutator, ...] = (flip_bits, flip_bits, truncate, insert, overwrite, remove, repeat, swap)
