"""Who is at fault when a check fails."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.model import Cause, Cell, Status

BY_IDENTITY = frozenset(("identity", "ocr_identity"))


def is_proof(cell: Cell) -> bool:
    """Whether a cell's number stands for itself: read, and not placed by an identity."""
    return cell.status is Status.READ and cell.basis not in BY_IDENTITY


def cause_of(cells: Iterable[Cell]) -> Cause:
    """Never the source unless every cell is read, and not by an identity."""
    cells = list(cells)
    if any(c.status is Status.DOUBTFUL for c in cells):
        return Cause.READING
    return Cause.SOURCE if all(map(is_proof, cells)) else Cause.UNKNOWN
