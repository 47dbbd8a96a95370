"""Mappings that are kept in the catalogue, for the next file of the same supplier."""

from __future__ import annotations

import dataclasses

from pim.catalog.channel import ImportMapping
from pim.catalog.identifiers import fold_code, unique_code
from pim.i18n import _
from pim.services import structuring
from pim.services.importing.inspection import Inspection
from pim.services.importing.moving_in import to_record
from pim.services.importing.targets import Mapping
from pim.services.workspace import Workspace
from pim.storage.commit import CatalogChanged


def save_mapping(workspace: Workspace, name: str, inspection: Inspection, locale: str) -> CatalogChanged:
    """Keeps the mapping of an inspection under a name, in place of the one that has this name already. Undoable."""
    known = workspace.structure.mappings
    code = next((code for code, record in known.items() if record.label(locale) == name), "")
    code = code or unique_code(fold_code(name, "mapping"), known)
    reason = _("saved mapping")
    columns = {
        column: dataclasses.replace(target, reason=reason) for column, target in inspection.mapping.columns.items()
    }
    mapping = Mapping(columns=columns, key=inspection.mapping.key, axes=inspection.mapping.axes)
    options = dataclasses.replace(inspection.options, images=None, rejects=None, mapping=None, answers=())
    record = to_record(code, name, inspection.format, mapping, options, locale)
    return structuring.save_records(workspace, [record], label=_("Import mapping: {name}").format(name=name))


def saved_mappings(workspace: Workspace, columns: tuple[str, ...], locale: str) -> list[tuple[ImportMapping, int]]:
    """The mappings of the catalogue with how many of these columns each knows, the best first."""
    records = workspace.structure.mappings.values()
    found = [(record, sum(column in record.columns for column in columns)) for record in records]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].label(locale)))
