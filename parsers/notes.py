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


def words_in_cell(cell: Cell, text: str) -> Finding:
    """A cell that prints words beside its number: they stand in ``raw``."""
    return Finding(
        code="words_in_cell",
        outcome=Outcome.NOTE,
        severity=Severity.INFO,
        cause=Cause.SOURCE,
        table_id=cell.table_id,
        form=cell.form,
        row_key=cell.row_key,
        col_key=cell.col_key,
        cells=(cell.address,),
        actual=cell.value,
        message=f"the cell prints words beside its number: {text}",
        message_zh=f"单元格内数字附有说明：{text}",
        location=cell.location,
    )
