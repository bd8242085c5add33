"""The reports of a dataset, rebuilt from its tables: for `check` and `show`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from output.coverage import level_of
from output.reader import Batches, locate
from output.rows import DERIVED, own_date
from output.tables import TABLES
from output.values import print_moment, split, unpadded
from parsers.model import (
    Cause,
    Cell,
    Finding,
    Identity,
    Listing,
    Outcome,
    Problem,
    Report,
    Section,
    Severity,
    Status,
)

_IDENTITY = tuple(f.name for f in fields(Identity))
_REPORT = (
    *("report_id", "checks_passed", "url", "portal", "media_type", "sha256", "warc_ref"),
    *("processing_fee_yuan", "processing_fee_raw"),
)
_FINDING = (
    *("code", "table_id", "form", "row_key", "col_key", "expected", "actual", "difference"),
    *("location", "other_report_id"),
)
_PROBLEM = tuple(f.name for f in fields(Problem))
_REQUIRED_TEXT = frozenset(("level", "kind", "code", "message", "action", "evidence"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dataset's content, as `output.builder` takes it.

    Attributes:
        reports: gives all reports in their order; may be called several times.
        problems: the problems.
        listings: what is known of portals and years, as far as `coverage` keeps it.
    """

    reports: Callable[[], Iterator[Report]]
    problems: list[Problem]
    listings: list[Listing]


def load(directory: Path | str) -> Loaded:
    """Rebuilds what a dataset was written from.

    Writing it again gives the same tables, byte for byte.

    Args:
        directory: the directory of the dataset.

    Returns:
        Reports (read bit by bit), problems and listings.

    Raises:
        UsageError: there is no dataset in that directory.
        StorageError: its files are not of one writing, or were changed since.
    """
    found = locate(Path(directory))
    tables = {name: Batches(TABLES[name], path) for name, path in found.items()}
    return Loaded(
        lambda: _reports(tables),
        [_problem(row) for row in tables["problems"].rows()],
        [listing for row in tables["coverage"].rows() for listing in _listings(row)],
    )


class _Following:
    """The rows of a table that is sorted like `reports`, report by report."""

    def __init__(self, batches: Batches) -> None:
        self._rows = batches.rows()
        self._next = next(self._rows, None)

    def of(self, report_id: str) -> Iterator[dict[str, Any]]:
        """The rows of the next report."""
        while self._next is not None and self._next["report_id"] == report_id:
            row = self._next
            self._next = next(self._rows, None)
            yield row


def _reports(tables: dict[str, Batches]) -> Iterator[Report]:
    cells, findings, sections = (
        _Following(tables[name]) for name in ("cells", "findings", "sections")
    )
    for row in tables["reports"].rows():
        report = _report(row)
        report.cells = [_cell(r) for r in cells.of(report.report_id)]
        all_findings = [_finding(r) for r in findings.of(report.report_id)]
        report.sections = [
            Section(r["section"], r["title"] or "", r["text"] or "")
            for r in sections.of(report.report_id)
        ]
        own = own_date(all_findings)
        if own is not None:
            identity = report.identity
            identity.published_on, identity.published_on_basis = own.on, own.basis
            identity.published_on_status = own.status
        report.findings = [f for f in all_findings if f.code not in DERIVED]
        yield report


def _plain(value: Any) -> Any:
    """As the model has it: dates and times as ISO text, decimals without padding."""
    if isinstance(value, Decimal):
        return unpadded(value)
    if isinstance(value, datetime):
        return print_moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _report(row: dict[str, Any]) -> Report:
    who = {name: _plain(row[name]) for name in _IDENTITY}
    who["headline"] = bool(row["headline"])
    pairs = [pair.split("=", 1) for pair in split(row["forms"])]
    return Report(
        identity=Identity(**who),
        forms={table: form for table, form in pairs},  # noqa: C416 - pairs are lists
        source=row["source"] or "",
        reading=row["reading"] or "",
        other_urls=split(row["other_urls"]),
        gone=bool(row["gone"]),
        **{name: _plain(row[name]) for name in ("fetched_at", "first_seen", "last_seen")},
        **{name: _plain(row[name]) for name in _REPORT},
    )


def _cell(row: dict[str, Any]) -> Cell:
    return Cell(
        **{key: row[key] for key in ("table_id", "form", "row_key", "col_key", "row_no", "col_no")},
        value=_plain(row["value"]),
        status=Status(row["status"]),
        label=row["label"] or "",
        raw=row["raw"] or "",
        **{key: row[key] for key in ("unit", "location", "basis", "reason")},
    )


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        outcome=Outcome(row["outcome"]),
        severity=Severity(row["severity"]),
        cause=Cause(row["cause"]),
        cells=split(row["cells"]),
        message=row["message"] or "",
        message_zh=row["message_zh"] or "",
        **{name: _plain(row[name]) for name in _FINDING},
    )


def _problem(row: dict[str, Any]) -> Problem:
    values: dict[str, Any] = {name: _plain(row[name]) for name in _PROBLEM}
    values["counts"] = bool(row["counts"])
    values |= {name: values[name] or "" for name in _REQUIRED_TEXT}
    return Problem(**values)


def _listings(row: dict[str, Any]) -> Iterator[Listing]:
    """What a row of `coverage` knows of its lists; the first carries the figures."""
    if row["level"] != level_of(row["adcode"]):
        return
    known = True
    for portal in split(row["portal"]):
        yield Listing(
            portal=portal,
            adcode=row["adcode"],
            report_year=row["report_year"],
            whole=row["outcome"] == "not_published",
            outcome=row["outcome"],
            listed_total=row["listed_total"] if known else None,
            checked_at=_plain(row["checked_at"]) if known else None,
        )
        known = False
