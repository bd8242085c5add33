"""Renders known figures in the shapes that portals and extraction tools give them.

Synthetic throughout: the figures are made up. Labels come from the standard's data.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from parsers import standard

Figures = dict[tuple[str, str, str], str | None]  # (table, row, column) -> printed text or None


@dataclass
class Spanned:
    """A printed cell: text (None = truly empty) with its spans."""

    text: str | None
    colspan: int = 1
    rowspan: int = 1


Rows = list[list[Spanned]]
Printed = list[tuple[str, int, Rows]]  # heading above, grid width, rows


def figures(seed: int, form: str = "2021", *, blanks: float = 0.0) -> Figures:
    """Made-up figures of all tables of a form; with `blanks` that share of cells is empty."""
    rng = random.Random(seed)
    pool = ["0", "0", "0", "0", "1", "2", "3", "17", "250", "1,204", "11398889"]
    result: Figures = {}
    for table in standard.forms()[form].tables.values():
        for row in table.data_rows:
            for column in table.cols:
                text = rng.choice(pool)
                if column.type == "decimal":
                    text = rng.choice(["0", "27.948692", "59237.2449"])
                result[table.id, row.key, column.key] = None if rng.random() < blanks else text
    return result


def tables(data: Figures, form: str = "2021") -> Printed:
    """The printed tables of a report."""
    tabs = standard.forms()[form].tables
    out: Printed = []
    rows: Rows = []
    width = tabs["art20_1"].grid_width
    for table in tabs.values():
        if not table.id.startswith("art20"):
            continue
        spans = _value_spans(width, len(table.cols))
        rows.append([Spanned(table.title, width)])
        rows.append(
            [Spanned(table.corner)]
            + [Spanned(c.label, s) for c, s in zip(table.cols, spans, strict=True)]
        )
        for row in table.data_rows:
            values = [data[table.id, row.key, c.key] for c in table.cols]
            rows.append(
                [Spanned(row.label)] + [Spanned(v, s) for v, s in zip(values, spans, strict=True)]
            )
    out.append(("二、主动公开政府信息情况", width, rows))
    out.append(("三、收到和处理政府信息公开申请情况", 10, _requests(data, form)))
    four = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    out.append(
        (
            "四、政府信息公开行政复议、行政诉讼情况",
            15,
            [
                [Spanned("行政复议", 5), Spanned("行政诉讼", 10)],
                [Spanned(t, 1, 2) for t in four]
                + [Spanned("未经复议直接起诉", 5), Spanned("复议后起诉", 5)],
                [Spanned(t) for t in four * 2],
                [
                    Spanned(data["review_litigation", "counts", c.key])
                    for c in tabs["review_litigation"].cols
                ],
            ],
        )
    )
    return out


def _value_spans(width: int, columns: int) -> list[int]:
    rest = width - 1
    base = [rest // columns] * columns
    for n in range(rest - sum(base)):
        base[n] += 1
    return base


def _requests(data: Figures, form: str) -> Rows:
    table = standard.forms()[form].tables["requests"]
    rows: Rows = [
        [Spanned(table.note, 3, 3), Spanned("申请人情况", 7)],
        [Spanned("自然人", 1, 2), Spanned("法人或其他组织", 5), Spanned("总计", 1, 2)],
        [Spanned(c.label) for c in table.cols[1:6]],
    ]
    groups: dict[str | None, int] = {}
    for row in table.data_rows:
        groups[row.group] = groups.get(row.group, 0) + 1
    outcomes = sum(n for g, n in groups.items() if g)
    seen: set[str] = set()
    for row in table.data_rows:
        cells: list[Spanned] = []
        if row.group is None:
            cells.append(Spanned(row.label, 3))
        else:
            if "outcomes" not in seen:
                seen.add("outcomes")
                cells.append(Spanned(table.row("outcomes").label, 1, outcomes))
            if row.group == "outcomes":
                cells.append(Spanned(row.label, 2))
            else:
                if row.group not in seen:
                    seen.add(row.group)
                    cells.append(Spanned(table.row(row.group).label, 1, groups[row.group]))
                cells.append(Spanned(row.label))
        cells += [Spanned(data["requests", row.key, c.key]) for c in table.cols]
        rows.append(cells)
    return rows


def html(printed: Printed, *, spans: bool = True, word: bool = False) -> str:
    """A whole page; `spans` False loses all of them, `word` pastes from Word."""
    parts = []
    for heading, _, rows in printed:
        parts.append(f"<h2>{heading}</h2><table>")
        for row in rows:
            cells = []
            for cell in row:
                attributes = ""
                if spans and cell.colspan > 1:
                    attributes += f' colspan="{cell.colspan}"'
                if spans and cell.rowspan > 1:
                    attributes += f' rowspan="{cell.rowspan}"'
                text = cell.text or "&nbsp;"
                if word:
                    text = (
                        '<p class=MsoNormal align=center><span lang=EN-US style="font-size:'
                        f'12.0pt;font-family:仿宋_GB2312">{text}<o:p></o:p></span></p>'
                    )
                cells.append(f"<td{attributes}>{text}</td>")
            parts.append("<tr>" + "".join(cells) + "</tr>")
        parts.append("</table>")
    return "<html><body>" + "\n".join(parts) + "</body></html>"


def pipes(
    printed: Printed,
    *,
    style: str = "own_line",
    padded: bool = True,
    keep_blanks: bool = False,
) -> str:
    """Pipe text. Styles: own_line (a cell a line), row_line, leading, lone (pipe on its own line).

    With `padded`, rows are filled up to the grid width at their end (the last row of a table is
    not); truly empty cells are dropped unless `keep_blanks`.
    """
    parts = []
    for heading, width, rows in printed:
        parts.append(heading)
        for number, row in enumerate(rows):
            cells = [c.text or "" for c in row if keep_blanks or c.text]
            last = number == len(rows) - 1
            pads = width - len(cells) if padded and not last else 0
            parts.append(_pipe_row(cells, pads, style, last=last))
    return "\n".join(parts)


def _pipe_row(cells: list[str], pads: int, style: str, *, last: bool) -> str:
    if style == "own_line":
        text = " |\n".join(cells) + ("" if last else " |")
        return text + ("\n" + "|" * pads if pads else "")
    if style == "lone":
        return "\n|\n".join(cells) + "\n|" + ("|" * pads if pads else "")
    row = " | ".join(cells) + " |" + "|" * pads
    return "| " + row if style == "leading" else row


def lines(printed: Printed, *, gap: str = "\n") -> str:
    """One cell a line; empty cells vanish."""
    parts = []
    for heading, _, rows in printed:
        parts.append(heading)
        parts.extend(c.text for row in rows for c in row if c.text)
    return gap.join(parts)


def expanded(printed: Printed, *, separator: str = "|") -> str:
    """Spans expanded into empty cells, one row a line (pipes or tabs)."""
    parts = []
    for heading, width, rows in printed:
        parts.append(heading)
        busy: dict[int, int] = {}
        for number, row in enumerate(rows):
            line = [""] * width
            col = 0
            for cell in row:
                while busy.get(col, 0) > number:
                    col += 1
                if col >= len(line):
                    line.extend([""] * (col + 1 - len(line)))
                line[col] = cell.text or ""
                for covered in range(col, col + cell.colspan):
                    busy[covered] = number + cell.rowspan
                col += cell.colspan
            if separator == "|":
                parts.append("| " + " | ".join(line) + " |")
            else:
                parts.append(separator.join(line))
    return "\n".join(parts)


def spaced(printed: Printed, *, gap: str = " ") -> str:
    """One row a line, cells parted by blanks; empty cells vanish."""
    parts = []
    for heading, _, rows in printed:
        parts.append(heading)
        parts.extend(gap.join(c.text for c in row if c.text) for row in rows)
    return "\n".join(parts)


def aligned(printed: Printed, *, edge: str = "<", wide: bool = True, counted: bool = False) -> str:
    """One row a line, filled up with blanks so that columns stand under one another.

    `edge` is the alignment (``<``, ``>`` or ``^``); `wide` counts Chinese characters twice;
    `counted` puts a row's cells into the columns from the left, whatever spans there are.
    """
    parts = []
    for heading, width, rows in printed:
        parts.append(heading)
        placed = list(_placed(rows, counted=counted))
        sizes = [0] * (width + 9)
        for line in placed:
            for col, span, text in line:
                room = sum(sizes[col : col + span]) + 2 * (span - 1)
                sizes[col + span - 1] += max(0, _size(text, wide) - room)
        for line in placed:
            out = ""
            for col, span, text in line:
                begin = sum(sizes[:col]) + 2 * col
                spare = sum(sizes[col : col + span]) + 2 * (span - 1) - _size(text, wide)
                begin += {"<": 0, ">": spare, "^": spare // 2}[edge]
                out += " " * (begin - _size(out, wide)) + text
            parts.append(out)
    return "\n".join(parts)


def _placed(rows: Rows, *, counted: bool) -> Iterator[list[tuple[int, int, str]]]:
    busy: dict[int, int] = {}
    for number, row in enumerate(rows):
        line, col = [], 0
        for cell in row:
            while busy.get(col, 0) > number and not counted:
                col += 1
            span = 1 if counted else cell.colspan
            if cell.text:
                line.append((col, span, cell.text))
            for covered in range(col, col + span):
                busy[covered] = number + cell.rowspan
            col += span
        yield line


def _size(text: str, wide: bool) -> int:
    return sum(1 + (wide and unicodedata.east_asian_width(c) in "WF") for c in text)


def source_lines(printed: Printed, *, blank: str = "") -> str:
    """The texts of a page whose cells stand on lines of their own, joined by line ends."""
    parts = []
    for heading, _, rows in printed:
        parts.append(heading)
        for row in rows:
            for cell in row:
                parts += ["\n", cell.text] if cell.text else ["\n", blank] if blank else ["\n"]
            parts += ["\n", "\n"]
    return "\n".join(parts)


SHAPES = {
    "html": html,
    "html_spans_lost": lambda p: html(p, spans=False),
    "html_word": lambda p: html(p, word=True),
    "pipes_own_line": pipes,
    "pipes_own_line_blanks_kept": lambda p: pipes(p, keep_blanks=True),
    "pipes_row_line": lambda p: pipes(p, style="row_line"),
    "pipes_leading": lambda p: pipes(p, style="leading"),
    "pipes_row_line_unpadded": lambda p: pipes(p, style="row_line", padded=False, keep_blanks=True),
    "pipes_own_line_unpadded": lambda p: pipes(p, padded=False, keep_blanks=True),
    "pipes_lone": lambda p: pipes(p, style="lone", padded=False),
    "pipes_lone_blanks_kept": lambda p: pipes(p, style="lone", padded=False, keep_blanks=True),
    "lines": lines,
    "lines_apart": lambda p: lines(p, gap="\n\n"),
    "expanded_pipes": expanded,
    "expanded_tabs": lambda p: expanded(p, separator="\t"),
    "spaced": spaced,
    "spaced_twice": lambda p: spaced(p, gap="  "),
    "aligned": aligned,
    "aligned_by_characters": lambda p: aligned(p, wide=False),
    "aligned_counted": lambda p: aligned(p, wide=False, counted=True),
    "aligned_right": lambda p: aligned(p, edge=">"),
    "aligned_centre": lambda p: aligned(p, edge="^"),
    "source_lines": source_lines,
    "source_lines_no_break": lambda p: source_lines(p, blank="\u00a0"),
}
