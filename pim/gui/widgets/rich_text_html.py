"""Our own serialiser of edited rich text: the same document always gives the same minimal HTML."""

from __future__ import annotations

import html
from collections.abc import Iterator

from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextDocument, QTextFragment, QTextListFormat

_ORDERED = (
    QTextListFormat.Style.ListDecimal,
    QTextListFormat.Style.ListLowerAlpha,
    QTextListFormat.Style.ListUpperAlpha,
    QTextListFormat.Style.ListLowerRoman,
    QTextListFormat.Style.ListUpperRoman,
)


def to_html(document: QTextDocument) -> str:
    """Paragraphs, headings, lists, bold, italic, underline, links; nothing of fonts, colours or sizes."""
    parts: list[str] = []
    open_lists: list[str] = []
    for block in _blocks(document):
        tag = _list_tag(block)
        depth = block.textList().format().indent() if tag else 0
        _close_to(parts, open_lists, depth, tag)
        body = _inline(block)
        if tag:
            while len(open_lists) < depth:
                parts.append(f"<{tag}>")
                open_lists.append(tag)
            parts.append(f"<li>{body}</li>")
        elif body:
            name = f"h{block.blockFormat().headingLevel()}" if block.blockFormat().headingLevel() else "p"
            parts.append(f"<{name}>{body}</{name}>")
    _close_to(parts, open_lists, 0, "")
    return "".join(parts)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _list_tag(block: QTextBlock) -> str:
    found = block.textList()
    if found is None:
        return ""
    return "ol" if found.format().style() in _ORDERED else "ul"


def _close_to(parts: list[str], open_lists: list[str], depth: int, tag: str) -> None:
    while len(open_lists) > depth or (open_lists and depth == len(open_lists) and open_lists[-1] != tag):
        parts.append(f"</{open_lists.pop()}>")


def _inline(block: QTextBlock) -> str:
    pieces: list[tuple[str, tuple[str, ...]]] = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.isValid():
            pieces.append((_text(fragment), _marks(fragment.charFormat(), bool(block.blockFormat().headingLevel()))))
        iterator += 1
    return _nested(pieces).strip()


def _text(fragment: QTextFragment) -> str:
    plain = fragment.text().replace("\ufffc", "")  # pictures are not part of a text
    return html.escape(plain, quote=False).replace("\u2028", "<br>").replace("\u2029", "<br>")


def _marks(look: QTextCharFormat, heading: bool) -> tuple[str, ...]:
    """The tags round a fragment, outermost first; a link goes outside."""
    found = []
    if look.isAnchor() and look.anchorHref():
        found.append(f'a href="{html.escape(look.anchorHref())}"')
    if look.fontWeight() >= QFont.Weight.DemiBold and not heading:
        found.append("strong")
    if look.fontItalic():
        found.append("em")
    if look.fontUnderline() and not look.isAnchor():
        found.append("u")
    if look.verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignSuperScript:
        found.append("sup")
    if look.verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignSubScript:
        found.append("sub")
    return tuple(found)


def _nested(pieces: list[tuple[str, tuple[str, ...]]]) -> str:
    """Neighbours that share tags share the elements too."""
    parts: list[str] = []
    now: tuple[str, ...] = ()
    for text, marks in [*pieces, ("", ())]:
        shared = 0
        while shared < min(len(now), len(marks)) and now[shared] == marks[shared]:
            shared += 1
        parts.extend(f"</{mark.partition(' ')[0]}>" for mark in reversed(now[shared:]))
        parts.extend(f"<{mark}>" for mark in marks[shared:])
        parts.append(text)
        now = marks
    return "".join(parts)
