"""Another type for an attribute converts what is stored, as one step."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from pim.catalog.attribute import Attribute
from pim.catalog.errors import CatalogError
from pim.services import browsing, creating, structuring
from pim.services.retyping import needs_conversion, plan_retype, retype
from pim.services.workspace import Workspace, create_catalog


@pytest.fixture
def workspace(tmp_path: Path):
    with create_catalog(tmp_path / "a.pim", locales=("en_GB", "fr_FR"), currencies=("EUR", "USD")) as made:
        structuring.save_records(made, [Attribute(code="size", labels={"en_GB": "Size"}), Attribute(code="note")])
        for sku, size in (("A", "12"), ("B", "7.5"), ("C", "large")):
            creating.add_product(made, sku=sku, values={"size": size, "title": f"Title {sku}"})
        yield made


def values(workspace: Workspace, sku: str) -> dict[str, object]:
    return dict(browsing.view_product(workspace, sku=sku).product.values)


def retyped(workspace: Workspace, code: str, **fields: Any) -> Attribute:
    return dataclasses.replace(workspace.structure.attributes[code], **fields)


def test_plan_counts_what_converts_and_names_what_fails(workspace: Workspace) -> None:
    plan = plan_retype(workspace, retyped(workspace, "size", type="number"))
    assert (plan.converted, plan.failed, plan.products) == (2, 1, 1)  # 12 and 7.5 stay as they are
    assert [(one.sku, one.text) for one in plan.samples] == [("C", "large")]
    assert values(workspace, "C")["size"] == "large"


def test_failing_values_stop_it_unless_they_may_go(workspace: Workspace) -> None:
    after = retyped(workspace, "size", type="number")
    revision = workspace.revision()
    with pytest.raises(CatalogError, match="cannot be converted"):
        retype(workspace, after)
    assert workspace.revision() == revision
    retype(workspace, after, drop_failed=True)
    assert values(workspace, "B")["size"] == "7.5"
    assert "size" not in values(workspace, "C")
    workspace.undo()
    assert workspace.structure.attributes["size"].type == "text"
    assert values(workspace, "C")["size"] == "large"


def test_text_becomes_a_choice_with_the_options_it_needs(workspace: Workspace) -> None:
    retype(workspace, retyped(workspace, "size", type="simple_select"))
    options = workspace.structure.options["size"]
    assert {option.label() for option in options.values()} == {"12", "7.5", "large"}
    assert values(workspace, "C")["size"] == "large"
    assert values(workspace, "A")["size"] in options
    retype(workspace, retyped(workspace, "size", type="text"))
    assert values(workspace, "A")["size"] == "12"


def test_a_number_becomes_a_measurement_and_a_price(workspace: Workspace) -> None:
    retype(workspace, retyped(workspace, "size", type="number"), drop_failed=True)
    retype(workspace, retyped(workspace, "size", type="measurement", unit_family="length", default_unit="cm"))
    assert values(workspace, "A")["size"] == "12 cm"
    retype(workspace, retyped(workspace, "size", type="number", unit_family="", default_unit=""))
    retype(workspace, retyped(workspace, "size", type="price"))
    assert values(workspace, "A")["size:EUR"] == "12"


def test_per_locale_moves_the_value_to_the_main_locale_and_back(workspace: Workspace) -> None:
    retype(workspace, retyped(workspace, "size", per_locale=True))
    assert values(workspace, "C")["size@en_GB"] == "large"
    plan = plan_retype(workspace, retyped(workspace, "title", per_locale=False))
    assert (plan.converted, plan.failed) == (3, 0)
    retype(workspace, retyped(workspace, "title", per_locale=False))
    assert values(workspace, "A")["title"] == "Title A"


def test_what_is_impossible_is_refused(workspace: Workspace) -> None:
    with pytest.raises(CatalogError, match="price list"):
        plan_retype(workspace, retyped(workspace, "size", type="price", per_locale=True))
    with pytest.raises(CatalogError, match="unit"):
        plan_retype(workspace, retyped(workspace, "size", type="measurement"))
    assert not needs_conversion(retyped(workspace, "size"), retyped(workspace, "size", group="x"))


def test_a_large_one_is_one_step_and_comes_back_whole(workspace: Workspace) -> None:
    reports: list[int] = []
    retype(
        workspace, retyped(workspace, "size", type="number"), drop_failed=True,
        on_progress=lambda done, total, text: reports.append(done),
    )  # fmt: skip
    assert reports
    before = workspace.revision()
    workspace.undo()
    assert workspace.revision() == before + 1
    assert {sku: values(workspace, sku)["size"] for sku in "ABC"} == {"A": "12", "B": "7.5", "C": "large"}


def test_usage_counts_of_all_records_agree_with_each(workspace: Workspace) -> None:
    counts = structuring.usage_counts(workspace, "attribute")
    assert counts["size"] == counts["title"] == 3
    assert "note" not in counts
    for code in counts:
        assert structuring.usage(workspace, "attribute", code).products == counts[code]
    assert structuring.usage_counts(workspace, "locale") == {"en_GB": 3}
