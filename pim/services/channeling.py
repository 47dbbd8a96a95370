"""Channels as a user sets them up: which adapters there are, their options, and new channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError, Conflict
from pim.channels import ADAPTERS
from pim.channels.adapter import Option
from pim.i18n import _
from pim.services import guards, readiness
from pim.services.structuring import save_records
from pim.services.workspace import Workspace
from pim.storage.commit import CatalogChanged


def adapter_codes() -> tuple[str, ...]:
    """The codes of all adapters."""
    return tuple(adapter.code for adapter in ADAPTERS.adapters)


def adapter_labels() -> dict[str, str]:
    """Adapter code -> what people call it."""
    return {adapter.code: _(adapter.label) for adapter in ADAPTERS.adapters}


def adapter_icon(code: str) -> str:
    """The name of an adapter's icon."""
    adapter = ADAPTERS.find(code)
    return adapter.icon if adapter else "globe-simple"


def adapter_options(code: str) -> tuple[Option, ...]:
    """The settings of an adapter, for forms. Raises `CatalogError` for an unknown one."""
    return (*ADAPTERS.get(code).options, *guards.OPTIONS)


def parsed_options(adapter: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of an adapter's options. Raises `CatalogError` for an unknown option or a bad value."""
    declared = {option.code: option for option in adapter_options(adapter)}
    unknown = [code for code in options if code not in declared]
    if unknown:
        known = ", ".join(declared) or "-"
        raise CatalogError(_("There is no option “{code}”. Known: {known}.").format(code=unknown[0], known=known))
    return {code: declared[code].parse(text) for code, text in options.items()}


def add_channel(
    workspace: Workspace,
    *,
    code: str,
    adapter: str,
    options: Mapping[str, Any] | None = None,
    locales: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    source: str = "structure",
) -> CatalogChanged:
    """Adds a channel with all price lists that may leave, requiring a title only. Raises `Conflict` when the code is taken."""
    structure = workspace.structure
    if code in structure.channels:
        raise Conflict(_("There is a channel “{code}” already.").format(code=code), (code,))
    channel = Channel(
        code=code, labels=dict(labels or {}), adapter=adapter, locales=tuple(locales) or tuple(structure.locales),
        price_lists=tuple(c for c, prices in structure.price_lists.items() if not prices.internal),
        options=parsed_options(adapter, options or {}), position=len(structure.channels),
    )  # fmt: skip
    return save_records(workspace, [channel], label=_("New channel {code}").format(code=code), source=source)


def channels_json(workspace: Workspace) -> dict[str, Any]:
    """What `pim channels --json` prints: every channel with its settings and, where known, its readiness counts."""
    counts = readiness.counts(workspace)
    found = []
    for code, channel in workspace.structure.channels.items():
        data = channel.to_json()
        data["channel"] = data.pop("code")
        data["label"] = channel.label()
        data["readiness"] = counts.get(code, {})
        found.append(data)
    return {"channels": found}
