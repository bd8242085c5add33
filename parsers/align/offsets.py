"""Columns by their place in the line: figures that stand under one another share a column.

Some tools fill up a table's lines with blanks, so that the cells of a column begin or end at one
place of the line, and an empty cell is blanks too. Full rows and heads show where; it is taken only
if they agree, and a row that lies otherwise is not placed.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from parsers.align.items import Item
from parsers.align.records import Found, Record
from parsers.align.spots import Spot
from parsers.standard import Table

Span = tuple[int, int]
# How wide characters are counted: each as one, the wide ones of East Asia as two, and those that
# are wide in East Asian type only as two as well (UAX 11). Tools differ.
_WIDE = ("", "WF", "WFA")
# Lines that must lie alike before the columns are known, the heads among them.
_WITNESSES = 2
# So many figures of a row without label must stand under heads, where no full row does.
_FEW = 3
# One row in so many may lie otherwise.
_ASTRAY = 5


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed row on one line: where its labels and its figures stand.

    `room` is how many blanks stand before each figure, 0 where nothing stands before it.
    """

    labels: tuple[Span, ...]
    figures: tuple[Span, ...]
    room: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Stops:
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

    def place(self, row: _Row) -> tuple[int, ...] | None:
        """The form's columns of a row's figures, None if one of them is in no column."""
        first = self.first(row)
        if first is None:
            return None
        places: list[int] = []
        for figure in row.figures:
            cell = self._cell(figure)
            if cell is None or not 0 <= cell - first < self.columns:
                return None
            if places and places[-1] >= cell - first:
                return None
            places.append(cell - first)
        return tuple(places)

    def first(self, row: _Row) -> int | None:
        """The column of the row's first cell after its labels; None if they reach too far."""
        if not self.counted:
            return 0 if all(end < self.cells[0][0] for _, end in row.labels) else None
        starts = [start for start, _ in self.cells]
        if not row.labels or any(start not in starts for start, _ in row.labels):
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


class ByOffsets:
    """Places the rows of one table by where their figures stand in the line."""

    basis = "grid"
    reason = "each figure stands in the line where the full rows and heads have its column"

    def __init__(self, ways: Sequence[_Stops], apart: frozenset[int], *, labelled: bool) -> None:
        self._ways = ways
        # Blank lines between rows; a row that lies otherwise was broken by its tool.
        self._apart = apart
        self._labelled = labelled

    def place(self, record: Record) -> tuple[int, ...] | None:
        """The columns of a record's figures, None where its line does not tell."""
        places = self._places(record)
        return places.pop() if len(places) == 1 else None

    def denies(self, record: Record) -> bool:
        """Whether the figures of a row without blanks stand elsewhere than under one another."""
        whole = tuple(range(self._ways[0].columns))
        return _spots(record, labelled=self._labelled) is not None and self._places(record) != {
            whole
        }

    def _places(self, record: Record) -> set[tuple[int, ...]]:
        spots = _spots(record, labelled=self._labelled)
        if spots is None or len(spots[1][0].layout.above) not in self._apart:
            return set()
        found = {way.place(_measure(*spots, way.wide)) for way in self._ways}
        return {places for places in found if places is not None}


def by_offsets(found: Found, table: Table) -> ByOffsets | None:
    """Finds out whether the columns of a table are known by their place in the line.

    Args:
        found: what the document prints of the table.
        table: the form's table.

    Returns:
        What places its rows; None if it has no row with blanks, or nothing shows the columns.
    """
    columns = len(table.columns)
    labelled = any(row.label for row in table.rows)
    spots = [s for r in found.records if (s := _spots(r, labelled=labelled)) is not None]
    if columns == 1 or not any(0 < len(figures) < columns for _, figures in spots):
        return None
    full = [figures[0] for _, figures in spots if len(figures) == columns]
    heads = [i.spot for i in found.heads if i.spot is not None and i.match.of("column")]
    apart = frozenset(len(spot.layout.above) for spot in full + heads)
    spots = [s for s in spots if len(s[1][0].layout.above) in apart]
    ways: list[_Stops] = []
    for wide in _WIDE:
        rows = [_measure(*s, wide) for s in spots]
        head = _head(found.heads, table, wide)
        for edge, counted in ((0, False), (1, False), (0, True)):
            bare = _Stops(wide, edge, counted, (), columns)
            way = _way(rows, None if counted else head, bare) or _way(rows, None, bare)
            if way is not None:
                ways.append(way)
        if not ways:
            way = _way(rows, None, _Stops(wide, None, False, (), columns))
            if way is not None:
                ways.append(way)
    return ByOffsets(ways, apart, labelled=labelled) if ways else None


def _spots(record: Record, *, labelled: bool) -> tuple[list[Spot], list[Spot]] | None:
    """The spots of labels and figures of a record whose figures all stand on one line, with its label."""
    figures: list[Spot] = []
    for value in record.values:
        if value.spot is None or value.text == "" or value.row is None:
            return None
        if figures and value.spot.layout is not figures[0].layout:
            return None
        figures.append(value.spot)
    if not figures:
        return None
    layout = figures[0].layout
    labels = [i.spot for i in record.labels if i.spot is not None and i.spot.layout is layout]
    return None if labelled and not labels else (labels, figures)


def _measure(labels: Iterable[Spot], figures: Sequence[Spot], wide: str) -> _Row:
    return _Row(
        tuple(_span(spot, wide) for spot in labels),
        tuple(_span(spot, wide) for spot in figures),
        tuple(map(_room, figures)),
    )


def _room(spot: Spot) -> int:
    before = len(spot.layout.raw[: spot.start].rstrip())
    return spot.start - before if before else 0


def _span(spot: Spot, wide: str) -> Span:
    if not wide:
        return spot.start, spot.end
    raw = spot.layout.raw
    start = spot.start + sum(_wider(word, wide) for word in raw[: spot.start].split())
    return start, start + spot.end - spot.start + _wider(raw[spot.start : spot.end], wide)


@lru_cache(maxsize=4096)
def _wider(text: str, wide: str) -> int:
    """How many characters of a text count twice."""
    if text.isascii():
        return 0
    return sum(unicodedata.east_asian_width(c) in wide for c in text)


def _head(heads: Sequence[Item], table: Table, wide: str) -> _Row | None:
    """The heads of all columns as a row, if each stands in the form's order at its own place."""
    places: dict[Span, tuple[frozenset[str], Spot]] = {}
    for item in heads:
        own = frozenset(r.key for r in item.match.of("column") if r.table_id == table.id)
        if own and item.spot is not None:
            places.setdefault(_span(item.spot, wide), (own, item.spot))
    spans = sorted(places)
    if len(spans) != len(table.columns):
        return None
    if any(right[0] < left[1] for left, right in pairwise(spans)):
        return None
    if any(c.key not in places[s][0] for c, s in zip(table.columns, spans, strict=True)):
        return None
    return _Row((), tuple(spans), tuple(_room(places[s][1]) for s in spans))


def _way(rows: Sequence[_Row], head: _Row | None, bare: _Stops) -> _Stops | None:
    """The stops that full rows and heads show, if they agree and other rows stand there too."""
    shown = list(_shown(rows, head, bare))
    heads_only = not any(len(row.figures) == bare.columns for row in rows)
    if len(shown) < (_WITNESSES if bare.edge is None else 1) or (heads_only and bare.edge):
        return None
    cells = _agreed(shown, bare)
    if cells is None:
        return None
    way = replace(bare, cells=cells)
    way = _one_more(rows, way) if way.counted else way
    able = [row for row in rows if way.first(row) is not None]
    placed = [(row, places) for row in able if (places := way.place(row)) is not None]
    astray = len(able) - len(placed)
    if len(placed) + (head is not None) < _WITNESSES or astray * _ASTRAY > len(able):
        return None
    if heads_only and not rows[0].labels and sum(len(r.figures) for r, _ in placed) < _FEW:
        return None
    return way if _is_filled_up(placed, head, way) else None


def _shown(rows: Iterable[_Row], head: _Row | None, bare: _Stops) -> Iterator[tuple[Span, ...]]:
    """The cells of the lines that print one in every column."""
    if head is not None:
        yield head.figures
    first = min((row.labels[0][0] for row in rows if row.labels), default=0)
    for row in rows:
        if len(row.figures) != bare.columns:
            continue
        if not bare.counted:
            yield row.figures
        elif row.labels and row.labels[0][0] == first:
            yield row.labels + row.figures


def _agreed(shown: Sequence[tuple[Span, ...]], bare: _Stops) -> tuple[Span, ...] | None:
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


def _one_more(rows: Iterable[_Row], way: _Stops) -> _Stops:
    """A row with one label more reaches one column further: that one is where its last cells are."""
    known = way.cells[-1]
    further = {
        row.figures[-1]
        for row in rows
        if way.first(row) == len(way.cells) + 1 - way.columns and row.figures[-1][0] >= known[1]
    }
    starts = {start for start, _ in further}
    if len(starts) != 1:
        return way
    cell = (starts.pop(), max(end for _, end in further))
    return replace(way, cells=(*way.cells, cell))


def _is_filled_up(
    placed: Sequence[tuple[_Row, tuple[int, ...]]], head: _Row | None, way: _Stops
) -> bool:
    """Whether cells of a column stand at different distances from what is printed before them.

    Where one or two blanks part any two cells, figures stand under one another by chance only.
    """
    distances: defaultdict[int, set[int]] = defaultdict(set)
    lines = [(row, (way.first(row) or 0), places) for row, places in placed]
    if head is not None:
        lines.append((head, 0, tuple(range(way.columns))))
    for row, first, places in lines:
        for place, room in zip(places, row.room, strict=True):
            if room:
                distances[first + place].add(room)
    return any(len(found) > 1 for found in distances.values())
