"""The disk refuses step N of a work, for every N: once (EIO, EACCES), or from then on (ENOSPC)."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from tests.faults.crash.runner import Result, Runner
from tests.faults.crash.shim import compiled
from tests.faults.crash.trial import Known, each_work, stop
from tests.faults.fault import Outcome, Run, fault

# A smoke run tries the first three.
_WORKS = ("edits", "export", "restore", "imports", "backup", "images", "create", "migration")
_ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
# What the terminal answers with a sentence and exit code 2 or 3; anything else it calls an error in the program.
_CLEAR = {
    "builtins.OSError", "pim.catalog.errors.CatalogError", "pim.formats.errors.FormatError",
    "pim.isolation.errors.IsolationError",
}  # fmt: skip


@fault("steps", "whichever step the disk refuses: a clear error, the old state intact, and the next open is fine")
def steps(run: Run) -> Iterator[Outcome]:
    shim = compiled(run.folder)
    if isinstance(shim, str):
        yield Outcome(skipped=shim)
        return
    works = _WORKS[: run.pick(smoke=3, short=8, long=8)]
    yield from each_work(run, shim, "steps", works, lambda runner, known: _refused(run, runner, known))


def _refused(run: Run, runner: Runner, known: Known) -> Outcome:
    outcome = Outcome(known.work)
    for name in ("runs", "error", "done", "unclear", "half", "lost", "corrupt", "left over"):
        outcome.count(name, 0)
    outcome.count("steps there are", known.steps)
    for place, step in enumerate(_chosen(run, known)):
        errors = _ERRORS if run.length == "long" else (_ERRORS[place % len(_ERRORS)],)
        for number in errors:
            about = f"{errno.errorcode[number]} at step {step} of {known.steps}"
            result = stop(
                run,
                runner,
                known,
                outcome,
                about,
                by_channel=True,
                fail_at=step,
                number=number,
                endless=number == errno.ENOSPC,
            )
            _judge_words(result, outcome, about)
    return outcome


def _chosen(run: Run, known: Known) -> list[int]:
    """Steps spread evenly over the work, beginning somewhere by chance; all of them in the long form."""
    count = run.pick(smoke=2, short=15, long=known.steps)
    if count >= known.steps:
        return list(range(1, known.steps + 1))
    first = run.random("steps", known.work).random()
    return sorted({1 + int((place + first) * known.steps / count) % known.steps for place in range(count)})


def _judge_words(result: Result, outcome: Outcome, about: str) -> None:
    if result.ended == "error" and not _CLEAR.intersection(result.kind.split()):
        where = next((line.strip() for line in reversed(result.trace.splitlines()) if "/pim/" in line), "")
        outcome.fail(
            f"{about}: not a sentence for people: {result.kind.split()[0]}: {result.error} ({where})", "unclear"
        )
    if result.ended == "error" and not result.error.strip():
        outcome.fail(f"{about}: an error without words", "unclear")
    if result.ended in ("killed", "hung"):
        outcome.fail(f"{about}: the program {result.ended}", result.ended)
