"""A whole report: identity, tables, findings."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from gongkai.show.marks import LEGEND, SEVERITY_STYLES, footnotes, in_order, notes_by_cell, number
from gongkai.show.tables import print_tables
from gongkai.text import clean, safe
from parsers.model import Finding, Outcome, Report, Severity, Status

_FINDINGS_SHOWN = 40


def render(report: Report, console: Console) -> None:
    """Print `report` to `console`."""
    letters = footnotes(report)
    _print_identity(report, console)
    print_tables(report, notes_by_cell(report, letters), console)
    _print_cells(report, console)
    _print_findings(report, letters, console)


def _print_identity(report: Report, console: Console) -> None:
    who = report.identity
    console.print(safe(who.title or "(no title)", "bold"))
    place = " ".join(filter(None, (who.province, who.prefecture, who.county, who.township)))
    code = f"{who.adcode} ({who.adcode_kind})" if who.adcode else "no adcode"
    forms = ", ".join(
        f"{form}: {' '.join(names)}" for form, names in sorted(_forms(report).items(), reverse=True)
    )
    rows: list[tuple[str, str | None]] = [
        ("report", report.report_id),
        ("organ", _with(who.organ or "unknown", who.organ_kind)),
        ("region", _with(who.region or "unknown", code, who.level, place)),
        ("year", str(who.report_year or "unknown")),
        ("scope", _with(who.scope, who.scope_basis, "headline" if who.headline else None)),
        (
            "published",
            _with(who.published_on or "unknown", who.published_on_basis, who.published_on_status),
        ),
        ("due", _with(who.due_on, who.due_basis) if who.due_on else None),
        ("index", who.index_number),
        ("forms", forms or None),
        ("reading", _with(report.reading, report.media_type)),
        ("source", report.source),
        ("url", report.url if report.url != report.source else None),
        ("also at", "\n".join(clean(address) for address in report.other_urls) or None),
        ("fetched", report.fetched_at),
        ("seen", f"{report.first_seen} to {report.last_seen}" if report.first_seen else None),
        ("gone", "the portal no longer lists it" if report.gone else None),
        ("sha256", report.sha256),
        ("archive", report.warc_ref),
    ]
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value:
            lines = [clean(line) for line in value.split("\n")]
            grid.add_row(name, Text("\n".join(lines)))
    console.print(grid)


def _with(word: str | None, *more: str | None) -> str:
    rest = ", ".join(item for item in more if item and item != "unknown")
    return f"{word or ''} ({rest})" if rest else word or ""


def _forms(report: Report) -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for table_id, form in report.forms.items():
        forms.setdefault(form, []).append(table_id)
    return forms


def _print_cells(report: Report, console: Console) -> None:
    counts = Counter(cell.status for cell in report.cells)
    line = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    console.print()
    console.print(Text(f"{len(report.cells)} cells: {line or 'none'}"))
    console.print(Text(LEGEND, style="dim"))


def _print_findings(report: Report, letters: dict[int, str], console: Console) -> None:
    console.print()
    failed = len(letters)
    console.print(
        Text(
            f"Checks: {report.checks_passed} passed, {failed} failed, "
            f"{sum(f.outcome is Outcome.NOT_ASSESSABLE for f in report.findings)} not assessable",
            style="bold",
        )
    )
    places = in_order(report)
    for place in places[:_FINDINGS_SHOWN]:
        finding = report.findings[place]
        _print_finding(finding, letters.get(place), console)
    if len(places) > _FINDINGS_SHOWN:
        console.print(
            Text(f"  and {len(places) - _FINDINGS_SHOWN} more; findings.csv has all", style="dim")
        )


def _print_finding(finding: Finding, note: str | None, console: Console) -> None:
    head = Text(f"!{note} " if note else "- ", style="bold red" if note else "dim")
    head.append(clean(finding.code), style="bold")
    head.append(f"  {str(finding.outcome).replace('_', ' ')}")
    head.append(f", {finding.severity}", style=SEVERITY_STYLES[finding.severity])
    head.append(f", cause {finding.cause}")
    values = [
        f"{name} {number(value)}"
        for name, value in (
            ("expected", finding.expected),
            ("actual", finding.actual),
            ("difference", finding.difference),
        )
        if value is not None
    ]
    if values:
        head.append("  " + ", ".join(values))
    console.print(head)
    details = [finding.message]
    if finding.cells and finding.severity is not Severity.INFO:
        shown = ", ".join(finding.cells[:8])
        details.append(
            f"cells: {shown}"
            + (f" and {len(finding.cells) - 8} more" if len(finding.cells) > 8 else "")
        )
    if finding.location:
        details.append(f"at {finding.location}")
    for detail in filter(None, details):
        console.print(Padding(safe(detail, "dim"), (0, 0, 0, 5)))
