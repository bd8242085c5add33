"""Shapes that concern a whole table: a row printed in blocks, text whose repeated lines are gone."""

from __future__ import annotations

from collections.abc import Iterable

from parsers import labels
from parsers.align.assign import Found
from parsers.align.items import Item
from parsers.align.records import Record
from parsers.standard import Table

_TWO = 2
# So many labels of rows in the form's order are no chance.
_SOME = 3
_WHOLE = 100.0


def merge_blocks(found: Found, table: Table, *, keeps_blanks: bool) -> Found:
    """Joins the row of a table without row labels when it is printed as one block per head group.

    Section 4 is often printed as three tables of five. The blocks are joined only if all of them
    are there, complete, in the form's order.

    Args:
        found: what the document prints of the table.
        table: the form's table.
        keeps_blanks: text rows of the document keep their empty cells.

    Returns:
        The same, or with one record instead of its blocks.
    """
    groups = table.blocks
    if len(groups) < _TWO:
        return found
    size = len(table.columns) // len(groups)
    rows = [r for r in found.records if r.figures]
    if len(rows) < len(groups):
        rows = [r for r in found.records if r.figures or len(r.values) == size]
    cells = [_block(r, size, keeps_blanks=keeps_blanks) for r in rows]
    if len(rows) != len(groups) or any(block is None for block in cells):
        return found
    heads = [labels.fold(i.text).core for i in found.heads]
    positions = [next((n for n, t in enumerate(heads) if group in t), -1) for group in groups]
    if positions != sorted(positions) or -1 in positions:
        return found
    joined = Record(
        labels=[],
        values=[v for block in cells for v in block or ()],
        run=rows[0].run,
        row_key=rows[0].row_key,
        likeness=rows[0].likeness,
    )
    return Found(found.table_id, found.heads, [joined], found.anchored)


def _block(record: Record, size: int, *, keeps_blanks: bool) -> list[Item] | None:
    """The cells of one block, None if some may be missing."""
    rows = {item.row for item in record.labels if item.match.of("column", "head")} - {None}
    if any(value.row in rows for value in record.values):
        return None  # in the row of their heads, figures lack a cell or have one too many
    filled = [v for v in record.values if v.text != ""]
    if len(filled) == size:
        return filled
    run = record.run
    if run is None or not (keeps_blanks or run.keeps_blanks or run.pads_attached or not run.padded):
        return None
    cells = [v for v in record.values if not v.attached]
    return cells if len(cells) == size else None


def text_deduplicated(found: Found, columns: int) -> bool:
    """Whether lines that repeat were removed from the text.

    Labels stand here but most rows have no figure, and no two figures of the table are equal: a
    real table of counts repeats 0 many times. A figure on the line of its label goes with that.
    """
    rows = [r for r in found.records if r.row_key]
    if all(
        v.text == "" or v.location == r.labels[-1].location
        for r in rows
        if r.labels
        for v in r.values
    ):
        return False
    runs = {id(r.run): r.run for r in rows if r.run}
    if any(i.text == "" for run in runs.values() for i in run.items):
        return False
    figures = [v.text for r in rows for v in r.values if v.text != ""]
    empty = sum(1 for r in rows if not any(v.text != "" for v in r.values))
    return (
        columns > 1
        and len(rows) >= 2 * columns
        and bool(figures)
        and len(set(figures)) == len(figures)
        and empty * 2 > len(rows)
    )


def is_table(found: Found) -> bool:
    """A table is found when rows of it stand under its head; a lone label in prose is none."""
    rows = [r for r in found.records if r.row_key]
    if not rows:
        return False
    if any(r.figures for r in rows) or found.anchored:
        return True
    if any(r.values for r in rows):
        return bool(found.heads)
    # Where there are no cells either, words that are no head of this table tell nothing.
    roles = (role for item in found.heads for role in item.match.of("column", "head"))
    return any(role.table_id == found.table_id for role in roles)


def labels_alone(found: Found, tables: Iterable[Table]) -> bool:
    """Whether rows without heads or figures are a table whose empty cells a tool dropped.

    They are if they are the form's from its first row on, none left out, word for word and with
    their ordinals, and nothing but labels stands among them: prose names rows otherwise.

    Args:
        found: what the document prints of the table.
        tables: the table in every form that has it.
    """
    rows = found.records
    if len(rows) < _SOME or any(r.values or r.likeness < _WHOLE for r in rows):
        return False
    if any(not item.match.roles for r in rows for item in r.labels):
        return False
    printed = [labels.fold(r.label) for r in rows]
    return any(
        printed == [labels.fold(row.label) for row in table.data_rows[: len(rows)]]
        for table in tables
    )
