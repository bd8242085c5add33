"""Totals of rows whose blank cells were dropped: those that two sums of the form place.

Of such a row the figures are known and their columns are not. The total stands last in the form, so
it is the last figure or it is blank. It is taken for read if the last figure is the sum of the
others (if the total were blank, that sum would fail), and if a sum down the column of totals holds
with it and breaks without it. No sum of a table may fail where one of its totals is placed, and
some row has to show that totals are printed at all: where every row prints one figure twice, two
applicants may have as much as one another in each, and the whole column of totals be blank.

The applicants' columns of such a row stay doubtful: every sum of the form stays true when two of
them change places in all rows, so no arithmetic tells which is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from parsers import numbers, standard
from parsers.checks.rules import Compiled, compiled
from parsers.model import Cell, Status
from parsers.sums import sums

SUM_OF_OTHERS = "the last figure is the sum of the others"
ALL_ZERO = "all its figures are zeros"
BASIS = "identity"
_ZERO = Decimal(0)
_TWO = 2


def place(cells: Sequence[Cell], forms: Mapping[str, str]) -> None:
    """Takes totals for read whose place two sums prove.

    Args:
        cells: of a report, as the aligner gave them.
        forms: form by table.
    """
    tables = {
        c.table_id for c in cells if c.reason is not None and c.reason.endswith(SUM_OF_OTHERS)
    }
    for table_id in tables:
        held = [cell for cell in cells if cell.table_id == table_id]
        _place(held, compiled(table_id, forms[table_id]))


def _place(cells: Sequence[Cell], rules: Sequence[Compiled]) -> None:
    values = {id(cell): value for cell in cells if (value := _value(cell)) is not None}
    totals = [cell for cell in cells if _column(cell).total]
    known = [one for rule in rules for one in sums(rule, cells)]
    if any(one.holds(values) is False for one in known) or not any(map(_shows_total, totals)):
        return
    # A row whose figures do not add up obeys the form's sum at no place.
    if any(c.status is Status.DOUBTFUL and id(c) not in values for c in totals):
        return
    columns = [one for one in known if not one.row and one.rule.relation == "=="]
    for cell in filter(_is_candidate, totals):
        proof = next((one for one in columns if one.joins(cell) and one.holds(values)), None)
        if proof is not None:
            cell.status, cell.basis = Status.READ, BASIS
            cell.reason = f"{SUM_OF_OTHERS}, and {proof.rule.rule.id} holds with it"


def _is_candidate(cell: Cell) -> bool:
    return (
        cell.status is Status.DOUBTFUL
        and cell.reason is not None
        and cell.reason.endswith(SUM_OF_OTHERS)
    )


def _column(cell: Cell) -> standard.Column:
    return standard.forms()[cell.form].tables[cell.table_id].column(cell.col_key)


def _shows_total(cell: Cell) -> bool:
    """Whether the row shows that it prints its total: a sum of several figures, or all its cells."""
    if _is_candidate(cell):
        return sum(1 for text in cell.raw.split(" | ") if numbers.read(text).value) > _TWO
    return cell.status is Status.READ and bool(cell.value)


def _value(cell: Cell) -> Decimal | None:
    """What a cell counts for in a sum: an empty one nothing; None if it is not known."""
    if cell.status is Status.BLANK:
        return _ZERO
    if cell.status is Status.READ or _is_candidate(cell):
        return cell.value
    if cell.status is Status.DOUBTFUL and cell.reason is not None:
        # Whether one of the zeros is the total or it is blank makes no difference.
        return _ZERO if cell.reason.endswith(ALL_ZERO) else None
    return None
