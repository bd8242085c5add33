"""What one worker does with one dossier, in whatever process."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
import zlib
from collections import Counter
from dataclasses import dataclass

from gongkai.text import shorten
from parsers.errors import DocumentError, GongkaiError, RefusedError
from parsers.model import Document, Dossier, Hints, Problem, Report, Status

REPORT_IT = "the rest of the batch is done; please report this document to the gongkai developers"


FindingKey = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A report packed for staging.

    Attributes:
        stub: the report without its cells, findings and sections.
        statuses: number of cells by status.
        findings: number of findings by (outcome, severity, cause, code).
        reading_digest: digest of every cell that is `read`, to compare two readings.
        packed: the whole report.
    """

    stub: Report
    statuses: dict[str, int]
    findings: dict[FindingKey, int]
    reading_digest: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A problem with one document, and when its bytes were fetched."""

    problem: Problem
    asked: str | None
    fetched_at: str | None


def pack(report: Report) -> Parsed:
    """Pack a report, so that the process that stages it need not unpack it."""
    digest = hashlib.blake2b(digest_size=16)
    for cell in sorted(report.cells, key=lambda cell: (cell.form, cell.address)):
        if cell.status is Status.READ:
            digest.update(f"{cell.form}.{cell.address}={cell.value}\n".encode())
    return Parsed(
        stub=dataclasses.replace(report, cells=[], findings=[], sections=[]),
        statuses=count_statuses(report),
        findings=count_findings(report),
        reading_digest=digest.digest(),
        packed=zlib.compress(pickle.dumps(report, pickle.HIGHEST_PROTOCOL), 1),
    )


def unpack(packed: bytes) -> Report:
    """The report that `pack` packed. Only ever bytes of our own processes."""
    report = pickle.loads(zlib.decompress(packed))  # noqa: S301 - our own bytes, same run
    if not isinstance(report, Report):
        raise TypeError(f"staged {type(report).__name__}, not a Report")
    return report


def count_statuses(report: Report) -> dict[str, int]:
    """Number of cells by status."""
    return dict(Counter(str(cell.status) for cell in report.cells))


def count_findings(report: Report) -> dict[FindingKey, int]:
    """Number of findings by (outcome, severity, cause, code)."""
    return dict(
        Counter(
            (str(item.outcome), str(item.severity), str(item.cause), item.code)
            for item in report.findings
        )
    )


def asked_address(document: Document) -> str | None:
    """The address as it was asked for, None for plain files."""
    if document.url is None and document.warc_ref is None:
        return None
    return document.source.rsplit("#", 1)[0] if document.warc_ref else document.source


def problem_of(dossier: Dossier, error: GongkaiError) -> Unparsed:
    """The row of `problems` for a document that gave no report."""
    refused = isinstance(error, RefusedError)
    return _unparsed(
        dossier.primary,
        dossier.hints,
        kind="refused" if refused else "failed",
        counts=not refused,
        code=error.code,
        message=error.message,
        action=error.action,
        evidence=shorten(error.evidence, 300),
    )


def failure_of(dossier: Dossier, code: str, message: str, action: str) -> Unparsed:
    """The row of `problems` for a document on which we failed ourselves."""
    return _unparsed(
        dossier.primary,
        dossier.hints,
        kind="failed",
        counts=True,
        code=code,
        message=message,
        action=action,
    )


def _unparsed(
    document: Document,
    hints: Hints,
    *,
    kind: str,
    counts: bool,
    code: str,
    message: str,
    action: str,
    evidence: str = "",
) -> Unparsed:
    problem = Problem(
        level="document",
        kind=kind,
        counts=counts,
        code=code,
        message=message,
        action=action,
        portal=hints.portal,
        adcode=hints.adcode,
        source=document.source,
        url=document.url,
        first_seen=document.fetched_at,
        last_seen=document.fetched_at,
        evidence=evidence,
    )
    return Unparsed(problem, asked_address(document), document.fetched_at)


def parse_one(dossier: Dossier) -> Parsed | Unparsed:
    """Parse one dossier; whatever goes wrong with it is a problem, never an exception."""
    import parsers  # noqa: PLC0415 - heavy, and only workers need it

    try:
        return pack(parsers.parse(dossier))
    except (RefusedError, DocumentError) as error:
        return problem_of(dossier, error)
    except MemoryError:
        return failure_of(
            dossier,
            "out_of_memory",
            "the document needs more memory than there is",
            "parse it alone on a larger machine",
        )
    except Exception as error:
        return failure_of(
            dossier,
            "internal_error",
            f"unexpected {type(error).__name__}: {shorten(error, 300)}",
            REPORT_IT,
        )
