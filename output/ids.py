"""Ids of findings and problems: a hash of what they say, so that they are the same in every run."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from output.values import text
from parsers.model import Finding, Problem


def _digest(letter: str, parts: list[object]) -> str:
    # As the columns print it: an id must not change when the dataset is read and written again.
    parts = [text(part) if isinstance(part, str) else part for part in parts]
    packed = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return letter + hashlib.sha256(packed.encode()).hexdigest()[:16]


def number_findings(report_id: str, findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """Findings with their ids.

    The id is made of the report, the code, the outcome and the place, not of the wording or the
    figures. Several findings of one content are told apart by their order.

    Args:
        report_id: the report.
        findings: its findings, in the dataset's order.

    Yields:
        ``f`` and 16 hex digits, and the finding.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        parts: list[object] = [
            report_id,
            finding.other_report_id,
            finding.code,
            str(finding.outcome),
            finding.table_id,
            finding.form,
            finding.row_key,
            finding.col_key,
            ";".join(finding.cells),
            finding.location,
        ]
        identifier = _digest("f", parts)
        seen[identifier] += 1
        if seen[identifier] > 1:
            identifier = _digest("f", [*parts, seen[identifier]])
        yield identifier, finding


def number_problems(problems: Iterable[Problem]) -> Iterator[tuple[str, Problem]]:
    """Problems with their ids (``p`` and 16 hex digits), in the dataset's order."""
    seen: Counter[str] = Counter()
    for problem in sorted(problems, key=_problem_key):
        parts: list[object] = [
            problem.level,
            problem.kind,
            problem.code,
            problem.portal,
            problem.adcode,
            problem.report_year,
            problem.source,
            problem.url,
        ]
        identifier = _digest("p", parts)
        seen[identifier] += 1
        if seen[identifier] > 1:
            identifier = _digest("p", [*parts, seen[identifier]])
        yield identifier, problem


def _problem_key(problem: Problem) -> tuple[object, ...]:
    return (
        problem.adcode is None,
        problem.adcode or "",
        problem.portal or "",
        problem.report_year if problem.report_year is not None else 99_999,
        problem.level,
        problem.source or "",
        problem.url or "",
        problem.kind,
        problem.code,
        problem.first_seen or "",
        problem.last_seen or "",
        problem.message,
        problem.evidence,
    )
