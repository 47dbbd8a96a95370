"""What a person should look at before an import is committed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.value_key import attribute_of
from pim.i18n import _, ngettext
from pim.services.importing.entries import Entry
from pim.services.importing.growth import Growth
from pim.services.importing.inspection import FileInspection
from pim.services.importing.targets import SKIP, VALUE

_DROP = Decimal("0.5")  # a price that falls below this share of what it was
_EXAMPLES = 3


class Question(NamedTuple):
    """`kind`: decimal, dates, price_drop; `text` a finished sentence; `column` of the file, where it is about one."""

    kind: str
    text: str
    column: str = ""


@dataclass(slots=True)
class Questions:
    """Collects questions while rows are read."""

    columns: list[Question] = field(default_factory=list)
    drops: int = 0
    examples: list[str] = field(default_factory=list)

    def look_at(self, file: FileInspection) -> None:
        """Asks about the columns whose numbers or dates can be read in two ways."""
        for name, target in file.mapping.columns.items():
            profile = file.profiles.get(name)
            if target.field == SKIP or profile is None:
                continue
            if target.decimal == "?":
                text = _("“{column}”: {example} can be read with a decimal point or a decimal comma.")
                self.columns.append(Question("decimal", text.format(column=name, example=profile.values[0]), name))
            dates = profile.shapes.get("date", 0) and not profile.shapes.get("day_first", 0) + profile.shapes.get(
                "month_first", 0
            )
            if target.field == VALUE and dates and any("/" in value for value in profile.values):
                text = _("“{column}”: in {example} the day or the month may come first.")
                self.columns.append(Question("dates", text.format(column=name, example=profile.values[0]), name))

    def compare(self, entry: Entry, growth: Growth) -> None:
        """Counts prices that fall by more than half."""
        for key, before, after in entry.changes:
            if key[0] == "." or "#" in key or not before or not after:
                continue
            attribute: Attribute | None = growth.get("attribute", attribute_of(key))
            if attribute is not None and attribute.type == "price" and Decimal(after) < Decimal(before) * _DROP:
                self.drops += 1
                if len(self.examples) < _EXAMPLES:
                    self.examples.append(f"{entry.sku}: {before} → {after}")

    def __iter__(self) -> Iterator[Question]:
        yield from self.columns
        if self.drops:
            text = ngettext(
                "{count} price falls by more than half: {examples}",
                "{count} prices fall by more than half: {examples}",
                self.drops,
            )
            yield Question("price_drop", text.format(count=self.drops, examples="; ".join(self.examples)))
