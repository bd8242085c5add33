"""Numbers drawn from words: the same words give the same number on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_SEED = "gongkai demo portal 1"


def draw(low: int, high: int, *words: object) -> int:
    """A whole number from `low` to `high` (both included) that depends on `words` only."""
    text = "|".join((_SEED, *map(str, words)))
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
    return low + number % (high - low + 1)


def choose(options: Sequence[T], *words: object) -> T:
    """One of `options`."""
    return options[draw(0, len(options) - 1, *words)]


def shuffled(options: Sequence[T], *words: object) -> list[T]:
    """All of `options`, in another order."""
    keyed = [(draw(0, 2**40, *words, index), index) for index in range(len(options))]
    return [options[index] for _, index in sorted(keyed)]
