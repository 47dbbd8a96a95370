"""Steps on the structure: requirements, attributes, options, categories, what channels ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.services import structuring
from tests.faults.model import expected
from tests.faults.model.machine import Beside
from tests.faults.model.plain import Fields, Place

_SOME_WANTED = st.lists(
    st.sampled_from(
        ("role:title", "brand", "description", "weight", "color", "finish", "role:price", "role:main_image")
    ),
    max_size=3,
    unique=True,
)
_ATTRIBUTES = {
    "finish": ("text", "number", "yes_no"),
    "brand": ("text",),
    "notes": ("text_area",),
    "color": ("simple_select",),
}
_GONE = ("brand", "finish", "weight", "color", "material", "notes", "description")


class Shaping(Beside):
    """Steps on the structure."""

    def record(self, kind: str, code: str, **changes: Any) -> tuple[Place, Fields]:
        """A structure record with changed fields."""
        return (kind, code), {**self.model.of_kind(kind)[code], **changes}

    @rule(family=st.sampled_from(["mug", "tool"]), channel=st.sampled_from(["*", "csv", "shopify"]),
          wanted=_SOME_WANTED)  # fmt: skip
    def require_of_family(self, family: str, channel: str, wanted: list[str]) -> None:
        required = {**self.model.of_kind("family")[family]["required"], channel: wanted}
        record = self.workspace.structure.families[family].with_field("required", required)
        self.make(
            "structure", dict([self.record("family", family, required=required)]),
            lambda: structuring.save_records(self.workspace, [record]),
        )  # fmt: skip

    @rule(channel=st.sampled_from(["csv", "shopify", "print"]), wanted=_SOME_WANTED,
          locales=st.permutations(["en_GB", "fr_FR"]), several=st.booleans())  # fmt: skip
    def change_channel(self, channel: str, wanted: list[str], locales: list[str], several: bool) -> None:
        changes = {"required": wanted, "locales": locales if several else locales[:1]}
        self._change_channel(channel, changes)

    @rule(channel=st.sampled_from(["csv", "shopify"]), category=st.sampled_from(["home", "wear", ""]))
    def change_assortment(self, channel: str, category: str) -> None:
        self._change_channel(channel, {"categories": [category] if category else []})

    def _change_channel(self, channel: str, changes: Mapping[str, Any]) -> None:
        record = self.workspace.structure.channels[channel]
        for name, value in changes.items():
            record = record.with_field(name, value)
        self.make(
            "structure", dict([self.record("channel", channel, **changes)]),
            lambda: structuring.save_records(self.workspace, [record]),
        )  # fmt: skip

    @rule(data=st.data(), code=st.sampled_from(sorted(_ATTRIBUTES)))
    def add_attribute(self, data: st.DataObject, code: str) -> None:
        """An attribute that was not there, or is not there any more: what products still hold of it may fit or not."""
        if code not in self.model.of_kind("attribute"):
            kind = data.draw(st.sampled_from(_ATTRIBUTES[code]), label="type")
            self.make(
                "structure", {("attribute", code): {"type": kind, "labels": {}}},
                lambda: structuring.save_records(self.workspace, [Attribute(code=code, type=kind)]),
            )  # fmt: skip

    @rule(code=st.sampled_from(_GONE))
    def delete_attribute(self, code: str) -> None:
        """Options go with it; the values stay with the products and come back when the attribute does."""
        if code in self.model.of_kind("attribute"):
            options = [uid for uid in self.model.of_kind("option") if uid.startswith(f"{code}/")]
            gone: dict[Place, Fields | None] = {("attribute", code): None}
            gone |= {("option", uid): None for uid in options}
            self.make(
                "structure", gone, lambda: structuring.delete_record(self.workspace, "attribute", code, force=True)
            )

    @rule(
        attribute=st.sampled_from(["color", "material"]),
        code=st.sampled_from(["red", "oak", "green"]),
        label=st.sampled_from(["", "Shown"]),
    )
    def save_option(self, attribute: str, code: str, label: str) -> None:
        labels = {"en_GB": label} if label else {}
        record = Option(code=code, attribute=attribute, labels=labels)
        if attribute in self.model.of_kind("attribute"):
            self.make(
                "structure", {("option", f"{attribute}/{code}"): {"labels": labels}},
                lambda: structuring.save_records(self.workspace, [record]),
            )  # fmt: skip

    @rule(uid=st.sampled_from(["color/red", "material/oak", "color/green"]))
    def delete_option(self, uid: str) -> None:
        if uid in self.model.of_kind("option"):
            self.make(
                "structure", {("option", uid): None},
                lambda: structuring.delete_record(self.workspace, "option", uid, force=True),
            )  # fmt: skip

    @rule(data=st.data(), code=st.sampled_from(["home", "mugs", "glasses", "sale"]))
    def add_category(self, data: st.DataObject, code: str) -> None:
        if code not in self.model.of_kind("category"):
            parent = data.draw(st.sampled_from(["", *sorted(self.model.of_kind("category"))]), label="parent")
            self.make(
                "structure", {("category", code): {"parent": parent, "position": 0}},
                lambda: structuring.save_records(self.workspace, [Category(code=code, parent=parent)]),
            )  # fmt: skip

    @precondition(lambda self: self.model.of_kind("category"))
    @rule(data=st.data(), position=st.integers(0, 3))
    def move_category(self, data: st.DataObject, position: int) -> None:
        categories = self.model.of_kind("category")
        code = data.draw(st.sampled_from(sorted(categories)), label="code")
        parent = data.draw(st.sampled_from(["", *sorted(categories)]), label="parent")
        below = expected.in_subtree(self.model, code)
        sisters = [name for name, fields in categories.items() if fields["parent"] == parent and name != code]
        sisters.sort(key=lambda name: (categories[name]["position"], name))
        sisters.insert(position, code)
        moved = {
            ("category", name): {**categories[name], "parent": parent, "position": n} for n, name in enumerate(sisters)
        }
        self.make(
            "move category", moved, lambda: structuring.move_category(self.workspace, code, parent, position),
            f"{code} cannot be below itself" if parent in below else "",
        )  # fmt: skip

    @rule(code=st.sampled_from(["home", "mugs", "glasses", "sale"]))
    def delete_category(self, code: str) -> None:
        """Everything below goes with it."""
        if code in self.model.of_kind("category"):
            gone = {("category", name): None for name in expected.in_subtree(self.model, code)}
            self.make(
                "structure", gone, lambda: structuring.delete_record(self.workspace, "category", code, force=True)
            )
