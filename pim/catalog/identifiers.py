"""Identifiers: SKU keys, codes, GTINs and uids. All of them are text from end to end."""

from __future__ import annotations

import os
import re
import time
import unicodedata

from pim.i18n import _

CODE = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
# str.strip() keeps these; NFKC turns U+00A0 into a space but leaves the zero-width ones (all but U+FEFF).
# What no identifier has: line breaks, tabs, halves of characters (a terminal's undecodable bytes).
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_UUID_7 = 7 << 76 | 2 << 62  # version and variant
_UUID_FREE = ~(0xF << 76 | 3 << 62)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def new_uid() -> str:
    """A new uid: 32 hexadecimal characters, a version 7 UUID (RFC 9562, 5.7), 74 bits of it random.

    It begins with the time only so that neighbours in time are neighbours in the indexes; nothing reads a time from it.
    """
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    return f"{number & _UUID_FREE | _UUID_7:032x}"


def clean_identifier(text: str) -> str:
    """The identifier as it is kept: trimmed of blanks (no-break and zero-width ones too), case kept.

    >>> clean_identifier(" 00123\\u200b\\u00a0")
    '00123'
    """
    if _is_plain(text):
        return text.strip()
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).strip()


def _is_plain(text: str) -> bool:
    """Whether a text is printable ASCII: nothing in it can be normalised, and only spaces trimmed."""
    return text.isascii() and text.isprintable()


def sku_key(sku: str) -> str:
    """The folded form under which a SKU is unique: NFKC, trimmed, casefolded.

    >>> sku_key("ＡＢＣ-１ ") == sku_key("abc-1")
    True
    """
    if _is_plain(sku):
        return sku.strip().lower()
    return unicodedata.normalize("NFKC", clean_identifier(unicodedata.normalize("NFKC", sku)).casefold())


def fold_text(text: str) -> str:
    """Text as search and sorting see it: no accents, no case, single spaces.

    Texts joined by a space fold to their folds joined by a space.

    >>> fold_text("Éléphant  Bleu")
    'elephant bleu'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(_BEYOND_ASCII.sub(_fold_run, text).casefold().split())


class _Folds(dict[int, str]):
    """What single characters fold to, for `str.translate`; worked out when one is first met."""

    def __missing__(self, number: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(number))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        folded = bare.translate(_INVISIBLE).casefold()
        if len(self) < _REMEMBERED:
            self[number] = folded
        return folded


_REMEMBERED = 20_000  # characters: more than the texts of any one catalogue use
_FOLDS = _Folds()


def _fold_run(found: re.Match[str]) -> str:
    return found[0].translate(_FOLDS)


def fold_code(name: str, fallback: str = "field") -> str:
    """A code made of a source's own name; always matches `CODE`.

    >>> fold_code("Net weight (kg)"), fold_code("100 % coton"), fold_code("颜色")
    ('net_weight_kg', 'field_100_coton', 'field')
    """
    code = re.sub(r"[^a-z0-9]+", "_", fold_text(name)).strip("_")
    if not code:
        return fallback
    if not code[0].isalpha():
        code = f"{fallback}_{code}"
    return code[:63].rstrip("_")


def unique_code(code: str, taken: object) -> str:
    """`code`, or `code_2`, `code_3` … when it is in `taken` (anything with `in`)."""
    if code not in taken:  # type: ignore[operator]
        return code
    number = 2
    while f"{code[:58]}_{number}" in taken:  # type: ignore[operator]
        number += 1
    return f"{code[:58]}_{number}"


def gtin_problem(text: str) -> str | None:
    """Why `text` is not a GTIN-8, -12, -13 or -14 (GS1 General Specifications), or None when it is."""
    if not text.isascii() or not text.isdigit():
        return _("A GTIN has digits only.")
    if len(text) not in (8, 12, 13, 14):
        return _("A GTIN has 8, 12, 13 or 14 digits, this one has {count}.").format(count=len(text))
    weighed = 3 * sum(map(int, text[-2::-2])) + sum(map(int, text[-3::-2]))  # every other digit from the right weighs 3
    expected = str(-weighed % 10)
    if expected != text[-1]:
        return _("Check digit is {found}, expected {expected}.").format(found=text[-1], expected=expected)
    return None
