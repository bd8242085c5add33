"""The tables of a report, aligned: Chinese characters take two columns of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from gongkai.show.marks import sign
from gongkai.text import clean
from parsers import standard
from parsers.model import Cell, Report, Status
from parsers.standard import Table

_LABEL_LEAST = 18
_GAP = 3  # a column's two blanks and its border


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    indent: int
    texts: list[Text]


@dataclass(frozen=True, slots=True)
class _Sheet:
    corner: str
    heads: list[str]
    lines: list[_Line]


def print_tables(report: Report, notes: dict[tuple[str, str], list[str]], console: Console) -> None:
    """Print every table of the report's forms, in the order of the forms."""
    cells: dict[tuple[str, str], dict[tuple[str, str], Cell]] = {}
    for cell in report.cells:
        cells.setdefault((cell.table_id, cell.form), {})[cell.row_key, cell.col_key] = cell
    section = 0
    for table in _tables_of(report):
        found = cells.get((table.id, table.form), {})
        if table.section != section:
            section = table.section
            console.print()
            if _section_title(section):
                console.print(Text(f"§{section} {_section_title(section)}", style="bold"))
        title = "" if table.title == _section_title(section) else f"{table.title} "
        heading = Text(title, style="bold")
        heading.append(f"{table.id}, form {table.form}", style="dim")
        console.print(heading)
        if found and all(cell.status is Status.ABSENT for cell in found.values()):
            console.print(Text("  ∅ not in the source", style="dim"))
            continue
        _print_sheet(_sheet(table, found, notes), console)


def _tables_of(report: Report) -> Iterator[Table]:
    forms = standard.forms()
    asked = {(cell.table_id, cell.form) for cell in report.cells}
    order = list(dict.fromkeys(table_id for form in forms.values() for table_id in form.tables))
    for table_id in sorted(order, key=_section_of):
        for key, form in forms.items():
            if (table_id, key) in asked and table_id in form.tables:
                yield form.tables[table_id]


def _section_of(table_id: str) -> int:
    return next(
        form.tables[table_id].section
        for form in standard.forms().values()
        if table_id in form.tables
    )


def _section_title(number: int) -> str:
    return next((item.title for item in standard.sections() if item.number == number), "")


def _sheet(
    table: Table,
    cells: dict[tuple[str, str], Cell],
    notes: dict[tuple[str, str], list[str]],
) -> _Sheet:
    def text(row_key: str, col_key: str) -> Text:
        cell = cells.get((row_key, col_key))
        mine = notes.get((table.form, cell.address), []) if cell else []
        return sign(cell, mine)

    printed = {col for _, col in cells}
    columns = [c for c in table.cols if not c.optional or c.key in printed]
    groups = list(dict.fromkeys(column.group for column in columns))
    if len(table.data_rows) == 1 and len(groups) > 1 and None not in groups:
        # One row of many columns is folded: its groups of columns become rows.
        row = table.data_rows[0]
        folded = {
            group: [column for column in columns if column.group == group] for group in groups
        }
        heads = [column.label for column in folded[groups[0]]]
        if all([column.label for column in block] == heads for block in folded.values()):
            lines = [
                _Line(str(group), 0, [text(row.key, column.key) for column in block])
                for group, block in folded.items()
            ]
            return _Sheet("", heads, lines)
    depths: dict[str, int] = {}
    lines = []
    for row in table.rows:
        depth = depths.get(row.group or "", -1) + 1
        depths[row.key] = depth
        texts = [text(row.key, column.key) for column in columns] if row.has_data else []
        lines.append(_Line(row.label, depth, texts))
    return _Sheet(clean(table.corner or ""), [column.label for column in columns], lines)


def _print_sheet(sheet: _Sheet, console: Console) -> None:
    room = console.width
    labels = max(cell_len(line.label) + 2 * line.indent for line in sheet.lines)
    bodies = [
        max([2, *(cell_len(line.texts[n].plain) for line in sheet.lines if line.texts)])
        for n in range(len(sheet.heads))
    ]
    least = min(labels, _LABEL_LEAST if room >= 50 else _LABEL_LEAST // 2 + 3)
    for head_limit in (30, 12, 8, 6, 4):
        widths = [
            max(body, min(cell_len(head), head_limit))
            for body, head in zip(bodies, sheet.heads, strict=True)
        ]
        left = room - 1 - _GAP - sum(width + _GAP for width in widths)
        if left >= min(labels, max(least, 30)):
            break
    for part in _parts(widths, room - 1 - _GAP - least):
        used = sum(widths[n] + _GAP for n in part)
        label_width = max(4, min(labels, room - 1 - _GAP - used))
        grid = RichTable(box=box.SIMPLE, pad_edge=True, show_edge=False, expand=False)
        grid.add_column(sheet.corner, width=label_width, overflow="fold")
        for n in part:
            grid.add_column(
                sheet.heads[n], width=widths[n], justify="right", overflow="fold", vertical="bottom"
            )
        for line in sheet.lines:
            indent = min(2 * line.indent, label_width // 3)
            label = Padding(Text(line.label), (0, 0, 0, indent))
            grid.add_row(label, *(line.texts[n] for n in part if line.texts))
        console.print(grid)


def _parts(widths: list[int], room: int) -> Iterator[list[int]]:
    """Columns that fit beside each other; a narrow terminal gets several sheets."""
    part: list[int] = []
    used = 0
    for n, width in enumerate(widths):
        if part and used + width + _GAP > room:
            yield part
            part, used = [], 0
        part.append(n)
        used += width + _GAP
    yield part
