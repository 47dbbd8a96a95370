"""The forms of the smaller kinds: family, category, standard field, price list, location, locale, link type."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pim.catalog.category import path_label
from pim.catalog.channel import Role
from pim.catalog.family import Family
from pim.catalog.roles import STANDARD_FIELDS
from pim.gui.views.structure.family_parts import AttributesPart, VariantsPart
from pim.gui.views.structure.form_body import Changes, FormBody
from pim.gui.views.structure.form_parts import CheckPart, ChoicePart, LinePart, SearchedChoicePart
from pim.gui.views.structure.kinds import audience_label, place_label
from pim.gui.widgets.labels import Label
from pim.i18n import _
from pim.services.starting import currency_problem, locale_problem


class FamilyBody(FormBody):
    """Attributes with requirements, and variant structures."""

    def build(self) -> None:
        self._attributes = AttributesPart(self.theme, self.structure, self.in_locale)
        self._attributes.set_family("" if self.is_new else self.record.code)
        self.add("form", self._attributes, self.card(_("Attributes and what each channel requires")))
        self.add("variants", VariantsPart(self.theme, self.structure, self.in_locale), self.card(_("Variants")))

    def start(self) -> dict[str, Any]:
        assert isinstance(self.record, Family)
        data = self.record.to_json()
        form = {"attributes": data["attributes"], "required": data["required"]}
        return {**super().start(), "form": form, "variants": data["variants"]}

    def fields(self) -> dict[str, Any]:
        state = self.state()
        form = state.pop("form")
        return {**state, "attributes": form["attributes"], "required": form["required"]}


class CategoryBody(FormBody):
    """Its name; where it stands is changed in the tree."""

    def build(self) -> None:
        parent = getattr(self.record, "parent", "")
        text = path_label(self.structure.categories, parent, self.in_locale) if parent else _("the root of a tree")
        self.names.addWidget(Label(self.theme, _("Below: {path}").format(path=text), 12, 400, "muted", wrap=True))


class RoleBody(FormBody):
    """Which attribute plays the standard field; families may differ."""

    has_labels: ClassVar[bool] = False

    def build(self) -> None:
        field = STANDARD_FIELDS.get(self.record.code)
        choices = [
            (code, attribute.label(self.in_locale))
            for code, attribute in self.structure.attributes.items()
            if field is None or attribute.type in field.types
        ]
        note = _("Only attributes of a fitting type can be chosen. Empty: no attribute plays it.")
        self.add("attribute", SearchedChoicePart(self.theme, _("Attribute"), choices, note), self.names)
        if not self.structure.families:
            return
        column = self.card(_("Families that differ"))
        every = [("", _("as for all")), *choices]
        for code, family in self.structure.families.items():
            self.add(f"family:{code}", ChoicePart(self.theme, family.label(self.in_locale), every), column)

    def start(self) -> dict[str, Any]:
        assert isinstance(self.record, Role)
        own = {f"family:{code}": self.record.by_family.get(code, "") for code in self.structure.families}
        return {**super().start(), **own}

    def fields(self) -> dict[str, Any]:
        state = self.state()
        chosen = {name.partition(":")[2]: value for name, value in state.items() if name.startswith("family:") and value}
        return {"attribute": state["attribute"], "by_family": chosen}

    def changes(self) -> Changes:
        role = self.merged()
        assert isinstance(role, Role)
        if role.attribute or role.by_family:
            return [role], []
        return [], [("role", role.code)]


class PriceListBody(FormBody):
    """Currency, tax, audience."""

    def build(self) -> None:
        column = self.card(_("Prices"))
        self.add("currency", LinePart(self.theme, _("Currency"), _("ISO 4217: EUR, USD, GBP"), read=_currency), column)
        self.add("tax_included", CheckPart(self.theme, _("Tax is included")), column)
        audiences = [(code, audience_label(code)) for code in ("retail", "wholesale", "cost")]
        self.add("audience", ChoicePart(self.theme, _("For whom"), audiences), column)

    def check_code(self, text: str) -> str:
        if re.search(r"[@:#\s]", text):
            return _("A code has no spaces and none of @ : #")
        return ""

    def code_note(self) -> str:
        return _("Often the currency: EUR. Value keys use it (price:EUR); it cannot be changed later.")


class LocationBody(FormBody):
    """Shop or warehouse."""

    def build(self) -> None:
        places = [(code, place_label(code)) for code in ("warehouse", "shop")]
        self.add("place", ChoicePart(self.theme, _("What it is"), places), self.names)


class LocaleBody(FormBody):
    """The locale whose values stand in."""

    def build(self) -> None:
        others = [(code, code) for code in self.structure.locales if code != self.record.code]
        note = _("Where a text is missing, the one of this locale stands in.")
        self.add("fallback", ChoicePart(self.theme, _("Falls back to"), [("", _("nothing")), *others], note), self.names)

    def check_code(self, text: str) -> str:
        return locale_problem(text)

    def code_note(self) -> str:
        return _("Language and region: fr_FR, en_GB. It cannot be changed later.")

    def _suggest_code(self, label: str) -> None:
        """A locale's code does not come from its name."""


def _currency(text: str) -> str:
    if problem := currency_problem(text):
        raise ValueError(problem)
    return text
