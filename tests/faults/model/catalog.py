"""All steps in one machine."""

from __future__ import annotations

from tests.faults.model.between import Between
from tests.faults.model.shaping import Shaping
from tests.faults.model.travelling import Travelling


class Catalog(Between, Shaping, Travelling):
    """The whole machine."""
