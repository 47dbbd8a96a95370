"""What can be done with whole products: new, duplicate, delete, family, categories, status, one value for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from pim.catalog.category import path_label
from pim.catalog.errors import CatalogError
from pim.gui import large_changes
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.dialogs.decision import Decision
from pim.gui.failures import sentence_for
from pim.gui.models.product_columns import Column, all_columns
from pim.gui.views.products.grid_delegate import make_cell_editor
from pim.gui.views.products.popup import Popup
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.choice_list import ChoiceList
from pim.gui.widgets.labels import Label
from pim.i18n import _, format_number, ngettext
from pim.isolation import OnProgress
from pim.services import deleting, editing
from pim.services.deleting import Deletion
from pim.services.workspace import CatalogChanged, Workspace


class ProductActions:
    """Each method asks what it has to and queues one undoable step. `widget` is where popups open."""

    def __init__(self, desk: CatalogDesk, widget: QWidget) -> None:
        self._desk, self._widget = desk, widget

    def undo(self) -> None:
        """Take the last step back."""
        large_changes.take_back(self._desk)

    def _say_done(self, done: CatalogChanged, text: str) -> None:
        if done.is_nothing:  # an Undo would take back the step before
            self._desk.say(_("Nothing to change: it is so already."))
        else:
            self._desk.say(text, _("Undo"), self.undo, keys="Ctrl Z")

    def _everywhere(self, function: Callable[..., CatalogChanged], uids: Sequence[str], *args: object, **options) -> None:
        """Queue a change of many products; a large one shows how far it is."""
        large_changes.change(self._desk, function, list(uids), *args, **options)

    def _count(self, uids: Sequence[str]) -> str:
        count = len(uids)
        return ngettext("{count} product", "{count} products", count).format(count=format_number(count))

    # -- one step for many --------------------------------------------------------------------------
    def set_enabled(self, uids: Sequence[str], enabled: bool) -> None:
        """Enable or disable products."""
        words = _("{products} enabled") if enabled else _("{products} disabled")
        title = _("Enable {products}") if enabled else _("Disable {products}")
        self._everywhere(
            _give, uids, ".enabled", enabled, title=title.format(products=self._count(uids)),
            then=lambda done: self._say_done(done, words.format(products=self._count(uids))),
        )  # fmt: skip

    def choose_family(self, uids: Sequence[str]) -> Popup:
        """Move products to another family."""
        structure, locale = self._desk.structure, self._desk.locale
        choices = [(f.code, f.label(locale)) for f in structure.families.values()]
        return self._choose(
            _("Family of {products}").format(products=self._count(uids)), choices,
            lambda code: self._everywhere(
                editing.change_family, uids, code, title=_("Family of {products}").format(products=self._count(uids)),
                then=lambda done: self._say_done(
                    done, _("{products} moved to {name}").format(products=self._count(uids), name=dict(choices)[code])
                ),
            ),
        )  # fmt: skip

    def choose_category(self, uids: Sequence[str]) -> Popup:
        """Put products into one more category."""
        categories, locale = self._desk.structure.categories, self._desk.locale
        choices = [(code, path_label(categories, code, locale)) for code in categories]
        return self._choose(
            _("Add {products} to a category").format(products=self._count(uids)), choices,
            lambda code: self._everywhere(
                editing.move_to_category, uids, code,
                title=_("Add {products} to a category").format(products=self._count(uids)),
                then=lambda done: self._say_done(
                    done, _("{products} added to {name}").format(
                        products=self._count(uids), name=categories[code].label(locale)
                    )
                ),
            ),
        )  # fmt: skip

    def _choose(self, title: str, choices: list[tuple[str, str]], done) -> Popup:
        popup = Popup(self._desk.theme, title, self._widget)
        pick = ChoiceList(self._desk.theme, choices)
        popup.body.addWidget(pick)
        pick.chosen.connect(lambda code: (popup.close(), done(code)))
        popup.open_below(self._widget)
        pick.setFocus()
        return popup

    def edit_value(self, uids: Sequence[str]) -> Popup:
        """Give one value to many products: field, then editor."""
        columns = {
            c.code: c for c in all_columns(self._desk.structure, self._desk.locale).values()
            if c.editable and c.code != ".sku"
        }  # fmt: skip
        title = _("Edit {products}").format(products=self._count(uids))
        popup = Popup(self._desk.theme, title, self._widget)
        pick = ChoiceList(self._desk.theme, [(c.code, c.title) for c in columns.values()])
        popup.body.addWidget(pick)
        pick.chosen.connect(lambda code: self._ask_value(popup, pick, columns[code], uids))
        popup.open_below(self._widget)
        pick.setFocus()
        return popup

    def _ask_value(self, popup: Popup, pick: ChoiceList, column: Column, uids: Sequence[str]) -> None:
        theme = self._desk.theme
        editor = make_cell_editor(self._desk, column, popup)
        editor.setFixedHeight(28)
        reason = Label(theme, _("Leave it empty to take the value away."), 11, 400, "muted", wrap=True)
        action = _("Set {field} on {products}").format(field=column.title, products=self._count(uids))
        write = Button(theme, action, "primary")
        for widget in (Label(theme, column.title, 12, 500), editor, reason, write):
            popup.body.addWidget(widget)
            widget.show()  # the layout would do so in the next turn, and only what is visible takes the keys
        editor.setFocus()
        pick.hide()
        popup.adjustSize()

        def finish() -> None:
            try:
                key, value = editing.parsed_part(
                    self._desk.structure, column.edit_key, editor.text(), self._desk.convention
                )
            except CatalogError as error:
                reason.set_color("bad")
                reason.setText(str(error))
                return
            popup.close()
            self._set_everywhere(uids, key, value, column)

        write.clicked.connect(finish)
        if hasattr(editor, "returnPressed"):
            editor.returnPressed.connect(finish)

    def _set_everywhere(self, uids: Sequence[str], key: str, value: object, column: Column) -> None:
        text = _("{field} changed on {products}").format(field=column.title, products=self._count(uids))
        title = _("Set {field} on {products}").format(field=column.title, products=self._count(uids))
        self._everywhere(_give, uids, key, value, title=title, then=lambda done: self._say_done(done, text))

    # -- deleting -----------------------------------------------------------------------------------
    def delete(self, uids: Sequence[str]) -> None:
        """Ask what deleting would take with it, show it, then delete."""
        self._desk.read(deleting.plan_deletion, list(uids), then=lambda plan: self._show_plan(list(uids), plan))

    def _show_plan(self, uids: list[str], plan: Deletion) -> None:
        count = len(plan.skus) + len(plan.below)
        things = ngettext("{count} product", "{count} products", count).format(count=format_number(count))
        decision = Decision(
            self._desk.theme, _("Delete {things}?").format(things=things), deletion_lines(self._desk, plan),
            _("Delete {things}").format(things=things), danger=True, parent=self._widget.window(),
        )  # fmt: skip
        decision.accepted.connect(
            lambda: self._everywhere(
                deleting.delete_products, uids, title=_("Delete {things}").format(things=things),
                then=lambda done: self._say_done(done, _("{things} deleted").format(things=things)),
                otherwise=lambda error: self._desk.say(sentence_for(error), kind="bad"),
            )
        )  # fmt: skip
        decision.open()


def _give(workspace: Workspace, uids: Sequence[str], key: str, value: object, *, on_progress: OnProgress) -> CatalogChanged:
    return editing.change_parts(workspace, {uid: {key: value} for uid in uids}, source="grid", on_progress=on_progress)


def deletion_lines(desk: CatalogDesk, plan: Deletion) -> list[str]:
    """What deleting takes with it, in sentences."""
    lines = [_some(plan.skus)]
    if plan.below:
        count = ngettext("{count} variant goes with it", "{count} variants go with it", len(plan.below))
        lines.append(f"{count.format(count=format_number(len(plan.below)))}: {_some(plan.below)}")
    if plan.links:
        types = desk.structure.association_types
        labels = {code: record.label(desk.locale) for code, record in types.items()}
        named = [f"{sku} ({labels.get(kind, kind)})" for sku, kind, _gone in plan.links]
        count = ngettext("{count} link to it is removed", "{count} links to it are removed", len(plan.links))
        lines.append(f"{count.format(count=format_number(len(plan.links)))}: {_some(named)}")
    lines.append(_("Undo brings everything back."))
    return lines


def _some(names: Sequence[str], most: int = 8) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (_(" and {count} more").format(count=format_number(rest)) if rest > 0 else "")
