"""Full rows of text that lost a blank cell and had a number split: as many figures as columns.

Nothing in the line tells such a row from a whole one, but its sums fail. It is in doubt if they all
hold once two figures beside each other are one, and a blank cell stands somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from parsers.checks.rules import compiled
from parsers.model import Cell
from parsers.standard import Table
from parsers.sums import Sum, sums

_ZERO = Decimal(0)


def may_be_split(cells: Sequence[Cell], table: Table) -> bool:
    """Whether a row whose sums fail obeys them if two of its figures are one.

    Args:
        cells: the row's, each of which prints something.
        table: the form's table.
    """
    row = [s for rule in compiled(table.id, table.form) for s in sums(rule, cells) if s.row]
    row = [one for one in row if one.rule.relation == "=="]
    values = [cell.value or _ZERO for cell in cells]
    if not row or _hold(row, cells, values):
        return False
    return any(_hold(row, cells, other) for other in _joined(cells, values))


def _hold(known: Sequence[Sum], cells: Sequence[Cell], values: Sequence[Decimal]) -> bool:
    by_cell = {id(cell): value for cell, value in zip(cells, values, strict=True)}
    return all(one.holds(by_cell) for one in known)


def _joined(cells: Sequence[Cell], values: list[Decimal]) -> Iterator[list[Decimal]]:
    """The row with two of its figures as one, and the blank cell at every place."""
    for n in range(len(cells) - 1):
        first, second = cells[n].raw, cells[n + 1].raw
        if first.isdecimal() and second.isdecimal() and values[n]:
            rest = [*values[:n], Decimal(first + second), *values[n + 2 :]]
            for blank in range(len(cells)):
                yield [*rest[:blank], _ZERO, *rest[blank:]]
