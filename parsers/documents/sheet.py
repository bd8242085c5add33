"""Spreadsheets to blocks: what is printed in rows and columns as grids, titles and prose as lines.

Every reader of a format gives `Sheet`s; only what a reader of the sheet would see is in the page.
Cells are located as ``sheet:NAME!D7``, by the sheet's own rows and columns, hidden ones counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from parsers import labels, numbers, standard
from parsers.decode import clean
from parsers.documents.blocks import (
    MOST_BLOCKS,
    MOST_CELLS,
    Grid,
    GridCell,
    Line,
    Page,
    check_text_size,
    column_letters,
)
from parsers.errors import DocumentError
from parsers.model import Cause, Severity
from parsers.notes import note
from parsers.numbers import Kind

# No table of a report is wider.
_MOST_COLUMNS = 400
# A cell with more text than this holds prose, not a figure or a label.
_LAYOUT_CELL = 300
_SEVERAL = 2
_CAPTION = 20
_TITLE = re.compile(r"\d|[年。：:]")


@dataclass(slots=True)
class SheetCell:
    """A cell as it is printed.

    Attributes:
        text: blanks folded.
        doubt: why the text is not certain; empty when it is.
        framed: a border is drawn around it, or at one of its sides.
    """

    text: str = ""
    doubt: str = ""
    framed: bool = False


@dataclass
class Sheet:
    """One sheet; rows and columns are counted from 1.

    Attributes:
        name: as its tab says.
        rows: cells that print something or are framed, by row and column.
        merges: first row, first column, last row, last column of merged cells.
        hidden_rows: rows that are not shown.
        hidden_columns: columns that are not shown.
    """

    name: str
    rows: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def page_of(sheets: Iterable[Sheet]) -> Page:
    """The page of a workbook.

    Args:
        sheets: those that are shown, in order.

    Raises:
        DocumentError: it has more cells or text than any report.
    """
    page = Page(reading="sheet")
    cells = characters = 0
    left_out: list[str] = []
    for sheet in sheets:
        if _merge(sheet):
            left_out.append(sheet.name)
        page.blocks.extend(_blocks(sheet))
        if len(page.blocks) > MOST_BLOCKS:
            raise DocumentError(
                f"the sheets have more than {MOST_BLOCKS} lines", code="too_many_lines"
            )
    for block in page.blocks:
        texts = [block.text] if isinstance(block, Line) else [c.text for c in block.cells]
        characters += sum(map(len, texts))
        cells += len(texts)
    check_text_size(characters)
    if cells > MOST_CELLS:
        raise too_large()
    if left_out:
        page.findings.append(
            note(
                code="hidden_cells",
                severity=Severity.INFO,
                cause=Cause.SOURCE,
                message=f"hidden rows or columns hold text that is not read: {', '.join(left_out)}",
                message_zh="隐藏的行或列有内容，未读取",
            )
        )
    return page


def too_large() -> DocumentError:
    """A workbook that is no report."""
    return DocumentError(
        f"the sheets have more than {MOST_CELLS} cells",
        code="table_too_large",
        action="cut out the report and parse that",
    )


def fold(text: str) -> str:
    """A cell's text on one line, without characters that no text has."""
    return " ".join(clean(text)[0].split())


def _merge(sheet: Sheet) -> bool:
    """Leaves what is merged over or hidden out of a sheet; whether anything hidden was printed."""
    for first_row, first_col, last_row, last_col in sheet.merges:
        shown = sheet.rows.get(first_row, {}).get(first_col, SheetCell())
        framed = False
        for number in [n for n in sheet.rows if first_row <= n <= last_row]:
            row = sheet.rows[number]
            for col in [c for c in row if first_col <= c <= last_col]:
                framed = framed or row[col].framed
                del row[col]
        # What a merged cell prints is seen if any of its rows and columns is.
        row_at = _first_shown(first_row, last_row, sheet.hidden_rows)
        col_at = _first_shown(first_col, last_col, sheet.hidden_columns)
        cell = SheetCell(shown.text, shown.doubt, framed or shown.framed)
        if cell.text or cell.framed:
            sheet.rows.setdefault(row_at, {})[col_at] = cell
    hidden = False
    for number in list(sheet.rows):
        row = sheet.rows[number]
        gone = number in sheet.hidden_rows
        for col in [c for c in row if gone or c in sheet.hidden_columns]:
            hidden = hidden or bool(row[col].text)
            del row[col]
        if not row:
            del sheet.rows[number]
    return hidden


def _first_shown(first: int, last: int, hidden: set[int]) -> int:
    return next((n for n in range(first, last + 1) if n not in hidden), first)


def _blocks(sheet: Sheet) -> Iterator[Line | Grid]:
    location = f"sheet:{fold(sheet.name)}"
    spans = {
        (
            _first_shown(a, c, sheet.hidden_rows),
            _first_shown(b, d, sheet.hidden_columns),
        ): (c, d)
        for a, b, c, d in sheet.merges
    }
    for region in _regions(sheet):
        if isinstance(region, int):
            for col, cell in sorted(sheet.rows[region].items()):
                if cell.text:
                    yield Line(cell.text, f"{location}!{column_letters(col)}{region}")
            continue
        grid = Grid(location, lettered=True)
        grid.cells.extend(_cells(sheet, region, spans))
        if grid.cells:
            yield grid


def _regions(sheet: Sheet) -> Iterator[int | list[int]]:
    """Rows of nothing but words by number, and the rows of each table.

    A table is drawn with borders, or has rows of several cells. Without any border, whatever
    stands between its first and its last row of several cells is a row of it, but for the title of
    a section.
    """
    shown = sorted(
        n for n, row in sheet.rows.items() if any(c.text or c.framed for c in row.values())
    )
    drawn = any(cell.framed for row in sheet.rows.values() for cell in row.values())
    held: list[int] = []
    for number in shown:
        row = sheet.rows[number]
        if _is_prose(row) and not any(cell.framed for cell in row.values()):
            yield from _table(sheet, held, drawn=drawn)
            held = []
            yield number
            continue
        follows = bool(held) and number > held[-1] and _adjoins(sheet, held[-1], number)
        if held and not follows:
            yield from _table(sheet, held, drawn=drawn)
            held = []
        if drawn and not _is_row(row):
            yield from _table(sheet, held, drawn=drawn)
            held = []
            yield number
        else:
            held.append(number)
    yield from _table(sheet, held, drawn=drawn)


def _adjoins(sheet: Sheet, above: int, number: int) -> bool:
    return all(n in sheet.hidden_rows for n in range(above + 1, number)) or any(
        a <= above and number <= c + 1 for a, _, c, _ in sheet.merges
    )


def _is_prose(row: dict[int, SheetCell]) -> bool:
    """Whether a row is a paragraph, or the title of a section."""
    filled = [cell.text for cell in row.values() if cell.text]
    if len(filled) != 1:
        return False
    return len(filled[0]) > _LAYOUT_CELL or labels.fold(filled[0]).core in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(
        labels.fold(title).core
        for section in standard.sections()
        for title in (section.title, *section.aliases)
    )


def _is_row(row: dict[int, SheetCell]) -> bool:
    return any(cell.framed for cell in row.values()) or _several(row)


def _several(row: dict[int, SheetCell]) -> bool:
    return sum(bool(cell.text) for cell in row.values()) >= _SEVERAL


def _table(sheet: Sheet, rows: Sequence[int], *, drawn: bool) -> Iterator[int | list[int]]:
    """Rows that follow one another as a table, those of words alone around it apart."""
    kept = list(rows)
    if not drawn:
        inside = [at for at, n in enumerate(rows) if _several(sheet.rows[n])]
        if not inside:
            yield from rows
            return
        first = inside[0]
        while first and _is_caption(sheet.rows[rows[first - 1]]):
            first -= 1
        last = inside[-1] + 1
        while last < len(rows) and _is_bare_row(sheet.rows[rows[last]]):
            last += 1
        yield from rows[:first]
        kept = list(rows[first:last])
    else:
        _drop_empty_end(sheet, kept)
    if kept:
        yield kept
    if not drawn:
        yield from rows[last:]


def _is_caption(row: dict[int, SheetCell]) -> bool:
    """Whether the words of a row are the forms' own, or too few for a title or a sentence."""
    texts = [cell.text for cell in row.values() if cell.text]
    return all(
        labels.like(text).roles or (len(text) <= _CAPTION and not _TITLE.search(text))
        for text in texts
    )


def _is_bare_row(row: dict[int, SheetCell]) -> bool:
    """Whether a row of one cell is a label of the forms, or a figure: its other cells are empty."""
    return all(
        labels.like(cell.text).of("row", "group") or numbers.read(cell.text).kind is not Kind.WORDS
        for cell in row.values()
        if cell.text
    )


def _drop_empty_end(sheet: Sheet, rows: list[int]) -> None:
    """Drops framed rows below a table that print nothing: room that was never filled.

    Below heads one row is kept, for it may be the table's only row, left empty.
    """
    filled = [n for n in rows if any(cell.text for cell in sheet.rows[n].values())]
    if not filled:
        rows.clear()
        return
    last = rows.index(filled[-1])
    figures = any(cell.text[:1].isdigit() for cell in sheet.rows[filled[-1]].values())
    del rows[last + 1 + (not figures) :]


def _cells(
    sheet: Sheet, rows: Sequence[int], spans: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[GridCell]:
    """The cells of a table, empty ones included."""
    ends = {n: _end(sheet, n, spans) for n in rows}
    columns = [c for n in rows for c in sheet.rows[n]]
    first, last = min(columns), max(ends.values())
    if last - first >= _MOST_COLUMNS or len(rows) * (last - first) > MOST_CELLS * _SEVERAL:
        raise too_large()
    # col -> last row of the merged cell that covers it
    busy: dict[int, int] = {}
    for number in rows:
        row = sheet.rows[number]
        framed = any(cell.framed for cell in row.values())
        end = ends[number] if framed else last
        col = first
        while col <= end:
            if col in sheet.hidden_columns or busy.get(col, 0) >= number:
                col += 1
                continue
            cell = row.get(col, SheetCell())
            bottom, right = spans.get((number, col), (number, col))
            for covered in range(col, right + 1):
                busy[covered] = bottom
            yield GridCell(
                cell.text, number, col, bottom - number + 1, right - col + 1, doubt=cell.doubt
            )
            col = right + 1


def _end(sheet: Sheet, number: int, spans: dict[tuple[int, int], tuple[int, int]]) -> int:
    """The last column of a row that prints or is framed."""
    return max(spans.get((number, col), (0, col))[1] for col in sheet.rows[number])
