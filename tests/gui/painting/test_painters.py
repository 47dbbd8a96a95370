"""Painters: extremes do not break them, and what they show can be measured."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from pim.gui.painting import badges, bars, cells, chips, diff, marks, side, text
from pim.gui.painting.row_cache import RowCache, RowKey, blank_row

EXTREMES = (
    "",
    "x",
    "W" * 5000,
    "Zeile\nzwei\tdrei\r\n",
    "عربي 中文 🙂‍↔️",
    "\x00\u202e\ufeff",
    "<img src='x'><b>no</b>",
)
RECTS = (
    QRect(0, 0, 120, 28),
    QRect(0, 0, 0, 0),
    QRect(5, 5, 3, 3),
    QRect(-50, -9, 20, 28),
    QRect(0, 0, 9000, 28),
)


def paint(draw, ratio: float = 1.0, size: QSize | None = None) -> QImage:
    """An image of 160 x 60 on which `draw(painter)` has painted."""
    size = size or QSize(160, 60)
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter)
    assert painter.isActive()
    painter.end()
    return image


def inked(image: QImage) -> int:
    """Number of pixels that are not transparent."""
    return sum(
        image.pixelColor(x, y).alpha() > 20 for x in range(image.width()) for y in range(image.height())
    )


def bits(image: QImage) -> bytes:
    return bytes(image.constBits())


@pytest.mark.parametrize("rect", RECTS, ids=str)
@pytest.mark.parametrize("value", EXTREMES, ids=range(len(EXTREMES)))
def test_text_painters_survive_extremes(theme, rect: QRect, value: str) -> None:
    def draw(painter: QPainter) -> None:
        for state in cells.CELL_STATES:
            cells.draw_cell(painter, rect, value, theme, state, right=state == "own", middle=True)
        for kind in chips.LOOKS:
            chips.draw_chip(painter, rect, kind, value, theme, value, removable=True)
        for kind in diff.KINDS:
            diff.draw_diff(painter, rect, value, value, theme, kind)
            diff.draw_diff(painter, rect, None, value, theme, kind, plain_before=True)
        side.draw_side_entry(
            painter, rect, side.SideEntry(value, "house", value, selected=True, focused=True), theme
        )
        cells.draw_skeleton(painter, rect, theme)

    paint(draw)


@pytest.mark.parametrize("percent", [None, -5, 0, 0.4, 49.99, 50, 99.6, 100, 1e9, float("nan")], ids=str)
@pytest.mark.parametrize("rect", RECTS, ids=str)
def test_badges_survive_extremes(theme, percent, rect: QRect) -> None:
    def draw(painter: QPainter) -> None:
        badges.draw_badge(painter, rect, percent, theme)
        badges.draw_home_cell(painter, rect, percent, 10**12, theme, focused=True)

    paint(draw)


@pytest.mark.parametrize(
    ("percent", "shown"), [(99.6, 99), (100, 100), (99.999999, 99), (0, 0), (-1, 0), (101, 100)]
)
def test_percentages_are_floored(percent: float, shown: int) -> None:
    assert badges.whole_percent(percent) == shown


def test_the_six_marks_differ_in_greyscale(theme) -> None:
    def grey(state: str) -> bytes:
        image = paint(
            lambda painter: marks.draw_mark(painter, QRect(0, 0, 14, 14), state, theme), size=QSize(14, 14)
        )
        return bits(image.convertToFormat(QImage.Format.Format_Alpha8))

    assert len({grey(state) for state in marks.STATES}) == len(marks.STATES)
    assert all(marks.state_label(state) for state in marks.STATES)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_marks_are_drawn_at_every_ratio(theme, ratio: float) -> None:
    for state in marks.STATES:
        image = paint(
            lambda painter, state=state: marks.draw_mark(painter, QRect(0, 0, 14, 14), state, theme), ratio
        )
        assert inked(image) > 3


def test_a_painter_leaves_pen_and_clip_as_they_were(theme) -> None:
    def draw(painter: QPainter) -> None:
        badges.draw_badge(painter, QRect(0, 0, 36, 16), 41, theme)
        bars.draw_bar(painter, QRect(0, 0, 100, 8), {"new": 1}, theme)
        assert not painter.hasClipping()
        assert painter.transform().isIdentity()

    paint(draw)


def test_small_counts_stay_visible_in_the_bar() -> None:
    lengths = bars.segment_lengths([4660, 0, 19, 2, 38], 220)
    assert lengths[1] == 0
    assert min(length for length in lengths if length) >= 4
    assert sum(lengths) == pytest.approx(220 - 3)


@pytest.mark.parametrize("counts", [[], [0, 0], [-3, 5], [1] * 500])
def test_bar_lengths_never_exceed_reason(counts: list[int]) -> None:
    lengths = bars.segment_lengths(counts, 220)
    assert len(lengths) == len(counts)
    assert all(length >= 0 for length in lengths)


def test_a_sku_keeps_its_suffix(theme) -> None:
    shown = text.elide("CUSHION-STRIPE-BLUE-45X45-XL", theme.font(12), 110, text.MIDDLE)
    assert "…" in shown
    assert shown.endswith("XL")


def test_what_was_measured_fits(theme) -> None:
    font = theme.font(12, 600, True)
    for value in ("Organic cotton", "4,660", "Wörter mit Ümlaut"):
        assert text.elide(value, font, text.text_width(value, font)) == value


def test_diff_boxes_share_the_room(theme) -> None:
    first, second = diff.diff_widths("a" * 200, "b" * 200, theme, 200)
    assert first == pytest.approx(second)
    assert first + second < 200
    short, long = diff.diff_widths("a", "b" * 200, theme, 200)
    assert short < 30 < long


def key(number: int, **changes) -> RowKey:
    return RowKey(number, 1, "layout", 1, 1.0)._replace(**changes)


def test_the_row_cache_is_bounded_by_bytes(qapp) -> None:
    cache = RowCache(limit=10 * 400 * 28 * 4)
    for product in range(50):
        cache.keep(key(product), QPixmap(400, 28))
    assert len(cache) == 10
    assert cache.size_in_bytes <= 10 * 400 * 28 * 4
    assert cache.find(key(0)) is None
    assert cache.find(key(49)) is not None


def test_any_part_of_the_key_makes_it_another_row(qapp) -> None:
    cache = RowCache()
    cache.keep(key(1), QPixmap(10, 10))
    for change in ({"product": 2}, {"revision": 2}, {"columns": "other"}, {"theme": 2}, {"ratio": 2.0}):
        assert cache.find(key(1, **change)) is None
    cache.keep(key(1), QPixmap(20, 20))
    assert len(cache) == 1
    cache.clear()
    assert cache.size_in_bytes == 0


def test_a_row_used_again_outlives_older_ones(qapp) -> None:
    cache = RowCache(limit=2 * 100 * 10 * 4)
    cache.keep(key(1), QPixmap(100, 10))
    cache.keep(key(2), QPixmap(100, 10))
    cache.find(key(1))
    cache.keep(key(3), QPixmap(100, 10))
    assert cache.find(key(1)) is not None
    assert cache.find(key(2)) is None


def test_a_blank_row_is_as_large_as_the_ratio_asks(qapp) -> None:
    row = blank_row(QSize(300, 28), 1.5)
    assert (row.width(), row.height()) == (450, 42)


def test_counts_are_words(theme) -> None:
    assert badges.missing_text(98, 1180) == "1,180 missing"
    assert badges.missing_text(100, 0) == "complete"
