"""Finds the stops of a table: full rows and heads show them, rows with blanks have to agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.align.spots import Places
from parsers.align.stops import Row, Span, Stops

# Lines that must lie alike before the columns are known, the heads among them.
_WITNESSES = 2
# So many figures must stand under heads where no full row does, unless they have labels and the
# document's other tables are laid out so.
_FEW = 3
# One row in so many may lie otherwise.
_ASTRAY = 5


def find(
    rows: Sequence[Row], heads: Sequence[Row], bare: Stops, *, usual: bool = False
) -> Stops | None:
    """The stops that full rows and heads show, if they agree and other rows stand there too.

    Args:
        rows: the rows of a table.
        heads: lines of heads that stand as a row's cells do.
        bare: how the cells are to stand.
        usual: so the cells of other tables of the document stand, and blanks leave room there.
    """
    shown = list(_shown(rows, heads, bare)) or _together(rows, bare)
    if len(shown) < (_WITNESSES if bare.edge is None else 1):
        return None
    cells = _agreed(shown, bare)
    if cells is None:
        return None
    way = replace(bare, cells=cells, begins=_begins(rows, bare))
    # Where labels are cells of the same columns, one that begins elsewhere denies that.
    able = [row for row in rows if way.counted or way.first(row) is not None]
    placed = [(row, places) for row in able if (places := way.place(row)) is not None]
    astray = len(able) - len(placed)
    if len(placed) + len(heads) < _WITNESSES or astray * _ASTRAY > len(able):
        return None
    full = sum(_is_full(row, way) for row, _ in placed)
    if sum(_is_full(row, way) for row in able) > 2 * full:
        return None  # one full row, perhaps a torn one, against all the others
    told = _told(way, rows, heads)
    if any(not _is_full(row, way) for row, _ in placed):
        room = usual or told or leaves_room(way, rows)
        filled = any(_is_full(row, way) and row.is_filled_up for row in rows)
        way = replace(way, ends=_ends(way, rows) if filled or not room else (), room=room)
        if not room and not way.ends:
            return None
    if heads and not told and not any(_is_full(row, way) for row in rows):
        few = sum(len(row.figures) for row, _ in placed) < _FEW
        if (few and not rows[0].labels) or (not usual and (few or bare.edge)):
            return None
    return way if told or _is_filled_up(placed, heads, way) else None


def _begins(rows: Iterable[Row], bare: Stops) -> tuple[tuple[int, int], ...]:
    """Where labels begin by their depth, if most that are so deep begin there."""
    seen: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for row in rows if bare.edge == 0 and not bare.counted else ():
        if row.depth is not None and row.labels:
            seen[row.depth][row.labels[-1][0]] += 1
    usual = ((depth, *counts.most_common(1)[0], counts.total()) for depth, counts in seen.items())
    return tuple((depth, begin) for depth, begin, votes, of in usual if votes * 2 > of > 1)


def leaves_room(way: Stops, rows: Iterable[Row]) -> bool:
    """Whether a row with blanks reaches the last column: a tool that drops blanks prints none."""
    for row in rows:
        places = way.place(row) if len(row.figures) < way.columns else None
        if places is not None and places.columns[-1] == way.columns - 1:
            return True
    return False


def _told(way: Stops, rows: Sequence[Row], heads: Sequence[Row]) -> bool:
    """Whether a row's line shows that it has all cells; lines that all end at one place do not."""
    ends = {row.end for row in (*rows, *heads)}
    return len(ends) > 1 and any(way.is_told(row) for row in rows)


def _is_full(row: Row, way: Stops) -> bool:
    return len(row.figures) == way.columns


def _ends(way: Stops, rows: Iterable[Row]) -> tuple[tuple[int, int], ...]:
    """Where lines end by their last cell, if they end with it and not with the widest line.

    A tool may fill up every cell, the last of a line too: the line of a row that lacks a cell then
    ends where the cell before it does. Where all lines end at one place, it filled up the lines.
    """
    full: dict[int, set[int]] = {}
    most: dict[int, int] = {}
    for row in rows:
        if way.place(row) is None:
            continue
        last = (way.first(row) or 0) + way.columns - 1
        most[last] = max(most.get(last, 0), row.end if row.is_filled_up else 0)
        if _is_full(row, way):
            full.setdefault(last, set()).add(row.end)
    ends: dict[int, int] = {}
    for last in sorted(most):
        own = full.get(last)
        if own is not None and len(own) == 1:
            ends[last] = own.pop()
        elif own is None and most[last] > ends.get(last - 1, most[last]):
            # Its cells are not fewer than all: the line is longer than those of one cell less.
            ends[last] = most[last]
    rising = all(left < right for left, right in pairwise(ends.values()))
    return tuple(ends.items()) if rising and len(ends) >= _WITNESSES else ()


def _shown(rows: Iterable[Row], heads: Sequence[Row], bare: Stops) -> Iterator[tuple[Span, ...]]:
    """The cells of the lines that print one in every column."""
    yield from (head.figures for head in heads)
    first = min((row.labels[0][0] for row in rows if row.labels), default=0)
    for row in rows:
        if len(row.figures) != bare.columns:
            continue
        if not bare.counted:
            yield row.figures
        elif row.labels and row.labels[0][0] == first:
            yield row.labels + row.figures


def _together(rows: Sequence[Row], bare: Stops) -> list[tuple[Span, ...]]:
    """The cells of rows with one label, if their figures stand at as many places as the form has.

    Every place must be that of figures of several rows. A second label may push a row aside.
    """
    alike = [row for row in rows if len(row.labels) == 1]
    if bare.counted:
        first = min((row.labels[0][0] for row in alike), default=0)
        alike = [row for row in alike if row.labels[0][0] == first]
    if bare.edge is None or not alike:
        return []
    at: defaultdict[int, list[Span]] = defaultdict(list)
    for row in alike:
        for figure in row.figures:
            at[figure[bare.edge]].append(figure)
    if len(at) != bare.columns or any(len(found) < _WITNESSES for found in at.values()):
        return []
    covered = [(min(s for s, _ in at[n]), max(e for _, e in at[n])) for n in sorted(at)]
    labels = [(first, max(row.labels[0][1] for row in alike))] if bare.counted else []
    return [(*labels, *covered)]


def _agreed(shown: Sequence[tuple[Span, ...]], bare: Stops) -> tuple[Span, ...] | None:
    """What each column covers in the lines that agree, which nearly all must."""
    if bare.edge is not None:
        edges = [tuple(cell[bare.edge] for cell in cells) for cells in shown]
        agreement = {whole: sum(e == whole[: len(e)] for e in edges) for whole in set(edges)}
        best = max(agreement, key=lambda whole: (agreement[whole], len(whole), whole))
        agreeing = [c for c, e in zip(shown, edges, strict=True) if e == best[: len(e)]]
        if (len(shown) - len(agreeing)) * _ASTRAY > len(shown):
            return None
        shown = agreeing
    covered: dict[int, Span] = {}
    for cells in shown:
        for number, (start, end) in enumerate(cells):
            low, high = covered.get(number, (start, end))
            covered[number] = (min(low, start), max(high, end))
    joined = tuple(covered[n] for n in range(len(covered)))
    if any(left[1] > right[0] for left, right in pairwise(joined)):
        return None
    return joined


def _is_filled_up(placed: Sequence[tuple[Row, Places]], heads: Sequence[Row], way: Stops) -> bool:
    """Whether cells of a column stand at different distances from what is printed before them.

    Where one or two blanks part any two cells, figures stand under one another by chance only.
    """
    distances: defaultdict[int, set[int]] = defaultdict(set)
    lines = [(row, (way.first(row) or 0), places.columns) for row, places in placed]
    lines += [(head, 0, tuple(range(len(head.figures)))) for head in heads]
    for row, first, places in lines:
        for place, room in zip(places, row.room, strict=True):
            if room and place is not None:
                distances[first + place].add(room)
    return any(len(found) > 1 for found in distances.values())
