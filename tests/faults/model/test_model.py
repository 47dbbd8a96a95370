"""The stateful model in its short form; `python -m tests.faults --only model` runs more."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

from tests.faults.model.catalog import Catalog


class TestCatalog(Catalog.TestCase):  # type: ignore[valid-type]
    """A few runs, the same ones each time; without shrinking, which would take minutes."""

    settings = settings(
        max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, phases=(Phase.generate,),
    )  # fmt: skip
