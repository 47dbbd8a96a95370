"""Mutations of image files that know their chunks, segments and directories."""

from __future__ import annotations

import re
import struct
import zlib
from random import Random

from tests.faults.hostile.raw import RAW, Mutator

_SIZES = (0, 1, 2, 0x7FFF, 0xFFFF, 30_000, 12_000, 0x7FFFFFFF, 0xFFFFFFFF)
_PNG = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def png(data: bytes, chance: Random) -> bytes:
    """A chunk is changed, lost, doubled or put in, with a checksum that is right."""
    chunks = png_chunks(data) if data.startswith(_PNG) else []
    if not chunks:
        return data
    at = chance.randrange(len(chunks))
    kind, body = chunks[at]
    extra = (
        (b"IHDR", struct.pack(">IIBBBBB", chance.choice(_SIZES), chance.choice(_SIZES), 8, 6, 0, 0, 0)),
        (b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 4_000_000)),
        (b"zTXt", b"x\0\0" + zlib.compress(b"a" * 30_000_000)),
        (b"acTL", struct.pack(">II", 0xFFFFFFF, 0)),
        (b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + b"\x01" * 90),
        (b"PLTE", b"abc" * 300),
        (b"tRNS", b""),
        (b"gAMA", b"\0\0\0\0"),
        (b"IEND", b""),
    )
    change = chance.randrange(5)
    if change == 0:
        chunks[at] = (kind, chance.choice(RAW)(body, chance))
    elif change == 1:
        del chunks[at]
    elif change == 2:
        chunks.insert(at, chunks[at])
    elif change == 3:
        chunks.insert(chance.randrange(len(chunks) + 1), chance.choice(extra))
    elif len(chunks[0][1]) == 13:
        head = bytearray(chunks[0][1])
        head[chance.randrange(13)] ^= 1 << chance.randrange(8)
        chunks[0] = (chunks[0][0], bytes(head))
    return _PNG + b"".join(chunk(*each) for each in chunks)


def jpeg(data: bytes, chance: Random) -> bytes:
    """A segment gets another length, another type, or other sizes."""
    places = [match.start() for match in re.finditer(rb"\xff[\xc0-\xcf\xda-\xef\xfe]", data)]
    if not data.startswith(b"\xff\xd8") or not places:
        return data
    at, found = chance.choice(places), bytearray(data)
    value = struct.pack(">H", chance.choice(_SIZES) & 0xFFFF)
    place = chance.choice((2, 4, 5, 7, 9))
    found[at + place : at + place + 2] = value
    if chance.random() < 0.2:
        found[at + 1 : at + 2] = bytes([chance.choice((0xC0, 0xC2, 0xC9, 0xD9, 0xDA, 0xE1, 0xE2))])
    return bytes(found)


def _words(data: bytes, chance: Random, start: int, end: int, order: str) -> bytes:
    found = bytearray(data)
    if len(found) < start + 4:
        return data
    at, size = chance.randrange(start, min(end, len(found) - 3)), chance.choice((1, 2, 4))
    value = chance.choice(_SIZES) & ((1 << 8 * size) - 1)
    found[at : at + size] = value.to_bytes(size, "big" if order == ">" else "little")
    return bytes(found)


def head(data: bytes, chance: Random) -> bytes:
    """A number in the first bytes, where the sizes stand in all formats."""
    return _words(data, chance, 4, 64, chance.choice("<>"))


def anywhere(data: bytes, chance: Random) -> bytes:
    return _words(data, chance, 4, max(8, len(data)), chance.choice("<>"))


def tiff(data: bytes, chance: Random) -> bytes:
    """An entry of a TIFF directory (also in EXIF): its tag, type, count or offset."""
    at = data.find(b"II*\0") if b"II*\0" in data[:4_000] else data.find(b"MM\0*")
    if at < 0 or len(data) < at + 12:
        return data
    order = "<" if data[at : at + 2] == b"II" else ">"
    first = at + struct.unpack(order + "I", data[at + 4 : at + 8])[0]
    return _words(data, chance, min(first, len(data) - 4), min(first + 200, len(data)), order)


def other_name(data: bytes, chance: Random) -> bytes:
    """Another format behind these bytes, or before them."""
    heads = (
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"BM",
        b"8BPS\0\1",
        b"\0\0\1\0",
        b"RIFF\xff\xff\xff\x7fWEBPVP8X",
        b"GIF89a\xff\xff\xff\xff\xff\0\0",
        b"II*\0\x08\0\0\0\xff\xff",
        b"\0\0\0\x0cjP  ",
    )
    return chance.choice((chance.choice(heads) + data, data + chance.choice(heads), chance.choice(heads) + data[12:]))


IMAGE: tuple[Mutator, ...] = (png, png, jpeg, jpeg, head, head, anywhere, tiff, other_name)
