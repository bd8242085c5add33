"""Checks over consecutive years of one organ: B1 to B4 of ``identities.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parsers import standard
from parsers.checks.rules import PREVIOUS, Compiled, over_years
from parsers.checks.summary import Compared, Figure, Place, Summary, plain
from parsers.model import Cause, Finding, Outcome, Severity, Status
from parsers.standard import Table

_UNKNOWN_SCOPE = "unknown"
_ZERO = Decimal(0)


def compare_years(summaries: Iterable[Summary]) -> Iterator[Compared]:
    """Compares every report with the same organ's of the year before.

    Args:
        summaries: current versions, at most one of an organ and year.

    Yields:
        What was found, by the later report.
    """
    known = {(s.organ, s.year): s for s in summaries}
    for summary in known.values():
        before = known.get((summary.organ, summary.year - 1))
        if before is not None:
            yield _over_years(summary, before)


def _over_years(now: Summary, before: Summary) -> Compared:
    made = Compared(now.report_id)
    for table_id, form in now.forms.items():
        form_before = before.forms.get(table_id)
        if form_before is None:
            continue
        table = standard.forms()[form].tables[table_id]
        for rule in over_years(table_id, form, form_before):
            if rule.rule.each == "columns":
                _by_columns([_Pair(rule, table, now, before, col=c.key) for c in table.cols], made)
            else:
                for row in table.data_rows:
                    _single(_Pair(rule, table, now, before, row=row.key), made)
    return made


def _single(pair: _Pair, made: Compared) -> None:
    outcome = pair.outcome
    if outcome is Outcome.CONFIRMED:
        made.passed += 1
    elif outcome is not None:
        made.findings.append(pair.finding(outcome))


def _by_columns(pairs: Sequence[_Pair], made: Compared) -> None:
    """Totals first: what only moves between the columns is one remark."""
    totals = [p for p in pairs if p.table.column(p.col or "").total]
    others = [p for p in pairs if p not in totals]
    failing = [p for p in others if p.outcome is Outcome.FAILED]
    holds = all(p.outcome is Outcome.CONFIRMED for p in totals)
    for pair in totals:
        _single(pair, made)
    if holds and failing:
        made.findings.append(_moved(failing))
    for pair in others:
        if pair.outcome is Outcome.CONFIRMED:
            made.passed += 1
        elif pair.outcome is Outcome.FAILED and any(p.outcome is Outcome.FAILED for p in totals):
            made.findings.append(pair.finding(Outcome.FAILED))


def _moved(pairs: Sequence[_Pair]) -> Finding:
    """The total is carried over whole, its parts are not: applicants in another category."""
    first = pairs[0]
    figures = [f for p in pairs for f in p.figures.values()]
    columns = ", ".join(p.col or "" for p in pairs)
    rule = first.rule.rule
    return Finding(
        code=rule.id,
        outcome=Outcome.FAILED,
        severity=Severity.INFO,
        cause=_cause(figures, first),
        table_id=first.table.id,
        form=first.table.form,
        row_key=first.rule.names[0],
        cells=tuple(address for p in pairs for address in p.addresses()),
        message=f"{first.place()}: the total agrees with {first.before.year}, "
        f"its parts do not ({columns}): {rule.en}",
        message_zh=f"总计与{first.before.year}年度一致，分项不一致（申请人类别可能有调整）：{rule.zh}",
        other_report_id=first.before.report_id,
    )


@dataclass(eq=False)
class _Pair:
    """A rule on one column or row of this year's table and last year's."""

    rule: Compiled
    table: Table
    now: Summary
    before: Summary
    row: str | None = None
    col: str | None = None
    figures: dict[str, Figure] = field(init=False)
    outcome: Outcome | None = field(init=False)

    def __post_init__(self) -> None:
        found = {name: self._figure(name) for name in self.rule.names}
        self.figures = {name: f for name, f in found.items() if f is not None}
        complete = len(self.figures) == len(found)
        self.outcome = self._judge() if complete else None

    def _figure(self, name: str) -> Figure | None:
        summary = self.before if name.endswith(PREVIOUS) else self.now
        return summary.figures.get(self._at(name))

    def _at(self, name: str) -> Place:
        key = name.removesuffix(PREVIOUS)
        return self.table.id, self.row or key, self.col or key

    def addresses(self) -> Iterator[str]:
        """The cells of this year's report; last year's stand in another one."""
        yield from (".".join(self._at(n)) for n in self.rule.names if not n.endswith(PREVIOUS))

    def _judge(self) -> Outcome | None:
        """CONFIRMED if it holds, None if there is nothing to say."""
        figures = self.figures.values()
        holds = self.rule.compare(self._values())
        if all(f.value is not None for f in figures):
            if not holds:
                return Outcome.FAILED
            if all(f.status is Status.READ for f in figures):
                return Outcome.CONFIRMED if all(f.proof for f in figures) else None
            return Outcome.NOT_ASSESSABLE
        statuses = {f.status for f in figures if f.value is None}
        if Status.ABSENT in statuses:
            return None  # the cells themselves say so
        if Status.DOUBTFUL in statuses:
            return Outcome.NOT_ASSESSABLE
        if holds or not any(f.value is not None for f in figures):
            return None
        return Outcome.FAILS_IF_BLANK_IS_ZERO

    def _values(self) -> dict[str, Decimal]:
        return {name: f.value if f.value is not None else _ZERO for name, f in self.figures.items()}

    def place(self) -> str:
        """What it is about, in a message."""
        row = self.row or self.rule.names[0]
        return ".".join(p for p in (self.table.id, row, self.col) if p)

    def finding(self, outcome: Outcome) -> Finding:
        """The finding on this year's report."""
        rule = self.rule.rule
        actual, expected = self.rule.sides(self._values())
        severity = Severity(rule.severity)
        certain = outcome is Outcome.FAILED
        if outcome is Outcome.NOT_ASSESSABLE:
            message, message_zh = "not assessable, a cell has no certain number", "无法判断"
            severity = Severity.INFO
        else:
            figures = f" (expected {plain(expected)}, printed {plain(actual)})"
            message = "does not hold" if certain else "would fail if blank cells were zeros"
            message_zh = "不成立" if certain else "若空白视为零则不成立"
            rest = f"（应为{plain(expected)}，实为{plain(actual)}）"
        known = outcome is not Outcome.NOT_ASSESSABLE
        return Finding(
            code=rule.id,
            outcome=outcome,
            severity=severity,
            cause=_cause(self.figures.values(), self) if known else Cause.UNKNOWN,
            table_id=self.table.id,
            form=self.table.form,
            row_key=self.row or self.rule.names[0],
            col_key=self.col or self.rule.names[0],
            cells=tuple(self.addresses()),
            expected=expected if known else None,
            actual=actual if known else None,
            difference=actual - expected if known else None,
            message=f"{self.place()}, {self.before.year} to {self.now.year}: {message}: {rule.en}"
            + (figures if known else ""),
            message_zh=f"{message_zh}：{rule.zh}" + (rest if known else ""),
            other_report_id=self.before.report_id,
        )


def _cause(figures: Iterable[Figure], pair: _Pair) -> Cause:
    """Never the source unless every cell of both reports is read, for one known scope."""
    figures = list(figures)
    if any(f.status is Status.DOUBTFUL for f in figures):
        return Cause.READING
    same = pair.now.scope != _UNKNOWN_SCOPE and pair.rule.rule.origin != "soft"
    return Cause.SOURCE if same and all(f.proof for f in figures) else Cause.UNKNOWN
