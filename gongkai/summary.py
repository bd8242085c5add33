"""What a run found, on stdout: reports, cells, findings, problems, files."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gongkai.pipeline import Built
from gongkai.text import clean, safe
from parsers.model import Cause, Outcome, Problem, Severity, Status

_STATUS_MEANING = {
    Status.READ: "the source prints this number here",
    Status.BLANK: "printed empty, or with a mark for nothing",
    Status.ABSENT: "row, column or table not in the source",
    Status.DOUBTFUL: "a number whose place, digits or unit is uncertain",
}


def print_summary(built: Built, out: Path, console: Console) -> None:
    """Print the summary of a dataset."""
    totals = built.totals
    years = sorted(year for year in totals.by_year if year is not None)
    span = (
        ""
        if not years
        else f" of {years[0]}" + (f" to {years[-1]}" if years[-1] != years[0] else "")
    )
    more = totals.documents - totals.reports
    line = Text(f"{totals.reports} reports{span}", style="bold")
    if more:
        line.append(f", {more} more documents hold one of them again")
    console.print(line)
    if totals.reports:
        console.print(_cells(built))
        console.print(_findings(built))
    if built.problems:
        console.print(_problems(built))
    else:
        console.print("No problems.")
    console.print(safe(f"Files: {out}/"))
    console.print(
        safe(
            "  panel.csv to begin with, reports.csv, cells.csv, findings.csv, problems.csv; codebook.csv explains the columns"
        )
    )


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_edge=False)
    for head in heads:
        table.add_column(head, justify="right" if head == "number" else "left", overflow="fold")
    return table


def _cells(built: Built) -> Table:
    table = _table("Cells", "status", "number", "meaning")
    for status in Status:
        table.add_row(str(status), str(built.totals.statuses[status]), _STATUS_MEANING[status])
    return table


def _findings(built: Built) -> Table | Text:
    if not built.totals.findings:
        return Text("No findings: every check within the reports holds.")
    table = _table("Findings", "outcome", "severity", "cause", "code", "number")
    outcomes = [str(item) for item in Outcome]
    severities = [str(item) for item in Severity]
    causes = [str(item) for item in Cause]
    ordered = sorted(
        built.totals.findings.items(),
        key=lambda item: (
            outcomes.index(item[0][0]),
            severities.index(item[0][1]),
            causes.index(item[0][2]),
            item[0][3],
        ),
    )
    for (outcome, severity, cause, code), number in ordered:
        table.add_row(outcome.replace("_", " "), severity, cause, clean(code), str(number))
    return table


def _problems(built: Built) -> Table:
    table = _table(
        f"Problems: {built.counting} that count (exit code 2), "
        f"{len(built.problems) - built.counting} that do not",
        *("counts", "kind", "code", "number", "for example"),
    )
    groups: dict[tuple[bool, str, str], list[Problem]] = {}
    for problem in built.problems:
        groups.setdefault((not problem.counts, problem.kind, problem.code), []).append(problem)
    for (free, kind, code), problems in sorted(groups.items()):
        example = problems[0]
        place = example.url or example.source or example.portal or ""
        table.add_row(
            "no" if free else "yes",
            clean(kind),
            clean(code),
            str(len(problems)),
            safe(f"{place}: {example.message}"),
        )
    return table
