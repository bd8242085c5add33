"""Columns by their place in the line: figures that stand under one another share a column.

Some tools fill up a table's lines with blanks, so that the cells of a column begin or end at one
place of the line, and an empty cell is blanks too. Full rows and heads show where; it is taken only
if they agree, and a row that lies otherwise is not placed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import mode

from parsers.align.assign import Found
from parsers.align.items import Item
from parsers.align.records import Record
from parsers.align.spots import Places, Spot
from parsers.align.stop_search import find, leaves_room
from parsers.align.stops import Row, Span, Stops
from parsers.standard import Table

# How wide characters are counted: each as one, the wide ones of East Asia as two, and those that
# are wide in East Asian type only as two as well (UAX 11). Tools differ.
_WIDE = ("", "WF", "WFA")
# The cells of a column begin or end at one place; labels are cells of the same columns, or not.
_WAYS: tuple[tuple[int, bool], ...] = ((0, False), (1, False), (0, True))
# No form has so many rows.
_MOST_ROWS = 200
Style = tuple[str, int | None]
Spotted = tuple[list[Spot], list[Spot]]


def ways_of(rows: Sequence[Spotted], heads: Sequence[Spot], columns: int) -> list[Stops]:
    """How the columns of a table may lie whose rows have one label each.

    Args:
        rows: where labels and cells of its rows stand, each row on one line.
        heads: where the heads of all columns stand; none if that is not known.
        columns: how many there are.
    """
    found = []
    for wide in _WIDE:
        measured = [_measure(*row, wide) for row in rows]
        above = [_measure((), heads, wide)] if heads else []
        for edge in (0, 1):
            bare = Stops(wide, edge, False, (), columns)
            found.append(find(measured, above, bare) or find(measured, (), bare))
    return [way for way in found if way is not None]


def places_of(row: Spotted, ways: Iterable[Stops]) -> Places | None:
    """The columns of a row's cells, None where the ways differ or none tells."""
    found = _places((way, _measure(*row, way.wide)) for way in ways)
    return found.pop() if len(found) == 1 else None


def _places(rows: Iterable[tuple[Stops, Row]]) -> set[Places]:
    """What the ways make of a row; nothing if one of them shows that it lacks a cell."""
    found = set()
    for way, row in rows:
        places = way.place(row)
        if places is not None and way.is_short(row, places):
            return set()
        if places is not None:
            found.add(places)
    return found


class ByOffsets:
    """Places the rows of one table by where their figures stand in the line."""

    basis = "grid"
    reason = "each figure stands in the line where the full rows and heads have its column"

    def __init__(self, ways: Sequence[Stops], lines: _Lines) -> None:
        self._ways = ways
        self._lines = lines

    def place(self, record: Record) -> Places | None:
        """The columns of a record's figures, None where its line does not tell."""
        places = self._places(record)
        return places.pop() if len(places) == 1 else None

    def denies(self, record: Record) -> bool:
        """Whether the figures of a row without blanks stand elsewhere than under one another."""
        whole = Places(tuple(range(self._ways[0].columns)))
        return self._lines.has(record) and self._places(record) != {whole}

    def _places(self, record: Record) -> set[Places]:
        rows = ((way, self._lines.row(record, way.wide)) for way in self._ways)
        return _places((way, row) for way, row in rows if row is not None)


class Offsets:
    """Finds the tables of one document whose columns are known by their place in the line."""

    def __init__(self, tables: Iterable[tuple[Found, Table]]) -> None:
        self._tables = list(tables)
        self._lines: dict[int, tuple[Found, _Lines | None]] = {}

    def of(self, found: Found, table: Table) -> ByOffsets | None:
        """What places the rows of a table.

        Args:
            found: what the document prints of the table.
            table: the form's table.

        Returns:
            None if the table has no row with blanks, or nothing shows the columns.
        """
        columns = len(table.columns)
        if not any(0 < len(r.values) < columns and r.values[0].spot for r in found.records):
            return None
        if self._broken > 1:
            return None
        lines = self._lines_of(found, table)
        ways = lines.ways(self._styles, heads=not self._broken) if lines is not None else []
        return ByOffsets(ways, lines) if lines is not None and ways else None

    def _lines_of(self, found: Found, table: Table) -> _Lines | None:
        if id(found) not in self._lines:
            self._lines[id(found)] = (found, _lines(found, table))
        return self._lines[id(found)][1]

    @cached_property
    def _styles(self) -> frozenset[Style]:
        """How the tables are laid out whose rows alone show it, and that blanks leave room."""
        tables = [self._lines_of(found, table) for found, table in self._tables]
        return frozenset((w.wide, w.edge) for t in tables if t is not None for w in t.by_rows)

    @cached_property
    def _broken(self) -> int:
        """How many rows of the document stand on several lines: its tool did not keep them whole."""
        return sum(
            len({i.location for i in (*r.labels[-1:], *r.values)}) > 1
            for found, table in self._tables
            if any(row.label for row in table.rows)
            for r in found.records
            if r.labels and r.values and r.row_key is not None
        )


class _Lines:
    """The rows of a table that are printed on one line each."""

    def __init__(
        self, found: Found, table: Table, spots: dict[int, Spotted], *, labelled: bool
    ) -> None:
        self._found = found
        self._table = table
        self._labelled = labelled
        self._spots = spots
        self._rows: dict[str, dict[int, Row]] = {}
        seen = []
        depths = {id(record): record.depth for record in found.records}
        for wide in _WIDE:
            rows = {key: _measure(*both, wide, depths[key]) for key, both in spots.items()}
            all_spans = (rows, [_span(spot, wide) for spot in _head_spots(found)])
            if all_spans not in seen:
                seen.append(all_spans)
                self._rows[wide] = rows

    def has(self, record: Record) -> bool:
        """Whether a record is one of the rows."""
        return id(record) in self._spots

    def row(self, record: Record, wide: str) -> Row | None:
        """Where a record's cells stand."""
        return self._rows[wide].get(id(record))

    @cached_property
    def by_rows(self) -> list[Stops]:
        """How the columns lie by the rows alone, if rows with blanks show it too."""
        found = [self._find(wide, *way) for wide in self._rows for way in _WAYS]
        return [
            way
            for way in found
            if way is not None and (way.ends or leaves_room(way, self._rows[way.wide].values()))
        ]

    def ways(self, styles: frozenset[Style], *, heads: bool) -> list[Stops]:
        """How the columns may lie by rows and, if wanted, heads.

        Args:
            styles: how other tables of the document are laid out.
            heads: lines of heads count.
        """
        found = []
        for wide in self._rows:
            for edge, counted in _WAYS:
                usual = (wide, edge) in styles
                way = self._find(wide, edge, counted, usual=usual)
                if heads and (usual or not styles):
                    lines = self._heads(wide, counted=counted)
                    way = self._find(wide, edge, counted, lines, usual=usual) or way
                found.append(way)
        if all(way is None for way in found):
            found = [self._find(wide, None, False) for wide in self._rows]
        return [way for way in found if way is not None]

    def _find(
        self,
        wide: str,
        edge: int | None,
        counted: bool,
        heads: Sequence[Row] = (),
        *,
        usual: bool = False,
    ) -> Stops | None:
        bare = Stops(wide, edge, counted, (), len(self._table.columns))
        return find(list(self._rows[wide].values()), heads, bare, usual=usual)

    def _heads(self, wide: str, *, counted: bool) -> list[Row]:
        if not counted:
            return _head(self._found.heads, self._table, wide)
        return [] if self._labelled else _first_heads(self._found.heads, self._table, wide)


def _lines(found: Found, table: Table) -> _Lines | None:
    columns = len(table.columns)
    labelled = any(row.label for row in table.rows)
    if columns == 1 or len(found.records) > _MOST_ROWS:
        return None
    spots = {id(r): s for r in found.records if (s := _spots(r, labelled=labelled)) is not None}
    if not spots:
        return None
    full = [figures[0] for _, figures in spots.values() if len(figures) == columns]
    heads = _head_spots(found)
    if len(heads) > _MOST_ROWS:
        return None
    # Blank lines above the rows: one that lies otherwise was broken by its tool.
    apart = {len(spot.layout.above) for spot in full + heads}
    apart = apart or {mode(len(figures[0].layout.above) for _, figures in spots.values())}
    spots = {key: s for key, s in spots.items() if len(s[1][0].layout.above) in apart}
    return _Lines(found, table, spots, labelled=labelled) if spots else None


def _head_spots(found: Found) -> list[Spot]:
    return [i.spot for i in found.heads if i.spot is not None and i.match.of("column")]


def _spots(record: Record, *, labelled: bool) -> Spotted | None:
    """The spots of labels and figures of a record that stands on one line, its label included."""
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


def _measure(
    labels: Iterable[Spot], figures: Sequence[Spot], wide: str, depth: int | None = None
) -> Row:
    raw = figures[0].layout.raw
    return Row(
        tuple(_span(spot, wide) for spot in labels),
        tuple(_span(spot, wide) for spot in figures),
        tuple(map(_room, figures)),
        len(raw) + sum(_wider(word, wide) for word in raw.split()) if wide else len(raw),
        depth,
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
            if len(places) > len(table.columns):
                return []
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
    if len(lines) < 2 or sum(map(len, lines.values())) != len(table.columns):
        return []
    rows = [_measure((), spots, wide) for spots in sorted(lines.values(), key=len)]
    starts = [start for start, _ in rows[-1].figures]
    if any([s for s, _ in row.figures] != starts[: len(row.figures)] for row in rows):
        return []
    return rows
