"""Rich text: minimal, clean HTML. What a supplier or a clipboard sends is reduced to it before it is stored."""

from __future__ import annotations

import html
import re

import nh3

from pim.catalog.errors import InvalidValue
from pim.i18n import _

TAGS = frozenset(
    [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "img",
        "span",
        "div",
        "sub",
        "sup",
        "blockquote",
    ]
)
MAX_BYTES = 256 * 1024
MAX_TAGS = 5_000
_MOST_PASSES = 8
_SCHEMES = frozenset(("https", "http", "mailto"))
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SIGNS = re.compile("[<>&]")
_BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr|table|ul|ol|blockquote)>", re.IGNORECASE)
_ITEM = re.compile(r"<li[^>]*>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[hd]>\s*<t[hd][^>]*>", re.IGNORECASE)


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        scheme = value.partition(":")[0].casefold() if ":" in value else ""
        # A path such as //server/share has no scheme, and would be opened as a network path by some readers.
        return value if scheme in _SCHEMES else None
    return value if (tag, name) in (("img", "alt"), ("a", "title"), ("td", "colspan"), ("td", "rowspan")) else None


def clean(text: str) -> str:
    """HTML as it is stored: allowed tags only, no scripts, styles or local addresses; plain text becomes paragraphs.

    Cleaning twice changes nothing. Raises `InvalidValue` over 256 KiB or 5,000 tags.
    """
    if len(text) > MAX_BYTES or text.count("<") > MAX_TAGS:
        raise InvalidValue(_("The text is too long: at most 256 KiB and 5,000 tags."), text[:200])
    if text.isprintable() and not _SIGNS.search(text):
        return _paragraphs(text)  # words alone: cleaning them would change nothing
    if not _TAG.search(text):
        # Entities in a text without tags are an older export's; one level is decoded, then encoded again.
        plain = html.unescape(text)
        return _settled(_paragraphs(plain)) if not _TAG.search(plain) else clean(plain)
    cleaned = _settled(text)
    # What is left may be words alone: as a paragraph they are not taken for an older export's entities next time.
    return cleaned if _TAG.search(cleaned) else _settled(_paragraphs(html.unescape(cleaned)))


def _settled(text: str) -> str:
    """Cleaned until it stays as it is: badly nested links and tables move once more when they are read again."""
    for _attempt in range(_MOST_PASSES):
        before, text = text, _pass(text)
        if text == before:
            return text
    return _paragraphs(to_text(text))


def _pass(text: str) -> str:
    return nh3.clean(
        text, tags=set(TAGS), attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}},
        attribute_filter=_kept_attribute, url_schemes=set(_SCHEMES), link_rel=None, strip_comments=True,
    ).strip()  # fmt: skip


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))]
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in parts if part).replace("\n", "<br>")


def to_text(markup: str) -> str:
    """The words of a rich text, one line per block, list items with a bullet.

    >>> to_text("<p>Soft &amp; warm.</p><ul><li>Cotton</li><li>Wool</li></ul>")
    'Soft & warm.\\n• Cotton\\n• Wool'
    """
    if "<" not in markup:
        return html.unescape(markup)
    broken = _CELL_END.sub("\t", markup.replace("\n", " "))
    broken = _BREAKS.sub("\n", _ITEM.sub("• ", broken))
    plain = html.unescape(_TAG.sub("", broken))
    lines = [" ".join(line.split(" ")).strip() for line in plain.split("\n")]
    return "\n".join(line for line in lines if line)
