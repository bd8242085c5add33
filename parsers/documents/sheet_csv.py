"""Tables as text (.csv, .tsv) to sheets: delimiter found out, blank cells kept."""

from __future__ import annotations

import csv
import io

from parsers.documents.blocks import MOST_BLOCKS, MOST_CELLS, MOST_TEXT, Page
from parsers.documents.sheet import Sheet, SheetCell, fold, page_of
from parsers.errors import DocumentError, RefusedError

# Of two that stand in as many lines, a comma may part thousands.
_DELIMITERS = "\t|;,"
_SAMPLE = 200
# Columns of gongkai's own tables; no report has any of them.
_OWN = frozenset(
    ("report_id", "finding_id", "problem_id", "adcode", "report_year", "row_key", "col_key")
)


def read_csv(text: str) -> Page:
    """Reads a table as text.

    Args:
        text: decoded; line ends are LF.

    Returns:
        Its page.

    Raises:
        DocumentError: it cannot be cut into cells.
        RefusedError: it is a table of gongkai's own datasets, or has more lines, cells or text
            than any report.
    """
    if text.count("\n") > MOST_BLOCKS or len(text) > MOST_TEXT:
        raise _no_report()
    sheet = Sheet("csv")
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, row in enumerate(reader, 1):
            if number == 1:
                _refuse_own(row)
            cells += len(row)
            if cells > MOST_CELLS:
                raise _no_report()
            made = {
                col: SheetCell(fold(field)) for col, field in enumerate(row, 1) if field.strip()
            }
            if made:
                sheet.rows[number] = made
    except csv.Error as error:
        raise DocumentError(
            f"the table cannot be read: {error}", code="broken_file", action="save it anew"
        ) from error
    return page_of([sheet])


def _no_report() -> RefusedError:
    return RefusedError(
        "the file is a table of data, larger than any report",
        code="not_a_document",
        action="cut out the report and parse that, if there is one in it",
    )


def _delimiter(text: str) -> str:
    """The character that most evenly parts the first lines."""
    lines = [line for line in text[:100_000].split("\n") if line.strip()][:_SAMPLE]
    counts = {d: sum(d in line for line in lines) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: counts[d])


def _refuse_own(row: list[str]) -> None:
    own = _OWN.intersection(field.strip() for field in row)
    if len(own) > 1:
        raise RefusedError(
            "the file is a table of a gongkai dataset, not a report",
            code="dataset_table",
            action="give the reports themselves; `gongkai check` takes a dataset",
            evidence=",".join(row)[:200],
        )
