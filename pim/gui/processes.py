"""Other processes of the program: another catalogue in a window of its own, a new start."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QProcess


def start_program(arguments: list[str]) -> bool:
    """Another process of the program; this one's scale is not handed down."""
    process = QProcess()
    environment = process.processEnvironment()
    if environment.isEmpty():
        environment = environment.systemEnvironment()
    if os.environ.get("PIM_SCALE"):
        environment.remove("QT_SCALE_FACTOR")
        environment.remove("PIM_SCALE")
    process.setProcessEnvironment(environment)
    process.setProgram(sys.executable)
    process.setArguments(["-m", "pim", *arguments])
    started, _pid = process.startDetached()
    return bool(started)
