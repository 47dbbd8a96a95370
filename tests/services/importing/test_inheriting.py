"""A file that repeats the model's values on the rows of its variants leaves them inheriting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.catalog.family import Family
from pim.services import browsing
from pim.services.importing import ImportOptions, run_import
from pim.services.workspace import Workspace
from pim.storage.products import load_where
from tests.builders import a_family_of_variants, a_workspace, two_levels


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with a_workspace(tmp_path, *a_family_of_variants("M", title="Mug", price="9.00")) as made:
        yield made


def imported(workspace: Workspace, tmp_path: Path, *rows: str) -> dict[str, int]:
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(("sku,title,price", *rows)) + "\n", encoding="utf-8")
    return run_import(workspace, [path], ImportOptions()).to_json()["products"]


def own(workspace: Workspace, sku: str) -> dict[str, object]:
    return dict(browsing.view_product(workspace, sku=sku).product.values)


def test_what_is_inherited_stays_so(workspace: Workspace, tmp_path: Path) -> None:
    assert imported(workspace, tmp_path, "M-red,Mug,9.00")["unchanged"] == 1
    assert own(workspace, "M-red") == {"color": "red"}


def test_what_differs_becomes_the_variants_own(workspace: Workspace, tmp_path: Path) -> None:
    assert imported(workspace, tmp_path, "M-red,Mug,11.00")["updated"] == 1
    assert own(workspace, "M-red") == {"color": "red", "price:EUR": "11.00"}


def test_an_own_value_is_set_back_to_the_models_value_as_its_own(workspace: Workspace, tmp_path: Path) -> None:
    imported(workspace, tmp_path, "M-red,Mug,11.00")
    imported(workspace, tmp_path, "M-red,Mug,9.00")
    assert own(workspace, "M-red") == {"color": "red", "price:EUR": "9.00"}


def test_the_models_new_value_in_the_same_file_counts(workspace: Workspace, tmp_path: Path) -> None:
    imported(workspace, tmp_path, "M,Mug,10.00", "M-red,Mug,10.00", "M-blue,Mug,9.00")
    assert own(workspace, "M-red") == {"color": "red"}
    assert own(workspace, "M-blue") == {"color": "blue", "price:EUR": "9.00"}


def test_what_is_below_a_model_follows_it_into_another_family(tmp_path: Path) -> None:
    path = tmp_path / "families.csv"
    path.write_text("sku,family,title\nT,tool,\nT-red,mug,\nM,tool,Mug\nM-red,,Red mug\n", encoding="utf-8")
    family = Family(code="tool", attributes=("title",))
    with a_workspace(tmp_path, *two_levels("T"), *a_family_of_variants("M"), records=[family]) as workspace:
        run_import(workspace, [path], ImportOptions())
        with workspace.reading() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM product")]
            assert {row.product.family for row in load_where(connection, "id", ids)} == {"tool"}
        workspace.undo()
        assert browsing.view_product(workspace, sku="T-red-s").product.family == "mug"
