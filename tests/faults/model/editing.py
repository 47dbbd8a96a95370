"""Steps on products: add, edit, many at once, duplicate, delete, move, link, stock, pictures, exceptions, undo, redo."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pim.catalog.product import ImageUse
from pim.services import creating, deleting, editing
from pim.services.editing import CellChange
from tests.faults.model import expected, founding
from tests.faults.model.machine import NEW, SKUS, Beside
from tests.faults.model.plain import Fields, Place
from tests.faults.model.texts import typed


class Editing(Beside):
    """Steps on products."""

    def place(self, uid: str, **changes: Any) -> tuple[Place, Fields]:
        """A product with changed fields; None or an empty list takes a field away."""
        kept = {
            name: value for name, value in {**self.model.products[uid], **changes}.items() if value not in (None, [])
        }
        return ("product", uid), kept

    def unknown(self, keys: Any) -> str:
        """Why these value keys cannot be written: their attribute is gone, or an option that is typed for it."""
        attributes = self.model.of_kind("attribute")
        gone = [key for key in keys if key.partition("@")[0].partition(":")[0] not in attributes]
        return f"there is no attribute for {gone}" if gone else ""

    def unknown_options(self, written: dict[str, tuple[str, Any]]) -> str:
        """Why these texts cannot be understood."""
        options = self.model.of_kind("option")
        for key in ("color", "material"):
            value = written.get(key, ("", None))[1]
            gone = [
                code for code in ([value] if isinstance(value, str) else value or ()) if f"{key}/{code}" not in options
            ]
            if gone:
                return f"{gone} are not options of {key}"
        return ""

    def draw_category(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.model.of_kind("category"))), label="category")

    @rule(
        data=st.data(),
        sku=st.sampled_from(SKUS),
        family=st.sampled_from(["", "mug", "tool"]),
        has_category=st.booleans(),
    )
    def add(self, data: st.DataObject, sku: str, family: str, has_category: bool) -> None:
        written = typed(data)
        categories = [self.draw_category(data)] if has_category and self.model.of_kind("category") else []
        values = {f"v:{key}": value for key, (_text, value) in written.items()}
        fields = {
            "sku": sku,
            "kind": "simple",
            "enabled": True,
            "family": family or None,
            "categories": categories or None,
        }
        self.make(
            "add", {("product", NEW + sku): {**fields, **values}},
            lambda: creating.add_product(
                self.workspace, sku=sku, family=family, categories=categories,
                values={key: text for key, (text, _value) in written.items()},
            ), self.unknown(written) or self.unknown_options(written) or self.unknown_family(family),
        )  # fmt: skip

    def unknown_family(self, family: str) -> str:
        return "" if not family or family in self.model.of_kind("family") else f"there is no family {family}"

    @rule(sku=st.sampled_from(SKUS), structure=st.sampled_from(["by_color", "by_both"]))
    def add_model(self, sku: str, structure: str) -> None:
        fields = {
            "sku": sku, "kind": "model", "enabled": True, "family": "mug", "variant_structure": structure,
            "v:title@en_GB": "Model", "v:price:EUR": "30",
        }  # fmt: skip
        self.make(
            "add", {("product", NEW + sku): fields},
            lambda: creating.add_product(
                self.workspace, sku=sku, kind="model", family="mug", variant_structure=structure,
                values={"title@en_GB": "Model", "price:EUR": "30"},
            ), self.unknown_family("mug"),
        )  # fmt: skip

    @precondition(lambda self: self.uids("model"))
    @rule(data=st.data(), color=st.sampled_from(founding.COLORS))
    def add_variant(self, data: st.DataObject, color: str) -> None:
        """Below a model of one level a variant, below one of two levels a model of the second level."""
        uid = self.draw_uid(data, "model")
        above, levels = self.model.products[uid], expected.levels(self.model, uid)
        depth = len(expected.line(self.model, uid))
        axis, value = ("size", "s" if color == "red" else "m") if depth == 2 else ("color", color)
        sku = f"{above['sku']}-{value}"
        kind = "model" if depth == 1 and len(levels) == 2 else "variant"
        fields = {
            "sku": sku, "kind": kind, "enabled": True, "family": above.get("family"), "parent": uid, f"v:{axis}": value,
        }  # fmt: skip
        wanted = levels[depth - 1] if depth <= len(levels) else []
        sisters = [fields for fields in self.model.products.values() if fields.get("parent") == uid]
        same = [s for s in sisters if wanted and all(s.get(f"v:{axis}") == fields.get(f"v:{axis}") for axis in wanted)]
        refused = self.unknown([axis]) or self.unknown_options({axis: (value, value)} if axis == "color" else {})
        lacking = [axis for axis in wanted if f"v:{axis}" not in fields]
        self.make(
            "add",
            {("product", NEW + sku): fields},
            lambda: creating.add_product(self.workspace, sku=sku, kind=kind, parent=uid, values={axis: value}),
            refused or ("a sister has the same axes" if same else "") or (f"{lacking} are missing" if lacking else ""),
        )

    @precondition(lambda self: self.uids())
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        uid, written = self.draw_uid(data), typed(data)
        place, fields = self.place(uid, **{f"v:{key}": value for key, (_text, value) in written.items()})
        changes = [CellChange(uid, key, text) for key, (text, _value) in written.items()]
        self.make(
            "edit", {place: fields}, lambda: editing.set_values(self.workspace, changes),
            self.unknown(written) or self.unknown_options(written),
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(data=st.data())
    def edit_many(self, data: st.DataObject) -> None:
        uids = data.draw(st.lists(st.sampled_from(self.uids()), min_size=1, unique=True), label="uids")
        written = typed(data)
        parts = {f"v:{key}": value for key, (_text, value) in written.items()}
        changes = [CellChange(uid, key, text) for uid in uids for key, (text, _value) in written.items()]
        self.make(
            "bulk edit", dict(self.place(uid, **parts) for uid in uids),
            lambda: editing.set_values(self.workspace, changes), self.unknown(written) or self.unknown_options(written),
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(data=st.data(), enabled=st.booleans())
    def switch(self, data: st.DataObject, enabled: bool) -> None:
        uid = self.draw_uid(data)
        change = CellChange(uid, ".enabled", "yes" if enabled else "no")
        self.make(
            "edit", dict([self.place(uid, enabled=enabled)]), lambda: editing.set_values(self.workspace, [change])
        )

    @precondition(lambda self: self.uids())
    @rule(data=st.data(), sku=st.sampled_from(SKUS))
    def rename(self, data: st.DataObject, sku: str) -> None:
        uid = self.draw_uid(data)
        change = CellChange(uid, ".sku", f" {sku} ")
        self.make("edit", dict([self.place(uid, sku=sku)]), lambda: editing.set_values(self.workspace, [change]))

    @precondition(lambda self: self.uids())
    @rule(
        data=st.data(),
        channel=st.sampled_from(["csv", "shopify"]),
        until=st.sampled_from(["", "2026-11-22", "2026-11-21"]),
    )
    def declare(self, data: st.DataObject, channel: str, until: str) -> None:
        uid = self.draw_uid(data)
        key, (text, value) = next(iter(typed(data, ("title@en_GB", "price:EUR", "brand")).items()))
        exception = (
            {"value": value, "reason": "as agreed", "author": "ann", "until": until} if value is not None else None
        )
        self.make(
            "exception", dict([self.place(uid, **{f"x:{key}#{channel}": exception})]),
            lambda: editing.declare_exception(
                self.workspace, uid=uid, key=f"{key}#{channel}", text=text, reason="as agreed", until=until
            ), self.unknown([key]),
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(
        data=st.data(), location=st.sampled_from(["paris", "depot"]), text=st.sampled_from(["3", "0.5", "-2", "0", ""])
    )
    def count_stock(self, data: st.DataObject, location: str, text: str) -> None:
        uid = self.draw_uid(data)
        stock = {"quantity": text, "at": self.workspace.store.now()} if text else None
        self.make(
            "stock", dict([self.place(uid, **{f"s:{location}": stock})]),
            lambda: editing.set_stock(self.workspace, uid=uid, quantities={location: text}),
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(data=st.data())
    def set_images(self, data: st.DataObject) -> None:
        uid = self.draw_uid(data)
        pictures = data.draw(st.lists(st.sampled_from(self.pictures), unique=True), label="pictures")
        uses = [ImageUse(sha, f"{sha[:6]}.png", "main" if n == 0 else "gallery") for n, sha in enumerate(pictures)]
        # The use of a picture has more to it than the picture: the same ones again may be another step.
        self.make(
            "images", dict([self.place(uid, images=pictures)]),
            lambda: editing.set_images(self.workspace, uid=uid, images=uses),
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(data=st.data())
    def link(self, data: st.DataObject) -> None:
        uid = self.draw_uid(data)
        targets = data.draw(st.lists(st.sampled_from(self.uids()), max_size=2, unique=True), label="targets")
        self.make(
            "link", dict([self.place(uid, **{"l:goes_with": targets})]),
            lambda: editing.set_links(self.workspace, uid=uid, kind="goes_with", targets=targets),
        )  # fmt: skip

    @precondition(lambda self: self.uids() and self.model.of_kind("category"))
    @rule(data=st.data())
    def put_in_category(self, data: st.DataObject) -> None:
        uids = data.draw(st.lists(st.sampled_from(self.uids()), min_size=1, max_size=4, unique=True), label="uids")
        to, away = self.draw_category(data), self.draw_category(data)
        changes = {}
        for uid in uids:
            kept = [code for code in self.model.products[uid].get("categories", []) if code not in (to, away)]
            changes |= [self.place(uid, categories=[*kept, to])]
        self.make("move category", changes, lambda: editing.move_to_category(self.workspace, uids, to, away_from=away))

    @precondition(lambda self: self.uids())
    @rule(data=st.data(), family=st.sampled_from(["", "mug", "tool"]))
    def change_family(self, data: st.DataObject, family: str) -> None:
        uid, in_a_cell = self.draw_uid(data), data.draw(st.booleans(), label="typed into a cell")
        own = self.model.products[uid]
        change = CellChange(uid, ".family", family)
        self.make(
            "change family", dict(self.place(one, family=family or None) for one in self.with_below(uid)),
            lambda: editing.set_values(self.workspace, [change])
            if in_a_cell else editing.change_family(self.workspace, [uid], family),
            "it has the family of its model" if own.get("parent") and own.get("family", "") != family else "",
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(data=st.data(), sku=st.sampled_from(SKUS))
    def duplicate(self, data: st.DataObject, sku: str) -> None:
        """A copy has neither the identifiers nor the stock nor the exceptions of what it was made of."""
        uid = self.draw_uid(data)
        old, changes, names = self.model.products[uid]["sku"], {}, {}
        for one in self.with_below(uid):
            fields = dict(self.model.products[one])
            below = fields["sku"]
            name = sku if one == uid else sku + below[len(old) :] if below.startswith(old) else f"{sku}-{below}"
            names[one] = NEW + name
            kept = {key: value for key, value in fields.items() if key[:2] not in ("s:", "x:") and key != "v:gtin"}
            kept["sku"] = name
            if fields.get("parent") in names:
                kept["parent"] = names[fields["parent"]]
            changes["product", names[one]] = kept
        clash = len(changes) < len(names)
        self.make(
            "duplicate", changes, lambda: creating.duplicate_product(self.workspace, uid=uid, sku=sku),
            "two copies would have the same SKU" if clash else "",
        )  # fmt: skip

    @precondition(lambda self: self.uids())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        uids = data.draw(st.lists(st.sampled_from(self.uids()), min_size=1, max_size=2, unique=True), label="uids")
        gone = {one for uid in uids for one in self.with_below(uid)}
        changes: dict[Place, Fields | None] = {("product", uid): None for uid in gone}
        for uid, fields in self.model.products.items():
            links = fields.get("l:goes_with", [])
            if uid not in gone and gone & set(links):
                changes |= [self.place(uid, **{"l:goes_with": [one for one in links if one not in gone]})]
        self.make("delete", changes, lambda: deleting.delete_products(self.workspace, uids))

    @precondition(lambda self: self.model.done)
    @rule()
    def undo(self) -> None:
        self.takes_back(len(self.model.done) - 1)

    @precondition(lambda self: len(self.model.done) > 1)
    @rule(data=st.data())
    def undo_an_older_step(self, data: st.DataObject) -> None:
        self.takes_back(data.draw(st.integers(0, len(self.model.done) - 1), label="position"))

    @precondition(lambda self: self.model.undone)
    @rule()
    def redo(self) -> None:
        self.makes_again()
