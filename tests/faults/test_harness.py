"""The harness tells a promise that held from one that did not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.faults import __main__ as program
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
    assert program.main(["--smoke", "--folder", str(tmp_path)]) == 1
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


def test_one_part_can_be_asked_for(faults: list[Fault], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def trial(run: Run) -> Iterator[Outcome]:
        yield from (Outcome(part) for part in filter(run.wants, ("import", "export")))

    faults.append(Fault("parted", "holds", trial))
    assert program.main(["--only", "parted: export", "--folder", str(tmp_path)]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[2:]] == [["parted:", "export"]]
