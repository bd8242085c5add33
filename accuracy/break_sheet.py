"""Mutations of the printed structure, before a page or a text is made of it."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from accuracy.honest import looks_honest
from accuracy.sheet import BREAK, Cell, Grid, Line, Piece, Sheet, words

Mutation = Callable[[random.Random, Sheet, bool], bool]
Numbers = list[Decimal | None]


# Where a text prints the grid, the tool fills up a short row, cuts a long one off, and puts a cell
# over several columns beside blanks: what comes out is honest. These are broken in pages, and in
# texts whose cells leave no other trace.
ONLY_LOSSY = frozenset(
    {"cell dropped", "cells merged", "number split into cells", "label lost", "head lost"}
) | {"span wrong"}
ONLY_PAGES = frozenset({"cells merged over columns", "row merged"})

# Rows that tell section 3 of one form from that of the other: without them it has no form.
TELLING = ("other_handling", "other_no_correction", "other_fee_unpaid", "other_misc")


def mutate(rng: random.Random, sheet: Sheet, mutation: Mutation, *, lossy: bool) -> Sheet | None:
    """A broken copy of a report.

    Args:
        rng: source of chance.
        sheet: the report.
        mutation: what breaks it; it says whether it applied.
        lossy: the shape that will be made of it gives empty cells no trace.

    Returns:
        The copy, or None where the mutation does not apply or would look honest.
    """
    broken = copy.deepcopy(sheet)
    for _ in range(12):
        if mutation(rng, broken, lossy):
            return broken
    return None


def _values(line: Line) -> list[Cell]:
    return [cell for cell in line if cell.kind == "value"]


def _rows(sheet: Sheet) -> list[tuple[Grid, int, Line]]:
    return [(g, n, line) for g, n, line in sheet.lines() if _values(line)]


def _numbers(sheet: Sheet, line: Line) -> Numbers:
    """The figures that a row prints, in order; None for a mark."""
    found: Numbers = []
    for cell in _values(line):
        if cell.pieces and cell.key is not None:
            found.append(sheet.figures[cell.key].value if cell.prints else None)
    return found


def _table(line: Line) -> str:
    return next(c.key[0] for c in _values(line) if c.key)


def _sections(sheet: Sheet, line: Line) -> int:
    """How many figures the row of the form has."""
    table = _table(line)
    row = next(c.key[1] for c in _values(line) if c.key)
    return sum(1 for key in sheet.figures if key[:2] == (table, row))


def _honest(sheet: Sheet, line: Line, numbers: Numbers) -> bool:
    return looks_honest(_table(line), _sections(sheet, line), numbers)


def _plain(cell: Cell) -> bool:
    return cell.prints and len(cell.pieces) == 1 and cell.text.isascii() and cell.text.isdigit()


def _drop_cell(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    _, _, line = rng.choice(_rows(sheet))
    cell = rng.choice(_values(line))
    if lossy:
        rest: Line = [c for c in line if c is not cell]
        zero = cell.key is not None and not sheet.figures[cell.key].value
        if not cell.prints or not _values(rest):
            return False
        if (_table(line) == "review_litigation" and zero) or _honest(
            sheet, line, _numbers(sheet, rest)
        ):
            return False
    line.remove(cell)
    return True


def _pair(rng: random.Random, sheet: Sheet) -> tuple[Line, Cell, Cell] | None:
    _, _, line = rng.choice(_rows(sheet))
    cells = _values(line)
    pairs = [(a, b) for a, b in pairwise(cells) if _plain(a) and _plain(b)]
    return (line, *rng.choice(pairs)) if pairs else None


def _merge(rng: random.Random, sheet: Sheet, lossy: bool, *, span: bool) -> bool:
    found = _pair(rng, sheet)
    if found is None:
        return False
    line, first, second = found
    joined = Decimal(first.text + second.text)
    if lossy:
        numbers: Numbers = []
        for cell in _values(line):
            if cell is first:
                numbers.append(joined)
            elif cell is not second and cell.pieces:
                numbers.append(sheet.figures[cell.key].value if cell.key and cell.prints else None)
        values = {Decimal(first.text), Decimal(second.text)}
        if joined in values or _honest(sheet, line, numbers):
            return False
    pieces = [replace(p, torn=True) for p in (*first.pieces, *second.pieces)]
    merged = Cell("value", pieces, first.colspan, key=first.key)
    if span:
        merged.colspan += second.colspan
    line[line.index(first)] = merged
    line.remove(second)
    return True


def _merge_row(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """One figure in a cell over all columns of its row."""
    _, _, line = rng.choice([r for r in _rows(sheet) if r[0].section == 3])
    cells = _values(line)
    numbers = _numbers(sheet, line)
    if not all(_plain(c) for c in cells) or len({c.text for c in cells}) != 1:
        return False
    if lossy and _honest(sheet, line, numbers[:1]):
        return False
    cells[0].pieces = [replace(p, torn=True) for p in cells[0].pieces]
    cells[0].colspan = sum(c.colspan for c in cells)
    for cell in cells[1:]:
        line.remove(cell)
    return True


def _split(rng: random.Random, sheet: Sheet, lossy: bool, *, cells: bool) -> bool:
    _, _, line = rng.choice(_rows(sheet))
    long = [c for c in _values(line) if _plain(c) and len(c.text) > 1]
    if not long:
        return False
    cell = rng.choice(long)
    at = rng.randint(1, len(cell.text) - 1)
    halves = [Piece(t, cell.key, torn=True) for t in (cell.text[:at], cell.text[at:])]
    if lossy:
        numbers: Numbers = []
        for other in _values(line):
            if other is cell:
                numbers += [Decimal(p.text) for p in halves]
            elif other.pieces:
                numbers += _numbers(sheet, [other])
        if _honest(sheet, line, numbers):
            return False
    if cells:
        # Before an empty last cell, a cell too many looks like one more empty one.
        if not _values(line)[-1].pieces:
            return False
        line.insert(line.index(cell) + 1, Cell("value", [halves[1]], key=cell.key))
        cell.pieces = [halves[0]]
    else:
        cell.pieces = [halves[0], Piece(BREAK), halves[1]]
    return True


def beside(rng: random.Random) -> tuple[str, str]:
    """What stands before and behind a figure and makes it no plain number."""
    before = rng.choice(["约", "近", "共", "＝", "≥", "其中", "增", ""])
    return before, rng.choice(
        ["余", "左右", "*", "。", "；", "％", "？", "▲"] if not before else [""]
    )


def _say_more(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """Words stand beside a figure in its cell, so that it is no plain number: 约3, 3余, 3*."""
    del lossy
    _, _, line = rng.choice(_rows(sheet))
    found = [c for c in _values(line) if _plain(c)]
    if not found:
        return False
    cell = rng.choice(found)
    before, behind = beside(rng)
    pieces = (Piece(before), Piece(cell.text, cell.key, torn=True), Piece(behind))
    cell.pieces = [piece for piece in pieces if piece.text]
    return True


def tear_at(rng: random.Random, label: str) -> int | None:
    """Where to tear a label: never so that a piece reads as a number."""
    places = [n for n in range(1, len(label)) if not label[:n].isdigit() and label[n:].strip()]
    return rng.choice(places) if places else None


def _tear_label(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    del lossy
    kinds = ("label", "group", "head", "caption")
    torn = False
    for _ in range(rng.choice([1, 1, 3, 12])):
        cells = [c for _, _, line in sheet.lines() for c in line if c.kind in kinds]
        cell = rng.choice([c for c in cells if len(c.pieces) == 1])
        at = tear_at(rng, cell.text)
        if at is None:
            continue
        text = cell.text
        cell.pieces = [Piece(text[:at]), Piece(BREAK), Piece(text[at:])]
        torn = True
    return torn


def page_number(rng: random.Random) -> tuple[str, bool]:
    """A page number, and whether it is a bare number."""
    page = rng.randint(2, 19)
    said = rng.choice(["— {} —", "- {} -", "-{}-", "第 {} 页", "第{}页 共20页", "{}/20", "{}"])
    return said.format(page), said in ("{}", "{}/20")


def _full(sheet: Sheet, line: Line) -> bool:
    return bool(_values(line)) and len(_numbers(sheet, line)) == _sections(sheet, line)


def _page_row(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """A page number in a row of its own."""
    grid = rng.choice([g for g in sheet.grids() if len(g.rows) > 4])
    at = rng.randint(2, len(grid.rows) - 1)
    said, bare = page_number(rng)
    if bare and lossy and not _full(sheet, grid.rows[at - 1]):
        return False
    grid.rows.insert(at, [words("page", said, grid.width)])
    return True


def moves_figures(sheet: Sheet) -> bool:
    """Whether a page number in a group's rows takes the last of them out of it.

    On paper that row's figures stand a column further left, under other heads.
    """
    for grid in sheet.grids():
        last = 0  # of the rows that some cell above reaches
        for number, line in enumerate(grid.rows):
            if any(cell.kind == "page" for cell in line) and number <= last:
                return True
            last = max([last, *(number + cell.rowspan - 1 for cell in line)])
    return False


def _break_page(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """The table goes on after a page number, mostly under a repeated head."""
    grid = next(g for g in sheet.grids() if g.section == 3)
    at = rng.randint(4, len(grid.rows) - 1)
    said, bare = page_number(rng)
    if bare and lossy and not _full(sheet, grid.rows[at - 1]):
        return False
    rest = grid.rows[at:]
    group_rows = [c for line in grid.rows[:at] for c in line if c.kind == "group"]
    for cell in group_rows:
        # The group goes on below; printed again or not, its rows stay in their columns.
        start = next(n for n, line in enumerate(grid.rows) if any(c is cell for c in line))
        below = start + cell.rowspan - at
        if below > 0:
            cell.rowspan = at - start
            text = cell.text if rng.random() < 0.5 else ""
            place = sum(1 for c in rest[0] if c.kind == "group" and c.rowspan > below)
            rest[0].insert(place, words("group", text, 1, below, cell.name))
    again = [copy.deepcopy(line) for line in grid.rows[:3]] if rng.random() < 0.7 else []
    grid.rows = grid.rows[:at]
    index = sheet.blocks.index(grid)
    sheet.blocks[index + 1 : index + 1] = [said, Grid(3, grid.width, [*again, *rest], grid.ids)]
    return True


def _reorder_rows(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """Two rows of one group change places: labels and figures, not the group's own cell."""
    del lossy
    grid = rng.choice([g for g in sheet.grids() if g.section in (2, 3)])
    named = [
        (line, label)
        for line in grid.rows
        for label in line
        if label.kind == "label" and _values(line)
    ]
    first, second = rng.sample(named, 2) if len(named) > 1 else (None, None)
    if first is None or second is None or _group(first[0]) != _group(second[0]):
        return False
    mine = [c for c in first[0] if c.kind in ("label", "value")]
    other = [c for c in second[0] if c.kind in ("label", "value")]
    first[0][len(first[0]) - len(mine) :] = other
    second[0][len(second[0]) - len(other) :] = mine
    return True


def _group(line: Line) -> tuple[str, str]:
    """Rows of one kind: of one item, or of one group of outcomes, by the key's first word."""
    key = next(c.key for c in _values(line) if c.key)
    return key[0], key[1].partition("_")[0] if key[0] == "requests" else ""


def _reorder_items(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """The items of section 2 in another order."""
    del lossy
    grids = [g for g in sheet.grids() if g.section == 2]
    if len(grids) > 1:
        places = [sheet.blocks.index(g) for g in grids]
        rng.shuffle(grids)
        for place, grid in zip(places, grids, strict=True):
            sheet.blocks[place] = grid
        return True
    items: list[list[Line]] = []
    for line in grids[0].rows:
        if line[0].kind == "caption":
            items.append([])
        items[-1].append(line)
    rng.shuffle(items)
    grids[0].rows = [line for item in items for line in item]
    return True


def _lose_head(rng: random.Random, sheet: Sheet, lossy: bool, *, cell: bool) -> bool:
    """One head is gone: its text, or its whole cell.

    Never a table's only one; of two the cell stays, or the other would stand over its figures.
    """
    least = 3 if cell else 2
    found = [
        (grid, number, line)
        for grid, number, line in sheet.lines()
        if sum(1 for c in line if c.kind == "head") >= least
    ]
    grid, number, line = rng.choice(found)
    if grid.section == 2 and lossy:
        # Fewer figures under fewer heads would be a smaller table.
        rows = grid.rows[number + 1 :]
        ends = (n for n, other in enumerate(rows) if not _values(other))
        if not all(_full(sheet, other) for other in rows[: next(ends, len(rows))]):
            return False
    lost = rng.choice([c for c in line if c.kind == "head"])
    if cell:
        line.remove(lost)
    else:
        lost.pieces = []
    return True


def _lose_heads(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """All heads of section 3 or 4 are gone; those of section 2 tell its form and stay."""
    del lossy
    section = rng.choice([3, 4])
    for grid in sheet.grids():
        if grid.section == section:
            grid.rows = [line for line in grid.rows if _values(line)]
    return True


def _lose_title(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """A section's title or an item's caption is gone."""
    del lossy
    if rng.random() < 0.5:
        sheet.blocks.remove(rng.choice(sheet.headings))
        return True
    grid = rng.choice([g for g in sheet.grids() if g.section == 2])
    captions = [line for line in grid.rows if line[0].kind == "caption"]
    grid.rows.remove(rng.choice(captions))
    return True


def _lose_label(rng: random.Random, sheet: Sheet, lossy: bool, *, cell: bool) -> bool:
    rows = [(g, n, line) for g, n, line in _rows(sheet) if any(c.kind == "label" for c in line)]
    grid, number, line = rng.choice(rows)
    label = next(c for c in line if c.kind == "label")
    groups = [c.name for c in line if c.kind == "group"]
    if label.name in TELLING:
        return False
    if lossy and (not _numbers(sheet, line) or groups or not _full(sheet, grid.rows[number - 1])):
        return False
    if cell:
        line.remove(label)
    else:
        label.pieces = []
    return True


def _drop_row(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    del lossy
    grid, number, line = rng.choice(_rows(sheet))
    names = [c.name for c in line if c.kind == "label"]
    if any(c.kind == "group" for c in line) or not names or names[0] in TELLING:
        return False
    for above in grid.rows[:number]:
        for cell in above:
            start = next(n for n, other in enumerate(grid.rows) if other is above)
            if start + cell.rowspan > number:
                cell.rowspan -= 1
    grid.rows.remove(line)
    return True


def _wrong_span(rng: random.Random, sheet: Sheet, lossy: bool) -> bool:
    """A group's rowspan is one too many or too few."""
    del lossy
    groups = [c for _, _, line in sheet.lines() for c in line if c.kind == "group"]
    cell = rng.choice(groups)
    cell.rowspan = max(1, cell.rowspan + rng.choice([-1, 1]))
    return True


MUTATIONS: dict[str, Mutation] = {
    "cell dropped": _drop_cell,
    "cells merged": lambda r, s, b: _merge(r, s, b, span=False),
    "cells merged over columns": lambda r, s, b: _merge(r, s, b, span=True),
    "row merged": _merge_row,
    "number split into cells": lambda r, s, b: _split(r, s, b, cells=True),
    "number split in its cell": lambda r, s, b: _split(r, s, b, cells=False),
    "words beside a figure": _say_more,
    "label torn": _tear_label,
    "page number as a row": _page_row,
    "page break": _break_page,
    "rows reordered": _reorder_rows,
    "items reordered": _reorder_items,
    "head emptied": lambda r, s, b: _lose_head(r, s, b, cell=False),
    "head lost": lambda r, s, b: _lose_head(r, s, b, cell=True),
    "heads lost": _lose_heads,
    "title lost": _lose_title,
    "label emptied": lambda r, s, b: _lose_label(r, s, b, cell=False),
    "label lost": lambda r, s, b: _lose_label(r, s, b, cell=True),
    "row dropped": _drop_row,
    "span wrong": _wrong_span,
}
