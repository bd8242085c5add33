"""Exit codes and which one wins when several apply."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    """Done and whole."""
    USAGE = 1
    """Error of use or configuration, disk full, nothing reachable at all."""
    PARTIAL = 2
    """Done, but some document, listing or portal failed (a problem that counts)."""
    NOTHING = 3
    """Nothing found."""
    LOCKED = 4
    """Another run holds the lock of the output directory."""
    INTERRUPTED = 130
    """Interrupted; what was done is kept and the next run goes on from it."""


PRECEDENCE = (
    Exit.INTERRUPTED,
    Exit.LOCKED,
    Exit.USAGE,
    Exit.PARTIAL,
    Exit.NOTHING,
    Exit.DONE,
)


def worst(codes: Iterable[Exit]) -> Exit:
    """The code that stands when all of these apply; `Exit.DONE` for none."""
    return min(codes, key=PRECEDENCE.index, default=Exit.DONE)


def of_counts(*, reports: int, counting_problems: int) -> Exit:
    """The code of a finished job: problems that count come before finding nothing."""
    if counting_problems:
        return Exit.PARTIAL
    return Exit.DONE if reports else Exit.NOTHING
