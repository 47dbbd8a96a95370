"""The harness itself: what decides whether a goal is met, and the catalogue that is measured. CI runs `--smoke` besides."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from tests.benchmarks import fashion
from tests.benchmarks.fashion import COLUMNS, Fashion
from tests.benchmarks.measuring import Cost
from tests.benchmarks.operation import (
    MILLISECONDS,
    PER_SECOND,
    Finding,
    Goal,
    Operation,
    Row,
    at_least,
    at_most,
    over,
    under,
)
from tests.benchmarks.report import as_table
from tests.benchmarks.vocabulary import Vocabulary
from tests.benchmarks.wide import Wide


def _row(found: Finding, goal: Goal) -> Row:
    return Operation("work", goal, "less work", lambda bench: [found]).rows(None)[0]  # type: ignore[arg-type]


def test_a_ratio_is_the_median_of_the_pairs() -> None:
    own = [Cost(0.2, 1.0), Cost(0.3, 1.0), Cost(9.0, 9.0)]
    row = _row(Finding(measured=own, control=[Cost(0.1, 0.5)] * 3, count=100), at_most(3.5))
    assert row.met is True
    assert row.measured == pytest.approx(3.0)
    assert row.control == pytest.approx(1.0)
    assert row.ratio == pytest.approx(3.0)
    assert row.pairs == 3


@pytest.mark.parametrize(
    ("goal", "unit", "met"),
    [
        (at_least(0.4), PER_SECOND, True), (at_least(0.6), PER_SECOND, False),
        (over(900, PER_SECOND), PER_SECOND, True), (over(1100, PER_SECOND), PER_SECOND, False),
        (under(30, MILLISECONDS), MILLISECONDS, True), (under(0.5, MILLISECONDS), MILLISECONDS, False),
    ],
)  # fmt: skip
def test_goals(goal: Goal, unit: object, met: bool) -> None:
    found = Finding(measured=[Cost(1.0, 1.0)], control=[Cost(0.5, 0.5)], unit=unit, count=1000)  # type: ignore[arg-type]
    assert _row(found, goal).met is met


def test_the_table_is_aligned() -> None:
    rows = [_row(Finding(measured=[Cost(seconds, 1.0)]), at_most(3)) for seconds in (0.0001, 12.0)]
    lines = as_table(rows).splitlines()
    assert len(lines) == 4
    assert lines[0].index("goal") == lines[2].index("<=") == lines[3].index("<=")


def test_every_word_is_possible_and_few_are_common() -> None:
    vocabulary = Vocabulary()
    assert len(vocabulary) >= 50_000
    counted = Counter(vocabulary.words(20_000))
    assert len(counted) > 4_000
    assert sum(count for _word, count in counted.most_common(20)) > 4_000


@pytest.mark.parametrize("is_there", [True, False])
def test_the_shape_is_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool) -> None:
    if is_there and not fashion.TABLE.is_dir():
        pytest.skip("../shared/data/fashion-44k is not here")
    if not is_there:
        monkeypatch.setattr(fashion, "TABLE", tmp_path / "nowhere")
    shapes = Fashion(), Fashion()
    first, second = (list(islice(shape.products(200), 200)) for shape in shapes)
    assert [(p.sku, p.kind, p.values, p.stock) for p in first] == [(p.sku, p.kind, p.values, p.stock) for p in second]
    assert Counter(product.kind for product in first) == {"simple": 120, "model": 10, "variant": 70}
    shapes[0].write_table(tmp_path / "table.csv", 30)
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 31
    assert lines[0].split(",") == list(COLUMNS)


def test_the_wide_shape_is_as_wide_as_it_says() -> None:
    shape = Wide()
    products = list(shape.products(400))
    assert [p.sku for p in products] == [p.sku for p in shape.products(400)]
    assert Counter(p.kind for p in products) == {"simple": 240, "variant": 140, "model": 20}
    assert 48 < sum(len(p.values) for p in products) / len(products) < 54
    kinds = Counter(record.kind for record in shape.records())
    assert (kinds["category"], kinds["family"], kinds["locale"], kinds["location"]) == (2000, 20, 3, 3)
    assert {len(row) for row in shape.rows(20)} == {40}
