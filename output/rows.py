"""Rows of `reports`, `cells`, `findings` and `sections`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from output.facts import Facts, Published
from output.ids import number_findings, number_problems
from output.order import cell_key, finding_key, sections, tables
from output.slots import COUNT_NOT_WHOLE, OUT_OF_RANGE, misfits, tame
from output.values import day, exact, joined, moment, text
from parsers.model import (
    Cell,
    Finding,
    Identity,
    Outcome,
    Problem,
    Report,
    Section,
    Severity,
    Status,
)

Row = dict[str, Any]

OWN_DATE = "published_on_of_version"
AMBIGUOUS = "organ_ambiguous"
# Findings that this package makes itself, anew on every writing.
DERIVED = frozenset((OWN_DATE, AMBIGUOUS, COUNT_NOT_WHOLE, OUT_OF_RANGE))
_OWN_DATE = (
    "this version is dated {on} ({basis}, {status}); published_on is the earliest over the versions"
)
_OWN_DATE_READ = re.compile(
    re.escape(_OWN_DATE)
    .replace(r"\{on\}", r"(?P<on>\S+)")
    .replace(r"\{basis\}", r"(?P<basis>[^,]*)")
    .replace(r"\{status\}", r"(?P<status>[^)]*)")
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One report with what its rows need: facts, and cells and findings in their order."""

    report: Report
    facts: Facts
    cells: list[Cell]
    findings: list[tuple[str, Finding]]


def subject(report: Report, facts: Facts) -> Subject:
    """Prepares a report for its rows; the report itself is left as it is."""
    cells = sorted((tame(cell) for cell in report.cells), key=cell_key)
    findings = [f for f in report.findings if f.code not in DERIVED]
    findings += misfits(cells)
    findings += _about_versions(facts)
    findings.sort(key=finding_key)
    return Subject(report, facts, cells, list(number_findings(report.report_id, findings)))


def _about_versions(facts: Facts) -> Iterator[Finding]:
    own = facts.own
    if own != facts.published:
        yield Finding(
            code=OWN_DATE,
            outcome=Outcome.NOTE,
            severity=Severity.INFO,
            message=_OWN_DATE.format(
                on=own.on or "none", basis=own.basis or "", status=own.status or ""
            ),
            message_zh=f"本版本日期为{own.on or '无'}；published_on 取各版本中最早者",
        )
    if facts.ambiguous:
        yield Finding(
            code=AMBIGUOUS,
            outcome=Outcome.NOTE,
            severity=Severity.WARNING,
            message="another organ of this name, region unknown, reports for the same year: "
            "neither is in the panel",
            message_zh="同名机关（区域不明）在同一年度另有报告，均不列入 panel",
        )


def own_date(findings: Iterable[Finding]) -> Published | None:
    """The version's own date, read back from the finding that keeps it."""
    for finding in findings:
        match = _OWN_DATE_READ.fullmatch(finding.message) if finding.code == OWN_DATE else None
        if match:
            on = None if match["on"] == "none" else match["on"]
            return Published(on, match["basis"] or None, match["status"] or None)
    return None


def id_block(report: Report) -> Row:
    """The columns that every table on reports starts with."""
    who: Identity = report.identity
    return {
        "report_id": report.report_id,
        "organ": text(who.organ),
        "region": text(who.region),
        "adcode": text(who.adcode),
        "level": text(who.level),
        "scope": text(who.scope),
        "report_year": who.report_year,
    }


def blank_policy(cells: Iterable[Cell]) -> str | None:
    """How the organ writes nothing: zeros, blanks or mixed; None if it never does."""
    zeros = blanks = False
    for cell in cells:
        zeros = zeros or (cell.status is Status.READ and cell.value == 0)
        blanks = blanks or cell.status is Status.BLANK
    if zeros and blanks:
        return "mixed"
    return "zeros" if zeros else "blanks" if blanks else None


def days_late(published: Published, due_on: str | None, *, with_doubtful: bool) -> int | None:
    """Days from the deadline to publication, negative = early; null if either is not certain."""
    on, due = day(published.on), day(due_on)
    if on is None or due is None or (published.doubtful and not with_doubtful):
        return None
    return (on - due).days


def severities(findings: Iterable[tuple[str, Finding]]) -> Counter[str]:
    """Findings by severity, and ``source_errors``."""
    counts: Counter[str] = Counter()
    for _, finding in findings:
        counts[finding.severity] += 1
        counts["source_errors"] += finding.severity == "error" and finding.cause == "source"
    return counts


def forms_text(forms: dict[str, str]) -> str | None:
    """``art20_1=2021;…;requests=2019;…`` in the order of the form."""
    order = tables()
    keys = sorted(forms, key=lambda key: (order.get(key, len(order)), key))
    return text(";".join(f"{key}={forms[key]}" for key in keys))


def report_row(item: Subject) -> Row:
    """The row of `reports`."""
    report, facts, who = item.report, item.facts, item.report.identity
    states = Counter(cell.status for cell in item.cells)
    outcomes = Counter(finding.outcome for _, finding in item.findings)
    weights = severities(item.findings)
    return id_block(report) | {
        "province": text(who.province),
        "prefecture": text(who.prefecture),
        "county": text(who.county),
        "township": text(who.township),
        "adcode_kind": text(who.adcode_kind),
        "organ_kind": text(who.organ_kind),
        "scope_basis": text(who.scope_basis),
        "headline": int(facts.headline),
        "index_number": text(who.index_number),
        "org_code": text(who.org_code),
        "title": text(who.title),
        "published_on": day(facts.published.on),
        "published_on_basis": text(facts.published.basis),
        "published_on_status": text(facts.published.status),
        "due_on": day(who.due_on),
        "due_basis": text(who.due_basis),
        "days_late": days_late(facts.published, who.due_on, with_doubtful=False),
        "version": facts.version,
        "versions": facts.versions,
        "current": int(facts.current),
        "forms": forms_text(report.forms),
        "source": text(report.source),
        "url": text(report.url),
        "other_urls": joined(report.other_urls),
        "portal": text(report.portal),
        "media_type": text(report.media_type),
        "reading": text(report.reading),
        "fetched_at": moment(report.fetched_at),
        "first_seen": moment(report.first_seen),
        "last_seen": moment(report.last_seen),
        "gone": int(report.gone),
        "sha256": text(report.sha256),
        "warc_ref": text(report.warc_ref),
        "cells_expected": len(item.cells),
        **{f"cells_{status}": states[status] for status in Status},
        "blank_policy": blank_policy(item.cells),
        "checks_passed": report.checks_passed,
        "checks_failed": outcomes[Outcome.FAILED],
        "checks_not_assessable": outcomes[Outcome.NOT_ASSESSABLE],
        "errors": weights["error"],
        "warnings": weights["warning"],
        "source_errors": weights["source_errors"],
        "processing_fee_yuan": exact(report.processing_fee_yuan),
        "processing_fee_raw": text(report.processing_fee_raw),
    }


def cell_rows(item: Subject) -> Iterator[Row]:
    """The rows of `cells`."""
    report_id = item.report.report_id
    for cell in item.cells:
        yield {
            "report_id": report_id,
            "table_id": cell.table_id,
            "form": cell.form,
            "row_key": cell.row_key,
            "col_key": cell.col_key,
            "row_no": cell.row_no,
            "col_no": cell.col_no,
            "label": text(cell.label),
            "value": cell.value,
            "status": cell.status.value,
            "raw": text(cell.raw),
            "unit": text(cell.unit),
            "location": text(cell.location),
            "basis": text(cell.basis),
            "reason": text(cell.reason),
        }


def finding_rows(item: Subject) -> Iterator[Row]:
    """The rows of `findings`."""
    who = id_block(item.report)
    for identifier, finding in item.findings:
        yield {
            "finding_id": identifier,
            "report_id": who["report_id"],
            "other_report_id": text(finding.other_report_id),
            "organ": who["organ"],
            "adcode": who["adcode"],
            "report_year": who["report_year"],
            "code": text(finding.code),
            "outcome": finding.outcome.value,
            "severity": finding.severity.value,
            "cause": finding.cause.value,
            "table_id": text(finding.table_id),
            "form": text(finding.form),
            "row_key": text(finding.row_key),
            "col_key": text(finding.col_key),
            "cells": joined(finding.cells),
            "expected": exact(finding.expected),
            "actual": exact(finding.actual),
            "difference": exact(finding.difference),
            "message": text(finding.message),
            "message_zh": text(finding.message_zh),
            "location": text(finding.location),
        }


def section_rows(item: Subject) -> Iterator[Row]:
    """The rows of `sections`; parts of one section that stand apart are joined."""
    merged: dict[str, Section] = {}
    for part in item.report.sections:
        known = merged.get(part.key)
        merged[part.key] = (
            Section(part.key, known.title or part.title, f"{known.text}\n\n{part.text}")
            if known
            else part
        )
    order = sections()
    for key in sorted(merged, key=lambda key: (order.get(key, len(order)), key)):
        yield {
            "report_id": item.report.report_id,
            "section": key,
            "title": text(merged[key].title),
            "text": text(merged[key].text),
        }


def problem_rows(problems: Iterable[Problem]) -> Iterator[Row]:
    """The rows of `problems`, sorted."""
    for identifier, problem in number_problems(problems):
        yield {
            "problem_id": identifier,
            "level": text(problem.level),
            "kind": text(problem.kind),
            "counts": int(problem.counts),
            "code": text(problem.code),
            "portal": text(problem.portal),
            "adcode": text(problem.adcode),
            "report_year": problem.report_year,
            "source": text(problem.source),
            "url": text(problem.url),
            "http_status": problem.http_status,
            "attempts": problem.attempts,
            "first_seen": moment(problem.first_seen),
            "last_seen": moment(problem.last_seen),
            "last_good": moment(problem.last_good),
            "message": text(problem.message),
            "action": text(problem.action),
            "evidence": text(problem.evidence),
        }
