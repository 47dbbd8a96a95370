"""Uncaught exceptions: logged, and told in one sentence."""

import sys

import pytest

from pim.gui.failures import Failures, sentence_for
from pim.isolation import TimedOut


@pytest.fixture
def failures(qapp, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", lambda args: None)
    return Failures()


def test_an_uncaught_exception_is_logged_and_noticed(failures, qtbot, caplog) -> None:
    failures.install()
    with qtbot.waitSignal(failures.noticed) as caught:
        try:
            raise KeyError("price")
        except KeyError:
            sys.excepthook(*sys.exc_info())
    assert "KeyError" in caught.args[0]
    assert "KeyError" in caplog.text


def test_our_own_errors_speak_for_themselves() -> None:
    assert sentence_for(TimedOut("The file took too long to read.")) == "The file took too long to read."
    assert "ZeroDivisionError" in sentence_for(ZeroDivisionError("division by zero"))
