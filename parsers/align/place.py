"""Placement: which cell of a record stands in which column, or why that is not known.

A placement counts only if no other one explains the source: cells that a tool dropped are never
guessed at, figures that are too many are never joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from parsers.align.items import Item
from parsers.align.records import Record
from parsers.align.spans import Spans
from parsers.align.spots import Places
from parsers.numbers import Kind, Printed
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
            `_likes` says of a row; only where two or more agree and none differs.
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


@dataclass(frozen=True, slots=True)
class Placement:
    """The cells of one record by column.

    Attributes:
        slots: one item per column (None: the source has no such cell), or None if not known.
        basis: direct / padding / grid.
        reason: why the placement is not known, or how it was found; may be empty.
    """

    slots: tuple[Item | None, ...] | None
    basis: str = "direct"
    reason: str = ""


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
    longer = {_labelling(r) for r in records if len(r.values) > columns and r.in_text}
    if gaps and len(records) == 1:
        longer.add(_labelling(records[0]))
    contradicted = False
    patterns: Counter[Pattern] = Counter()
    alike: dict[Likeness, list[Pattern]] = {}
    reaches = False
    for record in records:
        filled = _filled(record.values)
        reaches = reaches or (bool(filled) and filled[0] == 0 and filled[-1] == columns - 1)
        if len(filled) != columns:
            continue
        pattern = len(record.values), tuple(filled)
        # Empty cells behind a full row's figures are no cells of the form.
        padded = padded or (record.in_text and len(record.values) > columns > filled[-1])
        patterns[pattern] += 1
        for likeness in _likes(record):
            alike.setdefault(likeness, []).append(pattern)
        if columns_at and tuple(record.values[n].col or 0 for n in filled) != columns_at:
            contradicted = True
    full = {k: seen[0] for k, seen in alike.items() if len(seen) > 1 and len(set(seen)) == 1}
    loose = columns_at and not _contiguous(columns_at) and columns_at not in proven
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
        and _is_stream(record)
        and record.figures > 0
    )


def _is_stream(record: Record) -> bool:
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
    filled = _filled(record.values)
    return len(filled) == columns > 1 and filled[-1] != columns - 1


def lies_under(record: Record, columns_at: tuple[int, ...]) -> bool:
    """Whether the row is full and each of its figures stands in one of these grid columns."""
    filled = [v.col or 0 for v in record.values if v.text != ""]
    return tuple(filled) == columns_at


def _labelling(record: Record) -> tuple[int, int | None]:
    return record.own_labels, record.depth


def _likes(record: Record) -> tuple[Likeness, ...]:
    """What rows may have in common with it, the closest first."""
    if record.depth is None:
        return ((None, None),)
    return (None, None), _labelling(record), (None, record.depth)


def _contiguous(columns_at: Sequence[int]) -> bool:
    return columns_at[-1] - columns_at[0] == len(columns_at) - 1


def _filled(values: Sequence[Item]) -> list[int]:
    """Indexes of the cells that print something (a mark for nothing is printed too)."""
    return [n for n, v in enumerate(values) if v.text != ""]


def place(record: Record, columns: int, shape: Shape) -> Placement:
    """Places the cells of a record in `columns` columns.

    Args:
        record: labels and the cells after them.
        columns: how many columns the form has.
        shape: how this table was printed.

    Returns:
        The one placement that explains the record, or the reason why there is none.
    """
    values = _by_span(record.values, columns, shape)
    cells = _own_cells(record, columns, shape)
    if cells is not None:
        if all(cell.text for cell in cells):
            return Placement(tuple(cells))
        return Placement(tuple(cells), "padding", "the row has a cell for every column")
    count = len(values)
    filled = _filled(values)
    if len(filled) == columns == count and shape.layout is None:
        return Placement(tuple(values))
    if len(filled) > columns:
        return Placement(
            None, reason=f"{len(filled)} cells print something, the form has {columns}"
        )
    if any(values[n].span > 1 for n in filled) and len(filled) < columns and count < columns:
        return Placement(None, reason="one cell covers several columns of the form")
    full = next((shape.full[k] for k in _likes(record) if k in shape.full), None)
    if len(filled) == columns and _is_whole(record, values, filled, shape, full):
        if shape.layout is not None and shape.layout.denies(record):
            return Placement(None, reason="the figures do not stand as those of the other rows do")
        return Placement(tuple(values[n] for n in filled))
    if not filled:
        return Placement(_blank_row(values, columns))
    positional = shape.columns_at is not None
    in_text = record.in_text
    # A row that is shorter than its like lacks a cell, of the form or a covered one; where others
    # lack some, an empty one may be anything.
    short = not positional and in_text and _labelling(record) in shape.longer
    short = short or (shape.drops and not positional and _is_stream(record))
    own = shape.keeps_blanks or positional or not shape.padded
    lies = not (positional and in_text) or tuple(v.col for v in values) == shape.columns_at
    if count == columns and not short and own and lies:
        return Placement(tuple(values))
    placed = (
        _by_columns(record, values, filled, shape)
        or _as_full_rows(values, filled, shape, full)
        or _by_padding(record, columns, filled, shape, full)
        or _by_layout(record, columns, shape)
    )
    return placed or Placement(
        None,
        reason=f"{len(filled)} figures for {columns} columns: "
        "which blank cells were dropped is not known",
    )


def _own_cells(record: Record, columns: int, shape: Shape) -> list[Item] | None:
    """The cells of the source where what stands for spans is told from them by its place."""
    run = record.run
    if run is None or run.grid:
        return None
    if run.pads_attached:
        cells = [v for v in record.values if not v.attached]
        return cells if len(cells) == columns else None
    if shape.spans is not None and shape.table is not None:
        return shape.spans.cells(record, shape.table)
    return None


def _by_span(values: list[Item], columns: int, shape: Shape) -> list[Item]:
    """Repeats an empty cell that is merged over several columns, if that explains the row."""
    at = shape.columns_at
    if at is None or not _contiguous(at) or len(values) >= columns or not values:
        return values
    if values[0].col != at[0] or any(v.span > 1 and v.text != "" for v in values):
        return values
    if sum(v.span for v in values) != columns:
        return values
    return [v for v in values for _ in range(v.span)]


def _blank_row(values: Sequence[Item], columns: int) -> tuple[Item | None, ...]:
    return tuple(values[n] if n < len(values) else None for n in range(columns))


def _is_whole(
    record: Record,
    values: Sequence[Item],
    filled: list[int],
    shape: Shape,
    full: Pattern | None,
) -> bool:
    """Whether a row with a figure for every column has no cell that speaks against it.

    An empty cell among or before the figures can mean that one of them is not the form's: a page
    number, or a half of a split number.
    """
    count, columns = len(values), len(filled)
    if columns == count or (columns == 1 and not (record.in_text and filled[0])):
        return True
    if _ends_under_heads(values, shape) and (
        tuple(values[n].col for n in filled) == shape.columns_at
    ):
        return True
    if full == (count, tuple(filled)):
        return True
    if not shape.end_padded and (shape.keeps_blanks or not shape.padded):
        return False
    return filled[0] == 0 and filled[-1] == columns - 1


def _under_heads(record: Record, values: Sequence[Item], shape: Shape) -> bool:
    """Whether a row lies in the grid as the heads do: not shifted, nothing beyond the last."""
    if shape.columns_at is None or not _ends_under_heads(values, shape):
        return False
    if not record.labels or record.depth is None:
        return True
    return record.labels[-1].col == shape.columns_at[0] - 1 - record.depth


def _ends_under_heads(values: Sequence[Item], shape: Shape) -> bool:
    at = shape.columns_at
    if at is None:
        return False
    last = max((n for n, v in enumerate(values) if v.text != ""), default=len(values) - 1)
    if values[last].col == at[-1]:
        values = values[: last + 1]  # behind the last column's figure, empty cells fill the row up
    # The last head may cover as many grid columns as the widest before it.
    widest = max((b - a for a, b in pairwise(at)), default=1)
    return all((v.col or 0) < at[-1] + widest for v in values)


def _by_columns(
    record: Record, values: Sequence[Item], filled: list[int], shape: Shape
) -> Placement | None:
    """Cells under their heads, if every head has its cell and no figure stands beside them."""
    if shape.columns_at is None or not _under_heads(record, values, shape):
        return None
    by_col = {v.col: v for v in values}
    slots = tuple(by_col.get(col) for col in shape.columns_at)
    if None in slots or any(values[n].col not in shape.columns_at for n in filled):
        return None
    return Placement(slots, "grid", "each cell stands under its head")


def _as_full_rows(
    values: Sequence[Item], filled: list[int], shape: Shape, full: Pattern | None
) -> Placement | None:
    """Where blanks are kept, a row with blanks is laid out as the full rows like it are."""
    if not shape.keeps_blanks or full is None or len(values) != full[0]:
        return None
    places = full[1]
    if any(n not in places for n in filled):
        return None
    if shape.columns_at and tuple(values[n].col for n in places) != shape.columns_at:
        return None  # as many cells as full rows have, but not under the heads as they are
    return Placement(tuple(values[n] for n in places), "grid", "laid out as the full rows are")


def _by_padding(
    record: Record, columns: int, filled: list[int], shape: Shape, full: Pattern | None
) -> Placement | None:
    """Dropped blanks show as extra padding: the padding of a full row means that none was."""
    values = record.values
    # The last row of a table loses its padding.
    is_last = record.run is not None and values[-1] is record.run.items[-1]
    in_grid = shape.end_padded and shape.width == record.width
    as_wide = shape.width == record.width or (full is not None and full[0] == len(values))
    if not in_grid and (shape.keeps_blanks or shape.gaps or not (as_wide or is_last)):
        return None
    if not in_grid and not shape.reaches:
        return None  # no row of the table shows what the padding of a full one is
    if len(values) < columns or filled[-1] >= columns:
        return None
    if len(values) - 1 - filled[-1] != len(values) - columns:
        return None
    return Placement(tuple(values[:columns]), "padding", "the padding is that of a full row")


def _by_layout(record: Record, columns: int, shape: Shape) -> Placement | None:
    """Figures of text at the columns that the room between them tells."""
    layout = shape.layout
    places = layout.place(record) if layout is not None else None
    if layout is None or places is None:
        return None
    slots: list[Item | None] = [None] * columns
    for at, value in zip(places.columns, record.values, strict=True):
        if at is not None:
            slots[at] = value
    if places.open is not None:
        loose = [v for v, at in zip(record.values, places.columns, strict=True) if at is None]
        doubt = Printed(
            Kind.WORDS, doubt=f"{len(loose)} figures for {columns - places.open} columns"
        )
        one = Item(" ".join(v.text for v in loose), loose[0].location, printed=doubt)
        slots[places.open :] = [one] * (columns - places.open)
    return Placement(tuple(slots), layout.basis, layout.reason)
