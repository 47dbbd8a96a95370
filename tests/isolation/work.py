"""What the tests let the child do; module-level, because it is found there by name."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator

from pim import i18n
from pim.isolation import wire


class Refused(Exception):
    """An exception that a caller knows."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(file, line)
        self.file = file
        self.line = line


def echo(*values: object) -> list[object]:
    return list(values)


def process() -> int:
    return os.getpid()


def noisy() -> str:
    print("a library that prints")
    os.write(1, b"and one that writes to the descriptor\n")
    return "clean"


def count(n: int, on_progress: Callable[[int, int, str], None]) -> int:
    for done in range(1, n + 1):
        on_progress(done, n, f"row {done}")
        time.sleep(0.02)
    return n


def rows(n: int, size: int) -> Iterator[list[str]]:
    for number in range(n):
        yield [str(number), "x" * size]


def rows_ahead(path: str) -> Iterator[int]:
    for number in range(1000):
        with open(path, "w", encoding="ascii") as file:
            file.write(str(number))
        yield [number, "x" * 100_000]


def breaks_after_two() -> Iterator[int]:
    yield 1
    yield 2
    raise Refused("b.csv", 3)


def refuse() -> None:
    raise Refused("a.csv", 7)


def fail() -> None:
    raise ValueError("the third column is odd")


def eat_memory() -> int:
    return len(bytearray(4 << 30))


def eat_memory_natively() -> None:
    sys.stderr.write("memory allocation of 8589934592 bytes failed\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGABRT)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def not_plain() -> object:
    return {1, 2}


def language() -> str:
    return i18n.language()


def large(size: int) -> bytes:
    return bytes(size)


def write_process_and_sleep(path: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    time.sleep(60)


def batches(count: int, rows_each: int, columns: int) -> Iterator[list[list[str]]]:
    for number in range(count):
        yield [[f"cell {number} {row} {column}" for column in range(columns)] for row in range(rows_each)]


def answer_freely(answer: object) -> None:
    """What a hostile file could do at worst: write into the conversation whatever it likes."""
    for descriptor in range(3, 10):
        try:
            with os.fdopen(descriptor, "wb", closefd=False) as pipe:
                wire.send(pipe, answer)
        except OSError:
            continue  # not the pipe
    time.sleep(30)
