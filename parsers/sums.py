"""The sums of a form on single rows and columns, with the cells that each of them joins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers.checks.rules import Compiled
from parsers.model import Cell

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sum:
    """A rule on one row or column: its cells, each with its factor, those of the right negative."""

    rule: Compiled
    row: bool
    terms: tuple[tuple[Cell, Decimal], ...]

    def holds(self, values: Mapping[int, Decimal]) -> bool | None:
        """Whether it holds; None if one of its cells is not known.

        Args:
            values: what cells count for, by their `id`.
        """
        if any(id(cell) not in values for cell, _ in self.terms):
            return None
        difference = sum((f * values[id(cell)] for cell, f in self.terms), _ZERO)
        if self.rule.relation == "==":
            return not difference
        return difference >= 0 if self.rule.relation == ">=" else difference <= 0

    def joins(self, cell: Cell) -> bool:
        """Whether the cell is one of those that it joins."""
        return any(other is cell for other, _ in self.terms)


def sums(rule: Compiled, cells: Sequence[Cell]) -> Iterator[Sum]:
    """A rule on every row or column that it is for, if its cells are in the form."""
    if rule.rule.over == "cells":
        return
    by_row = rule.rule.over == "rows"
    lines: dict[str, dict[str, Cell]] = {}
    for cell in cells:
        line, name = (cell.row_key, cell.col_key) if by_row else (cell.col_key, cell.row_key)
        lines.setdefault(line, {})[name] = cell
    for line, held in lines.items():
        if by_row and rule.rule.rows and line not in rule.rule.rows:
            continue
        if all(key in held for key, _ in rule.signed):
            yield Sum(rule, by_row, tuple((held[key], factor) for key, factor in rule.signed))
