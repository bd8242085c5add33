"""Stops: where the cells of a table's lines begin, end, or lie over one another.

What is known here are only places in lines, as the rows of one table have them; `stop_search` finds
the stops, `offsets` the rows in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.align.spots import Places

Span = tuple[int, int]
# So many neighbours must stand as near as any before that is the gap between two cells.
_GAPS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row on one line: where its labels and its figures stand.

    `room` is how many blanks stand before each figure, 0 where nothing stands before it; `end` is
    where its line ends, blanks included; `depth` is how many label columns the form has to the
    right of its label, None if that is not known.
    """

    labels: tuple[Span, ...]
    figures: tuple[Span, ...]
    room: tuple[int, ...]
    end: int = 0
    depth: int | None = None

    @property
    def is_filled_up(self) -> bool:
        """Whether blanks stand behind its last figure."""
        return self.end > self.figures[-1][1]


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
        ends: where the lines of rows end, by the number of their last cell, if that shows whether
            a row with blanks has all its cells.
        room: that blanks leave room is known without that.
        begins: where labels begin that are as deep as one another, by their depth.
    """

    wide: str
    edge: int | None
    counted: bool
    cells: tuple[Span, ...]
    columns: int
    ends: tuple[tuple[int, int], ...] = ()
    room: bool = True
    begins: tuple[tuple[int, int], ...] = ()

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
        if (beyond := self._beyond(row, places, shown)) is not None:
            return Places((*places, *beyond))
        if further == self.columns - shown:
            return Places((*places, *range(shown, self.columns)))
        return Places((*places, *[None] * further), shown if further else None)

    def first(self, row: Row) -> int | None:
        """The column of the row's first cell after its labels; None if they reach too far."""
        if not self.counted:
            if row.depth is not None and row.labels:
                begin = row.labels[-1][0]
                if dict(self.begins).get(row.depth, begin) != begin:
                    return None  # a label that lies in another's column may have moved its row
            return 0 if all(end < self.cells[0][0] for _, end in row.labels) else None
        if not row.labels:
            return 0
        starts = [start for start, _ in self.cells]
        if any(start not in starts for start, _ in row.labels):
            return None
        return starts.index(row.labels[-1][0]) + 1

    def is_told(self, row: Row) -> bool:
        """Whether a row's line shows how many cells it has, though no other line has them all."""
        first = self.first(row)
        if first is None or len(self.cells) - first >= self.columns:
            return False
        places = self.place(row)
        if places is None:
            return False
        shown = [p for p in places.columns if p is not None and p < len(self.cells) - first]
        return self._beyond(row, shown, len(self.cells) - first) is not None

    def _beyond(self, row: Row, places: Sequence[int], shown: int) -> list[int] | None:
        """The columns of a row's figures behind all that other lines show; None if unclear.

        Nothing but its own figures makes these columns wide, and one gap parts any two: an empty
        cell is a gap more. The cells must then be as many as the form has, to the line's end.
        """
        gaps = [right[0] - left[1] for left, right in pairwise(self.cells)]
        step = min(gaps, default=0)
        if self.edge != 0 or shown >= self.columns or step < 1 or gaps.count(step) < _GAPS:
            return None
        column, before = shown, self.cells[-1][1]
        if places and places[-1] == shown - 1:
            before = max(before, row.figures[len(places) - 1][1])
        columns = []
        for start, end in row.figures[len(places) :]:
            steps, rest = divmod(start - before, step)
            if rest or steps < 1:
                return None
            columns.append(column + steps - 1)
            column, before = columns[-1] + 1, end
        return columns if row.end - before == (self.columns - column) * step else None

    def is_short(self, row: Row, places: Places) -> bool:
        """Whether a row that does not reach the last column lacks a cell by the end of its line."""
        last = places.columns[-1]
        if not self.ends or last is None or last == self.columns - 1:
            return False
        end = dict(self.ends).get((self.first(row) or 0) + self.columns - 1)
        if end is None:
            return not self.room
        return end != row.end or not row.is_filled_up

    def _cell(self, figure: Span) -> int | None:
        over = [
            n for n, cell in enumerate(self.cells) if figure[0] < cell[1] and cell[0] < figure[1]
        ]
        if len(over) != 1:
            return None
        if self.edge is not None and figure[self.edge] != self.cells[over[0]][self.edge]:
            return None
        return over[0]
