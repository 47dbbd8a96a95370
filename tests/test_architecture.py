"""The house keeps its shape: the contracts of pyproject.toml and the norms of pim/README.md."""

import ast
import re
from collections.abc import Iterator
from functools import cache
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


@cache
def _tree(path: Path) -> ast.Module:
    """Every test looks at the same files: reading them took longer than looking."""
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


def test_no_view_shows_a_text_as_html() -> None:
    """Qt takes what looks like HTML for HTML, and opens the files it names: tool tips go through `plain_tip` (those of
    models in `guarded`), labels are made in `widgets/labels.py`, and nothing else makes up its own mind."""
    raw = [f"{path}:{line}" for path in sources("pim/gui") for line in _raw_texts(path)]
    assert raw == []


_TIPS = {"setToolTip", "setTabToolTip", "setWhatsThis", "setStatusTip"}
_GUESSING = {"QLabel", "QMessageBox", "QErrorMessage", "QToolTip", "QWhatsThis", "QSplashScreen"}  # plain or rich, as they like
_MAY_GUESS = {"labels.py": {"QLabel"}}  # which sets the format of all of them


def _raw_texts(path: Path) -> Iterator[int]:
    """Lines that may show a text as HTML."""
    guessing = _GUESSING - _MAY_GUESS.get(path.name, set())
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            called = set(ast.unparse(node.func).split("."))
            if called & guessing or (called & _TIPS and not _is_plain(node.args[-1])):
                yield node.lineno
        if isinstance(node, ast.FunctionDef) and node.name in ("data", "headerData"):
            guarded = any("guarded" in ast.unparse(decorator) for decorator in node.decorator_list)
            yield from () if guarded else (node.lineno,)


def _is_plain(text: ast.expr) -> bool:
    """Whether a tool tip is a text of ours, or goes through `plain_tip`."""
    if isinstance(text, ast.IfExp):
        return _is_plain(text.body) and _is_plain(text.orelse)
    called = text.func.id if isinstance(text, ast.Call) and isinstance(text.func, ast.Name) else ""
    return isinstance(text, ast.Constant) or called in ("_", "plain_tip")


@pytest.mark.parametrize(
    "source",
    [
        "self.setToolTip(name)",
        "self.setToolTip(_('From {a}').format(a=a))",
        "tree.setToolTip(0, f'{a}')",
        "QLabel(text)",
        "QMessageBox.warning(None, a, b)",
        "QToolTip.showText(at, text)",
        "class Model:\n    def data(self, index, role):\n        return 1",
    ],
)
def test_the_search_for_texts_shown_as_html_finds_them(source: str, tmp_path: Path) -> None:
    (tmp_path / "view.py").write_text(source, encoding="utf-8")
    assert list(_raw_texts(tmp_path / "view.py"))
