"""When a broken report would be another honest report: such mutations are not generated.

The rule is decided from the printed structure alone, before any parser sees the report. It matters
where the shape gives empty cells no trace (`lossy`): there a row with fewer figures than columns is
an honest row with blanks, and nobody can tell which figures the missing ones were. A mutated row

- must not print as many figures as the row has columns, or none at all;
- must not print fewer figures whose last is the sum of the others (in the tables with a total): a
  report with blanks for zeros prints just that;
- of section 4, which has no label and three totals, must not lose a zero.

A cell over several columns is only printed in pages: a text that expands spans prints its figure
beside blanks, which is honest. The rows of group （六） keep their labels, for they alone tell the
form of section 3; if no figure of theirs is left, the judge asks for no form. A number of which a
tool prints one part only is not judged: the text prints another number, honestly.

Numbers put between rows only join a row that is already full, never a row with blanks, and never a
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
