"""Notes: what was noticed in a source, as findings that fail nothing."""

from __future__ import annotations

from parsers.model import Cause, Cell, Finding, Outcome, Severity
from parsers.standard import Table


def note(
    code: str,
    message: str,
    message_zh: str,
    severity: Severity = Severity.WARNING,
    cause: Cause = Cause.READING,
    location: str | None = None,
    *,
    table: Table | None = None,
) -> Finding:
    """What stands in the source and could not be used whole, or is worth a word.

    Args:
        code: the finding's code.
        message: what was noticed, in English.
        message_zh: the same in Chinese.
        severity: a warning, unless nothing is lost.
        cause: our reading, unless the source is at fault or nobody can tell.
        location: where it stands in the source.
        table: the table concerned, if it is known.
    """
    return Finding(
        code=code,
        outcome=Outcome.NOTE,
        severity=severity,
        cause=cause,
        table_id=table.id if table else None,
        form=table.form if table else None,
        message=message,
        message_zh=message_zh,
        location=location,
    )


def cell_note(
    cell: Cell, code: str, message: str, message_zh: str, severity: Severity, cause: Cause
) -> Finding:
    """A note about one cell, which names it and the number that it prints."""
    return Finding(
        code=code,
        outcome=Outcome.NOTE,
        severity=severity,
        cause=cause,
        table_id=cell.table_id,
        form=cell.form,
        row_key=cell.row_key,
        col_key=cell.col_key,
        cells=(cell.address,),
        actual=cell.value,
        message=message,
        message_zh=message_zh,
        location=cell.location,
    )


def words_in_cell(cell: Cell, text: str) -> Finding:
    """A cell that prints words beside its number: they stand in ``raw``."""
    return cell_note(
        cell,
        "words_in_cell",
        f"the cell prints words beside its number: {text}",
        f"单元格内数字附有说明：{text}",
        Severity.INFO,
        Cause.SOURCE,
    )
