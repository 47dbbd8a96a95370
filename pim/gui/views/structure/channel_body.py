"""The form of a channel: adapter, locales, price lists, what is sold there, what is required, options."""

from __future__ import annotations

from typing import Any

from pim.catalog.category import path_label
from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError
from pim.catalog.roles import role_label
from pim.gui.views.structure.form_body import FormBody
from pim.gui.views.structure.form_parts import CheckPart, ChecksPart, ChoicePart, LinePart, Part
from pim.gui.widgets.labels import Label
from pim.i18n import _
from pim.services import channeling


class ChannelBody(FormBody):
    """The same settings as `pim channel add`, and the assortment."""

    def build(self) -> None:
        column = self.card(_("Where it goes"))
        adapters = list(channeling.adapter_labels().items())
        self._adapter = ChoicePart(self.theme, _("Format"), adapters)
        self._adapter.setEnabled(self.is_new)
        self.add("adapter", self._adapter, column)
        names = list(self.structure.locales)
        self.add("locales", ChecksPart(self.theme, _("Locales"), [(code, code) for code in names], self._first()), column)
        lists = [(c, p.label(self.in_locale)) for c, p in self.structure.price_lists.items() if not p.internal]
        self.add("price_lists", ChecksPart(self.theme, _("Price lists"), lists, self._first()), column)
        places = [(c, place.label(self.in_locale)) for c, place in self.structure.locations.items()]
        note = _("None ticked: all of them count.")
        self.add("stock_locations", ChecksPart(self.theme, _("Stock of"), places, note), column)
        self._build_assortment()
        self._build_options()

    def _first(self) -> str:
        return _("The one ticked first is the main one.")

    def _build_assortment(self) -> None:
        assert isinstance(self.record, Channel)
        column = self.card(_("What is sold here"))
        roots = [c for c in self.structure.categories.values() if not c.parent or c.code in self.record.categories]
        below = [c for c in self.structure.categories.values() if c.parent in {root.code for root in roots}]
        choices = {c.code: path_label(self.structure.categories, c.code, self.in_locale) for c in (*roots, *below)}
        note = _("None ticked: every enabled product. Else those of the ticked categories and below.")
        self.add("categories", ChecksPart(self.theme, _("Categories"), list(choices.items()), note), column)
        known = [f"role:{role}" for role in self.structure.roles] + ["role:main_image"]
        wanted = [*known, *(code for code in self.record.required if code not in known)]
        required = [(code, self._required_label(code)) for code in wanted]
        self.add("required", ChecksPart(self.theme, _("Required of every product"), required), column)

    def _required_label(self, code: str) -> str:
        if code.startswith("role:"):
            return role_label(code[5:])
        attribute = self.structure.attributes.get(code)
        return attribute.label(self.in_locale) if attribute else code

    def _build_options(self) -> None:
        assert isinstance(self.record, Channel)
        try:
            options = channeling.adapter_options(self.record.adapter)
        except CatalogError as error:
            self.card(_("Options")).addWidget(Label(self.theme, str(error), 12, 400, "bad", wrap=True))
            return
        if self.is_new or not options:
            return
        column = self.card(_("Options"))
        for option in options:
            self.add(f"option:{option.code}", self._option_part(option), column)

    def _option_part(self, option: Any) -> Part:
        label, note = _(option.label), _(option.note) if option.note else ""
        if option.kind == "yes_no":
            return CheckPart(self.theme, label, note)
        if option.kind == "choice":
            return ChoicePart(self.theme, label, [(code, code) for code in option.choices], note)

        def read(text: str) -> Any:
            try:
                return option.parse(text)
            except CatalogError as error:
                raise ValueError(str(error)) from None

        return LinePart(self.theme, label, note, read=read)

    def start(self) -> dict[str, Any]:
        assert isinstance(self.record, Channel)
        stored = self.record.options
        defaults: dict[str, Any] = {}
        if any(name.startswith("option:") for name in self.parts):
            defaults = {option.code: option.default for option in channeling.adapter_options(self.record.adapter)}
        options = {f"option:{code}": stored.get(code, default) for code, default in defaults.items()}
        return {**super().start(), **options}

    def fields(self) -> dict[str, Any]:
        assert isinstance(self.record, Channel)
        state = self.state()
        given = {name[7:]: value for name, value in state.items() if name.startswith("option:")}
        plain = {name: value for name, value in state.items() if not name.startswith("option:")}
        if not given:
            return plain
        defaults = {option.code: option.default for option in channeling.adapter_options(self.record.adapter)}
        kept = {**self.record.options, **given}
        own = {c: v for c, v in kept.items() if c in self.record.options or v != defaults.get(c)}
        return {**plain, "options": own}
