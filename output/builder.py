"""Reports into a dataset: two passes over the reports, every table at once, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from output.coverage import coverage_rows
from output.datapackage import CODEBOOK, codebook, datapackage
from output.facts import collect
from output.panel import panel_row
from output.rows import (
    Row,
    Subject,
    cell_rows,
    finding_rows,
    problem_rows,
    report_row,
    section_rows,
    subject,
)
from output.slots import Slots
from output.storage import LAST, Sink, Staging
from output.tables import TABLES
from output.wide import disclosure_row, request_rows, review_row
from output.writers import TableWriter
from parsers.model import Listing, Problem, Report


@dataclass(slots=True)
class DatasetSummary:
    """What was written.

    Attributes:
        out: the directory.
        rows: rows by table.
        cells: cells by status.
        findings: findings by (outcome, severity, cause).
        counting_problems: problems that make the exit code 2.
        files: the files, in the order in which they took their names.
    """

    out: Path
    rows: dict[str, int] = field(default_factory=dict)
    cells: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    counting_problems: int = 0
    files: tuple[str, ...] = ()


def write(
    out: Path,
    reports: Callable[[], Iterator[Report]],
    problems: Sequence[Problem],
    listings: Sequence[Listing],
    *,
    with_doubtful: bool = False,
    keep: int = 1,
) -> DatasetSummary:
    """Writes all tables, the codebook and the data package.

    Nothing that stood in `out` changes before everything new is on the disk; ``datapackage.json``
    comes last. Equal input gives equal bytes.

    Args:
        out: the directory; made if it is not there.
        reports: gives all reports in the order of `sort_key`; called twice.
        problems: what gave no report, in any order.
        listings: what a crawl knows of portals and years, in any order.
        with_doubtful: let best readings of doubtful cells into the analysis tables.
        keep: how many datasets are kept in `out`, this one included.

    Returns:
        Counts of what was written.

    Raises:
        StorageError: the disk is full or refuses; the old dataset is left whole.
        ValueError: the reports are not sorted, not unique, or break the model.
    """
    facts = collect(reports(), with_doubtful=with_doubtful)
    summary = DatasetSummary(out, counting_problems=sum(problem.counts for problem in problems))
    with Staging(out, keep) as staging:
        writers = {name: TableWriter(table, staging) for name, table in TABLES.items()}
        for report in reports():
            item = subject(report, facts[report.report_id])
            for table, row in _rows(item, with_doubtful=with_doubtful):
                writers[table].add(row)
            _count(summary, item)
        for row in coverage_rows(facts.values(), listings, problems):
            writers["coverage"].add(row)
        for row in problem_rows(problems):
            writers["problems"].add(row)
        files: dict[str, Sink] = {}
        for name, writer in writers.items():
            writer.finish()
            summary.rows[name] = writer.rows
            files |= {f"{name}.csv": writer.csv, f"{name}.parquet": writer.parquet}
        files[CODEBOOK] = staging.put(CODEBOOK, codebook())
        package = datapackage(files, summary.rows, with_doubtful=with_doubtful)
        files[LAST] = staging.put(LAST, package)
        staging.commit()
    summary.files = tuple(files)
    return summary


def _rows(item: Subject, *, with_doubtful: bool) -> Iterator[tuple[str, Row]]:
    """All rows of one report, with their tables."""
    slots = Slots(item.report, item.cells, with_doubtful=with_doubtful)
    yield "reports", report_row(item)
    for row in cell_rows(item):
        yield "cells", row
    for row in finding_rows(item):
        yield "findings", row
    for row in section_rows(item):
        yield "sections", row
    for row in request_rows(item, slots):
        yield "requests", row
    wide: dict[str, Row | None] = {
        "disclosure": disclosure_row(item, slots),
        "review_litigation": review_row(item, slots),
        "panel": panel_row(item, slots, with_doubtful=with_doubtful, blank_zero=False),
        "panel_blank0": panel_row(item, slots, with_doubtful=with_doubtful, blank_zero=True),
    }
    for table, wide_row in wide.items():
        if wide_row is not None:
            yield table, wide_row


def _count(summary: DatasetSummary, item: Subject) -> None:
    summary.cells.update(cell.status.value for cell in item.cells)
    summary.findings.update(
        (f.outcome.value, f.severity.value, f.cause.value) for _, f in item.findings
    )
