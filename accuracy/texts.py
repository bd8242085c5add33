"""A report as text that no tool at hand makes: printed lines, tabs, boxes, loose pipes."""

from __future__ import annotations

from collections.abc import Callable

from accuracy.marked import Markers
from accuracy.sheet import BREAK, Cell, Grid, Line, Sheet

Render = Callable[[Grid, Markers], list[str]]


def text(sheet: Sheet, shape: str, markers: Markers) -> str:
    """The report in that shape, with markers in the place of its figures."""
    render = SHAPES[shape]
    lines = [sheet.title]
    for block in sheet.blocks:
        if isinstance(block, Grid):
            lines += render(block, markers)
        else:
            lines.append(block)
    gap = {"lines apart": "\n\n", "one line": " "}.get(shape, "\n")
    return gap.join(lines) + "\n"


def _say(cell: Cell, markers: Markers, broken: str = " ") -> str:
    said = ""
    for piece in cell.pieces:
        if piece.key is not None:
            said += markers.mark(piece)
        else:
            said += broken if piece.text == BREAK else piece.text
    return said


def _spread(grid: Grid, markers: Markers) -> list[list[str]]:
    """Rows with a text for each column of the grid: spans give empty ones, lost cells none."""
    rows: list[list[str]] = []
    busy: dict[int, int] = {}
    for number, line in enumerate(grid.rows):
        row: list[str] = []
        for cell in line:
            while busy.get(len(row), 0) > number:
                row.append("")
            for covered in range(len(row), len(row) + cell.colspan):
                busy[covered] = number + cell.rowspan
            row += [_say(cell, markers)] + [""] * (cell.colspan - 1)
        while busy.get(len(row), 0) > number:
            row.append("")
        rows.append(row)
    return rows


def _lines(grid: Grid, markers: Markers) -> list[str]:
    """One cell a line; empty cells vanish."""
    said = (_say(cell, markers, "\n") for line in grid.rows for cell in line)
    return [s for s in said if s]


def _spaced(grid: Grid, markers: Markers) -> list[str]:
    """One row a line, cells parted by a blank; empty cells vanish."""
    rows = ([_say(cell, markers) for cell in line] for line in grid.rows)
    return [" ".join(s for s in row if s) for row in rows]


def _tabs(grid: Grid, markers: Markers) -> list[str]:
    """One row a line, a tab between columns: what a spreadsheet copies."""
    return ["\t".join(row) for row in _spread(grid, markers)]


def _markdown(grid: Grid, markers: Markers) -> list[str]:
    """A Markdown table."""
    rows = ["| " + " | ".join(row) + " |" for row in _spread(grid, markers)]
    return ["", rows[0], "|" + " --- |" * grid.width, *rows[1:], ""]


def _box(grid: Grid, markers: Markers) -> list[str]:
    """Drawn with box characters, a rule under each row."""
    rule = "├" + "┼".join(["────"] * grid.width) + "┤"
    lines = [rule.replace("├", "┌").replace("┼", "┬").replace("┤", "┐")]
    for row in _spread(grid, markers):
        lines += ["│" + "│".join(f" {t or ' '} " for t in row) + "│", rule]
    lines[-1] = rule.replace("├", "└").replace("┼", "┴").replace("┤", "┘")
    return lines


def _opened(grid: Grid, markers: Markers) -> list[str]:
    """A row opens with a lone pipe; each cell on its own line, pads at the end of the row."""
    lines = []
    for line in grid.rows:
        said = [f"{_say(cell, markers)} |" for cell in line]
        pads = sum(cell.colspan - 1 for cell in line)
        lines += ["|", *said[:-1], f"{said[-1]} {'|' * pads}".rstrip()]
    return lines


def _padded(grid: Grid, markers: Markers) -> list[str]:
    """Each cell on its own line, closed by a pipe; the pads of a span beside it."""
    lines = []
    for line in grid.rows:
        lines.append("|")
        lines += [f" {_say(cell, markers)}  |" + "|" * (cell.colspan - 1) for cell in line]
    return lines


def _closed(grid: Grid, markers: Markers) -> list[str]:
    """Cells open with a pipe, each on its own line; a lone pipe closes the row."""
    lines = []
    for line in grid.rows:
        said = [_say(cell, markers) for cell in line]
        lines += [said[0], *(f"| {s}".rstrip() for s in said[1:]), "|"]
    return lines


def _unpadded(grid: Grid, markers: Markers) -> list[str]:
    """One row a line, as many pipes as cells; empty cells keep theirs."""
    return [" | ".join(_say(cell, markers) for cell in line) + " |" for line in grid.rows]


def _dropped(grid: Grid, markers: Markers) -> list[str]:
    """One row a line, pads up to the grid's width at its end; empty cells vanish."""
    lines = []
    for number, line in enumerate(grid.rows):
        said = [s for s in (_say(cell, markers) for cell in line) if s]
        last = number == len(grid.rows) - 1
        lines.append(" | ".join(said) + " |" + ("" if last else "|" * (grid.width - len(said))))
    return lines


def _wrapped(grid: Grid, markers: Markers) -> list[str]:
    """Printed lines of a PDF: a long label stands above and below the line of its figures."""
    lines = []
    for line in grid.rows:
        labels = [_say(c, markers) for c in line if c.kind not in (*_BEHIND, "code")]
        code = "".join(f"{_say(c, markers)} " for c in line[:1] if c.kind == "code")
        behind = [c for n, c in enumerate(line) if c.kind in (*_BEHIND, *(("code",) if n else ()))]
        figures = " ".join(s for s in (_say(c, markers) for c in behind) if s)
        if not _is_data(line) or not labels or len(labels[-1]) <= _PRINTED:
            lines.append(code + " ".join([*labels, *([figures] if figures else [])]))
            continue
        parts = [labels[-1][n : n + _PRINTED] for n in range(0, len(labels[-1]), _PRINTED)]
        upper = (len(parts) + 1) // 2
        before, middle, after = parts[:upper], "", parts[upper:]
        if len(parts) % 2:
            before, middle = parts[: upper - 1], parts[upper - 1]
        lines += [*labels[:-1], *before, f"{code}{middle} {figures}".strip(), *after]
    return [text for text in lines if text]


_PRINTED = 10
_BEHIND = ("value", "extra", "unit")


def _is_data(line: Line) -> bool:
    return any(cell.kind == "value" for cell in line)


SHAPES: dict[str, Render] = {
    "lines": _lines,
    "lines apart": _lines,
    "spaced": _spaced,
    "one line": _spaced,
    "tabs": _tabs,
    "markdown": _markdown,
    "box": _box,
    "pipes, row opened": _opened,
    "pipes, spans padded": _padded,
    "pipes, row closed": _closed,
    "pipes, unpadded": _unpadded,
    "pipes, blanks dropped": _dropped,
    "printed lines": _wrapped,
}

# Whether empty cells leave a trace.
LOSES_BLANKS = {
    "lines",
    "lines apart",
    "spaced",
    "one line",
    "pipes, blanks dropped",
    "printed lines",
}
