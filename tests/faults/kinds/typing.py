"""Typing survives: the window is killed, or told to end, while somebody types in it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from pim.catalog.attribute import Attribute
from pim.services import browsing, drafting, structuring
from pim.services.workspace import open_catalog
from tests.faults.fault import Outcome, Run, fault
from tests.faults.typing.person import LETTERS
from tests.gui.small_catalog import make_small

SKU, MOST_LOST, LONGEST_EXIT, PATIENCE = "MUG", 2.0, 1.0, 60.0  # seconds
_WHERE = ("title@en_GB", "notes", "description@en_GB", "cell:title@en_GB")
_TAG = re.compile(r"<[^>]+>")


@fault("typing", "kill -9 loses at most 2 s of what is typed; SIGTERM loses nothing and ends within 1 s")
def typing(run: Run) -> Iterator[Outcome]:
    each = run.pick(smoke=1, short=1, long=25)  # in every place
    for how in (signal.SIGKILL, signal.SIGTERM):
        outcome = Outcome(how.name)
        wheres = _WHERE[:2] if run.length == "smoke" else _WHERE
        for number in range(each * len(wheres)):
            where = wheres[number % len(wheres)]
            try:
                _try(run, outcome, how, where, number)
            except _NotThere as error:
                outcome.fail(f"{how.name} {number} in {where} (seed {run.seed}): {error}")
        yield outcome


class _NotThere(Exception):
    """What was expected did not come."""


def _try(run: Run, outcome: Outcome, how: signal.Signals, where: str, number: int) -> None:
    catalog = _catalog(run)
    wait = run.random(how.name, number).uniform(0.3, 4.0)
    typed, exit_seconds, code = _type_and_end(run, catalog, where, how, wait)
    outcome.count("ends")
    outcome.count("keys", len(typed))
    due = len(typed) if how == signal.SIGTERM else sum(at < typed[-1] - MOST_LOST for at in typed)
    kept = _kept(catalog, where.removeprefix("cell:"))
    whole = "".join(islice(cycle(LETTERS), len(typed) + 1))  # the last key may have arrived and not been told
    wanted = whole[:due].rstrip() if where.startswith("description") else whole[:due]  # rich text ends without blanks
    if len(kept) < len(wanted) or not whole.startswith(kept):
        outcome.fail(
            f"{how.name} {number} in {where} (seed {run.seed}): {len(typed)} typed, {due} due, kept “{kept}”", "lost"
        )
    if how == signal.SIGTERM and (exit_seconds > LONGEST_EXIT or code != 128 + how):
        outcome.fail(
            f"{how.name} {number} in {where}: ended after {exit_seconds:.2f} s with {code}", "slow or wrong ends"
        )
    outcome.counts["longest end in ms"] = max(outcome.counts.get("longest end in ms", 0), int(exit_seconds * 1000))
    if kept:
        _shown_again(run, catalog, where, kept)
        outcome.count("shown again")


def _catalog(run: Run) -> Path:
    folder = run.new_folder() / "small.pim"
    with make_small(folder) as workspace:
        structuring.save_records(workspace, [Attribute(code="notes", type="text_area", labels={"en_GB": "Notes"})])
        family = workspace.structure.families["things"]
        structuring.save_records(workspace, [family.with_field("attributes", [*family.attributes, "notes"])])
    return folder


def _start(run: Run, catalog: Path, where: str, does: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PIM_HOME": str(run.folder / "home")}
    command = [sys.executable, "-m", "tests.faults.typing.person", str(catalog), SKU, where, does]
    log = (run.folder / "person.log").open("w", encoding="utf-8")
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)


def _type_and_end(
    run: Run, catalog: Path, where: str, how: signal.Signals, wait: float
) -> tuple[list[float], float, int]:
    """When each key was typed (seconds), how long the end took, the exit code."""
    process = _start(run, catalog, where, "type")
    assert process.stdout is not None
    typed: list[float] = []
    for line in process.stdout:
        typed.append(float(line.split()[2]))
        if typed[-1] - typed[0] >= wait:
            break
    if not typed:
        raise _NotThere(f"nobody typed: {(run.folder / 'person.log').read_text()[-500:]}")
    begun = time.monotonic()
    process.send_signal(how)
    patience = threading.Timer(PATIENCE, process.kill)
    patience.start()
    rest = process.stdout.read()  # `communicate` would leave out lines that were read ahead, and count too few keys
    process.wait()
    seconds = time.monotonic() - begun
    patience.cancel()
    typed += [float(line.split()[2]) for line in rest.splitlines() if line.count(" ") == 2]
    return typed, seconds, process.returncode


def _kept(catalog: Path, key: str) -> str:
    """The text that the catalogue holds: as a draft, or as the value if it was taken before the end."""
    with open_catalog(catalog, read_only=True) as workspace:
        drafts = {draft.key: draft.text for draft in drafting.waiting_drafts(workspace)}
        stored = browsing.view_product(workspace, sku=SKU).values.get(key, "")
    text = drafts.get(key) or str(stored)
    return _TAG.sub("", text) if _TAG.sub("", text) != "Mug" else ""


def _shown_again(run: Run, catalog: Path, where: str, kept: str) -> None:
    """The window, opened again, shows the text where it was typed."""
    process = _start(run, catalog, where, "show")
    assert process.stdout is not None
    try:
        until = time.monotonic() + PATIENCE
        for line in process.stdout:
            if _TAG.sub("", line.removeprefix("shown ")).strip() == kept.strip():
                return
            if time.monotonic() > until:
                break
    finally:
        process.kill()
        process.communicate()
    raise _NotThere(f"“{kept}” is not shown again")
