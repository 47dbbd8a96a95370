"""Made-up words that are used as words are: few very often, most of them rarely (Zipf)."""

from __future__ import annotations

import random
from itertools import accumulate

_STARTS = (*"bcdfghjklmnprstvwz", "br", "cl", "cr", "dr", "fl", "gr", "pl", "pr", "st", "tr", "sh", "ch")
_VOWELS = (*"aeiou", "ai", "ea", "ou")
_ENDS = ("", "", "", "n", "r", "l", "s", "t", "nd", "rk")


class Vocabulary:
    """`size` different words; `words(count)` draws some, the n-th most common with a weight of 1/n."""

    def __init__(self, size: int = 60_000, seed: int = 20_26) -> None:
        self._random = random.Random(seed)
        self._words = self._made(size)
        self._weights = list(accumulate(1 / rank for rank in range(1, size + 1)))

    def _made(self, size: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < size:
            count = self._random.choice((1, 2, 2, 2, 3, 3, 4))
            found["".join(self._syllable() for _ in range(count))] = None
        return list(found)

    def _syllable(self) -> str:
        choice = self._random.choice
        return choice(_STARTS) + choice(_VOWELS) + choice(_ENDS)

    def __len__(self) -> int:
        return len(self._words)

    def words(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)
