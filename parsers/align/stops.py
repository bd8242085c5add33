"""Stops: where the cells of a table's lines begin, end, or lie over one another.

What is known here are only places in lines, as the rows of one table have them; `offsets` finds
them in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.align.spots import Places

Span = tuple[int, int]
# Lines that must lie alike before the columns are known, the heads among them.
_WITNESSES = 2
# So many figures must stand under heads where no full row does, unless they have labels and the
# document's other tables are laid out so.
_FEW = 3
# One row in so many may lie otherwise.
_ASTRAY = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row on one line: where its labels and its figures stand.

    `room` is how many blanks stand before each figure, 0 where nothing stands before it.
    """

    labels: tuple[Span, ...]
    figures: tuple[Span, ...]
    room: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stops:
    """Where the cells of a table's lines stand.

    Attributes:
        wide: how wide characters are counted.
        edge: 0 if the cells of a column begin at one place, 1 if they end at one, None if they
            only lie over one another.
        counted: the labels are cells of the same columns; the first of a line stands in the first
            column even where it spans several. Else the figures have columns of their own.
        cells: what each column covers in the lines that show it.
        columns: how many columns the form has.
    """

    wide: str
    edge: int | None
    counted: bool
    cells: tuple[Span, ...]
    columns: int

    def place(self, row: Row) -> Places | None:
        """The form's columns of a row's figures, None if one of them is in no column.

        Columns to the right of all that are shown are open, unless a figure stands in each.
        """
        first = self.first(row)
        if first is None:
            return None
        places: list[int] = []
        further = 0
        for figure in row.figures:
            if figure[0] >= self.cells[-1][1]:
                further += 1
                continue
            cell = self._cell(figure)
            place = -1 if cell is None else cell - first
            if further or not (places[-1] if places else -1) < place < self.columns:
                return None
            places.append(place)
        shown = min(len(self.cells) - first, self.columns)
        if further > self.columns - shown:
            return None
        if further == self.columns - shown:
            return Places((*places, *range(shown, self.columns)))
        return Places((*places, *[None] * further), shown if further else None)

    def first(self, row: Row) -> int | None:
        """The column of the row's first cell after its labels; None if they reach too far."""
        if not self.counted:
            return 0 if all(end < self.cells[0][0] for _, end in row.labels) else None
        if not row.labels:
            return 0
        starts = [start for start, _ in self.cells]
        if any(start not in starts for start, _ in row.labels):
            return None
        return starts.index(row.labels[-1][0]) + 1

    def _cell(self, figure: Span) -> int | None:
        over = [
            n for n, cell in enumerate(self.cells) if figure[0] < cell[1] and cell[0] < figure[1]
        ]
        if len(over) != 1:
            return None
        if self.edge is not None and figure[self.edge] != self.cells[over[0]][self.edge]:
            return None
        return over[0]


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
    way = replace(bare, cells=cells)
    able = [row for row in rows if way.first(row) is not None]
    placed = [(row, places) for row in able if (places := way.place(row)) is not None]
    astray = len(able) - len(placed)
    if len(placed) + len(heads) < _WITNESSES or astray * _ASTRAY > len(able):
        return None
    lacking = any(len(row.figures) < way.columns for row, _ in placed)
    if lacking and not usual and not leaves_room(way, rows):
        return None
    if heads and not any(len(row.figures) == bare.columns for row in rows):
        few = sum(len(row.figures) for row, _ in placed) < _FEW
        if (few and not rows[0].labels) or (not usual and (few or bare.edge)):
            return None
    return way if _is_filled_up(placed, heads, way) else None


def leaves_room(way: Stops, rows: Iterable[Row]) -> bool:
    """Whether a row with blanks reaches the last column: a tool that drops blanks prints none."""
    for row in rows:
        places = way.place(row) if len(row.figures) < way.columns else None
        if places is not None and places.columns[-1] == way.columns - 1:
            return True
    return False


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
