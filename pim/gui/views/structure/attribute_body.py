"""The form of an attribute: type, scope, rules, units, group, choices."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from pim.catalog.attribute import Attribute, Option
from pim.catalog.attribute_types import TYPES
from pim.catalog.measurement import SYMBOLS, UNITS
from pim.gui.dialogs.decision import Decision
from pim.gui.views.structure.form_body import Changes, FormBody
from pim.gui.views.structure.form_parts import CheckPart, ChoicePart, LinePart, beside
from pim.gui.views.structure.kinds import TYPE_ORDER, type_label
from pim.gui.views.structure.options_part import OptionsPart
from pim.gui.views.structure.rules_part import RulesPart
from pim.i18n import _, format_number, ngettext


def unit_family_label(code: str) -> str:
    """What people call a family of units."""
    return {
        "weight": _("Weight"), "length": _("Length"), "volume": _("Volume"), "area": _("Area"), "power": _("Power"),
        "voltage": _("Voltage"), "duration": _("Duration"), "frequency": _("Frequency"), "storage": _("Storage"),
        "piece": _("Pieces"),
    }.get(code, code)  # fmt: skip


class AttributeBody(FormBody):
    """Everything of an attribute; its options are saved with it as one step."""

    def build(self) -> None:
        column = self.card(_("Values"))
        self._type = ChoicePart(self.theme, _("Type"), [(code, type_label(code)) for code in TYPE_ORDER])
        self._group = LinePart(self.theme, _("Group"), _("Attributes of a group stand together in the sheet"))
        self.add("type", self._type)
        self.add("group", self._group)
        column.addWidget(beside(self._type, self._group))
        self._units = ChoicePart(
            self.theme, _("Kind of unit"), [("", "–"), *((code, unit_family_label(code)) for code in UNITS)]
        )
        self._unit = ChoicePart(self.theme, _("Unit when none is typed"), [("", "–")])
        self.add("unit_family", self._units)
        self.add("default_unit", self._unit)
        self._measured = beside(self._units, self._unit)
        column.addWidget(self._measured)
        note = _("Texts do; a width or a material usually does not")
        self._per_locale = CheckPart(self.theme, _("A value per locale"), note)
        self.add("per_locale", self._per_locale, column)
        note = _("No channel ever sees it: purchase price, supplier, remarks")
        self.add("internal", CheckPart(self.theme, _("Internal"), note), column)
        self._build_rules()
        self._build_options()
        self._type.changed.connect(self._type_changed)
        self._units.changed.connect(self._units_changed)

    def _build_rules(self) -> None:
        column = self.card(_("Rules"))
        self._rules_card: QWidget = column.parentWidget()
        self._rules = RulesPart(self.theme, self.desk.convention)
        self.add("rules", self._rules, column)

    def _build_options(self) -> None:
        column = self.card(_("Choices"))
        self._options_card: QWidget = column.parentWidget()
        self._options = OptionsPart(self.theme, list(self.structure.locales), self._may_remove)
        self.add("options", self._options, column)
        if not self.is_new:
            self.desk.read(
                _option_usage, self.record.code, then=self._options.set_usage, owner=self, replaces="structure.options"
            )

    def start(self) -> dict[str, Any]:
        stored = self.structure.options.get(self.record.code, {})
        options = [{"code": code, "labels": dict(option.labels)} for code, option in stored.items()]
        return {**super().start(), "options": options}

    def set_state(self, state: dict[str, Any]) -> None:
        self._show_units(str(state.get("unit_family", "")))
        super().set_state(state)
        self._type_changed()

    def fields(self) -> dict[str, Any]:
        data = {name: value for name, value in self.state().items() if name != "options"}
        if data["type"] != "measurement":
            data["unit_family"] = data["default_unit"] = ""
        if TYPES[data["type"]].by_price_list:
            data["per_locale"] = False
        return data

    def problem(self) -> str:
        data = self.fields()
        if data["type"] == "measurement" and not (data["unit_family"] and data["default_unit"]):
            return _("A measurement needs a kind of unit, and a unit for numbers typed without one.")
        return super().problem()

    def more_changes(self) -> Changes:
        attribute = self.merged()
        assert isinstance(attribute, Attribute)
        if not attribute.type_of.has_options:
            return [], []
        stored = self.desk.structure.options.get(self.record.code, {})
        wanted = self._options.value()
        made: list[Any] = []
        for position, data in enumerate(wanted):
            option = Option(code=data["code"], attribute=attribute.code, labels=data["labels"], position=position)
            if stored.get(option.code) != option:
                made.append(option)
        shown = {one["code"] for one in self.start()["options"]}
        kept = {data["code"] for data in wanted}
        return made, [("option", stored[code].uid) for code in stored if code in shown and code not in kept]

    def _type_changed(self) -> None:
        kind = TYPES[self._type.value()]
        self._rules_card.setVisible(self._rules.show_type(kind.code))
        self._options_card.setVisible(kind.has_options)
        self._measured.setVisible(kind.code == "measurement")
        self._per_locale.setVisible(not kind.by_price_list)

    def _units_changed(self) -> None:
        family = self._units.value()
        self._show_units(family)
        if self._unit.value() not in UNITS.get(family, {}):
            self._unit.set_value(next(iter(UNITS.get(family, {})), ""))

    def _show_units(self, family: str) -> None:
        units = [(code, SYMBOLS.get(code, code)) for code in UNITS.get(family, {})]
        self._unit.editor.clear()
        for code, label in [("", "–"), *units]:
            self._unit.editor.addItem(label, code)

    def _may_remove(self, label: str, used: int) -> bool:
        count = ngettext("{count} product has this choice.", "{count} products have this choice.", used)
        lines = [
            count.format(count=format_number(used)),
            _("Their values stay and show the bare code until you choose another. Undo brings the choice back."),
        ]
        title = _("Remove “{name}”?").format(name=label)
        return bool(Decision(self.theme, title, lines, _("Remove the choice"), danger=True, parent=self.window()).exec())


def _option_usage(workspace, attribute: str) -> dict[str, int]:
    """Option code -> products, over all scopes of the attribute."""
    from pim.services.structuring import usage_counts

    found: dict[str, int] = {}
    for uid, count in usage_counts(workspace, "option").items():
        key, _slash, code = uid.partition("/")
        if key.partition("@")[0] == attribute:
            found[code] = max(count, found.get(code, 0))
    return found
