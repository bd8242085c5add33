"""Every table of the dataset, defined once; all files are made from these definitions."""

from __future__ import annotations

from output.schema import Table
from output.tables.details import CELLS, COVERAGE, FINDINGS, PROBLEMS, SECTIONS
from output.tables.panel import PANEL, PANEL_BLANK0
from output.tables.reports import REPORTS
from output.tables.wide import DISCLOSURE, REQUESTS, REVIEW_LITIGATION

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        REPORTS,
        CELLS,
        FINDINGS,
        SECTIONS,
        REQUESTS,
        DISCLOSURE,
        REVIEW_LITIGATION,
        PANEL,
        PANEL_BLANK0,
        COVERAGE,
        PROBLEMS,
    )
}

__all__ = ["TABLES"]
