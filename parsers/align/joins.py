"""Full rows of text that lost a blank cell and had a number split: as many figures as columns.

Nothing in the line tells such a row from a whole one, but its sums fail. It is in doubt if they all
hold once two figures beside each other are one, and a blank cell stands somewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import cache

from parsers import standard
from parsers.checks.rules import compiled
from parsers.model import Cell

_ZERO = Decimal(0)
# Columns by their number with their factors, those of the right negative; they add up to nothing.
_Sum = tuple[tuple[int, Decimal], ...]


def may_be_split(cells: Sequence[Cell]) -> bool:
    """Whether a row whose sums fail obeys them if two of its figures are one.

    Args:
        cells: the row's, each of which prints something.
    """
    first = cells[0]
    known = [one for rows, one in _sums(first.table_id, first.form) if first.row_key in rows]
    values = [cell.value or _ZERO for cell in cells]
    if not known or _hold(known, values):
        return False
    return any(_hold(known, other) for other in _joined(cells, values))


@cache
def _sums(table_id: str, form: str) -> list[tuple[Collection[str], _Sum]]:
    """The sums that rows of a table obey, with the rows that each is for."""
    table = standard.forms()[form].tables[table_id]
    place = {column.key: n for n, column in enumerate(table.columns)}
    found: list[tuple[Collection[str], _Sum]] = []
    for rule in compiled(table_id, form):
        in_rows = rule.rule.over == "rows" and rule.relation == "=="
        if in_rows and all(key in place for key, _ in rule.signed):
            terms = tuple((place[key], factor) for key, factor in rule.signed)
            found.append((rule.rule.rows or [row.key for row in table.rows], terms))
    return found


def _hold(known: Sequence[_Sum], values: Sequence[Decimal]) -> bool:
    return all(not sum((f * values[n] for n, f in one), _ZERO) for one in known)


def _joined(cells: Sequence[Cell], values: list[Decimal]) -> Iterator[list[Decimal]]:
    """The row with two of its figures as one, and the blank cell at every place."""
    for n in range(len(cells) - 1):
        first, second = cells[n].raw, cells[n + 1].raw
        if first.isdecimal() and second.isdecimal() and values[n]:
            rest = [*values[:n], Decimal(first + second), *values[n + 2 :]]
            for blank in range(len(cells)):
                yield [*rest[:blank], _ZERO, *rest[blank:]]
