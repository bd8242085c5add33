"""Placement: which cell of a record stands in which column, or why that is not known.

A placement counts only if no other one explains the source: cells that a tool dropped are never
guessed at, figures that are too many are never joined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.align.items import Item
from parsers.align.records import Record


@dataclass(frozen=True, slots=True)
class Shape:
    """How the cells of one table were printed, judged from its heads and all its records.

    Attributes:
        keeps_blanks: an empty cell of the source is always an item.
        padded: rows are filled up with empty cells at their end.
        width: cells per row, labels and padding included; None if rows differ.
        columns_at: grid column of each column of the form, in the order of the figures; None
            where cells do not keep their grid position.
        full: where the figures of full rows stand, counted from the row's end; None if full
            rows differ or there are none.
    """

    keeps_blanks: bool
    padded: bool
    width: int | None
    columns_at: tuple[int, ...] | None = None
    full: tuple[int, ...] | None = None


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


def shape_of(records: Sequence[Record], columns: int, columns_at: tuple[int, ...] | None) -> Shape:
    """Judges the shape of one table.

    Args:
        records: the records of the table.
        columns: how many columns the form has.
        columns_at: grid columns of its heads, if cells keep their grid position.

    Returns:
        The shape. `columns_at` is dropped when a full row contradicts it.
    """
    keeps = all(r.run is not None and r.run.keeps_blanks for r in records)
    padded = any(r.run is not None and r.run.padded for r in records)
    widths = Counter(len(r.labels) + len(r.values) for r in records if len(r.values) >= columns)
    width: int | None = None
    if widths:
        width, votes = widths.most_common(1)[0]
        if votes * 2 <= sum(widths.values()):
            width = None
    patterns: set[tuple[int, ...]] = set()
    for record in records:
        filled = _filled(record.values)
        if len(filled) != columns:
            continue
        patterns.add(tuple(n - len(record.values) for n in filled))
        if columns_at and tuple(record.values[n].col or 0 for n in filled) != columns_at:
            columns_at = None
    full = patterns.pop() if len(patterns) == 1 else None
    return Shape(keeps, padded, width, columns_at, full)


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
    values = _by_span(record.values, columns) if shape.keeps_blanks else record.values
    count = len(values)
    filled = _filled(values)
    if len(filled) > columns:
        return Placement(
            None, reason=f"{len(filled)} cells print something, the form has {columns}"
        )
    if any(values[n].span > 1 for n in filled) and len(filled) < columns and count < columns:
        return Placement(None, reason="one cell covers several columns of the form")
    if len(filled) == columns and (
        count == columns or not shape.keeps_blanks or shape.full is not None
    ):
        return Placement(tuple(values[n] for n in filled))
    if not filled:
        return Placement(_blank_row(values, columns))
    positional = shape.columns_at is not None
    if count == columns and (shape.keeps_blanks or positional or not shape.padded):
        return Placement(tuple(values))
    placed = (
        _by_columns(values, filled, shape)
        or _as_full_rows(values, filled, shape)
        or _by_padding(record, columns, filled, shape)
    )
    return placed or Placement(
        None,
        reason=f"{len(filled)} figures for {columns} columns: "
        "which blank cells were dropped is not known",
    )


def _by_span(values: list[Item], columns: int) -> list[Item]:
    """Repeats an empty cell that is merged over several columns, if that explains the row."""
    if len(values) >= columns or any(v.span > 1 and v.text != "" for v in values):
        return values
    if sum(v.span for v in values) != columns:
        return values
    return [v for v in values for _ in range(v.span)]


def _blank_row(values: Sequence[Item], columns: int) -> tuple[Item | None, ...]:
    return tuple(values[n] if n < len(values) else None for n in range(columns))


def _by_columns(values: Sequence[Item], filled: list[int], shape: Shape) -> Placement | None:
    """Cells under their heads, if every head has its cell and no figure stands beside them."""
    if shape.columns_at is None:
        return None
    by_col = {v.col: v for v in values}
    slots = tuple(by_col.get(col) for col in shape.columns_at)
    if None in slots or any(values[n].col not in shape.columns_at for n in filled):
        return None
    return Placement(slots, "grid", "each cell stands under its head")


def _as_full_rows(values: Sequence[Item], filled: list[int], shape: Shape) -> Placement | None:
    """Where blanks are kept, a row with blanks is laid out as the table's full rows are."""
    if not shape.keeps_blanks or shape.full is None or len(values) < -shape.full[0]:
        return None
    places = [len(values) + n for n in shape.full]
    if any(n not in places for n in filled):
        return None
    return Placement(tuple(values[n] for n in places), "grid", "laid out as the full rows are")


def _by_padding(record: Record, columns: int, filled: list[int], shape: Shape) -> Placement | None:
    """Dropped blanks show as extra padding: the padding of a full row means that none was."""
    values = record.values
    if shape.keeps_blanks or shape.width != len(record.labels) + len(values):
        return None
    if len(values) < columns or filled[-1] >= columns:
        return None
    if len(values) - 1 - filled[-1] != len(values) - columns:
        return None
    return Placement(tuple(values[:columns]), "padding", "the padding is that of a full row")
