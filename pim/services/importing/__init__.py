"""Bringing products in: inspect files, map their columns, rehearse, commit as one edit.

inspection = inspect(workspace.structure, paths, ImportOptions(create_attributes=True))
inspection = inspection.with_mapping(inspection.mapping.with_target("Colour", Target(field="value", key="color")))
with rehearse(workspace, inspection) as rehearsal:      # nothing is written yet
    report = commit(workspace, rehearsal)               # one edit; undo takes all of it back
report = run_import(workspace, paths, options)          # all of it in one call
"""

from pim.services.importing.committing import EVERYTHING, Acceptance, commit
from pim.services.importing.guarded import ImportRefused
from pim.services.importing.inspection import FileInspection, Inspection, inspect
from pim.services.importing.options import ImportOptions
from pim.services.importing.outcome import report_of
from pim.services.importing.rehearsal import Rehearsal, Rejection
from pim.services.importing.rehearsing import rehearse
from pim.services.importing.report import ImportReport, write_rejects
from pim.services.importing.running import run_import
from pim.services.importing.targets import Mapping, Target

__all__ = [
    "EVERYTHING",
    "Acceptance",
    "FileInspection",
    "ImportOptions",
    "ImportRefused",
    "ImportReport",
    "Inspection",
    "Mapping",
    "Rehearsal",
    "Rejection",
    "Target",
    "commit",
    "inspect",
    "rehearse",
    "report_of",
    "run_import",
    "write_rejects",
]
