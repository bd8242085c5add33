"""What a run found, in numbers."""

from __future__ import annotations

import dataclasses
from collections import Counter

from gongkai.work import FindingKey, count_findings, count_statuses
from parsers.model import Report


@dataclasses.dataclass(slots=True)
class Totals:
    """Counts over the reports of a run.

    Attributes:
        documents: documents that gave a report (several may give the same).
        reports: reports, each once.
        by_portal: reports by portal, None for documents without one.
        by_year: reports by report year.
        by_portal_year: reports by portal and report year.
        statuses: cells by status.
        findings: findings by (outcome, severity, cause, code).
    """

    documents: int = 0
    reports: int = 0
    by_portal: Counter[str | None] = dataclasses.field(default_factory=Counter)
    by_year: Counter[int | None] = dataclasses.field(default_factory=Counter)
    by_portal_year: Counter[tuple[str | None, int | None]] = dataclasses.field(
        default_factory=Counter
    )
    statuses: Counter[str] = dataclasses.field(default_factory=Counter)
    findings: Counter[FindingKey] = dataclasses.field(default_factory=Counter)

    def count(self, report: Report) -> None:
        """Add one report."""
        self.reports += 1
        self.by_portal[report.portal] += 1
        self.by_year[report.identity.report_year] += 1
        self.by_portal_year[report.portal, report.identity.report_year] += 1
        self.statuses.update(count_statuses(report))
        self.findings.update(count_findings(report))
