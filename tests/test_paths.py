"""The program's files are found wherever it is installed; the user's files go where the system wants."""

from pathlib import Path

import pytest

from pim import paths


def test_resources_are_found_in_the_source_tree() -> None:
    assert paths.resource("translations").is_dir()
    assert paths.resources().name == "resources"


def test_resources_inside_the_package_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pim" / "resources").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "pim")
    assert paths.resources() == tmp_path / "pim" / "resources"


def test_a_missing_resource_says_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match="no/such is missing|“no/such” is missing"):
        paths.resource("no/such")


def test_one_variable_moves_all_user_folders(pim_home: Path) -> None:
    found = {paths.config_dir(), paths.cache_dir(), paths.state_dir(), paths.data_dir()}
    assert {path.parent for path in found} == {pim_home}
    assert len(found) == 4


def test_without_it_the_system_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PIM_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert paths.config_dir().name == "pim"
