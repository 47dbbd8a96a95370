"""The same export under the locales of six places: letters, decimal signs and digits of others change nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson

from pim.services.demo import create_demo
from tests.faults.fault import Outcome, Run, fault

PLACES = ("C", "de_DE", "fr_FR", "tr_TR", "ar_EG", "hi_IN")
# As Qt does: the locale of the environment is taken for the whole process before anything is written.
_EXPORT = """
import locale, sys, time
from datetime import UTC, datetime
from pathlib import Path
taken = locale.setlocale(locale.LC_ALL, "")
from pim.services.exporting import run_export
from pim.services.workspace import open_catalog
with open_catalog(Path(sys.argv[1]), read_only=True) as workspace:
    report = run_export(workspace, to=Path(sys.argv[2]), as_of=datetime(2026, 11, 22, 8, 30, tzinfo=UTC))
print(taken, locale.localeconv()["decimal_point"], "%s" % time.strftime("%A", (2026, 1, 1, 0, 0, 0, 0, 1, 0)))
print(*[channel.channel for channel in report.channels])
"""


@fault("locales", "the same export under every locale is byte-identical")
def locales(run: Run) -> Iterator[Outcome]:
    catalog = run.new_folder() / "demo.pim"
    create_demo(catalog).close()
    first: dict[str, str] = {}
    for place in PLACES[:: run.pick(smoke=3, short=1, long=1)]:
        outcome = Outcome(place)
        made = _made(run, place)
        if made is None:
            outcome.skipped = f"there is no locale {place}, and localedef cannot make it here"
        else:
            _compare(run, catalog, (place, made), outcome, first)
        yield outcome


def _compare(
    run: Run, catalog: Path, place: tuple[str, dict[str, str]], outcome: Outcome, first: dict[str, str]
) -> None:
    name, settings = place
    target = run.new_folder() / "out"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _EXPORT, str(catalog), str(target)], capture_output=True, check=False,
        encoding="utf-8", errors="replace", env={**os.environ, **settings, "LANGUAGE": name},
    )  # fmt: skip
    if done.returncode:
        outcome.fail(f"{name}: {done.stderr[-2_000:]}")
        return
    files = _files(target)
    outcome.count("channels", len(done.stdout.splitlines()[-1].split()))
    outcome.count("files", len(files))
    first.update({path: digest for path, digest in files.items() if not outcome.failures} if not first else {})
    for path in sorted({*first, *files}):
        if first.get(path) != files.get(path):
            outcome.fail(
                f"{name} ({done.stdout.splitlines()[0]}): {path} is not the same as under {PLACES[0]}", "different"
            )


def _files(target: Path) -> dict[str, str]:
    """Path within the shown generation -> hash of the content; without what names this very export."""
    found = {}
    for folder, folders, names in os.walk(target, followlinks=True):  # what is shown is a link to a generation
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(folder, name) for name in names if not name.startswith(".")):
            content = path.read_bytes()
            if path.name == "manifest.json":
                content = _without_operation(content)
            found[str(path.relative_to(target))] = hashlib.sha256(content).hexdigest()
    return found


def _without_operation(content: bytes) -> bytes:
    manifest = orjson.loads(content)
    operation = str(manifest.get("operation", ""))
    text = content.decode()
    return (text.replace(operation, "") if operation else text).encode()


def _made(run: Run, place: str) -> dict[str, str] | None:
    """The environment in which a locale is in force: one that is installed, else one made for this run."""
    if place == "C":
        return {"LC_ALL": "C", "LANG": "C"}
    installed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.casefold().split()
    name = f"{place}.UTF-8"
    if f"{place}.utf8".casefold() in installed:
        return {"LC_ALL": name, "LANG": name}
    folder = run.folder / "locales"
    folder.mkdir(exist_ok=True)
    if shutil.which("localedef") is None:
        return None
    command = ["localedef", "-i", place, "-f", "UTF-8", str(folder / name)]
    made = subprocess.run(command, capture_output=True, check=False)
    return {"LC_ALL": name, "LANG": name, "LOCPATH": str(folder)} if made.returncode == 0 else None
