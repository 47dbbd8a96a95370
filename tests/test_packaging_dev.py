"""`sh packaging/dev` on machines that lack this and that, played by small scripts on PATH."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ["sh", "cat", "cksum", "dirname", "env", "find", "grep", "mktemp", "rm", "tr", "uname"]
LOGGING = 'echo "$(basename "$0") $*" >>"$LOG"\n'


class Machine:
    """A folder with a copy of the script and a PATH of its own."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.bin, self.log = folder / "tree", folder / "bin", folder / "log"
        self.bin.mkdir()
        (self.tree / "packaging").mkdir(parents=True)
        for name in ("dev", "requirements.lock"):
            shutil.copy(ROOT / "packaging" / name, self.tree / "packaging")
        for tool in [*TOOLS, "basename", "echo"]:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        (self.bin / "python3").symlink_to(sys.executable)
        self.log.touch()
        self.script("id", "echo 0")
        self.script("apt-get", LOGGING)
        self.script("ldconfig", "echo")

    def script(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def prepare_venv(self) -> None:
        """As if the Python packages had been installed: `setup` then has nothing to do."""
        inside = self.tree / ".venv" / "bin"
        inside.mkdir(parents=True)
        (inside / "python").symlink_to(sys.executable)
        lock = (self.tree / "packaging" / "requirements.lock").read_bytes()
        checksum = subprocess.check_output(["cksum"], input=lock).decode().strip()
        version = ".".join(map(str, sys.version_info[:3]))
        (inside.parent / ".stamp").write_text(f"{checksum} Python {version}\n", encoding="utf-8")

    def dev(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {"PATH": str(self.bin), "LOG": str(self.log), "HOME": str(self.tree), **variables}
        return subprocess.run(
            [str(self.bin / "sh"), "packaging/dev", *arguments],
            cwd=self.tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.prepare_venv()
    return made


def test_root_is_told_what_will_be_installed_and_gets_it(machine: Machine) -> None:
    run = machine.dev("setup")
    assert run.returncode == 0, run.stderr
    assert run.stderr.index("will be installed: libgl1") < run.stderr.index("ready")
    calls = machine.log.read_text()
    assert "apt-get -qq -o DPkg::Lock::Timeout=300 update" in calls
    assert "--no-install-recommends libgl1 libegl1 libglib2.0-0" in calls


def test_others_use_sudo(machine: Machine) -> None:
    machine.script("id", "echo 1000")
    machine.script("sudo", LOGGING)
    assert machine.dev("setup").returncode == 0
    assert machine.log.read_text().startswith("sudo apt-get")
    assert "sudo env DEBIAN_FRONTEND=noninteractive apt-get" in machine.log.read_text()


def test_without_sudo_the_command_for_root_is_shown(machine: Machine) -> None:
    machine.script("id", "echo 1000")
    run = machine.dev("setup")
    assert run.returncode == 1
    assert "please run as root: apt-get install libgl1" in run.stderr


def test_no_system_installs_nothing(machine: Machine) -> None:
    run = machine.dev("setup", "--no-system")
    assert run.returncode == 0
    assert "not installed, because of --no-system: libgl1" in run.stderr
    assert machine.log.read_text() == ""


def test_systems_without_apt_get_a_list(machine: Machine) -> None:
    (machine.bin / "apt-get").unlink()
    run = machine.dev("setup")
    assert run.returncode == 1
    assert "Please install the equivalents of: libgl1" in run.stderr


def test_a_failed_installation_stops(machine: Machine) -> None:
    machine.script("apt-get", "echo no network >&2; exit 100")
    run = machine.dev("setup")
    assert run.returncode == 1
    assert "could not be installed" in run.stderr


def test_window_libraries_are_wanted_only_for_a_window(machine: Machine) -> None:
    assert "libxcb-cursor0" not in machine.dev("test", "--no-system", "--version").stderr
    assert "libxcb-cursor0" not in machine.dev("run", "--no-system", "--help").stderr
    assert "libxcb-cursor0" in machine.dev("run", "--no-system", "--help", DISPLAY=":9").stderr


@pytest.mark.parametrize(
    ("failing", "code"), [("nothing", 0), ("tests/gui", 3), ("--ignore=tests/gui", 134)], ids=["none", "window", "rest"]
)
def test_the_whole_suite_runs_in_two_halves_and_either_may_fail_it(machine: Machine, failing: str, code: int) -> None:
    python = machine.tree / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text(
        f'#!/bin/sh\necho "python $*" >>"$LOG"\necho "half: $*"\ncase "$*" in *" {failing}"*) exit {code};; esac\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    run = machine.dev("test", "--no-system")
    first = ["tests/gui", "tests/storage", "tests/catalog"]
    halves = {
        f"-m pytest -q {' '.join(first)}", f"-m pytest -q tests {' '.join(f'--ignore={folder}' for folder in first)}",
    }  # fmt: skip
    assert run.returncode == code, run.stderr
    assert set(run.stdout.splitlines()) == {f"half: {half}" for half in halves}
    assert set(machine.log.read_text().splitlines()) == {f"python {half}" for half in halves}


def test_a_machine_that_has_everything_is_left_alone(machine: Machine) -> None:
    libraries = "libGL.so.1 libEGL.so.1 libglib-2.0.so.0 libfontconfig.so.1 libxkbcommon.so.0 libdbus-1.so.3"
    machine.script("ldconfig", f"echo {libraries} libbrotlidec.so.1 libgssapi_krb5.so.2")
    run = machine.dev("setup")
    assert (run.returncode, run.stderr, machine.log.read_text()) == (0, "packaging/dev: ready\n", "")


def test_python_is_installed_when_it_is_missing(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    run = machine.dev("setup")
    assert "will be installed: python3 python3-venv" in run.stderr


def test_an_old_python_is_named(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    machine.script("python3", 'case "$*" in *version_info*) exit 1;; -V) echo Python 3.9.2;; esac')
    run = machine.dev("setup", "--no-system")
    assert run.returncode == 1
    assert "Python 3.11 or newer is needed; python3 here is Python 3.9.2." in run.stderr


@pytest.mark.parametrize(("command", "module"), [("bench", "tests.benchmarks"), ("faults", "tests.faults")])
def test_what_does_not_exist_is_said(machine: Machine, command: str, module: str) -> None:
    run = machine.dev(command, "--no-system")
    assert run.returncode == 2
    assert f"{module} does not exist in this version." in run.stderr


def test_without_a_display_the_main_job_is_done(machine: Machine, tmp_path: Path) -> None:
    python = machine.tree / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text(f"#!/bin/sh\n{LOGGING}", encoding="utf-8")
    python.chmod(0o755)
    run = machine.dev("run", "--no-system", TMPDIR=str(tmp_path))
    assert run.returncode == 0
    assert "there is no display" in run.stderr
    new, export = machine.log.read_text().splitlines()
    assert new.startswith("python -m pim new ")
    assert new.endswith("demo.pim --demo")
    assert " export " in export
    assert f"--to {tmp_path}/pim-demo." in export


def test_a_wrong_command_shows_the_usage(machine: Machine) -> None:
    run = machine.dev("frobnicate")
    assert run.returncode == 2
    assert run.stderr.startswith("usage: sh packaging/dev COMMAND")
    assert machine.dev("--help").returncode == 0


def test_the_exit_code_of_the_tests_is_passed_on(machine: Machine) -> None:
    python = machine.tree / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\necho 12 passed; exit 134\n", encoding="utf-8")
    python.chmod(0o755)
    run = machine.dev("test", "--no-system", "tests/gui")
    assert (run.returncode, run.stdout) == (134, "12 passed\n")


def test_scripts_are_plain_sh() -> None:
    for script in ("packaging/dev", "packaging/fresh-root", ".ci/run"):
        assert os.access(ROOT / script, os.X_OK)
        subprocess.run(["sh", "-n", script], cwd=ROOT, check=True)
