"""Cells of a table of indicators: each says what is printed, and why it is or is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from parsers.align import indicator_words as words
from parsers.align.indicator_heads import UNKNOWN
from parsers.align.indicator_items import Piece, Sort
from parsers.align.indicator_places import Placed, Print, place
from parsers.align.indicator_rows import Row
from parsers.confirm import BELOW_ZERO, NO_CELL
from parsers.model import Cell, Finding, Status
from parsers.notes import words_in_cell
from parsers.numbers import Kind
from parsers.standard import Row as FormRow
from parsers.standard import Table


def absent(table: Table, row: FormRow, number: int, columns: Sequence[str]) -> list[Cell]:
    """The cells of a row that is not printed."""
    reason = "the row is not in the source"
    return [_cell(table, row, number, c, Status.ABSENT, reason=reason) for c in columns]


def row_cells(
    table: Table,
    form_row: FormRow,
    number: int,
    columns: Sequence[str],
    row: Row,
    how: Print,
    doubt: str,
    findings: list[Finding],
) -> list[Cell]:
    """The cells of a printed row.

    Args:
        table: the form's table.
        form_row: the row of the form.
        number: its number among the rows with figures, from 1.
        columns: keys of the columns that the document prints anywhere.
        row: what is printed.
        how: how the rows around it were printed.
        doubt: why the row is not certain; empty when it is.
        findings: takes what is noticed.
    """
    placed = place(row, how) if row.label else _unlabelled(row, how)
    doubt = doubt or how.doubt
    if row.strays and (placed.slots is None or any(_is_empty(p) for p in placed.slots)):
        doubt = doubt or "what stands beside the row may be its figure"
    values = how.layout.values or (UNKNOWN,)
    lone = len(values) == 1
    unit = _unit(row, form_row)
    made: list[Cell] = []
    for column in columns:
        at = 0 if lone and values[0] == UNKNOWN else _index(values, column)
        if at is None:
            reason = "the column is not in the source"
            made.append(_cell(table, form_row, number, column, Status.ABSENT, reason=reason))
            continue
        if placed.slots is None:
            raw = " | ".join(p.text for p in row.tail if p.sort is not Sort.UNIT).strip()
            made.append(
                _cell(
                    table,
                    form_row,
                    number,
                    column,
                    Status.DOUBTFUL,
                    label=row.text,
                    raw=raw,
                    location=row.location,
                    reason=doubt or placed.reason,
                )
            )
            continue
        piece = placed.slots[at]
        status, value, reason = _judge(piece)
        if value is not None and value < 0 and not (row.stretch and row.stretch.grid):
            status, reason = Status.DOUBTFUL, BELOW_ZERO
        if how.deduplicated and not doubt:
            reason = "lines that repeat were removed from the text"
            status = Status.ABSENT if status is Status.BLANK else Status.DOUBTFUL
        cell = _cell(
            table, form_row, number, column,
            Status.DOUBTFUL if doubt else status, value, label=row.text,
            raw=piece.text if piece is not None else "",
            unit=(piece.printed.unit if piece is not None else None) or unit
            if value is not None
            else None,
            location=piece.location if piece is not None else row.location,
            basis=placed.basis, reason=doubt or reason or None,
        )  # fmt: skip
        if piece is not None and piece.printed.note:
            findings.append(words_in_cell(cell, piece.text))
        made.append(cell)
    return made


def _cell(
    table: Table,
    row: FormRow,
    number: int,
    column: str,
    status: Status,
    value: Decimal | None = None,
    *,
    label: str = "",
    raw: str = "",
    unit: str | None = None,
    location: str | None = None,
    basis: str | None = None,
    reason: str | None = None,
) -> Cell:
    position = [c.key for c in table.columns].index(column) + 1
    return Cell(
        table.id, table.form, row.key, column, number, position,
        status, value, label, raw, unit, location, basis, reason,
    )  # fmt: skip


def _unlabelled(row: Row, how: Print) -> Placed:
    """A row without label: its figures in their order, if there are as many as columns."""
    figures = [p for p in row.figures if not p.is_dashes]
    if len(figures) != max(1, len(how.layout.values)):
        return Placed(None, "the row has no readable label")
    return Placed(tuple(figures))


def _index(values: Sequence[str], column: str) -> int | None:
    """Where a column stands; None if it does not, or stands twice."""
    return values.index(column) if values.count(column) == 1 else None


def _is_empty(piece: Piece | None) -> bool:
    return piece is None or piece.sort is Sort.EMPTY


def _unit(row: Row, form_row: FormRow) -> str | None:
    """The unit as printed; the form's for counts, which have no other."""
    printed = next(
        (words.unit(p.text) for p in row.tail if p.sort is Sort.UNIT and not p.is_dashes),
        row.name.unit,
    )
    return printed or (None if form_row.type == "decimal" else form_row.unit)


def _judge(piece: Piece | None) -> tuple[Status, Decimal | None, str]:
    if piece is None:
        return Status.BLANK, None, NO_CELL
    printed = piece.printed
    if printed.value is not None:
        return (Status.DOUBTFUL if printed.doubt else Status.READ), printed.value, printed.doubt
    if piece.printed.kind is Kind.BLANK or piece.is_dashes:
        return Status.BLANK, None, ""
    return Status.DOUBTFUL, None, piece.printed.doubt or "the cell prints words, not a number"
