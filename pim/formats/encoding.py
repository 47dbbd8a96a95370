"""Which encoding a text file is written in, checked to its last byte."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from pim.formats.errors import FormatError
from pim.i18n import _, ngettext

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REPLACEMENT = "\ufffd".encode()
# What supplier files are really written in; the detector may choose only among these.
_LEGACY = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1257",
    "iso8859_2",
    "iso8859_15",
    "mac_roman",
    "cp437",
    "cp850",
    "shift_jis",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
)


class Encoding(NamedTuple):
    """A codec name, how many characters could not be decoded, and how sure the choice is."""

    name: str
    undecodable: int = 0
    guessed: bool = False


def detect(path: Path, wish: str | None = None) -> Encoding:
    """The encoding of `path`: the wished one if given (FormatError if unknown), else found out."""
    if wish is not None:
        return _wished(path, wish)
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    name = next((name for bom, name in _BOMS if head.startswith(bom)), None) or bare_utf16(head)
    if name is not None:
        return Encoding(name, _undecodable(path, name))
    bad = _undecodable(path, "utf-8")
    if bad == 0 or bad * 10 < _multibyte(path):
        return Encoding("utf-8", bad)
    guess = _legacy(_telling(path))
    return Encoding(guess, _undecodable(path, guess), guessed=True)


def _wished(path: Path, wish: str) -> Encoding:
    """The encoding the person asked for; a byte order mark is not part of the text."""
    try:
        name = codecs.lookup(wish).name
    except LookupError as error:
        raise FormatError(_("There is no encoding named “{name}”.").format(name=wish)) from error
    if not getattr(codecs.lookup(name), "_is_text_encoding", True):
        raise FormatError(_("“{name}” is not an encoding of text.").format(name=wish))
    chosen = "utf-8-sig" if name == "utf-8" else name
    return Encoding(chosen, _undecodable(path, chosen))


def bare_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: in western text every second byte is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else None


def _undecodable(path: Path, name: str) -> int:
    """How many places of the file do not decode; a replacement character in the file itself is none."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found -= chunk.count(_REPLACEMENT) if name.startswith("utf-8") else 0
            if not chunk.isascii() or not name.startswith("utf-8"):
                found += decoder.decode(chunk).count("\ufffd")
            else:
                found += decoder.decode(b"").count("\ufffd") + (decoder.getstate()[0] != b"")
                decoder.reset()
    return max(0, found + decoder.decode(b"", True).count("\ufffd"))


def _multibyte(path: Path) -> int:
    """How many proper multi-byte UTF-8 characters the beginning of the file has."""
    with path.open("rb") as file:
        text = file.read(4 * _CHUNK).decode("utf-8", "replace")
    return sum(char > "\x7f" and char != "\ufffd" for char in text)


def _telling(path: Path) -> bytes:
    """The lines with bytes beyond ASCII, up to 64 KiB: only they tell encodings apart."""
    found, size = [], 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found.append(line[:4_096])
                size += len(found[-1])
                if size > _SAMPLE:
                    break
    return b"".join(found)


def _legacy(sample: bytes) -> str:
    """The most plausible legacy encoding; western European when nothing speaks against it."""
    import charset_normalizer

    matches = charset_normalizer.from_bytes(sample, cp_isolation=list(_LEGACY))
    best = matches.best()
    # Without words of a language behind it a guess is noise, and western European is likeliest.
    if best is None or best.coherence == 0:
        return "cp1252"
    western = (match for match in matches if "cp1252" in (match.encoding, *match.could_be_from_charset))
    close = any(m.chaos <= best.chaos + 0.02 and m.coherence >= best.coherence - 0.05 for m in western)
    return "cp1252" if close else str(best.encoding)


def describe(encoding: Encoding) -> tuple[str, ...]:
    """Notes for the person about a guess or about characters that were lost."""
    notes = []
    if encoding.guessed:
        text = _("The file is not UTF-8; it was read as {name}. Check that accents look right.")
        notes.append(text.format(name=encoding.name))
    if encoding.undecodable:
        text = ngettext(
            "{n} character could not be read in the encoding {name} and is shown as �.",
            "{n} characters could not be read in the encoding {name} and are shown as �.",
            encoding.undecodable,
        )
        notes.append(text.format(n=encoding.undecodable, name=encoding.name))
    return tuple(notes)
