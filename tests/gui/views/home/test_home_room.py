"""The room Home: the headline, and where everything on it leads."""

from __future__ import annotations

from pathlib import Path

from pim.gui.standing_watch import StandingWatch
from pim.gui.views.home.room import HomeRoom
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.states import HomeCell
from pim.services import browsing, exporting
from pim.services.attention import BAD
from tests.builders import a_product, a_workspace
from tests.gui.views.desk import a_desk, wait_until


def test_home_tells_where_the_catalogue_stands_and_leads_there(qtbot, theme, settings, tasks, tmp_path: Path) -> None:
    products = [a_product("A", title="Alpha", price="1.00"), a_product("NO", price="2.00")]
    with a_workspace(tmp_path, *products) as workspace:
        desk, told = a_desk(theme, settings, tasks, workspace)
        watch = StandingWatch(desk)
        room = HomeRoom(desk, watch)
        page = room.room.make()
        qtbot.addWidget(page)
        page.show()
        room.refresh()
        wait_until(qtbot, desk, lambda: watch.standing is not None and not watch.standing.pending)
        wait_until(qtbot, desk, lambda: bool(page.findChildren(HomeCell)))
        assert page.headline.text() == "0 of 2 channels are ready"
        assert page.context.text() == "2 listings to send, 2 listings blocked"

        page.publish_button.click()
        assert told.gone[-1] == ("channels", {"publish": True})
        fix = next(button for button in page.ready.findChildren(Button) if button.text() == "Fix 1")
        fix.click()
        assert told.gone[-1] == ("channels", {"channel": "web", "tab": "blocked"})  # type: ignore[comparison-overlap]

        cell = next(c for c in page.findChildren(HomeCell) if "missing" in c.accessibleName())
        cell.clicked.emit()
        name, what = told.gone[-1]
        assert name == "products"
        query = browsing.Query(conditions=what["conditions"])  # type: ignore[arg-type]
        assert browsing.count_products(workspace, query) == 1

        wait_until(qtbot, desk, lambda: bool(page.attention._shown))
        worst = page.attention._shown[0]
        assert worst.grade == BAD
        page.attention.chosen.emit(worst)
        assert told.gone[-1] == ("products", {"conditions": worst.query.conditions})
        page.recent.all_wanted.emit()
        assert told.gone[-1] == ("activity", {})

        exporting.run_export(workspace, to=tmp_path / "out")
        watch.refresh()
        wait_until(qtbot, desk, lambda: "Parity proven" in page.parity._title.text())
        page.parity.opened.emit()
        assert told.gone[-1] == ("channels", {"show": "parity"})
        desk.signals.close()


def test_an_empty_catalogue_leads_to_the_import(qtbot, theme, settings, tasks, tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        desk, told = a_desk(theme, settings, tasks, workspace)
        watch = StandingWatch(desk)
        room = HomeRoom(desk, watch)
        page = room.room.make()
        qtbot.addWidget(page)
        page.show()
        room.refresh()
        wait_until(qtbot, desk, lambda: watch.standing is not None and not watch.standing.pending)
        wait_until(qtbot, desk, lambda: page.headline.text() == "No products yet")
        assert page.publish_button.isHidden()
        page.import_button.click()
        assert told.gone[-1] == ("import", {})
        desk.signals.close()
