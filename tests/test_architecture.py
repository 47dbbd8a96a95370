"""The house keeps its shape: the contracts of pyproject.toml and the norms of pim/README.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50
HEX_COLOUR = re.compile(r"""["'(\s]#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b""")
TOP_LEVEL = {
    "pyproject.toml", "README.md", "pim", "resources", "tests", "packaging", ".ci", ".gitignore", "LICENSE",
    "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
}  # fmt: skip


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_arrows_point_down(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_no_module_is_a_drawer_for_everything() -> None:
    names = [path for folder in ("pim", "tests") for path in sources(folder)]
    bad = [path for path in names if {path.stem, path.parent.name} & FORBIDDEN_NAMES]
    assert bad == []


def test_files_stay_readable() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources("pim")}
    assert {str(path): n for path, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_functions_stay_readable() -> None:
    long = {f"{path}:{name}": n for path in sources("pim") for name, n in _functions(path)}
    assert {name: n for name, n in long.items() if n > MAX_FUNCTION_LINES} == {}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def test_every_module_says_what_it_is() -> None:
    assert [path for path in sources("pim") if not ast.get_docstring(_tree(path))] == []


def test_resources_hold_no_python() -> None:
    assert sources("resources") == []


def test_colours_live_in_the_theme() -> None:
    theme = ROOT / "pim" / "gui" / "theme"
    bad = [
        f"{path}:{number}"
        for path in sources("pim/gui")
        if theme not in path.parents
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if HEX_COLOUR.search(line)
    ]
    assert bad == []


@pytest.mark.parametrize("line", ["a = '#fff'", 'x("#12ab34")', "f('#FF112233')", "border: 1px solid #abc;"])
def test_the_search_for_colours_finds_them(line: str) -> None:
    assert HEX_COLOUR.search(line)


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in sources("tests")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_nobody_skips_errors_in_silence() -> None:
    silent = [f"{path}:{line}" for path in sources("pim") for line in _silent_handlers(path)]
    assert silent == []


def _silent_handlers(path: Path) -> Iterator[int]:
    """Lines of `except Exception: pass` and its kin."""
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.ExceptHandler) or not isinstance(node.body[0], ast.Pass):
            continue
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}:
            yield node.lineno
