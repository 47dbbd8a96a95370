"""What is installed: pinned away from what breaks, locked with hashes and without addresses."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import PySide6
import pytest

import pim

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Qt calls that return nothing, and emits: the broken version loses a reference to None or True with each
# and the process aborts, often only at its end. Therefore in a process of its own, judged by its exit code.
QT_CALLS = """
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

class Bell(QObject):
    rung = Signal(int, bool)

application = QApplication([])
widget, bell, heard = QWidget(), Bell(), []
bell.rung.connect(lambda number, last: heard.append(last))
for number in range(200_000):
    widget.update()
    bell.rung.emit(number, True)
assert len(heard) == 200_000 and all(heard)
print("alive")
"""


def test_200000_void_calls_and_emits_do_not_abort() -> None:
    command = [sys.executable, "-c", QT_CALLS]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stdout) == (0, "alive\n"), run.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on")
def test_the_installed_qt_is_not_the_one_that_aborts() -> None:
    assert (6, 10) <= PySide6.__version_info__[:2] < (6, 12)


def test_qt_is_pinned_in_the_project_and_in_the_lock() -> None:
    assert "PySide6-Essentials>=6.10,<6.12; python_version < '3.12'" in PROJECT["dependencies"]
    old = re.search(r"^pyside6-essentials==6\.(\d+)\S* ; python_full_version < '3\.12'", LOCK, re.MULTILINE)
    assert old is not None
    assert 10 <= int(old[1]) < 12


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    assert not re.search(r"https?:|file:|--index|--find-links|@ ", LOCK)
    pins = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(pins) > 30
    assert [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("group", ["", "test", "lint"])
def test_the_lock_covers_every_dependency(group: str) -> None:
    wanted = PROJECT["optional-dependencies"][group] if group else PROJECT["dependencies"]
    names = {re.split(r"[<>=;\s\[]", line)[0].lower() for line in wanted}
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))
    assert names - locked == set()


def test_the_licence_is_the_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0, January 2004" in text
    assert text.rstrip().endswith("limitations under the License.")


def test_the_version_has_one_home() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", pim.__version__)


def test_starting_python_m_pim_knows_its_help() -> None:
    command = [sys.executable, "-m", "pim", "--help"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert "pim" in run.stdout
