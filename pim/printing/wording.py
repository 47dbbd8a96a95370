"""How text becomes printable: named, pure rules that writing and parity share."""

import re
import unicodedata
from collections.abc import Iterable

# Invisible on paper and without meaning there. Joiners (U+200C, U+200D) shape letters and are kept.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c"))
_BLANK = re.compile(r"\s+")
_PLAIN = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")  # what most texts are, and what is printable as it stands
BREAK = "\u200b"  # a place where the template may break a line; never part of the printed text
_AFTER_PUNCTUATION = re.compile(r"(?<=[-_/.,;:|+&=?@])(?=[^\W_])")


def printable(text: str) -> str:
    """`text` as paper can carry it, on one line.

    NFC; control characters, soft hyphens, zero-width spaces and direction marks are removed; every run of
    blanks,
    no-break ones and line ends included, becomes one space; blanks at both ends are removed.

    >>> printable(" 45\\u00a0cm\\n b\\u00adc ")
    '45 cm bc'
    """
    if _PLAIN.fullmatch(text):
        return text
    spaced = _BLANK.sub(" ", text).translate(_INVISIBLE)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _UNPRINTABLE)
    return _BLANK.sub(" ", unicodedata.normalize("NFC", kept)).strip()


_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})


def paragraphs(text: str) -> tuple[str, ...]:
    """The printable paragraphs of a plain text: one for each line that is not empty."""
    lines = (printable(line) for line in text.splitlines())
    return tuple(line for line in lines if line)


def with_breaks(text: str, longest: int) -> str:
    """`text` with a BREAK in words longer than `longest`, so that none can run out of its column."""
    if not any(len(word) > longest for word in text.split(" ")):
        return text
    return " ".join(_broken(word, longest) if len(word) > longest else word for word in text.split(" "))


def _broken(word: str, longest: int) -> str:
    """Break after punctuation first; what is still too long is cut into pieces of base characters."""
    return BREAK.join(piece for part in _AFTER_PUNCTUATION.split(word) for piece in _pieces(part, longest))


def _pieces(part: str, longest: int) -> Iterable[str]:
    start = 0
    while len(part) - start > longest:
        end = start + longest
        while end < len(part) and unicodedata.combining(part[end]):
            end += 1
        yield part[start:end]
        start = end
    yield part[start:]
