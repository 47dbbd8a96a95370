"""Steps over the border: a CSV file comes in, channels go out and are read back by other means, the catalogue is reopened."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from pim.services.exporting import run_export
from pim.services.importing import ImportOptions, run_import
from tests.faults.model import expected
from tests.faults.model.machine import NEW, SKUS, Beside
from tests.faults.model.plain import Fields, Place, folded_sku

# column of the file -> value key, (cell, what it must become); an empty cell leaves what is there
_COLUMNS: dict[str, tuple[str, tuple[tuple[str, Any], ...]]] = {
    "title": ("title@en_GB", (("Imported, “so”", "Imported, “so”"), ("Blue mug", "Blue mug"), ("", None))),
    "price": ("price:EUR", (("7.50", "7.50"), ("10", "10"), ("", None))),
    "brand": ("brand", (("Nord", "Nord"), ("", None))),
    "family": (".family", (("mug", "mug"), ("tool", "tool"), ("", None))),
    "notes": ("notes", (("gamma\ndelta", "gamma\ndelta"), ("alpha", "alpha"), ("", None))),
}


class Travelling(Beside):
    """Steps over the border."""

    every_export = False  # after every step instead of now and then

    @rule(data=st.data(), skus=st.lists(st.sampled_from(SKUS), min_size=1, max_size=4, unique_by=folded_sku))
    def import_file(self, data: st.DataObject, skus: list[str]) -> None:
        """Rows for products that are there and new ones, a few columns, one row without an identifier."""
        attributes = self.model.of_kind("attribute")
        known_keys = {*attributes, ".family"}
        names = [name for name in _COLUMNS if _COLUMNS[name][0].partition("@")[0].partition(":")[0] in known_keys]
        chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True), label="columns")
        known = {folded_sku(fields["sku"]): uid for uid, fields in self.model.products.items()}
        changes: dict[Place, Fields | None] = {}
        rows = [["sku", *chosen]]
        families: dict[str, str] = {}  # of models, which take along what is below them
        for sku in skus:
            cells = {name: data.draw(st.sampled_from(_COLUMNS[name][1]), label=f"{sku} {name}") for name in chosen}
            rows.append([sku, *(text for text, _value in cells.values())])
            uid = known.get(folded_sku(sku), "")
            values = {f"v:{_COLUMNS[name][0]}": value for name, (_text, value) in cells.items() if value is not None}
            family = values.pop("v:.family", "")
            if uid:
                changes["product", uid] = {**self.model.products[uid], **self._not_inherited(uid, values, changes)}
                families |= {uid: family} if family and not self.model.products[uid].get("parent") else {}
            else:
                made = {"sku": sku, "kind": "simple", "enabled": True, "family": family or None}
                changes["product", NEW + sku] = made | values
        for uid, family in families.items():
            for one in self.with_below(uid):
                changes["product", one] = {**(changes.get(("product", one)) or self.model.products[one]), "family": family}
        rows.append(["", *("nobody" for _name in chosen)])
        self.make("import", changes, lambda: self._import(rows))

    def _not_inherited(self, uid: str, values: Fields, changes: dict[Place, Fields | None]) -> Fields:
        """What a product inherits just so, from models as the rows above its own leave them, is not written into it again."""
        own = self.model.products[uid]
        above: list[Fields] = []
        parent = own.get("parent")
        while parent:
            above.append(changes.get(("product", parent)) or self.model.products[parent])
            parent = above[-1].get("parent")
        inherited = {name: next((found[name] for found in above if found.get(name)), None) for name in values}
        return {name: value for name, value in values.items() if name in own or inherited[name] != value}

    def _import(self, rows: list[list[str]]) -> None:
        path = self.home / "goods.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        counted = run_import(self.workspace, [path], ImportOptions(key="sku")).rows
        assert (counted.read, counted.rejected) == (len(rows) - 1, 1), counted
        assert counted.read == counted.used + counted.skipped + counted.rejected

    @rule()
    def reopen(self) -> None:
        self.reopen_catalog()
        self.counts["reopen"] += 1

    @rule()
    def export(self) -> None:
        self.check_export()

    @invariant()
    def export_is_the_model(self) -> None:
        if self.every_export:
            self.check_export()

    def check_export(self, *more: str) -> None:
        """Both machine channels are written, proven by the program, and read back here by other means."""
        folder = self.home / "out"
        report = run_export(
            self.workspace, to=folder, channels=("csv", "shopify", *more), as_of=self.workspace.store.clock.now()
        )
        for channel in report.channels:
            assert not channel.error, f"{channel.channel}: {channel.error}"
            assert channel.parity.differences == 0, channel.parity.details
            self.counts["values compared"] += channel.parity.compared
        self._same_csv(folder / "csv" / "products.csv")
        self._same_shop(folder / "shopify" / "products.json", {sku for sku, _reasons in report.channels[1].held})
        self.counts["export"] += 1

    def _same_csv(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = {row["sku"]: {name: cell for name, cell in row.items() if cell} for row in csv.DictReader(file)}
        want = {}
        for root, items in expected.sold(self.model, "csv"):
            want |= {self.model.products[uid]["sku"]: self._row(root, uid) for uid in items}
        for row in rows.values():
            for name in [name for name in row if name == "images" or name.startswith(("offer_", "image_alts", "axes"))]:
                del row[name]
        assert rows == want

    def _row(self, root: str, uid: str) -> dict[str, str]:
        products = self.model.products
        parent = products[uid].get("parent", "")
        row = {
            "product": products[root]["sku"], "sku": products[uid]["sku"], "enabled": "1",
            "parent": products[parent]["sku"] if parent else "", "family": products[root].get("family", ""),
            "categories": "|".join(expected.nearest(self.model, uid, "categories")),
        }  # fmt: skip
        row |= {key: _cell(value) for key, value in expected.channel_values(self.model, uid, "csv").items()}
        row |= {f"stock.{code}": stock["quantity"] for code, stock in expected.own(products[uid], "s:").items()}
        links = [products[one]["sku"] for one in self._links(uid)]
        row["associations.goes_with"] = "|".join(links)
        return {name: cell for name, cell in row.items() if cell}

    def _links(self, uid: str) -> list[str]:
        found = next((f["l:goes_with"] for f in reversed(expected.line(self.model, uid)) if f.get("l:goes_with")), [])
        return [one for one in found if one in self.model.products]

    def _same_shop(self, path: Path, held: set[str]) -> None:
        """Every product that can go out is in the file or named as held, with its title and its items' prices."""
        main = self.model.of_kind("channel")["shopify"]["locales"][0]
        shown = {}
        for product in json.loads(path.read_bytes())["products"]:
            shown |= {variant["sku"]: (product.get("title"), variant.get("price")) for variant in product["variants"]}
        want = {}
        for root, items in expected.sold(self.model, "shopify"):
            root_sku, title = self.model.products[root]["sku"], expected.channel_values(self.model, root, "shopify")
            for uid in items:
                sku, own = self.model.products[uid]["sku"], expected.channel_values(self.model, uid, "shopify")
                if not held & {root_sku, sku}:
                    want[sku] = (title.get(f"title@{main}"), own.get("price:EUR"))
        assert shown == want


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "|".join(value) if isinstance(value, list) else str(value).replace("\n", "\n")
