"""Reads tables of indicators (政府信息公开情况统计表, 国办发〔2014〕32号): one indicator a row.

Such a table prints words and perhaps codes beside its figures, its labels are worded like rows of
the annual report's own tables, and places had forms of their own before it. It is found and read
by its own words; what it takes of a page is left to no other table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers import standard
from parsers.align import indicator_words as words
from parsers.align import one_line
from parsers.align.indicator_cells import absent, row_cells
from parsers.align.indicator_codes import take_codes
from parsers.align.indicator_heads import UNKNOWN, Layout
from parsers.align.indicator_items import MOST_PIECES, Stretch, of_grid, of_lines, of_one_line
from parsers.align.indicator_places import Print, judge
from parsers.align.indicator_rows import Row, decide, rows_of
from parsers.documents.blocks import Line, Page
from parsers.errors import DocumentError
from parsers.model import Cause, Cell, Finding, Status
from parsers.notes import note
from parsers.standard import Table

# So many rows of the form make a table, if no head says that it is one.
_ROWS = 3
_LOCAL_ROWS = 2
# A page with so many rows is made to break its reader.
_MOST_ROWS = 5000
# A line of a table is shorter than this, unless pipes part it.
_SENTENCE = 120
# A report has some ten thousand characters; of more, no line is looked at word by word.
_MOST_CHARACTERS = 200_000
# The title of a section has at most so many words.
_TITLE = 6


@dataclass(slots=True)
class Indicators:
    """What a page prints of such tables.

    Attributes:
        cells: one per row of the form and column that the heads print; none without a table.
        findings: what was noticed.
        blocks: indexes of the page's blocks that are such tables.
        figures: how many numbers stand in the cells.
        labels: how many rows were found by label.
    """

    cells: list[Cell] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blocks: set[int] = field(default_factory=set)
    figures: int = 0
    labels: int = 0


def read(page: Page) -> Indicators:
    """Reads the tables of indicators of a page; most pages have none, which is quickly seen.

    Raises:
        DocumentError: the page has more rows than any form could print.
    """
    result = Indicators()
    layout: Layout | None = None
    rows: list[Row] = []
    for stretch in _stretches(page):
        found, layout = rows_of(stretch, layout)
        found = _trimmed(found)
        if stretch.one_line:
            _doubt_end(found, stretch)
        if found:
            rows += found
        if len(rows) > _MOST_ROWS:
            raise DocumentError(
                f"the page prints more than {_MOST_ROWS} indicators", code="table_too_large"
            )
    if not rows:
        return result
    decide(rows)
    local = _local_form(rows)
    if local is None and not _is_table(rows):
        return result
    # What stands beside a table in its line is text of the report.
    apart = [r for r in rows if r.stretch is None or not r.stretch.one_line]
    result.blocks = {p.block for r in apart for p in (*r.heads, *r.before, *r.label, *r.tail)}
    if local is not None:
        result.findings.append(_names_local(local, rows))
        return result
    result.labels = sum(1 for r in rows if r.key is not None)
    _fill(result, rows)
    return result


def _stretches(page: Page) -> Iterator[Stretch]:
    """Grids and runs of lines that hold words of such tables."""
    lines: list[tuple[int, Line]] = []
    left = _MOST_CHARACTERS
    for index, block in enumerate(page.blocks):
        if isinstance(block, Line):
            left -= len(block.text)
            if left > 0 and words.holds_table(block.text):
                yield from _of_lines(lines)
                lines = []
                below = page.blocks[index + 1] if index + 1 < len(page.blocks) else None
                yield of_one_line(block, index, below.text if isinstance(below, Line) else "")
            elif len(block.text) > _SENTENCE and "|" not in block.text and "。" in block.text:
                yield from _of_lines(lines)
                lines = []
            else:
                lines.append((index, block))
            continue
        yield from _of_lines(lines)
        lines = []
        if len(block.cells) <= MOST_PIECES and words.tells(cell.text for cell in block.cells):
            yield of_grid(block, index)
    yield from _of_lines(lines)


def _of_lines(lines: Sequence[tuple[int, Line]]) -> Iterator[Stretch]:
    if words.tells(line.text for _, line in lines):
        yield of_lines(lines)


def _trimmed(rows: list[Row]) -> list[Row]:
    """Rows from the heads, or the first row of the form, to the last that is one or has a unit."""
    known = [n for n, r in enumerate(rows) if r.name.keys or words.local(r.text) is not None]
    if not known:
        return []
    start = next((n for n, r in enumerate(rows[: known[0]]) if r.layout is not None), known[0])
    end = known[-1] + 1
    while end < len(rows) and rows[end].has_unit:
        end += 1
    return rows[start:end]


def _doubt_end(rows: Sequence[Row], stretch: Stretch) -> None:
    """What stands behind the last row of a table in a line may begin with a figure of it.

    Unless the title of a section follows, or nothing; a text that was broken anywhere goes on in
    the next line.
    """
    if not rows:
        return
    own = {id(piece) for piece in (*rows[-1].label, *rows[-1].tail)}
    last = max(n for n, piece in enumerate(stretch.pieces) if id(piece) in own)
    behind = stretch.pieces[last + 1 : last + 1 + _TITLE]
    text = " ".join(piece.text for piece in behind) or stretch.below
    if text and not one_line.opens(text):
        rows[-1].doubt = rows[-1].doubt or "text follows the last row on its line"


def _own(rows: Sequence[Row]) -> int:
    """How many rows of the form, of no local one, stand with a unit or a figure."""
    return len({r.key for r in rows if r.has_data and r.name.exact and r.tail})


def _is_table(rows: Sequence[Row]) -> bool:
    own = _own(rows)
    return own >= _ROWS or (own > 0 and any(r.layout is not None for r in rows))


def _local_form(rows: Sequence[Row]) -> int | None:
    """The local form that the rows, or the heads above them, are of."""
    hits = {r.text: form for r in rows if (form := words.local(r.text)) is not None}
    heads = [
        form
        for r in rows
        if r.layout is not None
        for text in r.layout.texts
        if (form := words.local_head(text)) is not None
    ]
    known = any(v != UNKNOWN for r in rows if r.layout is not None for v in r.layout.values)
    if heads and not known:
        return heads[0]
    # Some rows are worded alike in both; a place may add a few of its own to the national form.
    if len(hits) >= _LOCAL_ROWS and _own(rows) < _LOCAL_ROWS * len(hits):
        return next(iter(hits.values()))
    return None


def _names_local(form: int, rows: Sequence[Row]) -> Finding:
    name = standard.indicators().local_forms[form].name
    return note(
        "local_form",
        f"a table of {name}, which is not the national form: nothing of it is read",
        f"{name}，不是全国统一格式，未读取",
        cause=Cause.SOURCE,
        location=rows[0].location,
    )


def _fill(result: Indicators, rows: Sequence[Row]) -> None:
    table = standard.indicators().table
    prints: dict[Layout, Print] = {}
    for layout in dict.fromkeys(r.layout for r in rows if r.layout is not None):
        mine = [r for r in rows if r.layout == layout]
        take_codes(mine, layout)
        prints[layout] = judge(mine, layout)
    headless = [r for r in rows if r.layout is None]
    bare = _without_heads(headless)
    columns = _columns(table, [*prints, *([bare.layout] if headless else [])], result)
    if not columns:
        return
    chosen: dict[str, tuple[Row, str]] = {}
    for row in rows:
        if row.key is not None and row.has_data:
            _choose(chosen, row, table, result)
    _unnamed(rows, chosen, table, result)
    for number, form_row in enumerate(table.data_rows, start=1):
        found = chosen.get(form_row.key)
        if found is None:
            result.cells += absent(table, form_row, number, columns)
            continue
        row, doubt = found
        how = prints[row.layout] if row.layout is not None else bare
        result.cells += row_cells(
            table, form_row, number, columns, row, how, doubt, result.findings
        )
    for how in prints.values():
        if how.deduplicated:
            result.findings.append(_deduplicated(table))
            break
    result.figures = sum(
        1 for c in result.cells if c.value is not None or (c.raw and c.status is Status.DOUBTFUL)
    )
    if not result.figures:
        result.findings.append(
            note(
                "table_without_figures",
                "the table prints no number at all",
                "表格中没有任何数字",
                table=table,
                cause=Cause.UNKNOWN,
            )
        )


def _without_heads(rows: Sequence[Row]) -> Print:
    """Rows without heads: one column of figures, of which nothing says what it is."""
    units = any(r.has_unit for r in rows)
    layout = Layout((words.LABEL, *((words.UNIT,) if units else ()), UNKNOWN))
    return Print(layout, None, keeps=False, doubt="the heads of the columns are missing")


def _columns(table: Table, layouts: Sequence[Layout], result: Indicators) -> list[str]:
    """The form's columns that the heads print; a lone column without a known head is the total."""
    printed: list[str] = []
    for layout in layouts:
        for role, text in zip(layout.roles, layout.texts or layout.roles, strict=True):
            if role == UNKNOWN and len(layout.values) > 1:
                result.findings.append(
                    note(
                        "unknown_column",
                        f"the head “{text}” is none of the form: its figures are not read",
                        f"表头“{text}”不在格式之中，未读取",
                        table=table,
                    )
                )
        values = layout.values
        printed += [UNKNOWN] if values in ((), (UNKNOWN,)) else values
    total = next(c.key for c in table.columns if c.total)
    known = {total if v == UNKNOWN and v not in _several(layouts) else v for v in printed}
    return [c.key for c in table.columns if c.key in known]


def _several(layouts: Sequence[Layout]) -> set[str]:
    """`UNKNOWN`, if it stands beside other columns only."""
    alone = any(layout.values in ((), (UNKNOWN,)) for layout in layouts)
    return set() if alone else {UNKNOWN}


def _choose(chosen: dict[str, tuple[Row, str]], row: Row, table: Table, result: Indicators) -> None:
    key = row.key or ""
    if key not in chosen:
        chosen[key] = row, row.doubt
        return
    first, doubt = chosen[key]
    if [p.text for p in first.figures] == [p.text for p in row.figures] and not row.doubt:
        return
    reason = "the row is printed twice, with other figures"
    result.findings.append(_not_placed(table, row, reason))
    better = first if len(first.figures) >= len(row.figures) else row
    chosen[key] = better, doubt or reason


def _unnamed(
    rows: Sequence[Row], chosen: dict[str, tuple[Row, str]], table: Table, result: Indicators
) -> None:
    """Rows that the form does not have, and rows whose label is lost or not certain."""
    order = [row.key for row in table.data_rows]
    for number, row in enumerate(rows):
        if row.key is not None or not row.figures:
            continue
        if row.label and not row.doubt:
            result.findings.append(
                note(
                    "unknown_indicator",
                    f"“{row.text}” is no row of the form: its figures are not read",
                    f"“{row.text}”不是格式中的指标，未读取",
                    table=table,
                    cause=Cause.SOURCE,
                    location=row.location,
                )
            )
            continue
        above = next((r.key for r in reversed(rows[:number]) if r.has_data), None)
        below = next((r.key for r in rows[number + 1 :] if r.has_data), None)
        low = order.index(above) + 1 if above else 0
        high = order.index(below) if below else len(order)
        missing = [key for key in order[low:high] if key not in chosen]
        if len(missing) == 1:
            reason = row.doubt or "the row has no readable label; placed by its order only"
            chosen[missing[0]] = row, reason
        else:
            result.findings.append(
                _not_placed(table, row, row.doubt or "the row has no readable label")
            )


def _not_placed(table: Table, row: Row, reason: str) -> Finding:
    figures = " ".join(p.text for p in row.tail)
    return note(
        "figures_not_placed",
        f"“{row.text}” {figures}: {reason}",
        "有数字无法归位",
        table=table,
        location=row.location,
    )


def _deduplicated(table: Table) -> Finding:
    return note(
        "text_deduplicated",
        "the labels stand here, but lines that repeat were removed: figures are lost",
        "文本中重复的行被删除，数字缺失",
        table=table,
    )
