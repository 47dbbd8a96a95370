"""One guarded child process for whatever parses bytes that strangers made, and for slow engines.

    run("pim.formats.sheets:inspect", (str(path),), on_progress=show)      one answer
    stream(read_rows, (str(path),), errors=(FileProblem,))                 answers as they come, flat memory
    with Worker(Limits(memory_mb=512)) as worker:                          1,000 images, one child
        for path in paths: worker.call(decode, (str(path),))

The child is a fresh interpreter, never a fork: forked Qt, threads and open SQLite files break.
"""

from pim.isolation.errors import Cancelled, ChildDied, ChildFailed, IsolationError, OutOfMemory, TimedOut
from pim.isolation.process import Limits, OnProgress
from pim.isolation.worker import Worker, run, stream

__all__ = [
    "Cancelled",
    "ChildDied",
    "ChildFailed",
    "IsolationError",
    "Limits",
    "OnProgress",
    "OutOfMemory",
    "TimedOut",
    "Worker",
    "run",
    "stream",
]
