"""Placement: which cell of a record stands in which column, or why that is not known.

A placement counts only if no other one explains the source: cells that a tool dropped are never
guessed at, figures that are too many are never joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.align.items import Item
from parsers.align.records import Record
from parsers.align.shape import (
    Pattern,
    Shape,
    contiguous,
    filled_of,
    is_stream,
    labelling,
    likes,
)
from parsers.numbers import Kind, Printed

_LOST = "{} figures for {} columns: which blank cells were dropped is not known"


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
    filled = filled_of(values)
    if len(filled) == columns == count and shape.layout is None:
        return Placement(tuple(values))
    if len(filled) > columns:
        return Placement(
            None, reason=f"{len(filled)} cells print something, the form has {columns}"
        )
    if any(values[n].span > 1 for n in filled) and len(filled) < columns and count < columns:
        return Placement(None, reason="one cell covers several columns of the form")
    full = next((shape.full[k] for k in likes(record) if k in shape.full), None)
    if len(filled) == columns and _is_whole(record, values, filled, shape, full):
        if shape.layout is not None and shape.layout.denies(record):
            return Placement(None, reason="the figures do not stand as those of the other rows do")
        return Placement(tuple(values[n] for n in filled))
    if not filled and _is_block(count, shape):
        return Placement(None, reason=f"the row has {count} cells, the form has {columns}")
    if not filled:
        return Placement(_blank_row(values, columns))
    if _tells_spans(record, shape):
        # What stands for a span is known, so the row has a cell too many, or one too few.
        return Placement(None, reason=_LOST.format(len(filled), columns))
    positional = shape.columns_at is not None
    in_text = record.in_text
    # A row that is shorter than its like lacks a cell, of the form or a covered one; where others
    # lack some, an empty one may be anything.
    short = not positional and in_text and labelling(record) in shape.longer
    short = short or (shape.drops and not positional and is_stream(record))
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
    return placed or Placement(None, reason=_LOST.format(len(filled), columns))


def _is_block(count: int, shape: Shape) -> bool:
    """Whether a row without figures is one block of a row that is printed in several."""
    table = shape.table
    return table is not None and 0 < count * len(table.blocks) <= len(table.columns)


def _tells_spans(record: Record, shape: Shape) -> bool:
    """Whether the place of an empty cell tells whether it is a cell or stands for a span."""
    run, table = record.run, shape.table
    if run is None or run.grid or table is None:
        return False
    if run.pads_attached:
        return True
    # The cells of a table without groups cover several columns of the grid.
    groups = any(row.group for row in table.rows)
    return groups and shape.spans is not None and shape.spans.in_place


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
    if at is None or not contiguous(at) or len(values) >= columns or not values:
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
