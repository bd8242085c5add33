"""The rows of `problems` that reading files gives."""

from __future__ import annotations

from parsers.errors import DocumentError
from parsers.model import Problem


def problem(source: str, error: DocumentError, *, counts: bool = True) -> Problem:
    """What could not be read, as a row; one that does not count was refused for what it is."""
    return Problem(
        level="document",
        kind="failed" if counts else "refused",
        counts=counts,
        code=error.code,
        message=error.message,
        action=error.action,
        source=source,
    )


def unreadable(error: OSError) -> DocumentError:
    """A file that the system does not let us read."""
    return DocumentError(
        f"the file cannot be read: {error.strerror or error}",
        code="unreadable_file",
        action="check the file and its permissions",
    )


def empty() -> DocumentError:
    """A document without content."""
    return DocumentError("the document is empty", code="empty_document", action="download it again")
