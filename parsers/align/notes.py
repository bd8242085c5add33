"""Notes that the aligner leaves: what it noticed, as findings."""

from __future__ import annotations

from parsers.model import Cause, Finding, Outcome, Severity
from parsers.standard import Table


def note(
    code: str,
    message: str,
    message_zh: str,
    *,
    table: Table | None = None,
    cause: Cause = Cause.READING,
    location: str | None = None,
) -> Finding:
    """A warning about what stands in the source and could not be used whole.

    Args:
        code: the finding's code.
        message: what was noticed, in English.
        message_zh: the same in Chinese.
        table: the table concerned, if it is known.
        cause: our reading, unless nobody can tell.
        location: where it stands in the source.
    """
    return Finding(
        code=code,
        outcome=Outcome.NOTE,
        severity=Severity.WARNING,
        cause=cause,
        table_id=table.id if table else None,
        form=table.form if table else None,
        message=message,
        message_zh=message_zh,
        location=location,
    )
