"""One tree of errors with stable string codes.

A code is part of the contract: it stands in `problems.code`, in logs and in exit
decisions, so it never changes once released.
"""

from __future__ import annotations


class GongkaiError(Exception):
    """Root of every error that gongkai raises on purpose.

    Attributes:
        code: stable string code, e.g. ``empty_document``.
        message: one sentence: what happened.
        place: where it happened (path, address, line), may be empty.
        action: what the user can do about it, may be empty.
        evidence: the words of the source that show it, may be empty.
    """

    code = "error"
    default_action = ""

    def __init__(
        self,
        message: str,
        *,
        place: str = "",
        action: str = "",
        code: str | None = None,
        evidence: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.action = action or self.default_action
        self.evidence = evidence
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        parts = [f"{self.place}: {self.message}" if self.place else self.message]
        if self.action:
            parts.append(self.action)
        return " — ".join(parts)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        # Errors travel between processes.
        return _rebuild, (
            type(self),
            self.message,
            self.place,
            self.action,
            self.code,
            self.evidence,
        )


def _rebuild(
    cls: type[GongkaiError], message: str, place: str, action: str, code: str, evidence: str
) -> GongkaiError:
    return cls(message, place=place, action=action, code=code, evidence=evidence)


class UsageError(GongkaiError):
    """The call or the configuration is wrong (exit code 1)."""

    code = "usage"


class StorageError(GongkaiError):
    """The disk is full or a file cannot be written (exit code 1)."""

    code = "storage"


class LockedError(GongkaiError):
    """Another run holds the lock of the output directory (exit code 4)."""

    code = "locked"


class DocumentError(GongkaiError):
    """A document could not be read; a row of `problems` that counts (exit code 2)."""

    code = "unreadable"


class RefusedError(GongkaiError):
    """The document was read and is not an annual report; does not count.

    Codes: ``not_a_report``, ``interpretation`` (解读), ``news``, ``company_report``,
    ``blank_form``, ``website_report`` (政府网站工作年度报表), ``other_annual_report``, ``list_page``,
    ``half_year_statistics``, ``guide``, ``essay``, ``dataset_table``, ``not_a_document``.
    """

    code = "not_a_report"


class PortalError(GongkaiError):
    """A portal could not be crawled or not wholly; a row of `problems`."""

    code = "portal_failed"
