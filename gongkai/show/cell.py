"""One cell, explained: what it says, where it stands, how it was placed, and who doubts it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from gongkai.show.marks import form_of, number, sign
from gongkai.text import clean, nearest
from parsers import standard
from parsers.errors import UsageError
from parsers.model import Cell, Report, Status

MEANING = {
    Status.READ: "the source prints this number at this place",
    Status.BLANK: "the cell is in the source and prints nothing, or a mark for nothing",
    Status.ABSENT: "the form's cell is not in the source",
    Status.DOUBTFUL: "a number was found, but its place, digits or unit are not certain",
}


def explain(report: Report, address: str, console: Console) -> None:
    """Print all that is known of the cell ``table.row.column``.

    Raises:
        UsageError: the report has no such cell.
    """
    cells = [cell for cell in report.cells if cell.address == address.strip()]
    if not cells:
        near = nearest(address, (cell.address for cell in report.cells))
        raise UsageError(
            f"no cell {clean(address)!r} in report {report.report_id}",
            place="--cell",
            action=f"did you mean {' or '.join(near)}?"
            if near
            else "a cell is table.row.column, e.g. requests.granted.total",
            code="unknown_cell",
        )
    for cell in cells:
        _print_cell(report, cell, console)


def _print_cell(report: Report, cell: Cell, console: Console) -> None:
    table = standard.forms()[cell.form].tables[cell.table_id]
    row, column = table.row(cell.row_key), table.column(cell.col_key)
    head = Text(cell.address, style="bold")
    head.append("  ")
    head.append_text(sign(cell, []))
    console.print(head)
    words = " / ".join(filter(None, (table.title, row.label, column.group, column.label)))
    rows: list[tuple[str, str | None]] = [
        ("means", words),
        ("wording", None if row.verified else "the form's label was not read in a published table"),
        ("in English", " / ".join(filter(None, (table.title_en, row.en, column.en)))),
        ("form", f"{cell.form}, row {cell.row_no}, column {cell.col_no}"),
        ("value", "none" if cell.value is None else number(cell.value)),
        ("status", f"{cell.status}: {MEANING[cell.status]}"),
        ("raw", repr(clean(cell.raw)) if cell.raw else None),
        ("label", repr(clean(cell.label)) if cell.label else None),
        ("unit", cell.unit),
        ("location", cell.location),
        ("source", report.source),
        ("basis", cell.basis),
        ("reason", cell.reason),
    ]
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value:
            grid.add_row(name, Text(clean(value)))
    console.print(grid)
    findings = [
        item
        for item in report.findings
        if cell.address in item.cells and form_of(report, item, cell.address) == cell.form
    ]
    console.print(Text(f"findings: {len(findings) or 'none'}"))
    for item in findings:
        line = f"  {item.code}  {item.outcome}, {item.severity}, cause {item.cause}"
        console.print(Text(clean(f"{line}: {item.message}")))
