"""New products, variants, copies and views, asked for where they are needed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from pim.catalog.channel import SavedView
from pim.catalog.identifiers import fold_code, unique_code
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.dialogs.new_product import DuplicateDialog, NewProductDialog, NewVariantDialog, ProductDialog
from pim.gui.views.products.popup import Popup
from pim.gui.views.products.selection import ProductChoice
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _
from pim.services import browsing, structuring
from pim.services.browsing import ProductView


class PageCreating(QObject):
    """`created(uid)` when a product was made."""

    created = Signal(str)

    def __init__(self, desk: CatalogDesk, choice: ProductChoice, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._choice, self._page = desk, choice, page

    def _open(self, dialog: ProductDialog) -> ProductDialog:
        dialog.created.connect(self.created)
        dialog.open()
        return dialog

    def new_product(self) -> QDialog:
        """Ctrl+N: into the category that is shown."""
        return self._open(NewProductDialog(self._desk, self._choice.category, self._page.window()))

    def new_variant(self, uid: str) -> None:
        """A variant below a model."""
        self._ask(uid, lambda view: self._open(NewVariantDialog(self._desk, view.line, self._page.window())))

    def duplicate(self, uid: str) -> None:
        """A copy under another SKU."""
        self._ask(uid, lambda view: self._open(DuplicateDialog(self._desk, view.product, self._page.window())))

    def _ask(self, uid: str, then: Callable[[ProductView], object]) -> None:
        if uid:
            self._desk.read(browsing.view_product, uid=uid, then=then)

    def save_view(self, under: QWidget, columns: tuple[str, ...]) -> Popup:
        """Ctrl+Shift+S: name the present filters, order and columns and keep them; or save the view that is shown again."""
        popup = Popup(self._desk.theme, _("Save view"), self._page)
        again = self._saved_view()
        if again is not None:
            label = _("Save “{name}” again").format(name=again.label(self._desk.locale))
            button = Button(self._desk.theme, label, "primary")
            button.clicked.connect(lambda: (popup.close(), self._save(self._choice.as_saved(again, columns))))
            popup.body.addWidget(button)
        name = LineEditor(self._desk.theme)
        name.setFixedHeight(28)
        name.setPlaceholderText(_("Name of the view"))
        save = Button(
            self._desk.theme, _("Save as a new view") if again else _("Save view"), "plain" if again else "primary"
        )
        popup.body.addWidget(name)
        popup.body.addWidget(save)

        def keep() -> None:
            text = name.text().strip()
            if text:
                popup.close()
                self._keep_view(text, columns)

        save.clicked.connect(keep)
        name.returnPressed.connect(keep)
        popup.open_below(under)
        (button if again else name).setFocus()
        return popup

    def _saved_view(self) -> SavedView | None:
        """The saved view that is shown."""
        kind, _slash, code = self._choice.view.partition("/")
        return self._desk.structure.saved_views.get(code) if kind == "view" else None

    def _keep_view(self, name: str, columns: tuple[str, ...]) -> None:
        code = unique_code(fold_code(name, "view"), self._desk.structure.saved_views)
        self._save(self._choice.as_view(code, name, self._desk.locale, columns))

    def _save(self, view: SavedView) -> None:
        name = view.label(self._desk.locale)

        def done(_changed: object) -> None:
            self._choice.show_saved(view)
            self._desk.say(_("View “{name}” saved").format(name=name))

        self._desk.change(structuring.save_records, [view], then=done)
