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
from parsers.numbers import Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """How the cells of one table were printed, judged from all its records.

    Attributes:
        keeps_blanks: an empty cell of the source is always an item.
        padded: rows are filled up with empty cells at their end.
        expanded: spans are expanded, so cells keep their grid position.
        width: cells per row, labels and padding included; None if rows differ.
    """

    keeps_blanks: bool
    padded: bool
    expanded: bool
    width: int | None


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


def shape_of(records: Sequence[Record], columns: int, *, expanded: bool) -> Shape:
    """Judges the shape from the records of one table (one run)."""
    keeps = all(r.run is not None and r.run.keeps_blanks for r in records)
    padded = any(
        r.run is not None and not r.run.keeps_blanks and _run_is_padded(r) for r in records
    )
    widths = Counter(len(r.labels) + len(r.values) for r in records if len(r.values) >= columns)
    width: int | None = None
    if widths:
        width, votes = widths.most_common(1)[0]
        if votes * 2 <= sum(widths.values()):
            width = None
    return Shape(keeps, padded, expanded, width)


def _run_is_padded(record: Record) -> bool:
    run = record.run
    if run is None:
        return False
    blanks = 0
    for item in run.items:
        blanks = blanks + 1 if item.text == "" else 0
        if blanks >= 2:
            return True
    return False


def is_expanded(records: Sequence[Record], columns: int) -> bool | None:
    """Whether full records show spans expanded in place; None if no record can tell."""
    votes: set[bool] = set()
    for record in records:
        extra = len(record.values) - columns
        filled = _filled(record.values)
        if extra <= 0 or len(filled) != columns:
            continue
        lead = filled[0]
        trail = len(record.values) - 1 - filled[-1]
        if lead == extra and trail == 0:
            votes.add(True)
        elif lead == 0:
            votes.add(False)
    return votes.pop() if len(votes) == 1 else None


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
        return Placement(None, reason=f"{len(filled)} cells print something, the form has {columns}")
    if any(values[n].span > 1 for n in filled) and len(filled) < columns and count < columns:
        return Placement(None, reason="one cell covers several columns of the form")
    if len(filled) == columns and (
        count == columns
        or shape.expanded
        or not shape.keeps_blanks
        or filled[-1] - filled[0] == columns - 1
    ):
        return Placement(tuple(values[n] for n in filled))
    if not filled:
        return Placement((None,) * columns if not values else _blank_row(values, columns))
    if count == columns and (shape.keeps_blanks or shape.expanded or not shape.padded):
        return Placement(tuple(values))
    if count > columns:
        placed = _window(record, columns, filled, shape)
        if placed is not None:
            return placed
    elif count == columns and _at_full_width(record, shape) and filled[-1] == count - 1:
        return Placement(tuple(values), "padding", "no padding is left over: no blank was dropped")
    return Placement(
        None,
        reason=f"{len(filled)} figures for {columns} columns: which blank cells were dropped is not known",
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


def _at_full_width(record: Record, shape: Shape) -> bool:
    return shape.width is not None and len(record.labels) + len(record.values) == shape.width


def _window(
    record: Record, columns: int, filled: list[int], shape: Shape
) -> Placement | None:
    """More cells than columns: the rest is padding, before the figures or after them."""
    values = record.values
    extra = len(values) - columns
    at_end = filled[0] >= extra
    at_start = filled[-1] < columns
    if shape.expanded and at_end:
        return Placement(tuple(values[extra:]), "grid", "spans are expanded in place")
    if shape.keeps_blanks and at_end != at_start:
        window = values[extra:] if at_end else values[:columns]
        return Placement(tuple(window), "grid", "the other cells of the row are empty")
    trailing = len(values) - 1 - filled[-1]
    if (
        not shape.expanded
        and not shape.keeps_blanks
        and at_start
        and trailing == extra
        and _at_full_width(record, shape)
    ):
        return Placement(
            tuple(values[:columns]), "padding", "the padding is that of a full row"
        )
    return None


def has_figures(records: Sequence[Record]) -> bool:
    """Whether any cell prints a number."""
    return any(v.printed.kind is Kind.NUMBER for r in records for v in r.values)
