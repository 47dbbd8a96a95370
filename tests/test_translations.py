"""The French catalogue is complete, and the tool that says so can tell."""

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = '''
print(_("Save {name}"))
print(ngettext("{n} product", "{n} products", 3))
print(pgettext("verb", "Close"))
'''


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _tool()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small program with a complete French catalogue."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main.py").write_text(SOURCE, encoding="utf-8")
    po = tmp_path / "texts" / "fr" / "LC_MESSAGES" / "pim.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n', encoding="utf-8")
    tool.update(tmp_path / "app", tmp_path / "texts")
    replace(po, 'name}"\nmsgstr ""', 'name}"\nmsgstr "Enregistrer {name}"')
    replace(po, 'msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "{n} produit"\nmsgstr[1] "{n} produits"')
    replace(po, '"Close"\nmsgstr ""', '"Close"\nmsgstr "Fermer"')
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def check(project: Path) -> list[str]:
    lines: list[str] = tool.check(project / "app", project / "texts")
    return lines


def test_every_text_of_the_program_is_translated() -> None:
    problems = tool.check(ROOT / "pim", ROOT / "resources" / "translations")
    assert problems == []


def test_no_text_hides_in_an_f_string() -> None:
    """The collector does not look into f-strings: what is translated there would stay English."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "pim").rglob("*.py"))
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in tool.KEYWORDS
    ]
    assert hidden == []


def test_a_complete_catalogue_passes(project: Path) -> None:
    assert check(project) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Enregistrer {name}", "", "not translated: 'Save {name}'"),
        ("{n} produits", "", "not translated: '{n} product'"),
        ("Enregistrer {name}", "Enregistrer {nom}", "the {fields} differ"),
        ("{n} produits", "produits", "the {fields} differ"),
        ('"Close"', '"Shut"', "missing: 'Close'"),
        ('"Close"', '"Shut"', "stale (no longer in the program): 'Shut'"),
        ('msgctxt "verb"', '#, fuzzy\nmsgctxt "verb"', "marked as unsure"),
    ],
)
def test_each_defect_is_named(project: Path, old: str, new: str, said: str) -> None:
    replace(project / "texts" / "fr" / "LC_MESSAGES" / "pim.po", old, new)
    assert any(said in line for line in check(project)), check(project)


def test_an_update_keeps_what_is_translated_and_changes_nothing_twice(project: Path) -> None:
    po = project / "texts" / "fr" / "LC_MESSAGES" / "pim.po"
    moved = "# moved down\n\n" + SOURCE + 'print(_("New"))\n'
    (project / "app" / "main.py").write_text(moved, encoding="utf-8")
    tool.update(project / "app", project / "texts")
    once = po.read_bytes()
    assert check(project) == [f"{po}: not translated: 'New'"]
    tool.update(project / "app", project / "texts")
    assert po.read_bytes() == once


def test_only_what_changed_is_compiled(project: Path) -> None:
    assert len(tool.compile_newer(project / "app", project / "texts")) == 1
    assert tool.compile_newer(project / "app", project / "texts") == []


def test_the_command_line_says_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["frobnicate"]) == 2
    assert "translations.py update" in capsys.readouterr().err
    assert "translations" not in sys.modules


@pytest.mark.parametrize("text", ["Enregistrer {name} ?", "Enregistrer « {name} »", "« {name} » : enregistrer"])
def test_a_line_does_not_begin_with_a_sign(project: Path, text: str) -> None:
    po = project / "texts" / "fr" / "LC_MESSAGES" / "pim.po"
    replace(po, "Enregistrer {name}", text)
    assert any("does not break" in line for line in check(project))
    replace(po, text, text.replace(" ?", "\u00a0?").replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:"))
    assert check(project) == []
