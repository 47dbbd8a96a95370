"""Painting rows in the time of a frame, and only those again that look different."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize

from pim.catalog.filters import Query
from pim.gui.models.product_columns import columns_of, usual_codes
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.row_painter import Place, RowPainter


@pytest.fixture
def model(desk, settle) -> ProductGridModel:
    made = ProductGridModel(desk)
    made.set_columns(columns_of(desk.structure, "en_GB", usual_codes(desk.structure)))
    made.set_query(Query(roots_only=True, sort=("sku",)))
    settle()
    return made


@pytest.fixture
def painter(desk, model) -> RowPainter:
    made = RowPainter(desk.theme, desk.thumbnails, model)
    made.set_layout([Place(c, QRect(60 * n, 0, 60, 27)) for n, c in enumerate(model.columns)], QSize(900, 28))
    return made


def test_in_a_hurry_a_row_stays_a_skeleton_until_it_is_asked_for_again(painter) -> None:
    skeleton, is_whole = painter.row(1, 1.0, hurry=True)
    assert not is_whole
    painted, is_whole = painter.row(1, 1.0)
    assert is_whole
    assert painted.toImage() != skeleton.toImage()
    again, is_whole = painter.row(1, 1.0, hurry=True)
    assert is_whole
    assert again.cacheKey() == painted.cacheKey()


def test_a_picture_that_comes_paints_its_rows_again_and_no_other(painter, model) -> None:
    loaded = model.loaded(0)
    model.store.keep([loaded._replace(row=loaded.row._replace(image="ab" * 32))])
    before = [painter.row(row, 1.0)[0].cacheKey() for row in range(3)]
    painter.image_arrived("cd" * 32)
    assert [painter.row(row, 1.0)[0].cacheKey() for row in range(3)] == before
    painter.image_arrived("ab" * 32)
    after = [painter.row(row, 1.0)[0].cacheKey() for row in range(3)]
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_a_frame_without_time_is_finished_by_the_next_ones(desk, model, qtbot, monkeypatch) -> None:
    view = GridView(desk, model)
    qtbot.addWidget(view)
    monkeypatch.setattr("pim.gui.views.products.grid_view.FRAME", -1.0)
    whole: list[bool] = []
    row = view.painter.row

    def watched(*args, **options):
        found = row(*args, **options)
        whole.append(found[1])
        return found

    monkeypatch.setattr(view.painter, "row", watched)
    view.resize(900, 300)
    view.show()
    qtbot.waitUntil(lambda: len(whole) >= 3)
    assert not any(whole[:3])
    monkeypatch.setattr("pim.gui.views.products.grid_view.FRAME", 10.0)
    qtbot.waitUntil(lambda: whole[-3:] == [True] * 3)
