"""Is everything in the wheel? `python packaging/check_wheel.py FILE.whl`; exit 1 with what is wrong.

It is also unpacked and started away from the source tree, because a wheel that lists its files
may still not find them.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START = "from pim import i18n, paths; print(paths.resources(), i18n.set_language('fr'))"


def problems(wheel: Path) -> list[str]:
    """What is missing, doubled or does not start, a line each."""
    with zipfile.ZipFile(wheel) as archive:
        names = Counter(archive.namelist())
        found = [f"twice in the wheel: {name}" for name, count in names.items() if count > 1]
        found += [f"not in the wheel: {name}" for name in sorted(expected() - set(names))]
        return found + _start(archive)


def expected() -> set[str]:
    """The files a wheel must hold: the package, the resources and the compiled translations."""
    package = {path.relative_to(ROOT) for path in (ROOT / "pim").rglob("*.py")}
    resources = {Path("pim") / path.relative_to(ROOT) for path in _files(ROOT / "resources")}
    compiled = {path.with_suffix(".mo") for path in resources if path.suffix == ".po"}
    return {path.as_posix() for path in package | resources | compiled}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _start(archive: zipfile.ZipFile) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder)
        run = subprocess.run(
            [sys.executable, "-P", "-c", START],
            cwd="/",
            env={**os.environ, "PYTHONPATH": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        wanted = f"{Path(folder) / 'pim' / 'resources'} fr\n"
        return [] if run.stdout == wanted else [f"does not start: {run.stdout}{run.stderr}"]


if __name__ == "__main__":
    lines = problems(Path(sys.argv[1]))
    print("\n".join(lines) or f"{sys.argv[1]}: complete")
    sys.exit(bool(lines))
