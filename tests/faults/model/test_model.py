"""The stateful model in its short form; `python -m tests.faults --only model` runs more."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings

from tests.faults.model.catalog import Catalog


class TestCatalog(Catalog.TestCase):  # type: ignore[valid-type]
    """A few runs, the same ones each time; without shrinking, which would take minutes."""

    settings = settings(
        max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True, phases=(Phase.generate,),
    )  # fmt: skip


class Chosen:
    """Draws what is asked for by its label."""

    def __init__(self, **choices: Any) -> None:
        self._choices = choices

    def draw(self, _strategy: object, label: str) -> Any:
        return self._choices[label.rpartition(" ")[2]]


def test_what_a_row_says_of_a_model_is_what_a_row_below_it_inherits() -> None:
    """Both rows of the file have the same title: the model gets it, and what is below goes on inheriting it."""
    state = Catalog()
    try:
        data = Chosen(columns=["title"], title=("Blue mug", "Blue mug"))
        state.import_file(data=data, skus=["T", "T-red"])
        state.the_records_are_the_model()
        middle = next(fields for fields in state.model.products.values() if fields["sku"] == "T-red")
        assert "v:title@en_GB" not in middle
    finally:
        state.teardown()
