"""Hostile HTML: payloads, and mutations that hide them."""

from __future__ import annotations

import re
from random import Random

from tests.faults.hostile.raw import Mutator

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<img src='file:///etc/passwd'>",
    "<img src='//server/share/a.png'>",
    "<img src='\\\\server\\share\\a.png'>",
    "<body background='file:///etc/hostname'>",
    "<style>@import 'file:///etc/group';</style>",
    "<link rel=stylesheet href='file:///etc/hosts'>",
    "<iframe src='file:///etc/passwd'></iframe>",
    "<object data='/etc/passwd'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<p style=\"background:url('file:///etc/issue')\">x</p>",
    "<table background='/etc/hostname'><tr><td>x</td></tr></table>",
    "<meta http-equiv=refresh content='0;url=file:///etc/passwd'>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<img src='http://127.0.0.1:9/x.png'>",
    "<form action=/x><input>",
    "<!--[if IE]><script>x</script><![endif]-->",
    "<![CDATA[<script>x</script>]]>",
    "<noscript><p title='</noscript><img src=x onerror=a>'>",
    '<img src="qrc:/x.png">',
    "<img src='/etc/hostname'>",
    "<img src='../../etc/hostname'>",
    "<base href='file:///etc/'>",
    "<a href='//server/share'>x</a>",
    "<img srcset='/etc/hostname 2x'>",
    "<video src='/etc/hostname'>",
    "<ol start=99999999999999>",
    "<td colspan=999999999>x</td>",
    "<table><tr><td colspan='-1' rowspan='1000000'>x</table>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;img src=x onerror=a&#x3e;",
    "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;a>",
    "<p>\x00<b>\x0b",
    "<a href='https://example.org' onclick=x target=_blank>ok</a>",
    "<p",
    "<",
    ">",
    "<<script>script>x<</script>/script>",
    "&" * 50,
)


def payload(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(PAYLOADS).encode("utf-8") + data[at:]


def nested(data: bytes, chance: Random) -> bytes:
    tag = chance.choice(("div", "b", "table><tr><td", "ul><li", "a href=x", "sub", "svg", "p"))
    return f"<{tag}>".encode() * chance.choice((5, 300, 4_900, 20_000)) + data


def case(data: bytes, chance: Random) -> bytes:
    return re.sub(rb"[a-z]{3,}", lambda m: m[0].upper() if chance.random() < 0.4 else m[0], data)


def entities(data: bytes, chance: Random) -> bytes:
    return re.sub(rb"[<>:a]", lambda m: b"&#%d;" % m[0][0] if chance.random() < 0.3 else m[0], data)


def unclosed(data: bytes, chance: Random) -> bytes:
    return re.sub(rb"</?\w+[^>]*>", lambda m: b"" if chance.random() < 0.3 else m[0], data)


def between(data: bytes, chance: Random) -> bytes:
    """Signs that some readers skip, in the middle of words."""
    sign = chance.choice((b"\x00", b"\t", b"\n", "\u200b".encode(), "\u00ad".encode(), b"/", b"\x0c"))
    return re.sub(rb"(?<=\w)(?=\w)", lambda _m: sign if chance.random() < 0.05 else b"", data)


HTML: tuple[Mutator, ...] = (payload, payload, payload, nested, case, entities, unclosed, between)
