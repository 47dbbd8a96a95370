"""The one family of errors that reading or writing a file may raise."""

from __future__ import annotations


class FormatError(Exception):
    """A file cannot be read or written as asked.

    `message` is a finished sentence for the person; `line` is the line or row of the file (from 1)
    where the trouble begins, when it is known.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        # Both go into `args`, which is what travels back from the guarded child process.
        super().__init__(message, line)
        self.message = message
        self.line = line

    def __str__(self) -> str:
        return self.message
