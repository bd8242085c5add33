"""Shapes: how the cells of one table were printed, judged from its heads and all its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parsers.align.items import Item
from parsers.align.records import Record
from parsers.align.spans import Spans
from parsers.align.spots import Places
from parsers.standard import Table

# What rows may have in common: the labels of their own and how deep they stand, the latter, nothing.
Likeness = tuple[int | None, int | None]
# How many cells a row has, and which of them print something.
Pattern = tuple[int, tuple[int, ...]]

# One row alone cannot tell how wide rows are.
_TWO = 2


class Layout(Protocol):
    """The room between the figures of text, where full rows show what it means."""

    basis: str
    reason: str

    def place(self, record: Record) -> Places | None:
        """The columns of a record's figures, None where the room does not tell."""

    def denies(self, record: Record) -> bool:
        """Whether a row with a figure for every column has room for another cell, or none."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the cells of one table were printed, judged from its heads and all its records.

    Attributes:
        keeps_blanks: an empty cell of the source is always an item.
        padded: rows are filled up with empty cells at their end.
        width: cells per row, labels and padding included; None if rows differ.
        columns_at: grid column of each column of the form, in the order of the figures; None
            where cells do not keep their grid position.
        full: how many cells full rows have, and which of them print the figures, by what
            `likes` says of a row; only where two or more agree and none differs.
        confirmed: a full row of the table lies under the heads.
        gaps: full rows of the document have empty cells between their figures.
        table: the table of the form.
        spans: how the document fills up its rows, None if they tell nothing.
        longer: rows with these labels (how many of their own, how deep) have more cells than the
            form has columns, where some of it is text; the one row of a table counts if `gaps`.
        drops: lines of the document have fewer cells than their table has columns: an empty cell
            of such text is more than the source's own, or less.
        end_padded: rows of a grid are as wide as each other, and full ones have their figures
            first and a different number of empty cells behind them.
        layout: what tells the columns of text by the room between its figures, if anything does.
        reaches: a row prints its first cell and the one that a full row's last would be.
    """

    keeps_blanks: bool
    padded: bool
    width: int | None
    columns_at: tuple[int, ...] | None = None
    full: Mapping[Likeness, Pattern] = field(default_factory=dict)
    confirmed: bool = False
    gaps: bool = False
    table: Table | None = None
    spans: Spans | None = None
    longer: frozenset[tuple[int, int | None]] = frozenset()
    drops: bool = False
    end_padded: bool = False
    layout: Layout | None = None
    reaches: bool = False


def shape_of(
    records: Sequence[Record],
    columns: int,
    columns_at: tuple[int, ...] | None,
    *,
    positional: bool,
    gaps: bool,
    proven: Container[tuple[int, ...]] = (),
    table: Table | None = None,
    spans: Spans | None = None,
    drops: bool = False,
) -> Shape:
    """Judges the shape of one table.

    Args:
        records: the records of the table.
        columns: how many columns the form has.
        columns_at: grid columns of its heads, if cells keep their grid position.
        positional: the document's text rows keep grid positions, empty cells included.
        gaps: full rows of the document have empty cells between their figures.
        proven: grid columns under which full rows of some table of the document lie.
        table: the table of the form.
        spans: how the document fills up its rows.
        drops: rows of the document's lines have fewer cells than columns.

    Returns:
        The shape. `columns_at` is dropped when a full row contradicts it.
    """
    runs = list({id(r.run): r.run for r in records}.values())
    keeps = positional or all(run is not None and run.keeps_blanks for run in runs)
    padded = any(run is not None and run.padded for run in runs)
    widths = Counter(r.width for r in records if len(r.values) >= columns)
    width: int | None = None
    if widths:
        width, votes = widths.most_common(1)[0]
        if votes * 2 <= sum(widths.values()) or (votes < _TWO and width != columns):
            width = None
    longer = {labelling(r) for r in records if len(r.values) > columns and r.in_text}
    if gaps and len(records) == 1:
        longer.add(labelling(records[0]))
    contradicted = False
    patterns: Counter[Pattern] = Counter()
    alike: dict[Likeness, list[Pattern]] = {}
    reaches = False
    for record in records:
        filled = filled_of(record.values)
        reaches = reaches or (bool(filled) and filled[0] == 0 and filled[-1] == columns - 1)
        if len(filled) != columns:
            continue
        pattern = len(record.values), tuple(filled)
        # Empty cells behind a full row's figures are no cells of the form.
        padded = padded or (record.in_text and len(record.values) > columns > filled[-1])
        patterns[pattern] += 1
        for likeness in likes(record):
            alike.setdefault(likeness, []).append(pattern)
        if columns_at and tuple(record.values[n].col or 0 for n in filled) != columns_at:
            contradicted = True
    full = {k: seen[0] for k, seen in alike.items() if len(seen) > 1 and len(set(seen)) == 1}
    loose = columns_at and not contiguous(columns_at) and columns_at not in proven
    if contradicted or (not patterns and loose):
        columns_at = None
    return Shape(
        keeps, padded, width, columns_at, full,
        confirmed=bool(patterns), gaps=gaps, table=table, spans=spans,
        longer=frozenset(longer),
        drops=drops, end_padded=_is_end_padded(records, patterns, width), reaches=reaches,
    )  # fmt: skip


def lacks_cells(record: Record, columns: int) -> bool:
    """Whether a row of cells without known rows has figures, but fewer cells than columns."""
    return (
        record.row_key is not None
        and 0 < len(record.values) < columns
        and is_stream(record)
        and record.figures > 0
    )


def is_stream(record: Record) -> bool:
    """Whether it is text of which nothing says what cells share a printed row."""
    return record.in_text and all(v.row is None for v in record.values)


def _is_end_padded(
    records: Sequence[Record],
    patterns: Mapping[Pattern, int],
    width: int | None,
) -> bool:
    """Whether a tool filled up the rows of a grid at their ends, where spans had been lost."""
    if width is None or len(patterns) < _TWO or any(r.in_text for r in records):
        return False
    if any(r.width != width for r in records if r.values):
        return False
    return all(filled == tuple(range(len(filled))) for _, filled in patterns)


def has_gap(record: Record, columns: int) -> bool:
    """Whether a full row has empty cells before or between its figures."""
    filled = filled_of(record.values)
    return len(filled) == columns > 1 and filled[-1] != columns - 1


def lies_under(record: Record, columns_at: tuple[int, ...]) -> bool:
    """Whether the row is full and each of its figures stands in one of these grid columns."""
    filled = [v.col or 0 for v in record.values if v.text != ""]
    return tuple(filled) == columns_at


def labelling(record: Record) -> tuple[int, int | None]:
    """How many labels of its own a row has, and how deep they stand."""
    return record.own_labels, record.depth


def likes(record: Record) -> tuple[Likeness, ...]:
    """What rows may have in common with it, the closest first."""
    if record.depth is None:
        return ((None, None),)
    return (None, None), labelling(record), (None, record.depth)


def contiguous(columns_at: Sequence[int]) -> bool:
    """Whether grid columns follow one another."""
    return columns_at[-1] - columns_at[0] == len(columns_at) - 1


def filled_of(values: Sequence[Item]) -> list[int]:
    """Indexes of the cells that print something (a mark for nothing is printed too)."""
    return [n for n, v in enumerate(values) if v.text != ""]
