"""Search: as somebody types real words, and over all texts."""

from __future__ import annotations

import random
from itertools import pairwise

from pim.catalog.filters import Query
from pim.services import browsing
from pim.storage import dialect
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, Work, timed
from tests.benchmarks.operation import MILLISECONDS, Finding, Goal, at_most, operation, under


def _words(bench: Bench, count: int) -> list[str]:
    """Words as they stand in names, so that common ones come often."""
    names = [row[0] for row in bench.query("SELECT name_fold FROM product WHERE kind<>'variant' ORDER BY id")]
    words = [word for name in names for word in name.split() if len(word) > 3 and word.isalnum()]
    return random.Random(9).sample(words, min(count, len(words)))


def _best(work: Work, times: int = 5) -> Cost:
    """The least of some runs: each query is to count for itself, not what else the machine did meanwhile."""
    return min(timed_quickly(work) for _ in range(times))


def timed_quickly(work: Work) -> Cost:
    return timed(work, collect=False)[0]


def _percentiles(pairs: list[tuple[Cost, Cost]], goals: dict[int, Goal]) -> list[Finding]:
    """The queries at these percentiles of their own cost, the control's at the same percentile of its own."""
    own, raw = sorted(pair[0] for pair in pairs), sorted(pair[1] for pair in pairs)
    found = []
    for percent, goal in goals.items():
        place = min(len(pairs) - 1, len(pairs) * percent // 100)
        found.append(Finding(measured=[own[place]], control=[raw[place]], part=f"p{percent}", goal=goal, pairs=len(pairs)))
    return found


@operation(
    "search as you type, first 50 rows",
    control="the same index, the same check of each word, joined to the rows in one statement (best of 5 runs a query)",
)
def typing(bench: Bench) -> list[Finding]:
    words = _words(bench, bench.repeats(60))
    typed = [word[:length] for word in words for length in range(2, len(word) + 1)]
    typed += [f"{first} {second[:3]}" for first, second in pairwise(words)]
    raw = bench.raw
    pairs: list[tuple[Cost, Cost]] = []
    for text in typed:
        sql, parameters = _short_statement(text)
        own = _best(lambda _n, text=text: browsing.quick_search(bench.workspace, text))
        other = _best(lambda _n, sql=sql, p=parameters: raw.all(sql, *p))
        pairs.append((own, other))
    return _percentiles(pairs, {50: at_most(3), 99: under(30, MILLISECONDS)})


def _short_statement(text: str) -> tuple[str, list[str]]:
    words = text.split()
    grams = [dialect.trigram_match(word) for word in words if len(word) >= 3]
    likes = " AND ".join("s.short LIKE ?" for _ in words)
    parameters = [f"%{word}%" if len(word) >= 3 else f"{word}%" for word in words]
    if not grams:
        sql = f"SELECT p.* FROM search_source s JOIN product p ON p.id=s.product_id WHERE {likes} LIMIT 50"
        return sql, parameters
    sql = (
        "SELECT p.* FROM search_short JOIN search_source s ON s.product_id=search_short.rowid"
        f" JOIN product p ON p.id=s.product_id WHERE search_short MATCH ? AND {likes} LIMIT 50"
    )
    return sql, [" AND ".join(grams), *parameters]


@operation(
    "search in all texts, first 50 by name",
    control="both indexes, UNION, joined to the rows in order of name in one statement (best of 3 runs a query)",
)
def full_text(bench: Bench) -> list[Finding]:
    words = _words(bench, bench.repeats(40))
    pairs: list[tuple[Cost, Cost]] = []
    for first, second in pairwise(words):
        text = f"{first} {second[:4]}" if len(pairs) % 2 else first
        query = Query(search=text, sort=("name",))
        own = _best(lambda _n, q=query: _page(bench, q), 3)
        sql, parameters = _text_statement(text)
        pairs.append((own, _best(lambda _n, sql=sql, p=parameters: bench.raw.all(sql, *p), 3)))
    return _percentiles(pairs, {50: at_most(3), 99: at_most(3)})


def _page(bench: Bench, query: Query) -> object:
    return browsing.rows(bench.workspace, browsing.first_ids(bench.workspace, query, 50))


def _text_statement(text: str) -> tuple[str, list[str]]:
    short, parameters = _short_statement(text)
    ids = short.replace("SELECT p.*", "SELECT p.id").replace(" LIMIT 50", "")
    sql = (
        f"SELECT p.* FROM product p WHERE p.id IN ({ids} UNION SELECT rowid FROM search_text WHERE search_text MATCH ?)"
        " ORDER BY p.name_fold, p.id LIMIT 50"
    )
    return sql, [*parameters, dialect.prefix_match(text.split())]
