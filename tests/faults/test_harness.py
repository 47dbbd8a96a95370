"""The harness tells a promise that held from one that did not."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.faults import __main__ as program
from tests.faults import together
from tests.faults.fault import FAULTS, Fault, Outcome, Run


def _held(run: Run) -> Iterator[Outcome]:
    outcome = Outcome("a part")
    outcome.count("runs", run.pick(smoke=1, short=1200, long=3))
    yield outcome


def _broken(run: Run) -> Iterator[Outcome]:
    yield Outcome("first", skipped="no gcc here")
    outcome = Outcome("second")
    outcome.fail("edit 3 is gone", "lost")
    yield outcome
    raise ValueError("beyond repair")


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    made = [Fault("held", "holds", _held)]
    monkeypatch.setattr(program, "FAULTS", made)
    return made


def test_a_promise_that_held_is_shown_with_its_counts(
    faults: list[Fault], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert program.main(["--folder", str(tmp_path), "--json", str(tmp_path / "out.json")]) == 0
    assert "held: a part  ok             0  1,200 runs" in capsys.readouterr().out
    (row,) = orjson.loads((tmp_path / "out.json").read_bytes())["rows"]
    assert (row["counts"], row["verdict"], row["promise"]) == ({"runs": 1200}, "ok", "holds")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_failure_ends_with_code_1_and_keeps_what_was_found(
    faults: list[Fault], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faults.append(Fault("broken", "does not hold", _broken))
    assert program.main(["--smoke", "--jobs", "1", "--folder", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert [line.split()[:3] for line in shown.splitlines()[2:6]] == [
        ["held:", "a", "part"], ["broken:", "first", "skipped"], ["broken:", "second", "FAILED"],
        ["broken:", "stopped", "FAILED"],
    ]  # fmt: skip
    assert "broken: second: edit 3 is gone" in shown
    assert "ValueError: beyond repair" in shown


def test_a_fault_that_tries_nothing_has_failed() -> None:
    (outcome,) = Fault("idle", "nothing", lambda run: []).outcomes(Run(Path()))
    assert outcome.verdict == "FAILED"


def test_chance_is_the_same_for_the_same_seed() -> None:
    assert Run(Path(), seed=7).random("kill", 3).random() == Run(Path(), seed=7).random("kill", 3).random()
    assert Run(Path(), seed=7).random("kill", 3).random() != Run(Path(), seed=8).random("kill", 3).random()


def test_an_unknown_kind_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        program.main(["--only", "no such kind"])
    assert FAULTS == [] or FAULTS[0].name in capsys.readouterr().err


def test_kinds_go_side_by_side_and_each_tells_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the first two waits for the other; the third ends without a word."""
    fault_names = ["power", "hostile", "silent"]
    script = """
touch {me}; tries=0
until [ -e {other} ] || [ $((tries = tries + 1)) -gt 400 ]; do sleep 0.05; done
row='{{"part": "{me}", "counts": {{"runs": 2}}, "failures": [], "skipped": "", "seconds": 1}}'
[ -e {other} ] && echo '{{"rows": ['"$row"']}}' >{me}.json
"""

    def start(run: Run, fault: Fault) -> subprocess.Popen[bytes]:
        other = {"power": "hostile", "hostile": "power", "silent": "nobody"}[fault.name]
        text = "exit 134" if fault.name == "silent" else script.format(me=fault.name, other=other)
        return subprocess.Popen(["sh", "-c", text], cwd=run.folder)

    monkeypatch.setattr(together, "_start", start)
    rows = together.side_by_side(Run(tmp_path), [Fault(name, "holds", _held) for name in fault_names], 2)
    assert [(row.fault.name, row.outcome.part, row.outcome.counts) for row in rows] == [
        ("power", "power", {"runs": 2}), ("hostile", "hostile", {"runs": 2}), ("silent", "stopped", {}),
    ]  # fmt: skip
    assert rows[2].outcome.failures == ["its process ended with 134 and found nothing"]


@pytest.mark.slow  # three programs start; what the first half of it proves, the test above does too
def test_the_program_tries_kinds_side_by_side(faults: list[Fault], tmp_path: Path) -> None:
    """Children know the real kinds only: one that they do not know ends without having found anything."""
    real = {fault.name: fault for fault in FAULTS}
    faults[:] = [Fault("unheard of", "holds", _held), real["disk"]]
    out = tmp_path / "out.json"
    assert program.main(["--smoke", "--jobs", "2", "--json", str(out)]) == 1
    rows = orjson.loads(out.read_bytes())["rows"]
    assert [row["fault"] for row in rows] == ["unheard of", *["disk"] * (len(rows) - 1)]
    assert "its process ended with 2" in rows[0]["failures"][0]
    assert all(row["verdict"] == "ok" and row["counts"] for row in rows[1:])


def test_one_part_can_be_asked_for(faults: list[Fault], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def trial(run: Run) -> Iterator[Outcome]:
        yield from (Outcome(part) for part in filter(run.wants, ("import", "export")))

    faults.append(Fault("parted", "holds", trial))
    assert program.main(["--only", "parted: export", "--folder", str(tmp_path)]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[2:]] == [["parted:", "export"]]
