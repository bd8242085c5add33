"""What is kept of a report to compare it with others: the cells that some rule needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from parsers import standard
from parsers.checks.cause import is_proof
from parsers.checks.rules import PREVIOUS, Compiled, over_levels, over_years
from parsers.model import Finding, Report, Status
from parsers.standard import Table

Place = tuple[str, str, str]
"""Table, row and column."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as far as a comparison needs it; `proof` = read, and not placed by an identity."""

    value: Decimal | None
    status: Status
    proof: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What is compared of a report.

    Attributes:
        organ: who reports; equal for the reports of one organ, code and scope.
        forms: form by table.
        figures: the cells that some rule needs.
    """

    report_id: str
    organ: tuple[str | None, ...]
    year: int
    adcode: str | None
    level: str | None
    kind: str
    scope: str
    forms: Mapping[str, str]
    figures: Mapping[Place, Figure]

    def totals_only(self) -> Summary:
        """The same with nothing but what a comparison of levels needs."""
        kept = {p: self.figures[p] for p in of_levels(self) if p in self.figures}
        forms = {table: self.forms[table] for table, _, _ in kept}
        return replace(self, forms=forms, figures=kept)


@dataclass(slots=True)
class Compared:
    """What comparisons say of one report."""

    report_id: str
    findings: list[Finding] = field(default_factory=list)
    passed: int = 0


def summarize(report: Report, organ: tuple[str | None, ...]) -> Summary:
    """Takes from a report what comparisons need.

    Args:
        report: a report with a year.
        organ: who reports, as reports of several years are joined.

    Returns:
        Its summary, of some thirty cells at most.

    Raises:
        ValueError: the report has no year.
    """
    who = report.identity
    if who.report_year is None:
        raise ValueError(f"{report.report_id}: no report year")
    figures = {
        (c.table_id, c.row_key, c.col_key): Figure(c.value, c.status, is_proof(c))
        for c in report.cells
        if (c.row_key, c.col_key) in _needed(c.table_id, c.form)
    }
    return Summary(
        report.report_id,
        organ,
        who.report_year,
        who.adcode,
        who.level,
        who.organ_kind,
        who.scope,
        dict(report.forms),
        figures,
    )


@cache
def _needed(table_id: str, form: str) -> frozenset[tuple[str, str]]:
    """Rows and columns of a table that some comparison looks at, in this year or the next."""
    tables = {f: t.tables[table_id] for f, t in standard.forms().items() if table_id in t.tables}
    if form not in tables:
        return frozenset()
    needed = {(row, col) for _, row, col in _level_places(table_id, form)}
    for other in tables:
        for rule in over_years(table_id, form, other):
            needed |= _places(rule, tables[form], previous=False)
        for rule in over_years(table_id, other, form):
            needed |= _places(rule, tables[form], previous=True)
    return frozenset(needed)


def _places(rule: Compiled, table: Table, *, previous: bool) -> set[tuple[str, str]]:
    keys = [n.removesuffix(PREVIOUS) for n in rule.names if n.endswith(PREVIOUS) == previous]
    if rule.rule.each == "columns":
        return {(key, column.key) for key in keys for column in table.cols}
    return {(row.key, key) for key in keys for row in table.data_rows}


def of_levels(summary: Summary) -> Iterator[Place]:
    """The totals of a report that are compared over levels."""
    for table_id, form in summary.forms.items():
        yield from _level_places(table_id, form)


@cache
def _level_places(table_id: str, form: str) -> tuple[Place, ...]:
    known = standard.forms().get(form)
    table = known.tables.get(table_id) if known else None
    if table is None or not over_levels(table_id, form):
        return ()
    rows = {row for rule in over_levels(table_id, form) for row in rule.rule.rows}
    return tuple(
        (table_id, row.key, column.key)
        for row in table.data_rows
        for column in table.cols
        if column.total and (not rows or row.key in rows)
    )


def plain(value: Decimal) -> str:
    """Without padding, however a dataset kept it."""
    return format(value.normalize(), "f") if value else "0"
