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
from statistics import mode

from parsers.align.items import Item
from parsers.align.records import Found, Record
from parsers.align.spots import Places, Spot
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

    def place(self, row: _Row) -> Places | None:
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

    def first(self, row: _Row) -> int | None:
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


class ByOffsets:
    """Places the rows of one table by where their figures stand in the line."""

    basis = "grid"
    reason = "each figure stands in the line where the full rows and heads have its column"

    def __init__(self, ways: Sequence[_Stops], apart: frozenset[int], *, labelled: bool) -> None:
        self._ways = ways
        # Blank lines between rows; a row that lies otherwise was broken by its tool.
        self._apart = apart
        self._labelled = labelled

    def place(self, record: Record) -> Places | None:
        """The columns of a record's figures, None where its line does not tell."""
        places = self._places(record)
        return places.pop() if len(places) == 1 else None

    def denies(self, record: Record) -> bool:
        """Whether the figures of a row without blanks stand elsewhere than under one another."""
        whole = Places(tuple(range(self._ways[0].columns)))
        return _spots(record, labelled=self._labelled) is not None and self._places(record) != {
            whole
        }

    def _places(self, record: Record) -> set[Places]:
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
    apart = apart or frozenset((mode(len(figures[0].layout.above) for _, figures in spots),))
    spots = [s for s in spots if len(s[1][0].layout.above) in apart]
    if not spots:
        return None
    ways: list[_Stops] = []
    for wide in _WIDE:
        rows = [_measure(*s, wide) for s in spots]
        head = _head(found.heads, table, wide)
        first_heads = _first_heads(found.heads, table, wide)
        for edge, counted in ((0, False), (1, False), (0, True)):
            bare = _Stops(wide, edge, counted, (), columns)
            lines = head if not counted else [] if labelled else first_heads
            way = _way(rows, lines, bare) or _way(rows, [], bare)
            if way is not None:
                ways.append(way)
        if not ways:
            way = _way(rows, [], _Stops(wide, None, False, (), columns))
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


def _head(heads: Sequence[Item], table: Table, wide: str) -> list[_Row]:
    """The heads of all columns as a row, if each stands in the form's order at its own place."""
    places: dict[Span, tuple[frozenset[str], Spot]] = {}
    for item in heads:
        own = frozenset(r.key for r in item.match.of("column") if r.table_id == table.id)
        if own and item.spot is not None:
            places.setdefault(_span(item.spot, wide), (own, item.spot))
    spans = sorted(places)
    if len(spans) != len(table.columns):
        return []
    if any(right[0] < left[1] for left, right in pairwise(spans)):
        return []
    if any(c.key not in places[s][0] for c, s in zip(table.columns, spans, strict=True)):
        return []
    return [_Row((), tuple(spans), tuple(_room(places[s][1]) for s in spans))]


def _first_heads(heads: Sequence[Item], table: Table, wide: str) -> list[_Row]:
    """The lines of heads of a table without row labels, if each of them begins at its edge.

    So a tool prints it that does not keep the place of heads that cover several rows.
    """
    lines: dict[int, list[Spot]] = {}
    for item in heads:
        if item.spot is not None and any(r.table_id == table.id for r in item.match.of("column")):
            lines.setdefault(id(item.spot.layout), []).append(item.spot)
    rows = sorted(
        (_measure((), spots, wide) for spots in lines.values()), key=lambda row: len(row.figures)
    )
    if len(rows) < 2 or sum(len(row.figures) for row in rows) != len(table.columns):
        return []
    starts = [start for start, _ in rows[-1].figures]
    if any([s for s, _ in row.figures] != starts[: len(row.figures)] for row in rows):
        return []
    return rows


def _way(rows: Sequence[_Row], heads: Sequence[_Row], bare: _Stops) -> _Stops | None:
    """The stops that full rows and heads show, if they agree and other rows stand there too."""
    shown = list(_shown(rows, heads, bare)) or _together(rows, bare)
    heads_only = bool(heads) and not any(len(row.figures) == bare.columns for row in rows)
    if len(shown) < (_WITNESSES if bare.edge is None else 1) or (heads_only and bare.edge):
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
    if heads_only and not rows[0].labels and sum(len(r.figures) for r, _ in placed) < _FEW:
        return None
    return way if _is_filled_up(placed, heads, way) else None


def _shown(rows: Iterable[_Row], heads: Sequence[_Row], bare: _Stops) -> Iterator[tuple[Span, ...]]:
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


def _together(rows: Sequence[_Row], bare: _Stops) -> list[tuple[Span, ...]]:
    """The cells of rows with one label, if their figures stand at as many places as the form has.

    Every place must be that of figures of several rows.
    """
    first = min((row.labels[0][0] for row in rows if row.labels), default=0)
    alike = [row for row in rows if len(row.labels) == 1 and row.labels[0][0] == first]
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


def _is_filled_up(
    placed: Sequence[tuple[_Row, Places]], heads: Sequence[_Row], way: _Stops
) -> bool:
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
