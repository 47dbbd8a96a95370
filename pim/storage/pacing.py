"""How much of a large edit goes into one transaction: as much as takes a time that whoever types meanwhile does not notice."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

from pim.catalog.edit import PRODUCT, Patch

WHOLE = 4  # what it costs to write or remove a whole record, against a change in one


class Pace:
    """The size of the next batch, in changed records, learnt from how long the last ones took.

    Wall time, not work: it is the wait of a person that has to stay short, on a busy computer too. Where nobody waits
    (`is_alone`), only progress and cancel do, and a longer transaction writes each page of the file less often.
    """

    # Seconds a transaction. It may become four times as long while readers keep the interpreter busy.
    aim, aim_alone = 0.06, 1.0
    least, first, most = 20, 120, 10_000

    def __init__(self, *, is_alone: bool = False) -> None:
        self._aim = self.aim_alone if is_alone else self.aim
        self.size = min(self.most, round(self.first * self._aim / self.aim))

    @contextmanager
    def timed(self, weight: int) -> Iterator[None]:
        """Measures a transaction over `weight` records. One that fails teaches nothing."""
        begun = time.perf_counter()
        yield
        took = time.perf_counter() - begun
        wanted = round(weight * self._aim / max(took, 0.001))
        if wanted < self.size or weight >= self.size:
            self.size = max(self.least, self.size // 2, min(self.most, self.size * 2, wanted))

    def shrink(self) -> bool:
        """Makes the next batch much smaller, because the last one did not fit; False when it held one record only."""
        was, self.size = self.size, max(1, self.size // 4)
        return was > 1


def weight_of(patches: Iterable[Patch]) -> int:
    """What a batch costs, in changed records."""
    found, last = 0, ""
    for patch in patches:
        if patch.uid != last:
            last = patch.uid
            found += 1 if patch.key else WHOLE
    return found


def batches_of(patches: Iterable[Patch], pace: Pace) -> Iterator[list[Patch]]:
    """Patches in batches of the size that `pace` has when each begins. Ends what makes the patches when it is ended.

    Neighbouring patches of a record stay together, and so do neighbouring patches of structure: one needs the other.
    """
    try:
        yield from _batches(patches, pace)
    finally:
        if isinstance(patches, Generator):
            patches.close()  # it may be reading within a snapshot, which keeps the log from ever beginning anew


def _batches(patches: Iterable[Patch], pace: Pace) -> Iterator[list[Patch]]:
    batch: list[Patch] = []
    weight, last = 0, ("", "")
    for patch in patches:
        if (patch.kind, patch.uid) != last:
            if weight >= pace.size and not (patch.kind != PRODUCT and last[0] != PRODUCT):
                yield batch
                batch, weight = [], 0
            last = (patch.kind, patch.uid)
            weight += 1 if patch.key else WHOLE
        batch.append(patch)
    if batch:
        yield batch
