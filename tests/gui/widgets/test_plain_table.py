"""The read-only table of texts."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pim.gui.widgets.plain_table import COLOR_ROLE, PlainTable, TextColumn, TextRow


def test_rows_are_shown_spoken_and_activated(qtbot, theme, qtmodeltester) -> None:
    table = PlainTable(theme, (TextColumn("Name"), TextColumn("Bytes", 80, right=True)), "Files")
    qtbot.addWidget(table)
    table.show()
    table.set_rows([TextRow(("a.csv", "12"), "payload", ("", "bad")), TextRow(("short",))])
    model = table.model()
    qtmodeltester.check(model)
    assert table.count == 2
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Bytes: 12"
    assert model.index(0, 1).data(COLOR_ROLE) == "bad"
    assert model.index(1, 1).data() is None
    table.setCurrentIndex(model.index(0, 0))
    table.setFocus()
    with qtbot.waitSignal(table.row_activated) as caught:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == ["payload"]
    table.fit_height(1)
    height = table.height()
    table.fit_height(9)
    assert table.height() > height
