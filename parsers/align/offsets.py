"""Columns by their place in the line: figures that stand under one another share a column.

Some tools fill up a table's lines with blanks, so that the cells of a column begin or end at one
place of the line, and an empty cell is blanks too. Full rows and heads show where; it is taken only
if they agree, and a row that lies otherwise is not placed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import mode

from parsers.align.items import Item
from parsers.align.records import Found, Record
from parsers.align.spots import Places, Spot
from parsers.align.stops import Row, Span, Stops, find
from parsers.standard import Table

# How wide characters are counted: each as one, the wide ones of East Asia as two, and those that
# are wide in East Asian type only as two as well (UAX 11). Tools differ.
_WIDE = ("", "WF", "WFA")
Style = tuple[str, int | None]


class ByOffsets:
    """Places the rows of one table by where their figures stand in the line."""

    basis = "grid"
    reason = "each figure stands in the line where the full rows and heads have its column"

    def __init__(self, ways: Sequence[Stops], apart: frozenset[int], *, labelled: bool) -> None:
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


class Offsets:
    """Finds the tables of one document whose columns are known by their place in the line."""

    def __init__(self, tables: Iterable[tuple[Found, Table]]) -> None:
        self._tables = list(tables)

    def of(self, found: Found, table: Table) -> ByOffsets | None:
        """What places the rows of a table.

        Args:
            found: what the document prints of the table.
            table: the form's table.

        Returns:
            None if the table has no row with blanks, or nothing shows the columns.
        """
        lines = _lines(found, table)
        if lines is None or all(len(f) in (0, len(table.columns)) for _, f in lines.spots):
            return None
        ways = lines.ways(self._styles)
        return ByOffsets(ways, lines.apart, labelled=lines.labelled) if ways else None

    @cached_property
    def _styles(self) -> frozenset[Style]:
        """How the tables are laid out whose rows alone show it."""
        all_lines = [lines for f, t in self._tables if (lines := _lines(f, t)) is not None]
        return frozenset((w.wide, w.edge) for lines in all_lines for w in lines.ways(None))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The rows of a table that are printed on one line each.

    `apart` is how many blank lines may stand above a row; one that lies otherwise was broken.
    """

    found: Found
    table: Table
    spots: list[tuple[list[Spot], list[Spot]]]
    apart: frozenset[int]
    labelled: bool

    def ways(self, styles: frozenset[Style] | None) -> list[Stops]:
        """How the columns may lie; by the rows alone if no styles of other tables are given."""
        columns = len(self.table.columns)
        found: list[Stops] = []
        for wide in _WIDE:
            rows = [_measure(*s, wide) for s in self.spots]
            for edge, counted in ((0, False), (1, False), (0, True)):
                bare = Stops(wide, edge, counted, (), columns)
                way = None
                if styles is not None:
                    usual = (wide, edge) in styles
                    if usual or not styles:
                        way = find(rows, self._heads(wide, counted=counted), bare, usual=usual)
                way = way or find(rows, [], bare)
                if way is not None:
                    found.append(way)
        if found:
            return found
        spread = (
            find(
                [_measure(*s, wide) for s in self.spots], [], Stops(wide, None, False, (), columns)
            )
            for wide in _WIDE
        )
        return [way for way in spread if way is not None]

    def _heads(self, wide: str, *, counted: bool) -> list[Row]:
        if not counted:
            return _head(self.found.heads, self.table, wide)
        return [] if self.labelled else _first_heads(self.found.heads, self.table, wide)


def _lines(found: Found, table: Table) -> _Lines | None:
    columns = len(table.columns)
    labelled = any(row.label for row in table.rows)
    spots = [s for r in found.records if (s := _spots(r, labelled=labelled)) is not None]
    if columns == 1 or not spots:
        return None
    full = [figures[0] for _, figures in spots if len(figures) == columns]
    heads = [i.spot for i in found.heads if i.spot is not None and i.match.of("column")]
    apart = frozenset(len(spot.layout.above) for spot in full + heads)
    apart = apart or frozenset((mode(len(figures[0].layout.above) for _, figures in spots),))
    spots = [s for s in spots if len(s[1][0].layout.above) in apart]
    return _Lines(found, table, spots, apart, labelled) if spots else None


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


def _measure(labels: Iterable[Spot], figures: Sequence[Spot], wide: str) -> Row:
    return Row(
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


def _head(heads: Sequence[Item], table: Table, wide: str) -> list[Row]:
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
    return [Row((), tuple(spans), tuple(_room(places[s][1]) for s in spans))]


def _first_heads(heads: Sequence[Item], table: Table, wide: str) -> list[Row]:
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
