"""Checks over levels: a report against the sum of those that it covers, L1 of ``identities.toml``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parsers.checks.rules import CHILDREN, Compiled, over_levels
from parsers.checks.summary import Compared, Place, Summary, of_levels, plain
from parsers.model import Cause, Finding, Outcome, Severity, Status

# Who may report for a government: 条例第四十九条.
SPEAKERS = frozenset(("government", "government_office"))
# Whose requests a government's report counts beside its own. Townships may report by themselves.
_DEPARTMENTS = frozenset(("department", "government_office"))
_ZERO = Decimal(0)

ChildrenOf = Callable[[str, int], Iterable[str]]
"""Codes of the divisions directly below a code in a year."""


def is_speaker(summary: Summary) -> bool:
    """Whether a report may speak for a whole division."""
    return summary.kind in SPEAKERS and summary.scope in ("government", "area")


def compare_levels(
    summaries: Iterable[Summary], children_of: ChildrenOf, scope_above: str
) -> Iterator[Compared]:
    """Compares governments with the sums of the reports that theirs cover.

    A report for a whole area covers the governments directly below; a government's report covers
    its departments. Departments are never added to governments. A sum greater than the total
    above fails; a smaller one proves nothing unless every report below is there.

    Args:
        summaries: current versions with a code and a level.
        children_of: the divisions below a division.
        scope_above: compare the reports of this scope: area (with the governments below, which
            must all be given) or government (with the departments of the same division).

    Yields:
        What was found, by the report above.
    """
    speakers: dict[tuple[str, str, int], list[Summary]] = defaultdict(list)
    departments: dict[tuple[str, str | None, int], list[Summary]] = defaultdict(list)
    for s in summaries:
        if s.adcode is None or s.level is None:
            continue
        if is_speaker(s):
            speakers[s.adcode, s.scope, s.year].append(s)
        elif s.kind in _DEPARTMENTS and s.scope == "own":
            departments[s.adcode, s.level, s.year].append(s)
    for (adcode, scope, year), rivals in sorted(speakers.items()):
        if scope != scope_above or len(rivals) != 1:
            continue  # nobody knows which one speaks
        (above,) = rivals
        if scope == "area":
            below = sorted(children_of(adcode, year))
            spoken = [_speaker(speakers, code, year) for code in below]
            found = [child for child in spoken if child is not None]
            family = _Family(above, found, len(below), "governments", "政府")
        else:
            found = departments[adcode, above.level, year]
            family = _Family(above, found, None, "departments", "部门")
        if found:
            yield family.compare()


def _speaker(
    speakers: Mapping[tuple[str, str, int], Sequence[Summary]], adcode: str, year: int
) -> Summary | None:
    """The one report that speaks for a division: for its area if there is one such."""
    for scope in ("area", "government"):
        rivals = speakers.get((adcode, scope, year), ())
        if rivals:
            return rivals[0] if len(rivals) == 1 else None
    return None


@dataclass(frozen=True)
class _Family:
    """A report and those below it; `number` of them there should be, None if nobody knows."""

    above: Summary
    below: Sequence[Summary]
    number: int | None
    what: str
    what_zh: str

    def compare(self) -> Compared:
        """All totals; one remark if they hold and reports are missing."""
        made = Compared(self.above.report_id)
        remark: Finding | None = None
        for place in of_levels(self.above):
            total = self.above.figures.get(place)
            if total is None or total.value is None or total.status is not Status.READ:
                continue
            parts = [s.figures.get(place) for s in self.below]
            values = [
                p.value for p in parts if p and p.status is Status.READ and p.value is not None
            ]
            if not values:
                continue
            for rule in over_levels(place[0], self.above.forms[place[0]]):
                sides = {"value": total.value, "value" + CHILDREN: sum(values, _ZERO)}
                if not rule.compare(sides):
                    made.findings.append(
                        self._finding(rule, place, sides, len(values), Outcome.FAILED)
                    )
                elif len(values) == self.number:
                    made.passed += total.proof
                elif remark is None:
                    remark = self._finding(rule, place, sides, len(values), Outcome.NOTE)
        if remark is not None and not made.findings:
            made.findings.append(remark)
        return made

    def _finding(
        self,
        rule: Compiled,
        place: Place,
        sides: Mapping[str, Decimal],
        present: int,
        outcome: Outcome,
    ) -> Finding:
        total, children = sides["value"], sides["value" + CHILDREN]
        of = f"{present} of {self.number}" if self.number is not None else f"{present}"
        of_zh = f"{self.number}个中的{present}个" if self.number is not None else f"{present}个"
        word = "is less than" if outcome is Outcome.FAILED else "is no less than"
        word_zh = "小于" if outcome is Outcome.FAILED else "不小于"
        address = ".".join(place)
        return Finding(
            code=rule.rule.id,
            outcome=outcome,
            severity=Severity(rule.rule.severity),
            # Which organs a report covers is told by words: its figures alone accuse nobody.
            cause=Cause.UNKNOWN,
            table_id=place[0],
            form=self.above.forms[place[0]],
            row_key=place[1],
            col_key=place[2],
            cells=(address,),
            expected=children,
            actual=total,
            difference=total - children,
            message=f"{address}: {plain(total)} {word} the sum {plain(children)} of "
            f"{of} {self.what} whose reports are here: {rule.rule.en}",
            message_zh=f"总计{plain(total)}{word_zh}现有{self.what_zh}报告（{of_zh}）"
            f"之和{plain(children)}：{rule.rule.zh}",
        )
