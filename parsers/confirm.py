"""Figures that were read in a picture: which of them the arithmetic of the form confirms.

Where a cell stands is known by the rules of the picture; its digits are in doubt. They are taken
for read if a sum of the cell's row and a sum of its column, each over figures that were all read
surely, hold exactly, and no rule of the table fails. A misread digit breaks both sums. That several
are misread so that all sums still hold is practically excluded:

- Misreadings by chance would have to meet at the corners of a rectangle and cancel one another out.
- Misreadings that are no chance, for what is printed alike is misread alike, leave a sum whole in
  which the same digits stand on both sides: 1 = 1 + 0 + 0, read as 7 = 7 + 0 + 0. So one of the two
  sums has to break if all figures of the cell's value changed alike, and if all of any one of its
  digits did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from parsers import numbers, standard
from parsers.checks.rules import Compiled, compiled
from parsers.model import Cell, Status
from parsers.numbers import OCR, Kind
from parsers.sums import Sum, sums

_ZERO = Decimal(0)
BASIS = "ocr_identity"
NOT_SEEN = "not found in the picture by OCR"
BARE = "no ink in the cell"
BELOW_ZERO = "no count is below zero: in text, the stroke may be a mark of its own"
# A label without a cell: it prints nothing in text, and may be parted from its figure in a picture.
NO_CELL = "nothing is printed after the label"
NO_CELL_SEEN = "no cell was found after the label by OCR"
DENIED = "no ink in the cell, but a sum of the form fails if it is empty"


def _tells(one: Sum, values: Mapping[int, Decimal], value: Decimal) -> bool:
    """Whether a sum breaks if all figures of a value are others, and if all of one digit are."""
    same = sum((f for cell, f in one.terms if values[id(cell)] == value), _ZERO)
    return bool(same) and all(
        sum((f * _weight(digit, values[id(cell)]) for cell, f in one.terms), _ZERO)
        for digit in set(_digits(value))
    )


def confirm(cells: Sequence[Cell], forms: Mapping[str, str]) -> None:
    """Takes figures for read that two sums confirm, and doubts empty cells that a sum denies.

    Args:
        cells: of a report, as the aligner gave them.
        forms: form by table.
    """
    tables: dict[str, list[Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.table_id, []).append(cell)
    for table_id, held in tables.items():
        if any(map(_is_from_picture, held)):
            _doubt_labels(held)
            _confirm(held, compiled(table_id, forms[table_id]))


def _doubt_labels(cells: Iterable[Cell]) -> None:
    for cell in cells:
        if cell.status is Status.BLANK and cell.reason == NO_CELL and _is_from_picture(cell):
            cell.status, cell.reason = Status.DOUBTFUL, NO_CELL_SEEN


def not_seen(cells: Iterable[Cell]) -> None:
    """Says of cells that were not found where all was read in pictures that this is our reading."""
    for cell in cells:
        if cell.status is Status.ABSENT:
            cell.reason = NOT_SEEN


def _is_from_picture(cell: Cell) -> bool:
    return "ocr:p" in (cell.location or "")


def _confirm(cells: Sequence[Cell], rules: Sequence[Compiled]) -> None:
    values = {id(cell): value for cell in cells if (value := _value(cell)) is not None}
    known = [one for rule in rules for one in sums(rule, cells)]
    equal = [one for one in known if one.rule.relation == "=="]
    failed = [one for one in known if one.holds(values) is False]
    good = [one for one in equal if one.holds(values)]
    # A figure that is there and was not seen breaks all sums of its cell.
    bad = {id(cell) for one in failed for cell, _ in one.terms}
    bad -= {id(cell) for one in good for cell, _ in one.terms}
    for cell in cells:
        if cell.status is Status.BLANK and _is_from_picture(cell):
            cell.reason = BARE
            if id(cell) in bad:
                cell.status, cell.reason = Status.DOUBTFUL, DENIED
    if failed or any(_is_denied(rule, cell) for rule in rules for cell in cells):
        return
    for cell in cells:
        if cell.status is not Status.DOUBTFUL or cell.reason != OCR or id(cell) not in values:
            continue
        own = [one for one in good if one.joins(cell)]
        rows = [one for one in own if one.row]
        columns = [one for one in own if not one.row]
        told = any(_tells(one, values, values[id(cell)]) for one in own)
        if rows and columns and told:
            cell.status = Status.BLANK if cell.value is None else Status.READ
            cell.basis = BASIS
            cell.reason = f"confirmed by {rows[0].rule.rule.id} and {columns[0].rule.rule.id}"


def _value(cell: Cell) -> Decimal | None:
    """What a cell counts for in a sum: an empty one nothing; None if it is not known."""
    if cell.status is Status.BLANK:
        return _ZERO
    if cell.status is Status.READ or (cell.status is Status.DOUBTFUL and cell.reason == OCR):
        if cell.value is None and cell.raw and numbers.read(cell.raw).kind is Kind.BLANK:
            return _ZERO
        return cell.value
    return None


def _is_denied(rule: Compiled, cell: Cell) -> bool:
    """Whether a rule on single cells fails for one that was read in the picture."""
    if rule.rule.over != "cells" or cell.value is None or rule.rule.severity == "info":
        return False
    if rule.rule.rows and cell.row_key not in rule.rule.rows:
        return False
    table = standard.forms()[cell.form].tables[cell.table_id]
    return not rule.holds(cell.value, table.row(cell.row_key), table.column(cell.col_key))


def _digits(value: Decimal) -> str:
    return str(abs(int(value)))


def _weight(digit: str, value: Decimal) -> int:
    """What the places of one digit in a number are worth: those of 7 in 707 are worth 101."""
    return sum(10**place for place, d in enumerate(reversed(_digits(value))) if d == digit)
