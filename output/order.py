"""The order of rows: one for every table, so that equal input gives equal bytes."""

from __future__ import annotations

from functools import cache
from typing import Any

from output.values import text
from parsers import standard
from parsers.model import Cell, Finding, Report

_LAST = 99_999


def sort_key(report: Report) -> tuple[Any, ...]:
    """The place of a report in every table.

    Args:
        report: any report; only its identity and id are looked at.

    Returns:
        Six parts without None: adcode (null last), organ (null last), report_year (null last),
        report_id.
    """
    who = report.identity
    adcode, organ = text(who.adcode), text(who.organ)
    year = _LAST if who.report_year is None else who.report_year
    return (
        int(adcode is None),
        adcode or "",
        int(organ is None),
        organ or "",
        year,
        report.report_id,
    )


@cache
def tables() -> dict[str, int]:
    """The tables of all forms, each in its section's place."""
    all_tables = {t.id: t for form in standard.forms().values() for t in form.tables.values()}
    ordered = sorted(all_tables.values(), key=lambda table: (table.section, table.id))
    return {table.id: number for number, table in enumerate(ordered)}


@cache
def sections() -> dict[str, int]:
    """The sections in the order of the form."""
    return {section.key: number for number, section in enumerate(standard.sections())}


def cell_key(cell: Cell) -> tuple[Any, ...]:
    """The place of a cell within its report: form order."""
    return (
        tables().get(cell.table_id, _LAST),
        cell.table_id,
        cell.form,
        cell.row_no,
        cell.col_no,
        cell.row_key,
        cell.col_key,
    )


def finding_key(finding: Finding) -> tuple[Any, ...]:
    """The place of a finding within its report: form order, findings on no table last."""
    row, col = _numbers(finding)
    return (
        tables().get(finding.table_id or "", _LAST),
        row,
        col,
        finding.code,
        finding.outcome,
        finding.form or "",
        finding.row_key or "",
        finding.col_key or "",
        finding.location or "",
        finding.other_report_id or "",
        finding.cells,
        finding.message,
    )


def _numbers(finding: Finding) -> tuple[int, int]:
    form = standard.forms().get(finding.form or "")
    table = form.tables.get(finding.table_id or "") if form else None
    if table is None:
        return _LAST, _LAST
    return _position(table.id, table.form, finding.row_key, finding.col_key)


@cache
def _position(table_id: str, form: str, row: str | None, col: str | None) -> tuple[int, int]:
    table = standard.forms()[form].tables[table_id]
    rows = {r.key: n for n, r in enumerate(table.data_rows)}
    cols = {c.key: n for n, c in enumerate(table.cols)}
    return rows.get(row or "", _LAST), cols.get(col or "", _LAST)
