"""Columns of a table of indicators by their place in the line, where empty cells left room only."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.align.indicator_heads import Layout
from parsers.align.indicator_items import Piece
from parsers.align.indicator_rows import Row
from parsers.align.offsets import Spotted, places_of, ways_of
from parsers.align.spots import Spot
from parsers.align.stops import Stops


def ways(rows: Sequence[Row], layout: Layout) -> tuple[Stops, ...]:
    """How the columns behind the labels lie in the lines; empty if the rows do not show it.

    Args:
        rows: the rows under one row of heads.
        layout: those heads.
    """
    columns = len(layout.after_label)
    spots = [s for r in rows if (s := _spots(r)) is not None]
    if columns == 1 or not any(len(figures) < columns for _, figures in spots):
        return ()
    heads = next((r.heads for r in rows if r.heads), [])
    behind = [p.spot for p in heads[-columns:] if p.spot is not None]
    whole = len(heads) >= len(layout.roles) and len(behind) == columns
    in_line = whole and all(spot.layout is behind[0].layout for spot in behind)
    return tuple(ways_of(spots, behind if in_line else [], columns))


def columns_of(row: Row, known: Sequence[Stops]) -> tuple[int, ...] | None:
    """The columns, counted behind the label, of what a row prints; None if its line does not tell."""
    spots = _spots(row)
    columns = places_of(spots, known) if spots is not None else None
    if columns is None or columns.open is not None:
        return None
    return tuple(c for c in columns.columns if c is not None)


def _spots(row: Row) -> Spotted | None:
    """The places of a label and of what stands behind it, if all of that stands on one line."""
    tail = _all(row.tail)
    if not tail or not row.label:
        return None
    label = _all([p for p in row.label if p.spot and p.spot.layout is tail[0].layout])
    if not label or any(spot.layout is not tail[0].layout for spot in tail):
        return None
    return label, tail


def _all(pieces: Sequence[Piece]) -> list[Spot]:
    spots = [p.spot for p in pieces if p.spot is not None and p.text]
    return spots if len(spots) == len(pieces) else []
