"""Runs `pim` as a script would."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from pim.cli import run

ROOT = Path(__file__).resolve().parents[2]


class Result(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output; anything else there fails."""
        return json.loads(self.out)


def pim(*words: object, code: int = 0) -> Result:
    """Runs a command line in a process of its own and expects its exit code. No answer may ever hold a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "pim", *map(str, words)], capture_output=True, encoding="utf-8", errors="replace",
        timeout=300, check=False,
        cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
    )  # fmt: skip
    return _expected(Result(done.returncode, done.stdout, done.stderr), code)


def inside(*words: object, code: int = 0) -> Result:
    """The same within this process, which is much faster: an error that nobody catches fails the test."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    before = signal.getsignal(signal.SIGTERM)
    os.environ["PIM_DEBUG"] = "1"
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                found = run([str(word) for word in words], lambda _catalog: 99)
            except SystemExit as end:
                found = int(end.code or 0)
    finally:
        signal.signal(signal.SIGTERM, before)
        del os.environ["PIM_DEBUG"]
    out.flush()
    text = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    return _expected(Result(found, text, err.getvalue()), code)


def _expected(result: Result, code: int) -> Result:
    assert "Traceback" not in result.err + result.out, result.err
    assert result.code == code, result
    return result


def refusal(*words: object, code: int = 2) -> str:
    """Runs a command line that is refused; returns its one sentence."""
    result = inside(*words, code=code)
    assert result.out == ""
    assert len(result.err.strip().splitlines()) == 1, result.err
    return result.err.strip()
