"""What an export did, channel by channel, and how the terminal prints it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pim.catalog.parity import Tally

OK, HELD, FAILED = "ok", "held", "failed"


@dataclass(slots=True)
class ChannelReport:
    """What became of one channel. `status`: ok (published), held (a guard held it whole), failed (`error` says why).

    `unchanged` names the operation whose files were taken over, because a full export would have written the same.
    """

    channel: str
    adapter: str
    status: str = OK
    products: int = 0
    items: int = 0
    held: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    parity: Tally = field(default_factory=Tally)
    error: str = ""
    unchanged: str = ""

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "channel": self.channel, "adapter": self.adapter, "status": self.status, "products": self.products,
            "items": self.items, "held": [{"sku": sku, "reasons": list(reasons)} for sku, reasons in self.held],
            "files": self.files,
        }  # fmt: skip
        return {**data, "error": self.error} if self.error else data


@dataclass(slots=True)
class ExportReport:
    """What an export did. `as_of` is ISO 8601; `folder` the place of the files; `note` a sentence about what went wrong
    when the files were already shown."""

    revision: int
    as_of: str
    folder: Path
    operation: str
    channels: list[ChannelReport] = field(default_factory=list)
    note: str = ""

    @property
    def parity(self) -> Tally:
        """The counts over all channels."""
        total = Tally()
        for report in self.channels:
            total.merge(report.parity)
        return total

    @property
    def has_failed(self) -> bool:
        return any(report.status != OK for report in self.channels)

    @property
    def has_held(self) -> bool:
        return any(report.held for report in self.channels)

    def to_json(self) -> dict[str, Any]:
        return {
            "revision": self.revision, "as_of": self.as_of,
            "channels": [report.to_json() for report in self.channels], "parity": self.parity.to_json(),
        }  # fmt: skip
