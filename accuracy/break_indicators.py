"""Mutations of the printed structure of a table of indicators."""

from __future__ import annotations

import random

from accuracy import break_sheet
from accuracy.break_sheet import Mutation, page_number
from accuracy.sheet import Cell, Grid, Line, Sheet


def _values(line: Line) -> list[Cell]:
    return [cell for cell in line if cell.kind == "value"]


def _grid(sheet: Sheet) -> Grid:
    return next(g for g in sheet.grids() if "statistics" in g.ids)


def _full(sheet: Sheet, line: Line) -> bool:
    return bool(_values(line)) and all(c.pieces for c in _values(line))


def _break_page(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """The table goes on after a page number, perhaps under a repeated head."""
    grid = _grid(sheet)
    at = rng.randint(4, len(grid.rows) - 2)
    said, bare = page_number(rng)
    if bare and lossy and not _full(sheet, grid.rows[at - 1]):
        return False
    again = [[*grid.rows[0]]] if rng.random() < 0.6 else []
    rest = grid.rows[at:]
    grid.rows = grid.rows[:at]
    index = sheet.blocks.index(grid)
    sheet.blocks[index + 1 : index + 1] = [said, Grid(7, grid.width, [*again, *rest], grid.ids)]
    return True


def _reorder(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """Two rows that follow one another change places, if neither wording stands in two groups."""
    del lossy
    grid = _grid(sheet)
    at = rng.randint(1, len(grid.rows) - 2)
    pair = grid.rows[at : at + 2]
    names = [next((c.name for c in line if c.kind == "label"), "") for line in pair]
    if not all(names) or any(n.startswith(("review_", "suit_")) for n in names):
        return False
    grid.rows[at : at + 2] = pair[::-1]
    return True


def _lose_cell(rng: random.Random, sheet: Sheet, lossy: bool, *, kind: str) -> bool:
    """The cell of a unit or of a code is gone."""
    del lossy
    lines = [line for line in _grid(sheet).rows if any(c.kind == kind for c in line)]
    if not lines:
        return False
    line = rng.choice(lines)
    line.remove(next(c for c in line if c.kind == kind))
    return True


def _lose_head(rng: random.Random, sheet: Sheet, lossy: bool, *, cell: bool) -> bool:
    """One head is gone. Where blanks leave no trace, most rows show how many columns there are."""
    grid = _grid(sheet)
    heads = grid.rows[0]
    rows = [line for line in grid.rows if _values(line)]
    if lossy and sum(1 for line in rows if _full(sheet, line)) * 2 <= len(rows):
        return False
    lost = rng.choice(heads)
    if lost.name == "code":
        return False
    if cell:
        heads.remove(lost)
    else:
        lost.pieces = []
    return True


_SHARED = (
    "cell dropped",
    "cells merged",
    "cells merged over columns",
    "number split into cells",
    "number split in its cell",
    "label torn",
    "page number as a row",
    "label emptied",
    "label lost",
    "row dropped",
)

MUTATIONS: dict[str, Mutation] = {name: break_sheet.MUTATIONS[name] for name in _SHARED} | {
    "page break": _break_page,
    "rows reordered": _reorder,
    "unit lost": lambda r, s, b: _lose_cell(r, s, b, kind="unit"),
    "code lost": lambda r, s, b: _lose_cell(r, s, b, kind="code"),
    "head emptied": lambda r, s, b: _lose_head(r, s, b, cell=False),
    "head lost": lambda r, s, b: _lose_head(r, s, b, cell=True),
}
