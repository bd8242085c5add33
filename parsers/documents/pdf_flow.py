"""From lines and pieces of tables, page by page, to blocks: what belongs together is put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.documents import pdf_aligned, pdf_joins
from parsers.documents.blocks import Grid, Line, Page
from parsers.documents.pdf_lines import TextLine
from parsers.documents.pdf_tables import Piece


def flow(page: Page, parts: Sequence[Sequence[TextLine | Piece]]) -> None:
    """Puts together what belongs together, over page breaks too.

    Args:
        page: gets the blocks.
        parts: lines and pieces of tables of each page, in reading order.
    """
    for before, part in pairwise(parts):
        _doubt_cut_rows(before, part)
    held: list[Piece] = []
    lines: list[TextLine] = []

    def end(*, closed: bool = False) -> None:
        if held:
            page.blocks.append(pdf_joins.grid(held))
            held.clear()
        if lines:
            page.blocks += _of_lines(lines, closed=closed)
            lines.clear()

    titled = 0
    for part in parts:
        for number, item in enumerate(part):
            if isinstance(item, Piece):
                if held and not number and not pdf_joins.continues(held[-1], item):
                    pdf_joins.part(held[-1], item)
                    end()
                elif not held or number:
                    end()
                held.append(item)
                continue
            if titled:
                titled -= 1
                continue
            title = pdf_aligned.title(part[number : number + pdf_aligned.TITLE_LINES])
            if title:
                end(closed=True)
                whole = "".join(line.text for line in title)
                page.blocks.append(Line(whole, item.place(item.box)))
                titled = len(title) - 1
                continue
            prose = pdf_aligned.is_prose(item)
            new = prose or pdf_aligned.opens(item) or (lines and pdf_aligned.begins(item, lines))
            if held or new:
                end()
            lines.append(item)
            if prose:
                end()
    end()


def _doubt_cut_rows(before: Sequence[TextLine | Piece], part: Sequence[TextLine | Piece]) -> None:
    """Doubts what may be parts of one row if words that a page break moved part the two tables."""
    above = next((n for n in range(len(before) - 1, -1, -1) if isinstance(before[n], Piece)), None)
    below = next((n for n, item in enumerate(part) if isinstance(item, Piece)), None)
    if above is None or below is None:
        return
    one, other = before[above], part[below]
    between = [i for i in (*before[above + 1 :], *part[:below]) if isinstance(i, TextLine)]
    if not between or not isinstance(one, Piece) or not isinstance(other, Piece):
        return
    if not any(pdf_aligned.is_prose(i) or pdf_aligned.title([i]) for i in between):
        pdf_joins.part(one, other)


def _of_lines(lines: Sequence[TextLine], *, closed: bool) -> list[Line | Grid]:
    """Lines that follow one another without prose: a table without rules, or lines."""
    table = pdf_aligned.grid(lines, closed=closed)
    if table is not None:
        return [table]
    made: list[Line | Grid] = []
    for line in lines:
        doubt = next((g.doubt for g in line.glyphs if g.doubt and g.is_digit), "")
        made.append(Line(line.text, line.place(line.box), doubt=doubt))
    return made
