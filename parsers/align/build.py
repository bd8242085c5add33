"""Cells from records: every slot of the decided form gets a status and says why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from parsers.align.assign import Found
from parsers.align.heads import Heads
from parsers.align.items import Item
from parsers.align.joins import may_be_split
from parsers.align.place import Placement, place
from parsers.align.records import Record
from parsers.align.shape import Shape
from parsers.confirm import BELOW_ZERO, NO_CELL
from parsers.model import Cell, Finding, Status
from parsers.notes import note, words_in_cell
from parsers.numbers import OCR, Kind
from parsers.standard import Row, Table
from parsers.totals import ALL_ZERO, SUM_OF_OTHERS

# A label less like the form's than this must also stand at its place between its neighbours.
_CERTAIN = 100.0
_ZERO = Decimal(0)


def build(found: Found, heads: Heads, shape: Shape) -> tuple[list[Cell], list[Finding]]:
    """Fills the table's slots.

    Args:
        found: what the document prints of the table.
        heads: its form and columns.
        shape: how its rows were printed.

    Returns:
        One cell per slot of the form, in form order, and what was noticed.
    """
    table = heads.table
    findings: list[Finding] = []
    # Figures of a row that only another form has may be those of a label torn around them.
    keys = {row.key for row in table.data_rows}
    explained = all(
        r.row_key in keys and r.figures <= len(table.columns) for r in found.records if r.figures
    )
    rows = _rows(found, table, findings, explained=explained)
    cells: list[Cell] = []
    for row_no, row in enumerate(table.data_rows, start=1):
        record, doubt = rows.get(row.key, (None, ""))
        if record is None or _is_cut_off(record):
            reason = "the row is not in the source" if record is None else "the row has no cells"
            cells.extend(_absent(table, row, row_no, reason))
            continue
        placement = place(record, len(table.columns), shape)
        if not explained and not record.values:
            placement = Placement(
                None, reason="no figure stands beside the label, others are loose"
            )
        made = _row_cells(
            table, row, row_no, record, placement, heads, doubt or heads.doubt, findings
        )
        if placement.slots is None and not heads.permuted:
            # A row of a grid has its cells: what it lacks or merges is damage, and may be more.
            sure = explained and record.in_text and not (record.torn or doubt or heads.doubt)
            _say_total(made[-1], record, table, sure=sure)
        if record.torn:
            _doubt_all(
                made,
                "figures without a label, or a part of one, stand beside the row: one may be torn",
            )
        full = record.in_text and not shape.keeps_blanks and record.filled == len(made)
        if full and may_be_split(made):
            _doubt_all(made, "two figures of the row may be one, and a blank cell be lost")
        if record.leading and record.in_text and not record.figures:
            _doubt_all(
                made,
                "a figure or words stand before, within or behind the label, where none is expected",
            )
        empty = any(not c.raw and c.status is not Status.DOUBTFUL for c in made)
        unclear = any(v.printed.doubt not in ("", OCR) for v in record.values)
        if unclear and empty:
            _doubt_all(made, "a cell of the row has unclear digits and another one is empty")
        elif (unclear or any(v.is_words for v in record.values)) and (
            record.in_text and len(record.values) > len(table.columns)
        ):
            # It may be none of the row's but a page number; then an empty one is.
            _doubt_all(made, "a cell of the row is no clear number, and there is one too many")
        if not explained and not shape.keeps_blanks:
            _doubt_blanks(made)
        cells.extend(made)
    return cells, findings


def _doubt_all(cells: Sequence[Cell], reason: str) -> None:
    for cell in cells:
        if cell.status is not Status.DOUBTFUL:
            cell.status, cell.reason = Status.DOUBTFUL, reason


def _doubt_blanks(cells: Sequence[Cell]) -> None:
    """Where figures of the table are loose, an empty cell may be where one of them was torn off."""
    for cell in cells:
        if cell.status is Status.BLANK and not cell.raw:
            cell.status = Status.DOUBTFUL
            cell.reason = "empty here, but figures of this table stand loose"


def _is_cut_off(record: Record) -> bool:
    """A label without any cell where empty cells would have left their pipes or td."""
    return (
        not record.values
        and record.run is not None
        and (record.run.keeps_blanks or any(i.text == "" for i in record.run.items))
    )


def absent(table: Table, reason: str) -> list[Cell]:
    """All slots of a table that the document does not print."""
    return [
        cell
        for row_no, row in enumerate(table.data_rows, start=1)
        for cell in _absent(table, row, row_no, reason)
    ]


def _absent(table: Table, row: Row, row_no: int, reason: str) -> list[Cell]:
    return [
        Cell(
            table.id, table.form, row.key, column.key, row_no, col_no, Status.ABSENT, reason=reason
        )
        for col_no, column in enumerate(table.columns, start=1)
    ]


def _rows(
    found: Found, table: Table, findings: list[Finding], *, explained: bool
) -> dict[str, tuple[Record, str]]:
    """Records by row of the form, with the doubt that attaches to their place."""
    order = {row.key: n for n, row in enumerate(table.data_rows)}
    placed: dict[str, tuple[Record, str]] = {}
    known = [r for r in found.records if r.row_key is None or r.row_key in order]
    findings.extend(
        _unplaced(table, r, "the decided form has no such row")
        for r in found.records
        if r.row_key is not None and r.row_key not in order and r.figures
    )
    in_order = _in_order(known, order)
    for index, record in enumerate(known):
        key = record.row_key
        if key is None or (not explained and not record.values):
            continue
        doubt = ""
        if record.likeness < _CERTAIN and not in_order[index]:
            doubt = f"the label “{record.label}” is only like the form's and stands out of order"
        if key in placed:
            first = placed[key][0]
            if [v.text for v in first.values] == [v.text for v in record.values]:
                continue
            findings.append(
                _unplaced(table, record, "the row is printed twice, with other figures")
            )
            doubt = "the row is printed twice, with other figures"
            placed[key] = (first if first.figures >= record.figures else record, doubt)
            continue
        placed[key] = (record, doubt)
    _fill_gaps([r for r in known if r.values], placed, table, order, findings)
    for record in known:
        if record.row_key is not None and not record.values:
            placed.setdefault(record.row_key, (record, ""))
    return placed


def _in_order(records: Sequence[Record], order: dict[str, int]) -> list[bool]:
    """For each record: the labelled rows before and after it stand as the form has them."""
    places = [order[r.row_key] if r.row_key else None for r in records]
    result = [True] * len(places)
    for indexes in (range(len(places)), range(len(places) - 1, -1, -1)):
        forward = indexes.step > 0
        last: int | None = None
        for index in indexes:
            here = places[index]
            if here is None:
                continue
            if last is not None and (last >= here if forward else last <= here):
                result[index] = False
            last = here
    return result


def _fill_gaps(
    records: Sequence[Record],
    placed: dict[str, tuple[Record, str]],
    table: Table,
    order: dict[str, int],
    findings: list[Finding],
) -> None:
    """Rows without a readable label: taken by place where their number fits, but doubtful."""
    keys = [row.key for row in table.data_rows]
    index = 0
    while index < len(records):
        if records[index].row_key is not None:
            index += 1
            continue
        end = index
        while end < len(records) and records[end].row_key is None:
            end += 1
        gap = list(records[index:end])
        low = order[records[index - 1].row_key or ""] if index else -1
        high = order[records[end].row_key or ""] if end < len(records) else len(keys)
        missing = [k for k in keys[low + 1 : high] if k not in placed]
        if len(missing) == len(gap):
            for key, record in zip(missing, gap, strict=True):
                placed[key] = (record, "the row has no readable label; placed by its order only")
        else:
            reason = f"{len(gap)} rows without a readable label where the form has {len(missing)}"
            findings.extend(_unplaced(table, r, reason) for r in gap)
        index = end


def _unplaced(table: Table, record: Record, reason: str) -> Finding:
    figures = " ".join(v.text or "·" for v in record.values)
    where = (record.labels or record.values)[0].location
    return note(
        "figures_not_placed",
        f"“{record.label}” {figures}: {reason}",
        "有数字无法归位",
        table=table,
        location=where,
    )


def _row_cells(
    table: Table,
    row: Row,
    row_no: int,
    record: Record,
    placement: Placement,
    heads: Heads,
    doubt: str,
    findings: list[Finding],
) -> list[Cell]:
    label = record.label
    where = (record.labels or record.values)[-1 if record.labels else 0].location
    slots = placement.slots
    if slots is None:
        printed = " | ".join(v.text for v in record.values).strip()
        where = record.values[0].location if record.values else where
        return [
            Cell(
                table.id, table.form, row.key, column.key, row_no, col_no, Status.DOUBTFUL,
                label=label, raw=printed, location=where, reason=placement.reason,
            )
            for col_no, column in enumerate(table.columns, start=1)
        ]  # fmt: skip
    if heads.permuted:
        place_of = {key: n for n, key in enumerate(heads.order)}
        slots = tuple(slots[place_of[column.key]] for column in table.columns)
    cells: list[Cell] = []
    renamed = dict(heads.renamed)
    for col_no, (column, item) in enumerate(zip(table.columns, slots, strict=True), start=1):
        status, value, reason = _judge(item)
        if value is not None and value < _ZERO and record.in_text and not column.signed:
            status, reason = Status.DOUBTFUL, BELOW_ZERO
        if column.key in renamed:
            status = Status.DOUBTFUL
            reason = f"its head is “{renamed[column.key]}”, not the form's"
        unit = None
        if value is not None and item is not None:
            unit = item.printed.unit or (heads.unit if column.type == "decimal" else column.unit)
        cell = Cell(
            table.id, table.form, row.key, column.key, row_no, col_no,
            Status.DOUBTFUL if doubt else status,
            value,
            label,
            item.text if item is not None else "",
            unit,
            item.location if item is not None else where,
            placement.basis,
            doubt or reason or placement.reason or None,
        )  # fmt: skip
        if item is not None and item.printed.note:
            findings.append(words_in_cell(cell, item.text))
        cells.append(cell)
    return cells


def _say_total(cell: Cell, record: Record, table: Table, *, sure: bool) -> None:
    """Gives the last column, a total, its best reading: the last figure where it sums the rest up.

    It stays doubtful, for the total may be blank and the sum an accident; `sure` says that nothing
    else is in doubt, so that a second sum can place it.
    """
    if [column.total for column in table.columns].count(True) != 1 or not table.columns[-1].total:
        return
    printed = [v for v in record.values if v.text != ""]
    # A mark for nothing stands in a cell and adds nothing.
    known = [_ZERO if v.printed.kind is Kind.BLANK else v.printed.value for v in printed]
    figures = [value for value in known if value is not None]
    if not figures or len(figures) != len(known):
        return
    sure = sure and not any(v.printed.doubt for v in printed)
    if not any(figures):
        cell.reason = f"{cell.reason}; {ALL_ZERO}" if sure else cell.reason
    elif len(figures) > 1 and figures[-1] and figures[-1] == sum(figures[:-1]):
        cell.value, cell.location = figures[-1], printed[-1].location
        cell.reason = f"{cell.reason}; {SUM_OF_OTHERS}" + (
            "" if sure else ", but the row is unclear"
        )


def _judge(item: Item | None) -> tuple[Status, Decimal | None, str]:
    """Status, value and reason of a cell that stands at its place."""
    if item is None:
        return Status.BLANK, None, NO_CELL
    printed = item.printed
    if printed.value is not None:
        return (Status.DOUBTFUL if printed.doubt else Status.READ), printed.value, printed.doubt
    if printed.kind is Kind.BLANK:
        return Status.BLANK, None, ""
    return Status.DOUBTFUL, None, printed.doubt or "the cell prints words, not a number"
