"""Mutations of delimited text and of JSON."""

from __future__ import annotations

import re
from random import Random

import orjson

from tests.faults.hostile.raw import Mutator

_ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "cp1252", "cp1250", "shift_jis", "utf-8-sig", "koi8-r", "utf-7")
_CELLS = (
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "\t=1", "9" * 40, "1e400", "nan", "-0", "1_000", "٣٤", "１２",
    "\u202eabc", "\x0b", "a\u0000b", "x" * 140_000, "\u200b", "TRUE", "#REF!", "1.234,56", "31/02/2026", "{}", "[[",
    "<img src=x onerror=alert(1)>", "'; DROP TABLE product; --", "../../etc/passwd", "http://[::1", "kg", "1e5 kg",
)  # fmt: skip


def quotes(data: bytes, chance: Random) -> bytes:
    """A quote too many, too few, or of another kind."""
    places = [match.start() for match in re.finditer(b"[\"']", data)] or [len(data) // 2]
    at = chance.choice(places)
    return data[:at] + chance.choice((b"", b'"', b'""', b'"""', b"'", b'\\"', b'"\n', b'" ')) + data[at + 1 :]


def delimiters(data: bytes, chance: Random) -> bytes:
    old, new = chance.sample((b",", b";", b"\t", b"|", b"\n", b":"), 2)
    return data.replace(old, new, chance.choice((1, 5, -1)))


def line_ends(data: bytes, chance: Random) -> bytes:
    return re.sub(b"\r\n|\n", chance.choice((b"\r", b"\r\r\n", b"\n\n", b"\r\n\r\n", b"\x0b", b"\x85", b"")), data)


def encoding(data: bytes, chance: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def two_encodings(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + encoding(data[at:], chance)


def cell(data: bytes, chance: Random) -> bytes:
    """One cell becomes something no cell should be."""
    places = [match.span() for match in re.finditer(rb"[^,;\t|\r\n\"]+", data[:200_000])]
    if not places:
        return data
    start, end = chance.choice(places)
    return data[:start] + chance.choice(_CELLS).encode("utf-8", "surrogatepass") + data[end:]


def header(data: bytes, chance: Random) -> bytes:
    """Names that are empty, repeated, absurdly many, or gone."""
    first, _end, rest = data.partition(b"\n")
    names = first.split(b",")
    wide = [b"c%d" % number for number in range(chance.choice((300, 2_500)))]
    found = chance.choice(
        (names * 2, [b""] * len(names), names[::-1], wide, [], [names[0]] * len(names), [b"=1", *names])
    )
    return b",".join(found) + b"\n" + rest


def rows(data: bytes, chance: Random) -> bytes:
    """Rows that are wider, narrower, blank, or there many times."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    extra = chance.choice((b"," * 50, b"", lines[at] * 3, lines[at][: len(lines[at]) // 2], b'"', b"\x00,\x00"))
    return b"\n".join([*lines[:at], *[extra] * chance.choice((1, 2, 200)), *lines[at:]])


DELIMITED: tuple[Mutator, ...] = (
    quotes,
    quotes,
    delimiters,
    line_ends,
    encoding,
    two_encodings,
    cell,
    cell,
    header,
    rows,
)

_JSON = (
    b"1e400", b"-0", b"NaN", b"Infinity", b"9" * 400, b'"\\ud800"', b'"\\u0000"', b"null", b"[]", b"{}", b"true", b"01",
    b'"' + b"x" * 200_000 + b'"', b"[[[[1]]]]", b'{"":{"":1}}', b'{"a.b":1,"a":{"b":2}}', b'"\xed\xa0\x80"', b"{,}",
)  # fmt: skip


def json_value(data: bytes, chance: Random) -> bytes:
    places = [match.span() for match in re.finditer(rb'(?<=[:\[,])\s*("(?:[^"\\]|\\.)*"|[\w.+-]+)', data[:200_000])]
    if not places:
        return data
    start, end = chance.choice(places)
    return data[:start] + chance.choice(_JSON) + data[end:]


def json_depth(data: bytes, chance: Random) -> bytes:
    """Arrays or objects in each other, as deep as a parser's stack."""
    depth = chance.choice((9, 200, 2_000, 100_000))
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
    nested = opening * depth + b"1" + closing * (depth if chance.random() < 0.7 else 0)
    return chance.choice((nested, b"[" + nested + b"]", data + b"\n" + nested, data.replace(b"1", nested, 1)))


def json_keys(data: bytes, chance: Random) -> bytes:
    names = (b'"x"', b'""', b'"a\\"b"', b'"$.a"', b'"\\u0000"', b'"__proto__"', b'"' + b"k" * 70_000 + b'"')
    keys = [match.span() for match in re.finditer(rb'"(?:[^"\\]|\\.)*"(?=\s*:)', data[:200_000])]
    if not keys:
        return data
    start, end = chance.choice(keys)
    return data[:start] + chance.choice(names) + data[end:]


def json_shape(data: bytes, chance: Random) -> bytes:
    """The list becomes an object, a list of lists, lines, or is wrapped."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return b"[" + data.replace(b"\n", b",") + b"]"
    many = {f"f{number}": number for number in range(3_000)}
    return orjson.dumps(
        chance.choice(([value], {"data": {"items": value}}, [[value]], [1, "a", None, value], [many], "x"))
    )


JSON: tuple[Mutator, ...] = (json_value, json_value, json_depth, json_keys, json_shape, encoding)
