"""Checks within one report: every rule of the standard on every column, row or cell it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from parsers import standard
from parsers.checks import text, units
from parsers.checks.cause import BY_IDENTITY, cause_of
from parsers.checks.rules import Compiled, compiled
from parsers.model import Cause, Cell, Finding, Outcome, Report, Severity, Status
from parsers.standard import Column, Table

_ZERO, _ONE = Decimal(0), Decimal(1)


def recheck(report: Report) -> None:
    """Runs all checks within a report again; twice changes nothing.

    Args:
        report: its findings of earlier checks are dropped, those across reports as well (they
            need the other reports); observations are kept. `findings` and `checks_passed` are
            set anew.
    """
    codes = _codes()
    report.findings = [f for f in report.findings if f.code not in codes]
    report.checks_passed = 0
    cells = {(c.table_id, c.row_key, c.col_key): c for c in report.cells}
    for table_id, form in report.forms.items():
        table = standard.forms()[form].tables[table_id]
        for rule in compiled(table_id, form):
            if _concerns(rule, report):
                _check(rule, table, cells, report)
    text.check_text(report)
    units.check_units(report)


@cache
def _codes() -> frozenset[str]:
    """The codes of the findings that the checks within a report leave."""
    return frozenset(rule.id for rule in standard.identities()) | text.codes() | units.CODES


@dataclass(frozen=True, slots=True)
class Taken:
    """A check within the report that a cell takes part in.

    Attributes:
        rule: the rule of the standard.
        cells: addresses of all cells that it joins here, in the order of the rule.
        outcome: None if it holds, or if nothing is printed that it could be made of.
        holds: it holds and proves something: no cell was placed by a rule.
        sides: left and right side of the rule under the printed values; None without them.
    """

    rule: standard.IdentityRule
    cells: tuple[str, ...]
    outcome: Outcome | None
    holds: bool
    sides: tuple[Decimal, Decimal] | None


def taking_part(report: Report, cell: Cell) -> Iterator[Taken]:
    """The checks within a report that a cell takes part in, made again.

    Args:
        report: the report, with all its cells.
        cell: one of them.

    Yields:
        One for each rule that names the cell, whatever came of it.
    """
    if report.forms.get(cell.table_id) != cell.form:
        return
    cells = {(c.table_id, c.row_key, c.col_key): c for c in report.cells}
    table = standard.forms()[cell.form].tables[cell.table_id]
    for rule in compiled(cell.table_id, cell.form):
        if not _concerns(rule, report):
            continue
        if rule.rule.over == "cells":
            if not rule.rule.rows or cell.row_key in rule.rule.rows:
                yield _taken_alone(rule, table, cell)
            continue
        for instance in _instances(rule, table, cells):
            if any(other is cell for other in instance.cells.values()):
                finding = instance.judge()
                values = {k: c.value for k, c in instance.cells.items() if c.value is not None}
                yield Taken(
                    rule.rule,
                    tuple(c.address for c in instance.cells.values()),
                    finding.outcome if finding else None,
                    instance.holds,
                    rule.sides(values) if len(values) == len(instance.cells) else None,
                )


def _taken_alone(rule: Compiled, table: Table, cell: Cell) -> Taken:
    outcome, holds = None, False
    if cell.value is not None:
        sound = rule.holds(cell.value, table.row(cell.row_key), table.column(cell.col_key))
        outcome = None if sound else Outcome.FAILED
        holds = sound and cell.status is Status.READ and cell.basis not in BY_IDENTITY
    return Taken(rule.rule, (cell.address,), outcome, holds, None)


def _concerns(rule: Compiled, report: Report) -> bool:
    who = rule.rule
    if not who.levels and not who.organ_kinds:
        return True
    identity = report.identity
    return identity.level in who.levels or identity.organ_kind in who.organ_kinds


def _check(
    rule: Compiled, table: Table, cells: dict[tuple[str, str, str], Cell], report: Report
) -> None:
    if rule.rule.over == "cells":
        _check_cells(rule, table, cells, report)
        return
    for instance in _instances(rule, table, cells):
        finding = instance.judge()
        if finding is not None:
            report.findings.append(finding)
        elif instance.holds:
            report.checks_passed += 1


def _printed(table: Table, cells: dict[tuple[str, str, str], Cell]) -> list[Column]:
    """The table's columns, without optional ones that the report does not print."""
    first = table.data_rows[0].key
    return [c for c in table.cols if not c.optional or (table.id, first, c.key) in cells]


def _check_cells(
    rule: Compiled, table: Table, cells: dict[tuple[str, str, str], Cell], report: Report
) -> None:
    """Cell by cell; two hundred cells that are counts are one check passed per table."""
    assessed, failed = False, False
    counts = rule.relation == "is_count"
    columns = _printed(table, cells)
    for row in table.data_rows:
        if rule.rule.rows and row.key not in rule.rule.rows:
            continue
        for column in columns:
            cell = cells[table.id, row.key, column.key]
            value = cell.value
            if value is None:
                continue
            if (counts and value >= _ZERO and not value % _ONE) or rule.holds(value, row, column):
                # A rule that placed a cell does not prove it again.
                assessed = assessed or (
                    cell.status is Status.READ and cell.basis not in BY_IDENTITY
                )
                continue
            failed = True
            instance = _Instance(rule, table, {"value": cell}, row=row.key, col=column.key)
            report.findings.append(instance.failure())
    report.checks_passed += assessed and not failed


def _instances(
    rule: Compiled, table: Table, cells: dict[tuple[str, str, str], Cell]
) -> Iterator[_Instance]:
    if rule.rule.over == "columns":
        for column in _printed(table, cells):
            yield _Instance(
                rule,
                table,
                {k: cells[table.id, k, column.key] for k in rule.names},
                col=column.key,
            )
        return
    for row in table.data_rows:
        if rule.rule.rows and row.key not in rule.rule.rows:
            continue
        yield _Instance(
            rule, table, {k: cells[table.id, row.key, k] for k in rule.names}, row=row.key
        )


@dataclass
class _Instance:
    """A rule on one column, row or cell."""

    rule: Compiled
    table: Table
    cells: dict[str, Cell]
    row: str | None = None
    col: str | None = None
    holds: bool = False

    def judge(self) -> Finding | None:
        """The finding, or None: the rule holds, or there is nothing to assess."""
        values: dict[str, Decimal] = {}
        sure = True
        for key, cell in self.cells.items():
            sure = sure and cell.status is Status.READ
            if cell.value is not None:
                values[key] = cell.value
        if len(values) == len(self.cells):
            return self._judge_values(values, sure=sure)
        statuses = {cell.status for cell in self.cells.values()}
        if statuses == {Status.ABSENT}:
            return None
        if not any(c.value is not None for c in self.cells.values()):
            # Nothing is printed, so nothing is claimed.
            return self._finding(Outcome.NOT_ASSESSABLE) if Status.DOUBTFUL in statuses else None
        blanks_only = all(
            c.value is not None or c.status is Status.BLANK for c in self.cells.values()
        )
        if not blanks_only:
            return self._finding(Outcome.NOT_ASSESSABLE)
        zeroed = {key: values.get(key, _ZERO) for key in self.cells}
        if self.rule.compare(zeroed):
            return self._finding(Outcome.NOT_ASSESSABLE, zeroed)
        return self._finding(Outcome.FAILS_IF_BLANK_IS_ZERO, zeroed)

    def _judge_values(self, values: dict[str, Decimal], *, sure: bool) -> Finding | None:
        if not self.rule.compare(values):
            return self._finding(Outcome.FAILED, values)
        if not sure:
            return self._finding(Outcome.NOT_ASSESSABLE, values)
        # A rule that placed a cell does not prove it again.
        self.holds = BY_IDENTITY.isdisjoint([c.basis for c in self.cells.values()])
        return None

    def failure(self) -> Finding:
        """The finding of a rule on one cell that does not hold."""
        return self._finding(Outcome.FAILED, {k: c.value or _ZERO for k, c in self.cells.items()})

    def _finding(self, outcome: Outcome, values: dict[str, Decimal] | None = None) -> Finding:
        expected = actual = difference = None
        if values is not None and self.rule.relation != "is_count":
            sides = self.rule.sides(values)
            # The printed total is the actual side, what it should be the expected one.
            first_is_total = len(self.rule.left) == 1
            actual, expected = sides if first_is_total else sides[::-1]
            difference = actual - expected
        elif values is not None:
            actual = values["value"]
        rule = self.rule.rule
        hard = outcome in (Outcome.FAILED, Outcome.FAILS_IF_BLANK_IS_ZERO)
        severity = Severity(rule.severity)
        if outcome is Outcome.NOT_ASSESSABLE:
            severity = Severity.INFO
        elif outcome is Outcome.FAILS_IF_BLANK_IS_ZERO and severity is Severity.ERROR:
            severity = Severity.WARNING
        where = next((c.location for c in self.cells.values() if c.location), None)
        return Finding(
            code=rule.id,
            outcome=outcome,
            severity=severity,
            cause=cause_of(self.cells.values()) if hard else Cause.UNKNOWN,
            table_id=self.table.id,
            form=self.table.form,
            row_key=self.row,
            col_key=self.col,
            cells=tuple(c.address for c in self.cells.values()),
            expected=expected,
            actual=actual,
            difference=difference,
            message=self._message(outcome, rule.en, expected, actual),
            message_zh=self._message_zh(outcome, rule.zh, expected, actual),
            location=where,
        )

    def _place(self) -> str:
        return ".".join(p for p in (self.table.id, self.row, self.col) if p)

    def _message(
        self, outcome: Outcome, text: str, expected: Decimal | None, actual: Decimal | None
    ) -> str:
        place = self._place()
        if outcome is Outcome.NOT_ASSESSABLE:
            return f"{place}: not assessable, a cell has no certain number: {text}"
        figures = (
            f" (expected {expected}, printed {actual})"
            if expected is not None
            else (f" (printed {actual})" if actual is not None else "")
        )
        if outcome is Outcome.FAILS_IF_BLANK_IS_ZERO:
            return f"{place}: would fail if blank cells were zeros: {text}{figures}"
        return f"{place}: does not hold: {text}{figures}"

    def _message_zh(
        self, outcome: Outcome, text: str, expected: Decimal | None, actual: Decimal | None
    ) -> str:
        if outcome is Outcome.NOT_ASSESSABLE:
            return f"无法判断：{text}"
        figures = f"（应为{expected}，实为{actual}）" if expected is not None else ""
        if outcome is Outcome.FAILS_IF_BLANK_IS_ZERO:
            return f"若空白视为零则不成立：{text}{figures}"
        return f"不成立：{text}{figures}"
