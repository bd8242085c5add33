"""When a broken report would be another honest report: such mutations are not generated.

The rule is decided from the printed structure alone, before any parser sees the report. It matters
where the shape gives empty cells no trace (`lossy`): there a row with fewer figures than columns is
an honest row with blanks, and nobody can tell which figures the missing ones were. A mutated row

- must not print as many figures as the row has columns, or none at all;
- must not print fewer figures whose last is the sum of the others (in the tables with a total): a
  report with blanks for zeros prints just that;
- of section 4, which has no label and three totals, must not lose a zero.

Where a text prints the whole grid, the tool fills up a row that is short, cuts one that is long,
and prints a cell over several columns as a figure beside blanks. All that is honest, so rows lose
and gain cells in pages and in lossy texts only, or in the finished text. Where columns are known by
their place in the line, nothing is done that would move the rest of a line. A cell too many before
an empty last one looks like one more empty cell, and is not made.

On paper, a page number is put between groups only: within one it would take the group's last row out
of it, and the print would show that row's figures under other heads, honestly.

The rows of group （六） keep their labels, for they alone tell the form of section 3; if no number of
theirs is left, the judge asks for no form. If a tool prints one part of a torn number only, or the
other part elsewhere, the text prints another number, honestly, and the cell is not judged.

A number on a line of its own before the pipe that ends an empty cell is that cell's, and is not put
there. Numbers put between rows only join a row that is already full, never a row with blanks, and never a
bare group label (（六）其他处理 followed by figures is the row of the older form). A label is only
lost where its figures make the row above longer than the form allows. What a mutation leaves
printed keeps its truth; a figure that is torn or run together is never to be read as certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

SUMMED = {"requests": 7, "review_litigation": 15}


def looks_honest(table_id: str, width: int, numbers: Sequence[Decimal | None]) -> bool:
    """Whether a row with these figures in a row could stand in an honest report.

    Args:
        table_id: the table.
        width: how many figures its rows have.
        numbers: the figures printed, None for a mark for nothing.
    """
    if not numbers or len(numbers) == width:
        return True
    if table_id not in SUMMED or len(numbers) > width:
        return False
    known = [n or Decimal(0) for n in numbers]
    return known[-1] == sum(known[:-1])
