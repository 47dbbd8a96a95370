"""New product, new variant, duplicate: a SKU and what has to be known from the beginning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.catalog.product import MODEL, SIMPLE, VARIANT, Product
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import ChoiceEditor, LineEditor, SelectEditor
from pim.i18n import _
from pim.services import creating


class ProductDialog(TabsAsRead, QDialog):
    """Asks and creates; stays open with the reason when it is refused. `created(uid)`."""

    created = Signal(str)

    def __init__(self, desk: CatalogDesk, title: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(440)
        self._form = QVBoxLayout(self)
        self._form.setContentsMargins(24, 18, 24, 18)
        self._form.setSpacing(10)
        self._form.addWidget(Label(desk.theme, title, 15, 600))
        self.sku = self._add(_("SKU"), LineEditor(desk.theme))
        self._end = QVBoxLayout()
        self._form.addLayout(self._end)
        self._reason = Label(desk.theme, "", 12, 400, "bad", wrap=True)
        self._reason.hide()
        self._form.addWidget(self._reason)
        self._add_buttons(action)
        self.sku.editor.setFocus()

    def _add(self, label: str, editor: QWidget, *, last: bool = False) -> Field:
        editor.setFixedHeight(28)
        field = Field(self._desk.theme, label, editor)
        if last:
            self._end.addWidget(field)
        else:
            self._form.addWidget(field)
        return field

    def _add_buttons(self, action: str) -> None:
        line = QHBoxLayout()
        line.addStretch(1)
        cancel = Button(self._desk.theme, _("Cancel"), "normal", tall=True)
        self.act = Button(self._desk.theme, action, "primary", tall=True)
        self.act.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.create)
        line.addWidget(cancel)
        line.addWidget(self.act)
        self._form.addSpacing(6)
        self._form.addLayout(line)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # Qt lets a window grow with its fields, not with texts that break
            self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
        return done

    def create(self) -> None:
        """Queue the creation; the dialog closes when it is done."""
        if not self.sku.editor.text().strip():
            self.refuse(_("A product needs a SKU."))
            self.sku.editor.setFocus()
            return
        function, options = self._work()
        self.act.setEnabled(False)
        self._desk.change(function, then=self._done, otherwise=self._refused, **options)

    def _work(self) -> tuple[Callable[..., str], dict[str, Any]]:
        raise NotImplementedError

    def _done(self, uid: str) -> None:
        self.created.emit(uid)
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.act.setEnabled(True)
        self.refuse(sentence_for(error))

    def refuse(self, reason: str) -> None:
        """Say why it was not created; what was typed stays."""
        self._reason.setText(reason)
        self._reason.show()


class NewProductDialog(ProductDialog):
    """A simple product, or a model with the variant structure of its family."""

    def __init__(self, desk: CatalogDesk, category: str = "", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("New product"), _("Create product"), parent)
        self._category = category
        families = [("", _("No family"))] + [(f.code, f.label(desk.locale)) for f in desk.structure.families.values()]
        self.kind = self._add(
            _("Kind"), ChoiceEditor(desk.theme, [(SIMPLE, _("Simple product")), (MODEL, _("Model with variants"))]),
            last=True,
        )  # fmt: skip
        self.family = self._add(_("Family"), ChoiceEditor(desk.theme, families), last=True)
        self.variants = self._add(_("Variants differ by"), ChoiceEditor(desk.theme, []), last=True)
        title = desk.structure.role_attribute("title")
        self._title_key = ""
        if title:
            attribute = desk.structure.attributes[title]
            self._title_key = desk.structure.scopes(attribute, (desk.locale,), ())[0]
            self.title = self._add(attribute.label(desk.locale), LineEditor(desk.theme), last=True)
        self.kind.editor.committed.connect(self._show_variants)
        self.family.editor.committed.connect(self._show_variants)
        self._show_variants()

    def _show_variants(self) -> None:
        family = self._desk.structure.families.get(self.family.editor.text())
        editor = self.variants.editor
        editor.clear()
        for variants in family.variants if family else ():
            axes = ", ".join(self._desk.structure.attributes[a].label(self._desk.locale) for a in variants.axes)
            editor.addItem(f"{variants.label(self._desk.locale)} ({axes})", variants.code)
        is_model = self.kind.editor.text() == MODEL
        self.variants.setVisible(is_model)
        self.variants.set_note("" if editor.count() or not is_model else self._why_no_model(), "warn")

    def _why_no_model(self) -> str:
        if any(family.variants for family in self._desk.structure.families.values()):
            return _("Only families with a variant structure can have models. Choose another family.")
        return _("No family has a variant structure yet. Make one in Structure, under Families.")

    def _work(self) -> tuple[Callable[..., str], dict[str, Any]]:
        kind = self.kind.editor.text()
        values = {self._title_key: self.title.editor.text()} if self._title_key else {}
        return creating.add_product, {
            "sku": self.sku.editor.text(),
            "kind": kind,
            "family": self.family.editor.text(),
            "variant_structure": self.variants.editor.text() if kind == MODEL else "",
            "values": {key: text for key, text in values.items() if text.strip()},
            "categories": (self._category,) if self._category else (),
            "convention": self._desk.convention,
        }


class NewVariantDialog(ProductDialog):
    """A variant (or lower model) of `model`: its SKU and the values of the axes of its level."""

    def __init__(self, desk: CatalogDesk, line: tuple[Product, ...], parent: QWidget | None = None) -> None:
        super().__init__(desk, _("New variant of {sku}").format(sku=line[-1].sku), _("Create variant"), parent)
        self._parent_uid = line[-1].uid
        family = desk.structure.families.get(line[0].family)
        variants = family.variant_structure(line[0].variant_structure) if family else None
        levels = variants.levels if variants else ()
        level = len(line) - 1
        self._kind = MODEL if level + 1 < len(levels) else VARIANT
        self.axes: dict[str, Field] = {}
        for axis in levels[level] if level < len(levels) else ():
            attribute = desk.structure.attributes[axis]
            options = [(o.code, o.label(desk.locale)) for o in desk.structure.options.get(axis, {}).values()]
            editor = SelectEditor(desk.theme, options) if options else LineEditor(desk.theme)
            self.axes[axis] = self._add(attribute.label(desk.locale), editor, last=True)
        self.sku.editor.set_text(line[-1].sku + "-")

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.sku.editor.end(False)  # a dialog selects its first text as it is shown, and typing would replace it

    def _work(self) -> tuple[Callable[..., str], dict[str, Any]]:
        return creating.add_product, {
            "sku": self.sku.editor.text(),
            "kind": self._kind,
            "parent": self._parent_uid,
            "values": {axis: field.editor.text() for axis, field in self.axes.items() if field.editor.text().strip()},
            "convention": self._desk.convention,
        }


class DuplicateDialog(ProductDialog):
    """A copy under another SKU; a model with its variants."""

    def __init__(self, desk: CatalogDesk, product: Product, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Duplicate {sku}").format(sku=product.sku), _("Create copy"), parent)
        self._uid = product.uid
        self.sku.editor.set_text(f"{product.sku}-2")
        self.sku.set_note(
            _("Values, images and categories are copied; GTIN, stock and declared exceptions are not.")
        )

    def _work(self) -> tuple[Callable[..., str], dict[str, Any]]:
        return creating.duplicate_product, {"uid": self._uid, "sku": self.sku.editor.text()}
