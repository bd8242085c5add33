"""One cell, explained: what it says, where it stands, how it was placed, and who doubts it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from gongkai.original import Original
from gongkai.show import words
from gongkai.show.excerpt import Excerpt, Printed, Source
from gongkai.show.marks import form_of, number, sign
from gongkai.text import clean, nearest
from parsers import standard
from parsers.checks.within import Taken, taking_part
from parsers.errors import GongkaiError, UsageError
from parsers.model import Cell, Finding, Report, Status
from parsers.standard import Table


def explain(report: Report, address: str, console: Console, original: Original) -> None:
    """Print all that is known of the cell ``table.row.column``.

    Args:
        report: the report, with all its cells and findings.
        address: of the cell.
        console: to print to.
        original: the report's source, for the excerpt.

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
    source = Source(original.documents, original.attachments)
    for cell in cells:
        table = standard.forms()[cell.form].tables[cell.table_id]
        _print_cell(report, cell, table, console)
        _print_source(report, cell, table, source, console)
        _print_row(report, cell, table, console)
        _print_checks(report, cell, console)
        _print_address(report, original, console)


def _print_cell(report: Report, cell: Cell, table: Table, console: Console) -> None:
    row, column = table.row(cell.row_key), table.column(cell.col_key)
    head = Text(cell.address, style="bold")
    head.append("  ")
    head.append_text(sign(cell, []))
    console.print(head)
    means = " / ".join(filter(None, (table.title, row.label, column.group, column.label)))
    rows: list[tuple[str, str | None]] = [
        ("means", means),
        ("wording", None if row.verified else "the form's label was not read in a published table"),
        ("in English", " / ".join(filter(None, (table.title_en, row.en, column.en)))),
        ("form", f"{cell.form}, row {cell.row_no}, column {cell.col_no}"),
        ("value", "none" if cell.value is None else number(cell.value)),
        ("status", f"{cell.status}: {words.MEANING[cell.status]}"),
        ("raw", repr(clean(cell.raw)) if cell.raw else None),
        ("label", repr(clean(cell.label)) if cell.label else None),
        ("unit", cell.unit),
        ("location", words.location(cell)),
        ("basis", words.basis(cell)),
        ("reason", words.reason(cell)),
        ("could be", "; ".join(words.alternatives(cell, len(table.cols))) or None),
    ]
    _print_pairs(rows, console)


def _print_pairs(rows: list[tuple[str, str | None]], console: Console) -> None:
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        if value:
            grid.add_row(name, Text(clean(value)))
    console.print(grid)


def _print_source(
    report: Report, cell: Cell, table: Table, source: Source, console: Console
) -> None:
    try:
        found = list(_excerpts(report, cell, table, source))
    except GongkaiError as error:
        console.print(Text(clean(f"the source cannot be shown: {error}"), style="yellow"))
        return
    for title, excerpt in found:
        console.print()
        console.print(Text(clean(title), style="bold"))
        if excerpt.heads:
            console.print(Text(clean(f"  above it: {' / '.join(excerpt.heads)}"), style="dim"))
        names = max(len(line.name) for line in excerpt.lines)
        for line in excerpt.lines:
            _print_line(line, names, console)


def _excerpts(
    report: Report, cell: Cell, table: Table, source: Source
) -> Iterator[tuple[str, Excerpt]]:
    if cell.location:
        beside = sorted(
            (c for c in report.cells if c.location == cell.location and c.form == cell.form),
            key=lambda c: (c.row_no, c.col_no),
        )
        found = source.around(cell.location, cell, beside)
        if found:
            yield f"in the source, at {cell.location}", found
        return
    near = [c for c in report.cells if c.table_id == cell.table_id and c.location]
    before = max((c for c in near if c.row_no < cell.row_no), key=_place, default=None)
    after = min((c for c in near if c.row_no > cell.row_no), key=_place, default=None)
    for word, other in (("after", before), ("before", after)):
        found = source.around(other.location or "", None, ()) if other else None
        if other and found:
            label = table.row(other.row_key).label or table.title
            yield f"it would stand {word} the row {label}, at {other.location}", found
    if not near:
        section = next(s for s in standard.sections() if s.number == table.section)
        heading = source.heading((section.title, *section.aliases))
        if heading:
            yield f"its section begins at {heading[0]}", heading[1]


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row_no, cell.col_no


def _print_line(line: Printed, names: int, console: Console) -> None:
    """A line with its name; the cell in bold, with a caret below where that is exact."""
    room = max(console.width - names - 5, 16)
    shown, start, end = _cropped(line, room)
    pointer = ">" if line.marked is not None else " "
    text = Text(f"{pointer} {line.name:>{names}}  ", style="dim", no_wrap=True, overflow="crop")
    text.append(shown[:start], style="")
    text.append(shown[start:end], style="bold reverse")
    text.append(shown[end:])
    console.print(text, style="bold" if line.marked == (0, 0) else "")
    if end > start:
        indent = names + 4 + cell_len(shown[:start])
        console.print(Text(" " * indent + "^" * cell_len(shown[start:end])), style="dim")


def _cropped(line: Printed, room: int) -> tuple[str, int, int]:
    """The part of a line that fits, with the mark in it."""
    start, end = line.marked or (0, 0)
    shown = [clean(line.text[a:b]) for a, b in ((0, start), (start, end), (end, len(line.text)))]
    if cell_len("".join(shown)) <= room:
        return "".join(shown), len(shown[0]), len(shown[0]) + len(shown[1])
    middle = _fit(shown[1], room - 2)
    left = _fit(shown[0][::-1], max((room - cell_len(middle)) // 2 - 1, 0))[::-1]
    right = _fit(shown[2], max(room - cell_len(left) - cell_len(middle) - 2, 0))
    left = left if len(left) == len(shown[0]) else "…" + left
    right = right if len(right) == len(shown[2]) else right + "…"
    return left + middle + right, len(left), len(left) + len(middle)


def _fit(text: str, room: int) -> str:
    """The beginning of a text that is no wider than that."""
    width = 0
    for place, character in enumerate(text):
        width += cell_len(character)
        if width > room:
            return text[:place]
    return text


def _print_row(report: Report, cell: Cell, table: Table, console: Console) -> None:
    row = [
        c
        for c in report.cells
        if (c.table_id, c.form, c.row_key) == (cell.table_id, cell.form, cell.row_key)
    ]
    if len(row) < 2 or all(c.status is Status.ABSENT for c in row):
        return
    console.print()
    console.print(Text("the whole row, as it was read", style="bold"))
    line = Text("  ")
    for other in row:
        column = table.column(other.col_key)
        group = f"{column.group}/" if column.group and "/" not in column.label else ""
        line.append(f"{group}{column.label} ", style="dim")
        line.append_text(sign(other, []))
        line.append("   ")
    console.print(line)


def _print_checks(report: Report, cell: Cell, console: Console) -> None:
    console.print()
    taken = list(taking_part(report, cell))
    named = [
        item
        for item in report.findings
        if cell.address in item.cells and form_of(report, item, cell.address) == cell.form
    ]
    mine = {t.rule.id for t in taken}
    others = [item for item in named if item.code not in mine]
    console.print(Text(f"checks: {len(taken) + len(others) or 'none'}", style="bold"))
    for check in taken:
        found = next((f for f in named if f.code == check.rule.id and f.cells == check.cells), None)
        _print_check(check, found, console)
    for item in others:
        line = f"  {item.code}  {item.outcome}, {item.severity}, cause {item.cause}"
        console.print(Text(clean(f"{line}: {item.message}")))


def _print_check(check: Taken, finding: Finding | None, console: Console) -> None:
    line = f"  {check.rule.id}  {words.outcome(check)}"
    if finding is not None:
        line += f" ({finding.outcome}, {finding.severity}, cause {finding.cause})"
    console.print(Text(clean(line)))
    details = [f"{check.rule.zh}: {check.rule.en}"]
    if check.sides is not None:
        left, right = (number(side) for side in check.sides)
        details.append(f"printed: {left} on the one side, {right} on the other")
    for detail in details:
        console.print(Padding(Text(clean(detail), style="dim"), (0, 0, 0, 6)))


def _print_address(report: Report, original: Original, console: Console) -> None:
    console.print()
    rows: list[tuple[str, str | None]] = [
        ("source", report.source),
        ("address", report.url if report.url != report.source else None),
        ("fetched", report.fetched_at),
        ("archive", report.warc_ref),
        ("bytes", original.where),
    ]
    _print_pairs(rows, console)
