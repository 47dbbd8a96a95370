"""What can go wrong with a child process; every message can be shown to the user."""


class Cancelled(Exception):
    """Raised by an `on_progress` callback to stop the work that calls it."""


class IsolationError(Exception):
    """The work in the child process did not finish."""


class ChildDied(IsolationError):
    """The child ended without an answer (a crash in a library, or killed from outside)."""


class OutOfMemory(IsolationError):
    """The work needed more memory than it was allowed."""


class TimedOut(IsolationError):
    """The work took longer than it was allowed."""


class ChildFailed(IsolationError):
    """The function raised an exception that the caller had not named in `errors`.

    `kind` is its class name ("ValueError"), `trace` the child's traceback for a log, never for a screen.
    """

    def __init__(self, kind: str, message: str, trace: str = "") -> None:
        super().__init__(message or kind)
        self.kind = kind
        self.trace = trace
