"""Full-text search as SQL: short texts by any part of a word, all texts by the beginnings of words."""

from __future__ import annotations

from pim.catalog.identifiers import fold_text
from pim.storage import dialect
from pim.storage.conditions import Sql, escaped

_LONGEST = 500  # characters of a search that count; somebody may paste a page
_MOST_WORDS = 20


def short_search(text: str) -> Sql:
    """Products whose SKU, GTIN or title (any locale) holds every word of `text`, anywhere in a word."""
    parts, parameters, source = [], [], "search_source s"
    words = _folded(text).split()[:_MOST_WORDS]
    grams = [dialect.trigram_match(word) for word in words if len(word) >= 3]
    if grams:
        # One after the other, so that whoever wants the first fifty does not wait for all that have these letters.
        source = "search_short CROSS JOIN search_source s ON s.product_id=search_short.rowid"
        parts.append("search_short MATCH ?")
        parameters.append(" AND ".join(grams))
    for word in words:
        # One or two letters would be found inside almost anything: they have to begin a word.
        before, text = ("s.short", "%") if len(word) >= 3 else ("' ' || s.short", "% ")
        parts.append(f"{before} LIKE ? ESCAPE '\\'")
        parameters.append(f"{text}{escaped(word)}%")
    where = " AND ".join(parts) or "0"
    return Sql(f"SELECT s.product_id FROM {source} WHERE {where}", tuple(parameters))


def text_search(text: str) -> Sql:
    """Products in whose texts every word of `text` begins some word."""
    words = _words(text)[:_MOST_WORDS]
    long = [word for word in words if len(word) >= 2]
    if not long:
        return Sql("SELECT 0 WHERE 0")
    # The index would answer a single letter with half the catalogue: it is looked for in what the longer words found.
    letters = [f"% {word}%" for word in words if len(word) < 2]
    checks = " AND ' ' || s.body LIKE ?" * len(letters)
    return Sql(
        "SELECT s.product_id FROM search_text JOIN search_source s ON s.product_id=search_text.rowid"
        f" WHERE search_text MATCH ?{checks}", (dialect.prefix_match(long), *letters),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in _folded(text)).split()


def _folded(text: str) -> str:
    """What is looked for: the database refuses endless patterns, and text ends at a NUL for it."""
    return fold_text(text[:_LONGEST].replace("\0", " "))


def search_condition(text: str) -> Sql:
    """Both searches as one condition on `p.id`."""
    short, full = short_search(text), text_search(text)
    return Sql(f"p.id IN ({short.text} UNION {full.text})", (*short.parameters, *full.parameters))
