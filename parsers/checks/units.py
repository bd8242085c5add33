"""Amounts of money whose unit is not the form's, or is not printed."""

from __future__ import annotations

from functools import cache

from parsers import standard
from parsers.checks.cause import cause_of
from parsers.model import Cause, Cell, Finding, Report, Severity
from parsers.notes import cell_note

DIFFERS = "unit_differs"
NOT_PROVEN = "unit_not_proven"
CODES = frozenset((DIFFERS, NOT_PROVEN))


def check_units(report: Report) -> None:
    """Says where an amount does not stand in the form's unit.

    The forms of 2021 and 2014 ask for amounts in 万元 (国办公开办函〔2021〕30号, 国办发〔2014〕32号); an
    amount in 元 is ten thousand times too large there, and one without a unit may be. The cell keeps what is printed. Columns
    for which the form names no unit are left alone.

    Args:
        report: findings are added to it.
    """
    amounts = _amounts()
    for cell in report.cells:
        due = amounts.get((cell.form, cell.table_id, cell.row_key, cell.col_key))
        # Nothing is nothing in every unit.
        if due is not None and cell.value and cell.unit != due:
            report.findings.append(_finding(cell, due))


@cache
def _amounts() -> dict[tuple[str, str, str, str], str]:
    """The cells of amounts whose unit the form names."""
    return {
        (form.key, table.id, row.key, column.key): unit
        for form in standard.forms().values()
        for table in form.tables.values()
        for row in table.data_rows
        for column in table.columns
        if (row.type or column.type) == "decimal" and (unit := row.unit or column.unit) is not None
    }


def _finding(cell: Cell, due: str) -> Finding:
    if cell.unit is not None:
        code, cause = DIFFERS, cause_of((cell,))
        message = f"{cell.address}: printed in {cell.unit}, the form asks for {due}"
        message_zh = f"金额单位为{cell.unit}，格式要求为{due}"
    else:
        code, cause = NOT_PROVEN, Cause.UNKNOWN
        message = f"{cell.address}: no unit is printed, the form asks for {due}"
        message_zh = f"金额未注明单位，格式要求为{due}"
    return cell_note(
        cell,
        code,
        f"{message}; the number stays as printed",
        f"{message_zh}；数字照印",
        Severity.WARNING,
        cause,
    )
