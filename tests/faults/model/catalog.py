"""All steps in one machine."""

from __future__ import annotations

from tests.faults.model.editing import Editing
from tests.faults.model.shaping import Shaping
from tests.faults.model.travelling import Travelling


class Catalog(Editing, Shaping, Travelling):
    """The whole machine."""
