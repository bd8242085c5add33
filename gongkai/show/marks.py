"""How a cell looks: every status has a sign of its own, so colour only adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rich.text import Text

from gongkai.text import clean
from parsers.model import Cell, Finding, Outcome, Report, Severity, Status

LEGEND = "? doubtful   · blank in the source   ∅ not in the source   !a in the failed check a below"
STYLES = {
    Status.READ: "",
    Status.BLANK: "dim",
    Status.ABSENT: "dim",
    Status.DOUBTFUL: "bold yellow",
}
SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def number(value: Decimal) -> str:
    """A decimal as printed: no exponent, no padding."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def letter(index: int) -> str:
    """Footnote letters: a to z, aa, ab, ..."""
    word = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        word = chr(ord("a") + rest) + word
    return word


def footnotes(report: Report) -> dict[int, str]:
    """Letters of the failed checks, by the place of the finding in the report."""
    failed = [n for n in in_order(report) if report.findings[n].outcome is Outcome.FAILED]
    return {place: letter(index) for index, place in enumerate(failed)}


def in_order(report: Report) -> list[int]:
    """The places of the findings, the failed and the severe first; the same from file or dataset."""
    severities = list(Severity)
    outcomes = list(Outcome)

    def key(place: int) -> tuple[object, ...]:
        item = report.findings[place]
        return (
            item.outcome is not Outcome.FAILED,
            severities.index(item.severity),
            outcomes.index(item.outcome),
            item.code,
            item.cells,
            item.message,
        )

    return sorted(range(len(report.findings)), key=key)


def notes_by_cell(report: Report, letters: Mapping[int, str]) -> dict[tuple[str, str], list[str]]:
    """Footnote letters by (form, address) of a cell."""
    notes: dict[tuple[str, str], list[str]] = {}
    for place, note in letters.items():
        finding = report.findings[place]
        for address in finding.cells:
            notes.setdefault((form_of(report, finding, address), address), []).append(note)
    return notes


def form_of(report: Report, finding: Finding, address: str) -> str:
    """The form of a cell that a finding names; a finding across tables says none itself."""
    table_id = address.partition(".")[0]
    if finding.form and finding.table_id in (None, table_id):
        return finding.form
    return report.forms.get(table_id, finding.form or "")


def sign(cell: Cell | None, notes: list[str]) -> Text:
    """What stands in the table for a cell."""
    if cell is None:
        return Text("")
    if cell.status is Status.BLANK:
        word = "·"
    elif cell.status is Status.ABSENT:
        word = "∅"
    else:
        word = clean(cell.raw) if cell.value is None else number(cell.value)
        if cell.status is Status.DOUBTFUL:
            word += "?"
    text = Text(word, style=STYLES[cell.status], no_wrap=True)
    if notes:
        text.append("!" + ",".join(notes), style="bold red")
    return text
