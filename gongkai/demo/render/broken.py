"""Tables as text in paragraphs: what is left after a text extraction tool and a republication.

Empty cells are dropped, as those tools do: only the padding at the end of a row tells of them.
"""

from __future__ import annotations

import unicodedata
from html import escape

from gongkai.demo.render.layout import Grid, Slot


def pipe_lines(grid: Grid) -> str:
    """Each cell on its own line with a pipe after it, rows filled up with pipes to the width."""
    lines: list[str] = []
    last = len(grid.rows) - 1
    for number, row in enumerate(grid.rows):
        cells = _cells(row)
        lines.extend(f"{cell} |" for cell in cells)
        padding = grid.width - len(cells)
        if padding and number != last:
            lines.append("|" * padding)
    return "<p>" + "<br/>\n".join(map(escape, lines)) + "</p>\n"


def pipe_rows(grid: Grid) -> str:
    """One row on a line, filled up with pipes to the width."""
    last = len(grid.rows) - 1
    lines = []
    for number, row in enumerate(grid.rows):
        cells = _cells(row)
        padding = "" if number == last else "|" * (grid.width - len(cells))
        lines.append(f"{' | '.join(cells)} |{' ' * bool(padding)}{padding}")
    return "".join(f"<p>{escape(line)}</p>\n" for line in lines)


def cell_lines(grid: Grid) -> str:
    """Each cell in a paragraph of its own; nothing tells where a row ends."""
    cells = [cell for row in grid.rows for cell in _cells(row)]
    return "".join(f"<p>{escape(cell)}</p>\n" for cell in cells)


def _cells(row: list[Slot]) -> list[str]:
    folded = (unicodedata.normalize("NFKC", slot.text) for slot in row)
    return [text for text in folded if text]
